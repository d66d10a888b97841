import { expect, test } from 'vitest';
import { testCases } from './cases.test-kit.ts';
import { shown, testEnvironment } from './evaluating.test-kit.ts';

const key = '{"key":"0123456789abcdef0123456789abcdef","iv":"fedcba9876543210"}';
const refused = 'the key does not fit the data, or the data was changed';

testCases({
  'what was encrypted with a key is read with the same key': [
    ['TINES_DECRYPT(TINES_ENCRYPT("Grüße 🎉", key), key)', '"Grüße 🎉"', key],
    ['TINES_DECRYPT(TINES_ENCRYPT("", key), key)', '""', key],
    ['TINES_DECRYPT(TINES_ENCRYPT(12.5, key), key)', '"12.5"', key],
    ['TINES_DECRYPT(TINES_ENCRYPT("x", key & key), key & key)', '"x"', key],
    ['AES_DECRYPT(AES_ENCRYPT("hello", key), key)', '"hello"', key],
    ['AES_DECRYPT(AES_ENCRYPT("hello", key, iv), key, iv)', '"hello"', key],
    ['AES_DECRYPT(AES_ENCRYPT("hello", key, mode: "aead"), key)', '"hello"', key],
    ['AES_DECRYPT(AES_ENCRYPT("hello", key, mode: "aead", expires_in: 60), key)', '"hello"', key],
    ['BASE64_ENCODE(AES_DECRYPT(AES_ENCRYPT(BASE64_DECODE("/+8="), key), key))', '"/+8="', key],
  ],
  'what other programs encrypted is read': [
    ['AES_DECRYPT("xe5Fp923bzUyQcgzf4smwA==", key, iv)', '"from elsewhere"', key],
    ['AES_DECRYPT("xe5Fp923bzUyQcgzf4smwA==", key, BASE64_ENCODE(iv))', '"from elsewhere"', key],
    ['AES_DECRYPT(BASE64_DECODE("xe5Fp923bzUyQcgzf4smwA=="), key, iv)', '"from elsewhere"', key],
    ['AES_DECRYPT("LLk6Bmgm1u46kK8KExWMhQ==", key)', '"from elsewhere"', key],
    ['OPENSSL_DECRYPT("xe5Fp923bzUyQcgzf4smwA==", "aes-256-cbc", key, iv)', '"from elsewhere"', key],
    [
      'OPENSSL_DECRYPT("saQUvA==", "aes-256-gcm", key, BASE64_ENCODE(iv), auth_tag: "VJKcHZPXFTufyThsfCfcpA==")',
      '"wide"',
      key,
    ],
  ],
  'a key of another size is refused, with its size and nothing else of it': [
    ['TINES_ENCRYPT("x", "too short")', '! TINES_ENCRYPT: key must be at least 32 bytes, found 9'],
    ['TINES_DECRYPT("x", "too short")', '! TINES_DECRYPT: key must be at least 32 bytes, found 9'],
    ['AES_ENCRYPT("x", key & "!")', '! AES_ENCRYPT: key must be 32 bytes, found 33', key],
    [
      'AES_ENCRYPT("x", BASE64_ENCODE(key))',
      '! AES_ENCRYPT: key must be 32 bytes, found 44; it looks like Base64: use BASE64_DECODE',
      key,
    ],
    ['AES_ENCRYPT("x", NULL)', '! AES_ENCRYPT: key must be 32 bytes, found 0'],
    ['AES_ENCRYPT("x", key, "short")', '! AES_ENCRYPT: iv must be 16 bytes, found 5', key],
    ['OPENSSL_ENCRYPT("x", "aes-128-cbc", key)', '! OPENSSL_ENCRYPT: key must be 16 bytes, found 32', key],
  ],
  'a key in the place of another argument is not shown': [
    [
      'OPENSSL_ENCRYPT("x", key, "aes-256-cbc")',
      '! OPENSSL_ENCRYPT: algorithm must be one of aes-128-cbc, aes-256-cbc, aes-256-gcm, aes-128-ecb, aes-256-ecb',
      key,
    ],
    [
      'JWT_DECODE("e30.e30.", "HS256", key)',
      '! JWT_DECODE: algorithm must be one of HS256, HS384, HS512, RS256, RS384, RS512, ES256, ES384, ES512',
      key,
    ],
    ['AES_DECRYPT(key, "x")', '! AES_DECRYPT: key must be 32 bytes, found 1', key],
  ],
  'a wrong key and changed data are told alike': [
    ['TINES_DECRYPT(TINES_ENCRYPT("x", key), iv & iv & iv)', `! TINES_DECRYPT: ${refused}`, key],
    ['AES_DECRYPT(AES_ENCRYPT("x", key, mode: "aead"), iv & iv)', `! AES_DECRYPT: ${refused}`, key],
    [
      'TINES_DECRYPT(REPLACE(TINES_ENCRYPT("x", key, expires_in: 1), "v1.1", "v1.2"), key)',
      `! TINES_DECRYPT: ${refused}`,
      key,
    ],
    ['TINES_DECRYPT(AES_ENCRYPT("x", key, mode: "aead"), key)', `! TINES_DECRYPT: ${refused}`, key],
    ['TINES_DECRYPT("hello", key)', '! TINES_DECRYPT: the data is not what TINES_ENCRYPT gives', key],
    ['TINES_DECRYPT(NULL, key)', '! TINES_DECRYPT: the data is not what TINES_ENCRYPT gives', key],
    ['TINES_DECRYPT("v1..", key)', '! TINES_DECRYPT: the data is not what TINES_ENCRYPT gives', key],
    ['AES_DECRYPT("AAAA.AAAA", key)', '! AES_DECRYPT: encoded_text is not what AES_ENCRYPT gives', key],
    ['AES_DECRYPT("%", key)', '! AES_DECRYPT: encoded_text is not Base64', key],
    ['AES_DECRYPT("AAAA", key)', '! AES_DECRYPT: encoded_text must be whole blocks of 16 bytes, found 3 bytes', key],
    ['AES_DECRYPT("", key)', '! AES_DECRYPT: encoded_text must be whole blocks of 16 bytes, found 0 bytes', key],
  ],
  'expiry is counted in seconds and needs the authenticated mode': [
    ['AES_ENCRYPT("x", key, expires_in: 5)', '! AES_ENCRYPT: expires_in needs mode: "aead"', key],
    [
      'AES_ENCRYPT("x", key, mode: "aead", expires_in: -0.5)',
      '! AES_ENCRYPT: expires_in must be 0 or more seconds, found -0.5',
      key,
    ],
    [
      'TINES_ENCRYPT("x", key, expires_in: 1000000000000)',
      '! TINES_ENCRYPT: expires_in must be at most 100000000000 seconds',
      key,
    ],
    ['TINES_DECRYPT(TINES_ENCRYPT("x", key, expires_in: NULL), key)', '"x"', key],
    ['TINES_DECRYPT(TINES_ENCRYPT("x", key, expires_in: 0.001), key)', '"x"', key],
    [
      'AES_ENCRYPT("x", key, iv, mode: "aead")',
      '! AES_ENCRYPT: iv is chosen by the function with mode: "aead"; leave it out',
      key,
    ],
    ['AES_ENCRYPT("x", key, mode: "gcm")', '! AES_ENCRYPT: mode must be "cbc" or "aead"', key],
  ],
  'named ciphers give what their programs need, in Base64': [
    ['KEYS(OPENSSL_ENCRYPT("x", "aes-256-cbc", key))', '["encrypted","iv"]', key],
    ['KEYS(OPENSSL_ENCRYPT("x", "AES-256-GCM", key))', '["encrypted","iv","auth_tag"]', key],
    ['OPENSSL_ENCRYPT("my message", "aes-256-ecb", key)', '{"encrypted":"EMKnmpXtoAN6OUmTehljEQ=="}', key],
    ['OPENSSL_DECRYPT(OPENSSL_ENCRYPT("x", "aes-256-ecb", key).encrypted, "aes-256-ecb", key, NULL)', '"x"', key],
    [
      'OPENSSL_ENCRYPT("x", "des-ede3", key)',
      '! OPENSSL_ENCRYPT: algorithm must be one of aes-128-cbc, aes-256-cbc, aes-256-gcm, aes-128-ecb, aes-256-ecb',
      key,
    ],
    [
      'OPENSSL_ENCRYPT("x", "aes-256-cbc", key, "aad")',
      '! OPENSSL_ENCRYPT: aad is possible with aes-256-gcm only',
      key,
    ],
    ['OPENSSL_DECRYPT("AAAA", "aes-256-gcm", key, iv)', '! OPENSSL_DECRYPT: auth_tag is needed with aes-256-gcm', key],
    [
      'OPENSSL_DECRYPT("AAAA", "aes-256-gcm", key, iv, "", "AAAA")',
      '! OPENSSL_DECRYPT: auth_tag must be 16 bytes, found 3',
      key,
    ],
    [
      'OPENSSL_DECRYPT("AAAA", "aes-256-cbc", key, iv)',
      '! OPENSSL_DECRYPT: ciphertext must be whole blocks of 16 bytes, found 3 bytes',
      key,
    ],
    [
      'OPENSSL_DECRYPT("AAAAAAAAAAAAAAAAAAAAAA==", "aes-256-cbc", key, "abc")',
      '! OPENSSL_DECRYPT: iv must be 16 bytes, found 3',
      key,
    ],
  ],
  'a platform without RSA says where it runs': [
    ['GENERATE_RSA_KEYS()', '! GENERATE_RSA_KEYS runs on the server'],
    ['RSA_ENCRYPT("x", "key")', '! RSA_ENCRYPT runs on the server'],
    ['RSA_AES_HYBRID_DECRYPT([], "key")', '! RSA_AES_HYBRID_DECRYPT runs on the server'],
    ['RSA_SIGN("x", "key")', '! RSA_SIGN runs on the server'],
    ['JWT_SIGN({}, "key")', '! JWT_SIGN runs on the server'],
    ['JWT_SIGN({}, "key", "ES256")', '! JWT_SIGN runs on the server'],
  ],
});

test('data that expires in a minute is read for a minute', () => {
  const sealed = shown('TINES_ENCRYPT("x", key, expires_in: 60)', key);
  const at = (seconds: number) => ({ ...testEnvironment, now: testEnvironment.now + seconds * 1_000 });
  const context = `{"sealed":${sealed},"key":"0123456789abcdef0123456789abcdef"}`;
  expect(shown('TINES_DECRYPT(sealed, key)', context, at(59.9))).toBe('"x"');
  expect(shown('TINES_DECRYPT(sealed, key)', context, at(60))).toBe(
    '! TINES_DECRYPT: the data expired at 2024-05-15T13:46:30.250Z',
  );
});

test('the same text is encrypted to another one each time', () => {
  for (const formula of [
    'TINES_ENCRYPT("x", key)',
    'AES_ENCRYPT("x", key)',
    'OPENSSL_ENCRYPT("x", "aes-256-cbc", key)',
  ]) {
    expect(shown(formula, key)).not.toBe(shown(formula, key));
  }
});
