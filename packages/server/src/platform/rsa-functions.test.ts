import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { rsaPair, shown } from './formulas-with-keys.test-kit.ts';

const { publicKey, privateKey } = rsaPair();
const other = rsaPair();
const keys = { pub: publicKey, priv: privateKey, otherPub: other.publicKey, otherPriv: other.privateKey };
const paddings = ['PKCS1_PADDING', 'PKCS1_OAEP_PADDING', 'SSLV23_PADDING'];
const notForKey = 'the message was not encrypted for this key and padding, or it was changed';

describe.each(paddings)('%s', (padding) => {
  test.each(['hello', '', 'Grüße 🎉', '\u0000\u0000'])(
    'what the public key encrypts, the private one decrypts: %j',
    (text) => {
      const round = `RSA_DECRYPT(RSA_ENCRYPT(t, pub, padding: "${padding}"), priv, padding: "${padding}")`;
      expect(shown(round, { ...keys, t: text })).toBe(JSON.stringify(text));
    },
  );

  test('another key is told, in the same words whatever it made of the message', () => {
    const formula = `RSA_DECRYPT(RSA_ENCRYPT("x", pub, padding: "${padding}"), otherPriv, padding: "${padding}")`;
    for (let round = 0; round < 20; round++) expect(shown(formula, keys)).toBe(`! RSA_DECRYPT: ${notForKey}`);
  });

  test('a text of any length goes through the hybrid functions', () => {
    const round = `RSA_AES_HYBRID_DECRYPT(RSA_AES_HYBRID_ENCRYPT(t, pub, padding: "${padding}"), priv, padding: "${padding}")`;
    expect(shown(round, { ...keys, t: 'long '.repeat(10_000) })).toBe(JSON.stringify('long '.repeat(10_000)));
  });
});

test.each([
  ['the other direction', 'RSA_DECRYPT(RSA_ENCRYPT("x", priv), pub)', '"x"'],
  ['the other direction of the hybrid', 'RSA_AES_HYBRID_DECRYPT(RSA_AES_HYBRID_ENCRYPT("x", priv), pub)', '"x"'],
  [
    'a padding that only goes one way',
    'RSA_ENCRYPT("x", priv, padding: "PKCS1_OAEP_PADDING")',
    '! RSA_ENCRYPT: with PKCS1_OAEP_PADDING the public key is needed, found the private key',
  ],
  [
    'and back',
    'RSA_DECRYPT("AAAA", pub, padding: "SSLV23_PADDING")',
    '! RSA_DECRYPT: with SSLV23_PADDING the private key is needed, found the public key',
  ],
  ['both paddings of type 2 read alike', 'RSA_DECRYPT(RSA_ENCRYPT("x", pub, padding: "SSLV23_PADDING"), priv)', '"x"'],
  [
    'an unknown padding',
    'RSA_ENCRYPT("x", pub, padding: "none")',
    '! RSA_ENCRYPT: padding must be one of PKCS1_PADDING, PKCS1_OAEP_PADDING, SSLV23_PADDING; found "NONE"',
  ],
  [
    'a text that is too long',
    'RSA_ENCRYPT(LPAD("", 246), pub)',
    '! RSA_ENCRYPT: plain_message may be 245 bytes at most with this key and padding, found 246; RSA_AES_HYBRID_ENCRYPT takes any length',
  ],
  [
    'a message of another size',
    'RSA_DECRYPT("AAAA", priv)',
    '! RSA_DECRYPT: encrypted_message must be 256 bytes in Base64 for this key, found 3',
  ],
  ['a message that is no Base64', 'RSA_DECRYPT("%", priv)', '! RSA_DECRYPT: encrypted_message is not Base64'],
  [
    'a signature with a public key',
    'RSA_SIGN("x", pub)',
    '! RSA_SIGN: key is a public key; a signature needs the private one',
  ],
  [
    'an unknown digest',
    'RSA_SIGN("x", priv, digest: "MD5")',
    '! RSA_SIGN: digest must be SHA256, SHA384 or SHA512; found "MD5"',
  ],
  [
    'a hybrid array that is too short',
    'RSA_AES_HYBRID_DECRYPT(["x"], priv)',
    '! RSA_AES_HYBRID_DECRYPT: encrypted_data_array must have 3 elements, found 1',
  ],
  [
    'a hybrid array of something else',
    'RSA_AES_HYBRID_DECRYPT([1, {}, []], priv)',
    '! RSA_AES_HYBRID_DECRYPT: the encrypted AES key is not Base64',
  ],
  [
    'a key size that is not offered',
    'GENERATE_RSA_KEYS(1024)',
    '! GENERATE_RSA_KEYS: key_size must be 2048 or 4096, found 1024',
  ],
])('%s: %s', (_what, formula, result) => {
  expect(shown(formula.replace('LPAD("", 246)', 'long'), { ...keys, long: 'a'.repeat(246) })).toBe(result);
});

test('a block of text that just fits is encrypted', () => {
  const round = 'RSA_DECRYPT(RSA_ENCRYPT(t, pub), priv)';
  expect(shown(round, { ...keys, t: 'a'.repeat(245) })).toBe(JSON.stringify('a'.repeat(245)));
});

test('hybrid data that was changed, or put together from two messages, is refused', () => {
  const parts: string[] = JSON.parse(shown('RSA_AES_HYBRID_ENCRYPT("hello", pub)', keys));
  const others: string[] = JSON.parse(shown('RSA_AES_HYBRID_ENCRYPT("world", pub)', keys));
  const message = '! RSA_AES_HYBRID_DECRYPT: the encrypted data was changed, or belongs to another key';
  for (let index = 0; index < 3; index++) {
    const mixed = parts.map((part, place) => (place === index ? others[place] : part));
    expect(shown('RSA_AES_HYBRID_DECRYPT(mixed, priv)', { ...keys, mixed })).toBe(message);
  }
});

