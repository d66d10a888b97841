/** Encryption with a named cipher, readable by OpenSSL and everything like it. */
import { toBase64 } from '../value/base64.ts';
import { Bytes, makeObject, type Value } from '../value/value.ts';
import { text } from './arguments.ts';
import type { BlockCipher, CallContext, CheckedArguments, FunctionDefinition } from './definition.ts';
import { fromBase64 } from './encoding/base64-text.ts';
import { bytesOf } from './encoding-functions.ts';
import {
  decoded,
  decodedArgument,
  decryptedValue,
  ivArgument,
  joinBytes,
  keyArgument,
} from './encryption/byte-arguments.ts';
import examples from './encryption-openssl.examples.json' with { type: 'json' };
import notes from './encryption-openssl.notes.json' with { type: 'json' };
import { optional, required, withDocs } from './parameters.ts';
import { platformOf } from './platform-of.ts';

interface Cipher {
  readonly name: BlockCipher | 'aes-256-gcm';
  readonly keyBytes: number;
  readonly ivBytes: number;
}

const ciphers: readonly Cipher[] = [
  { name: 'aes-128-cbc', keyBytes: 16, ivBytes: 16 },
  { name: 'aes-256-cbc', keyBytes: 32, ivBytes: 16 },
  { name: 'aes-256-gcm', keyBytes: 32, ivBytes: 12 },
  { name: 'aes-128-ecb', keyBytes: 16, ivBytes: 0 },
  { name: 'aes-256-ecb', keyBytes: 32, ivBytes: 0 },
];
const cipherNames = ciphers.map(({ name }) => name).join(', ');
const tagBytes = 16;

export const opensslFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'OPENSSL_ENCRYPT',
    category: 'Encryption',
    summary: 'Encrypts a text with a named cipher and a random iv; gives encrypted, iv and auth_tag in Base64.',
    parameters: [
      required('text', 'text'),
      required('algorithm', 'text'),
      required('key', 'text'),
      optional('aad', 'text'),
    ],
    returns: 'object',
    nondeterministic: true,
    call: encrypt,
  },
  {
    name: 'OPENSSL_DECRYPT',
    category: 'Encryption',
    summary: 'Decrypts what OPENSSL_ENCRYPT or another program encrypted with a named cipher.',
    parameters: [
      required('ciphertext', 'text'),
      required('algorithm', 'text'),
      required('key', 'text'),
      required('iv', 'text'),
      optional('aad', 'text'),
      optional('auth_tag', 'text'),
    ],
    returns: 'text',
    call: (args, context) => decryptedValue(context, decrypt(args, context)),
  },
]);

function encrypt(args: CheckedArguments, context: CallContext): Value {
  const platform = platformOf(context);
  const cipher = cipherArgument(args, context);
  const key = keyArgument(args, context, cipher.keyBytes);
  const data = bytesOf(args, context, 'text');
  const aad = aadArgument(args, context, cipher);
  const iv = platform.randomBytes(cipher.ivBytes);
  if (cipher.name === 'aes-256-gcm') {
    const sealed = platform.seal(key, iv, data, aad);
    return makeObject([
      ['encrypted', toBase64(sealed.subarray(0, -tagBytes))],
      ['iv', toBase64(iv)],
      ['auth_tag', toBase64(sealed.subarray(-tagBytes))],
    ]);
  }
  const encrypted = toBase64(platform.encryptBlocks(cipher.name, key, iv, data));
  return makeObject([['encrypted', encrypted], ...(cipher.ivBytes === 0 ? [] : ([['iv', toBase64(iv)]] as const))]);
}

function decrypt(args: CheckedArguments, context: CallContext): Uint8Array {
  const platform = platformOf(context);
  const cipher = cipherArgument(args, context);
  const key = keyArgument(args, context, cipher.keyBytes);
  const encrypted = decodedArgument(args, context, 'ciphertext');
  const aad = aadArgument(args, context, cipher);
  if (cipher.name === 'aes-256-gcm') {
    const opened = platform.open(key, gcmIv(args, context), joinBytes(encrypted, tagArgument(args, context)), aad);
    return opened ?? context.fail('key, iv, aad or auth_tag does not fit the data, or the data was changed');
  }
  if (encrypted.length === 0 || encrypted.length % 16 !== 0) {
    return context.fail(`ciphertext must be whole blocks of 16 bytes, found ${encrypted.length} bytes`);
  }
  const iv = cipher.ivBytes === 0 ? new Uint8Array() : ivArgument(args, context, cipher.ivBytes);
  const data = platform.decryptBlocks(cipher.name, key, iv, encrypted);
  return data ?? context.fail('the key or iv does not fit the data, or the data was changed');
}

function cipherArgument(args: CheckedArguments, context: CallContext): Cipher {
  const given = text(args, context, 'algorithm');
  const cipher = ciphers.find(({ name }) => name === given.trim().toLowerCase());
  // Not what was found: arguments in a wrong order would show a key.
  return cipher ?? context.fail(`algorithm must be one of ${cipherNames}`);
}

function aadArgument(args: CheckedArguments, context: CallContext, cipher: Cipher): Uint8Array {
  const aad = args.get('aad') === undefined ? new Uint8Array() : bytesOf(args, context, 'aad');
  if (aad.length > 0 && cipher.name !== 'aes-256-gcm') return context.fail(`aad is possible with aes-256-gcm only`);
  return aad;
}

/** Other programs use other sizes than the usual 12 bytes; those are taken in Base64 or as bytes. */
function gcmIv(args: CheckedArguments, context: CallContext): Uint8Array {
  const given = args.get('iv');
  const iv = given instanceof Bytes ? given.data : fromBase64(text(args, context, 'iv'));
  const isUnusual = iv !== undefined && iv.length >= 8 && iv.length <= 64 && bytesOf(args, context, 'iv').length !== 12;
  return isUnusual ? iv : ivArgument(args, context, 12);
}

/** A shorter tag would be easier to guess. */
function tagArgument(args: CheckedArguments, context: CallContext): Uint8Array {
  const given = args.get('auth_tag');
  if (given === undefined || given === '') return context.fail('auth_tag is needed with aes-256-gcm');
  const tag = decoded(given, context, 'auth_tag');
  return tag.length === tagBytes ? tag : context.fail(`auth_tag must be ${tagBytes} bytes, found ${tag.length}`);
}
