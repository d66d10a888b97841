/** Encryption with a shared key, in forms of our own and in plain AES-256-CBC. */
import { toBase64 } from '../value/base64.ts';
import { Bytes, type Value } from '../value/value.ts';
import { text } from './arguments.ts';
import type { CallContext, CheckedArguments, FunctionDefinition, Platform } from './definition.ts';
import { bytesOf } from './encoding-functions.ts';
import { decoded, decryptedValue, ivArgument, keyArgument } from './encryption/byte-arguments.ts';
import { expiryArgument } from './encryption/expiry.ts';
import { isSealedText, type Lock, openText, sealText } from './encryption/sealed-text.ts';
import examples from './encryption.examples.json' with { type: 'json' };
import notes from './encryption.notes.json' with { type: 'json' };
import { keyword, optional, required, withDocs } from './parameters.ts';
import { platformOf } from './platform-of.ts';

const category = 'Encryption';
const keyBytes = 32;
const ivBytes = 16;

export const encryptionFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'TINES_ENCRYPT',
    category,
    summary: 'Encrypts a text so that only TINES_DECRYPT with the same key reads it, unchanged and in time.',
    parameters: [required('text', 'text'), required('key', 'text'), keyword('expires_in', 'number', 'NULL')],
    returns: 'text',
    nondeterministic: true,
    call: (args, context) => {
      const lock = longKeyLock(args, context);
      return sealText(lock, bytesOf(args, context, 'text'), expiryArgument(args, context));
    },
  },
  {
    name: 'TINES_DECRYPT',
    category,
    summary: 'Decrypts what TINES_ENCRYPT gave; an error when it has expired, was changed, or the key is another.',
    parameters: [required('encrypted', 'text'), required('key', 'text')],
    returns: 'text',
    call: (args, context) => {
      const lock = longKeyLock(args, context);
      return decryptedValue(context, openText(lock, text(args, context, 'encrypted'), context));
    },
  },
  {
    name: 'AES_ENCRYPT',
    category,
    summary: 'Deprecated: use TINES_ENCRYPT or OPENSSL_ENCRYPT. Encrypts a text with AES-256, in Base64 and dots.',
    parameters: [
      required('text', 'text'),
      required('key', 'text'),
      optional('iv', 'text'),
      keyword('mode', 'text', '"cbc"'),
      keyword('expires_in', 'number', 'NULL'),
    ],
    returns: 'text',
    nondeterministic: true,
    liquidFilter: 'aes_encrypt',
    call: encryptAes,
  },
  {
    name: 'AES_DECRYPT',
    category,
    summary:
      'Deprecated: use TINES_DECRYPT or OPENSSL_DECRYPT. Decrypts what AES_ENCRYPT gave, or AES-256-CBC in Base64.',
    parameters: [required('encoded_text', 'text'), required('key', 'text'), optional('iv', 'text')],
    returns: 'text',
    liquidFilter: 'aes_decrypt',
    call: decryptAes,
  },
]);

function longKeyLock(args: CheckedArguments, context: CallContext): Lock {
  const platform = platformOf(context);
  const key = bytesOf(args, context, 'key');
  if (key.length < keyBytes) return context.fail(`key must be at least ${keyBytes} bytes, found ${key.length}`);
  return { platform, key, purpose: 'TINES_ENCRYPT' };
}

function encryptAes(args: CheckedArguments, context: CallContext): Value {
  const platform = platformOf(context);
  const data = bytesOf(args, context, 'text');
  const key = keyArgument(args, context, keyBytes);
  const mode = text(args, context, 'mode', 'cbc').toLowerCase();
  const hasIv = hasText(args, 'iv');
  if (mode === 'aead') {
    if (hasIv) return context.fail('iv is chosen by the function with mode: "aead"; leave it out');
    return sealText({ platform, key, purpose: 'AES_ENCRYPT' }, data, expiryArgument(args, context));
  }
  if (mode !== 'cbc' && mode !== 'aes-256-cbc') return context.fail('mode must be "cbc" or "aead"');
  if (args.get('expires_in') !== undefined) return context.fail('expires_in needs mode: "aead"');
  // What the documented function does without an iv is not known. The same one each time would show which texts are equal.
  const iv = hasIv ? ivArgument(args, context, ivBytes) : platform.randomBytes(ivBytes);
  const encrypted = toBase64(platform.encryptBlocks('aes-256-cbc', key, iv, data));
  return hasIv ? encrypted : `${toBase64(iv)}.${encrypted}`;
}

function decryptAes(args: CheckedArguments, context: CallContext): Value {
  const platform = platformOf(context);
  const key = keyArgument(args, context, keyBytes);
  const given = args.get('encoded_text') ?? '';
  if (typeof given === 'string' && isSealedText(given)) {
    return decryptedValue(context, openText({ platform, key, purpose: 'AES_ENCRYPT' }, given, context));
  }
  const { iv, encrypted } = plainParts(args, context);
  return decryptedValue(context, decryptCbc(platform, key, iv, encrypted, context));
}

/** The iv stands before a dot, or is an argument, or is zero. */
function plainParts(args: CheckedArguments, context: CallContext): { iv: Uint8Array; encrypted: Uint8Array } {
  const given = args.get('encoded_text') ?? '';
  const dot = typeof given === 'string' ? given.indexOf('.') : -1;
  if (typeof given === 'string' && dot !== -1) {
    const iv = decoded(given.slice(0, dot), context, 'encoded_text');
    if (iv.length !== ivBytes) return context.fail('encoded_text is not what AES_ENCRYPT gives');
    return { iv, encrypted: decoded(given.slice(dot + 1), context, 'encoded_text') };
  }
  const iv = hasText(args, 'iv') ? ivArgument(args, context, ivBytes) : new Uint8Array(ivBytes);
  return { iv, encrypted: decoded(given, context, 'encoded_text') };
}

function decryptCbc(
  platform: Platform,
  key: Uint8Array,
  iv: Uint8Array,
  encrypted: Uint8Array,
  context: CallContext,
): Uint8Array {
  if (encrypted.length === 0 || encrypted.length % 16 !== 0) {
    return context.fail(`encoded_text must be whole blocks of 16 bytes, found ${encrypted.length} bytes`);
  }
  const data = platform.decryptBlocks('aes-256-cbc', key, iv, encrypted);
  return data ?? context.fail('the key or iv does not fit the data, or the data was changed');
}

/** Whether an optional text says anything. */
function hasText(args: CheckedArguments, name: string): boolean {
  const given = args.get(name);
  return given instanceof Bytes ? given.data.length > 0 : given !== undefined && given !== '';
}
