/** RSA: encryption, signatures and new keys. Needs a platform with keys. */
import { toBase64 } from '../value/base64.ts';
import { Bytes, type Value } from '../value/value.ts';
import { array, integer, text } from './arguments.ts';
import type {
  CallContext,
  CheckedArguments,
  FunctionDefinition,
  RsaKey,
  RsaPadding,
  SignatureHash,
} from './definition.ts';
import { bytesOf } from './encoding-functions.ts';
import { decoded, decodedArgument, decryptedValue } from './encryption/byte-arguments.ts';
import { rsaKey } from './encryption/platform-key.ts';
import examples from './encryption-rsa.examples.json' with { type: 'json' };
import notes from './encryption-rsa.notes.json' with { type: 'json' };
import { keyword, optional, required, withDocs } from './parameters.ts';
import { keyPlatformOf, platformOf } from './platform-of.ts';

const category = 'Encryption';

/** How many bytes of a block each takes. */
const paddings: ReadonlyMap<string, { readonly padding: RsaPadding; readonly bytes: number }> = new Map([
  ['PKCS1_PADDING', { padding: 'pkcs1', bytes: 11 }],
  ['PKCS1_OAEP_PADDING', { padding: 'oaep', bytes: 42 }],
  ['SSLV23_PADDING', { padding: 'sslv23', bytes: 11 }],
]);
const paddingParameter = keyword('padding', 'text', '"PKCS1_PADDING"');
const keyParameter = required('key', ['text', 'object']);

const digests: ReadonlyMap<string, SignatureHash> = new Map([
  ['SHA256', 'sha256'],
  ['SHA384', 'sha384'],
  ['SHA512', 'sha512'],
]);

export const rsaFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'RSA_ENCRYPT',
    category,
    summary: 'Encrypts a short text with an RSA key, in Base64.',
    parameters: [required('plain_message', 'text'), keyParameter, paddingParameter],
    returns: 'text',
    nondeterministic: true,
    call: (args, context) => {
      const key = rsaKey(args.get('key'), context, 'key');
      const message = bytesOf(args, context, 'plain_message');
      return toBase64(encrypt(args, context, key, message, 'plain_message'));
    },
  },
  {
    name: 'RSA_DECRYPT',
    category,
    summary: 'Decrypts what was encrypted with the other key of an RSA pair.',
    parameters: [required('encrypted_message', 'text'), keyParameter, paddingParameter],
    returns: 'text',
    call: (args, context) => {
      const key = rsaKey(args.get('key'), context, 'key');
      const message = decodedArgument(args, context, 'encrypted_message');
      return decryptedValue(context, decrypt(args, context, key, message, 'encrypted_message'));
    },
  },
  {
    name: 'RSA_SIGN',
    category,
    summary: 'Signature of a text by an RSA private key (RSASSA-PKCS1-v1_5); wrap it in BASE64_ENCODE.',
    parameters: [required('data', 'text'), required('key', ['text', 'object']), keyword('digest', 'text', '"SHA256"')],
    returns: 'bytes',
    call: sign,
  },
  {
    name: 'RSA_AES_HYBRID_ENCRYPT',
    category,
    summary:
      'Encrypts a text of any length: the text with AES, the key of AES and its iv with RSA; three Base64 texts.',
    parameters: [required('plain_message', 'text'), keyParameter, paddingParameter],
    returns: 'array of three texts: encrypted AES key, encrypted iv, encrypted data',
    nondeterministic: true,
    call: encryptHybrid,
  },
  {
    name: 'RSA_AES_HYBRID_DECRYPT',
    category,
    summary: 'Decrypts what RSA_AES_HYBRID_ENCRYPT gave.',
    parameters: [required('encrypted_data_array', 'array'), keyParameter, paddingParameter],
    returns: 'text',
    call: (args, context) => decryptedValue(context, decryptHybrid(args, context)),
  },
  {
    name: 'GENERATE_RSA_KEYS',
    category,
    summary: 'Makes a new RSA key pair: an array of the public key and the private key, in PEM.',
    parameters: [optional('key_size', 'integer', '2048')],
    returns: 'array',
    nondeterministic: true,
    call: (args, context) => {
      const keys = keyPlatformOf(context);
      const bits = integer(args, context, 'key_size', 2_048);
      if (bits !== 2_048 && bits !== 4_096) return context.fail(`key_size must be 2048 or 4096, found ${bits}`);
      // A tenth of a second and a whole one, as far as chance allows.
      context.spend(bits === 2_048 ? 100_000 : 400_000);
      const { publicKey, privateKey } = keys.generateRsa(bits);
      return [publicKey, privateKey];
    },
  },
]);