test('hybrid data of AES-256-CBC from elsewhere is read', () => {
  const context = { ...keys, aesKey: '0123456789abcdef0123456789abcdef', iv: 'fedcba9876543210' };
  const parts = '[RSA_ENCRYPT(aesKey, pub), RSA_ENCRYPT(iv, pub), AES_ENCRYPT("hello", aesKey, iv)]';
  expect(shown(`RSA_AES_HYBRID_DECRYPT(${parts}, priv)`, context)).toBe('"hello"');
});

test.each(['SHA256', 'SHA384', 'SHA512'])('a signature with %s is the one that everybody verifies', (digest) => {
  const signature = Buffer.from(
    JSON.parse(shown(`BASE64_ENCODE(RSA_SIGN("data", priv, digest: "${digest}"))`, keys)),
    'base64',
  );
  expect(verify(digest, Buffer.from('data'), publicKey, signature)).toBe(true);
  expect(signature.equals(sign(digest, Buffer.from('data'), privateKey))).toBe(true);
});

test.each([
  [[], 2_048],
  [[4_096], 4_096],
])('GENERATE_RSA_KEYS(%j) makes a pair of %i bits, public key first', (args, bits) => {
  const [made, secret] = JSON.parse(shown(`GENERATE_RSA_KEYS(${args.join('')})`));
  expect(createPublicKey(made).asymmetricKeyDetails?.modulusLength).toBe(bits);
  expect(createPublicKey(createPrivateKey(secret)).export({ type: 'spki', format: 'pem' })).toBe(made);
});

describe('keys in all forms that people have them in', () => {
  const key = createPrivateKey(privateKey);
  const oneLine = privateKey.replaceAll('\n', ' ');
  test.each([
    ['PKCS#8', privateKey],
    ['PKCS#1', key.export({ type: 'pkcs1', format: 'pem' })],
    ['on one line', oneLine],
    ['with \\n in two characters', privateKey.replaceAll('\n', '\\n')],
    ['without any line ends', privateKey.replaceAll('\n', '')],
    ['with Windows line ends', privateKey.replaceAll('\n', '\r\n')],
    ['with text around it', `Bag Attributes\n${privateKey}\nthe end`],
    ['JWK', key.export({ format: 'jwk' })],
    ['JWK as JSON text', JSON.stringify(key.export({ format: 'jwk' }))],
  ])('%s', (_form, priv) => {
    expect(shown('RSA_DECRYPT(RSA_ENCRYPT("x", pub), priv)', { pub: publicKey, priv })).toBe('"x"');
  });

  test.each([
    ['PKCS#1', createPublicKey(publicKey).export({ type: 'pkcs1', format: 'pem' })],
    ['JWK', createPublicKey(publicKey).export({ format: 'jwk' })],
    ['on one line', publicKey.replaceAll('\n', ' ')],
  ])('public, %s', (_form, pub) => {
    expect(shown('RSA_DECRYPT(RSA_ENCRYPT("x", pub), priv)', { pub, priv: privateKey })).toBe('"x"');
  });
});

describe('what is no key says so without showing it', () => {
  const body = 'MIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEA';
  const encrypted = createPrivateKey(privateKey).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'p',
  });
  const traditional = createPrivateKey(privateKey).export({
    type: 'pkcs1',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'p',
  });
  const jwk = createPrivateKey(privateKey).export({ format: 'jwk' });
  const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const small = rsaPair(512).privateKey;
  const unreadable = 'key cannot be read as a key: it is damaged or incomplete';
  test.each<[string, unknown, string]>([
    ['nothing', '', 'key is empty'],
    ['a text', body, 'key is not a key: a PEM text ("-----BEGIN …") or a JWK is needed'],
    [
      'half a PEM text',
      `-----BEGIN PRIVATE KEY-----\n${body}`,
      'key is a PEM text without its end, or with something else in it',
    ],
    ['a damaged PEM text', `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----`, unreadable],
    ['an encrypted key', encrypted, 'key is protected by a passphrase; it is needed without one'],
    ['an encrypted traditional key', traditional, 'key is protected by a passphrase; it is needed without one'],
    [
      'an OpenSSH key',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----',
      'key holds "OPENSSH PRIVATE KEY"; a PUBLIC KEY, PRIVATE KEY or CERTIFICATE is needed',
    ],
    ['a key of another kind', ed25519, 'key must be an RSA key, or an EC key on P-256, P-384 or P-521'],
    ['a key that is too small', small, 'key must have 1024 to 8192 bits, found 512'],
    ['a JWK without a kind', { n: 'AQAB' }, 'key must be a JWK with the `kty` RSA or EC, found none'],
    ['a secret JWK', { kty: 'oct', k: body }, 'key must be a JWK with the `kty` RSA or EC, found "oct"'],
    ['a JWK without its modulus', { kty: 'RSA', e: 'AQAB' }, 'key is a JWK without `n`'],
    [
      'a JWK with something else in it',
      { kty: 'RSA', n: '!', e: 'AQAB' },
      'key is a JWK whose `n` is not base64url text',
    ],
    [
      'a private JWK without its primes',
      { kty: jwk.kty, n: jwk.n, e: jwk.e, d: jwk.d },
      `${unreadable} (a private RSA key needs p, q, dp, dq and qi too)`,
    ],
    ['a set of keys', { keys: [] }, 'key is a set of keys; one of them is needed'],
  ])('%s', (_what, key, message) => {
    expect(shown('RSA_SIGN("x", key)', { key })).toBe(`! RSA_SIGN: ${message}`);
  });
});