function sign(args: CheckedArguments, context: CallContext): Value {
  const key = rsaKey(args.get('key'), context, 'key');
  const data = bytesOf(args, context, 'data');
  const given = text(args, context, 'digest', 'SHA256');
  const digest = digests.get(given.toUpperCase().replace('-', ''));
  if (digest === undefined)
    return context.fail(`digest must be SHA256, SHA384 or SHA512; found "${given.slice(0, 40)}"`);
  if (!key.isPrivate) return context.fail('key is a public key; a signature needs the private one');
  const signature = key.sign(digest, data);
  return signature === undefined
    ? context.fail('key cannot sign: its parts do not fit each other')
    : new Bytes(signature);
}

function encrypt(
  args: CheckedArguments,
  context: CallContext,
  key: RsaKey,
  message: Uint8Array,
  name: string,
): Uint8Array {
  const { padding, bytes } = paddingArgument(args, context, key, false);
  const room = Math.ceil(key.bits / 8) - bytes;
  if (message.length > room) {
    return context.fail(
      `${name} may be ${room} bytes at most with this key and padding, found ${message.length}; ` +
        'RSA_AES_HYBRID_ENCRYPT takes any length',
    );
  }
  return key.encrypt(padding, message) ?? context.fail('key cannot encrypt: its parts do not fit each other');
}

function decrypt(
  args: CheckedArguments,
  context: CallContext,
  key: RsaKey,
  message: Uint8Array,
  name: string,
): Uint8Array {
  const { padding } = paddingArgument(args, context, key, true);
  const size = Math.ceil(key.bits / 8);
  if (message.length !== size) {
    return context.fail(`${name} must be ${size} bytes in Base64 for this key, found ${message.length}`);
  }
  const data = key.decrypt(padding, message);
  return data ?? context.fail('the message was not encrypted for this key and padding, or it was changed');
}

function paddingArgument(args: CheckedArguments, context: CallContext, key: RsaKey, isDecrypting: boolean) {
  const given = text(args, context, 'padding', 'PKCS1_PADDING').toUpperCase();
  const choice = paddings.get(given) ?? paddings.get(given.replace(/^RSA_/, ''));
  if (choice === undefined) {
    return context.fail(`padding must be one of ${[...paddings.keys()].join(', ')}; found "${given.slice(0, 40)}"`);
  }
  if (choice.padding === 'pkcs1' || key.isPrivate === isDecrypting) return choice;
  const [found, wanted] = key.isPrivate ? ['private', 'public'] : ['public', 'private'];
  return context.fail(`with ${given} the ${wanted} key is needed, found the ${found} key`);
}

function encryptHybrid(args: CheckedArguments, context: CallContext): Value {
  const key = rsaKey(args.get('key'), context, 'key');
  const platform = platformOf(context);
  const message = bytesOf(args, context, 'plain_message');
  const aesKey = platform.randomBytes(32);
  const iv = platform.randomBytes(12);
  return [
    toBase64(encrypt(args, context, key, aesKey, 'the AES key')),
    toBase64(encrypt(args, context, key, iv, 'the iv')),
    toBase64(platform.seal(aesKey, iv, message, new Uint8Array())),
  ];
}

function decryptHybrid(args: CheckedArguments, context: CallContext): Uint8Array {
  const key = rsaKey(args.get('key'), context, 'key');
  const platform = platformOf(context);
  const parts = array(args, context, 'encrypted_data_array');
  const [first = null, second = null, third = null] = parts;
  if (parts.length !== 3) return context.fail(`encrypted_data_array must have 3 elements, found ${parts.length}`);
  const aesKey = decrypt(args, context, key, decoded(first, context, 'the encrypted AES key'), 'the encrypted AES key');
  const iv = decrypt(args, context, key, decoded(second, context, 'the encrypted iv'), 'the encrypted iv');
  const data = decoded(third, context, 'the encrypted data');
  const isGcm = iv.length === 12;
  if (aesKey.length !== 32 || (!isGcm && iv.length !== 16)) {
    return context.fail('encrypted_data_array is not what RSA_AES_HYBRID_ENCRYPT gives');
  }
  const opened = isGcm
    ? platform.open(aesKey, iv, data, new Uint8Array())
    : platform.decryptBlocks('aes-256-cbc', aesKey, iv, data);
  return opened ?? context.fail('the encrypted data was changed, or belongs to another key');
}
