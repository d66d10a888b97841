/** JSON Web Tokens with the keys of pairs. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ecPair, rsaPair, shown } from './formulas-with-keys.test-kit.ts';

const claims = { iss: 'joe', exp: 1_300_819_380, 'http://example.com/is_root': true };
const payload = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';

/** RFC 7515, appendices A.2 and A.3. */
const rfcRsa = {
  kty: 'RSA',
  n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
  e: 'AQAB',
  d: 'Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ',
  p: '4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc',
  q: 'uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc',
  dp: 'BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0',
  dq: 'h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU',
  qi: 'IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U',
};
const rfcRsaSignature =
  'cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw';
const rfcEc = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
};
const rfcEcSignature = 'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q';

test.each([
  ['RS256', rfcRsa, rfcRsaSignature],
  ['ES256', rfcEc, rfcEcSignature],
])('the %s token of RFC 7515 is verified with its key', (algorithm, key, signature) => {
  const header = Buffer.from(`{"alg":"${algorithm}"}`).toString('base64url');
  const context = { key, token: `${header}.${payload}.${signature}` };
  expect(JSON.parse(shown(`JWT_DECODE(token, key, "${algorithm}", verify_expiration: FALSE)`, context))).toEqual({
    payload: claims,
    header: { alg: algorithm },
    verified: true,
  });
});

test('the RS256 signature of RFC 7515 is made again', () => {
  const context = { key: rfcRsa, data: `eyJhbGciOiJSUzI1NiJ9.${payload}` };
  expect(shown('BASE64URL_ENCODE(RSA_SIGN(data, key))', context)).toBe(JSON.stringify(rfcRsaSignature));
});

const rsa = rsaPair();
const pairs = {
  RS: rsa,
  ES256: ecPair('P-256'),
  ES384: ecPair('P-384'),
  ES512: ecPair('P-521'),
};

describe.each([
  ['RS256', pairs.RS],
  ['RS384', pairs.RS],
  ['RS512', pairs.RS],
  ['ES256', pairs.ES256],
  ['ES384', pairs.ES384],
  ['ES512', pairs.ES512],
])('%s', (algorithm, { publicKey, privateKey }) => {
  const publicJwk = createPublicKey(publicKey).export({ format: 'jwk' });
  const privateJwk = createPrivateKey(privateKey).export({ format: 'jwk' });

  test.each([
    ['PEM', publicKey, privateKey],
    ['PEM, verified with the private key', privateKey, privateKey],
    ['JWK', publicJwk, privateJwk],
    ['JWK as text', JSON.stringify(publicJwk), JSON.stringify(privateJwk)],
    ['JWKS', { keys: [{ ...publicJwk, kid: 'k' }] }, { ...privateJwk, kid: 'k' }],
  ])('signs and verifies with %s', (_form, pub, priv) => {
    const formula = `JWT_DECODE(JWT_SIGN({"a": 1}, priv, "${algorithm}"), pub, "${algorithm}").payload`;
    expect(shown(formula, { pub, priv })).toBe('{"a":1}');
  });

  test('refuses a changed token', () => {
    const formula = `JWT_DECODE(REPLACE(JWT_SIGN({"a": 1}, priv, "${algorithm}"), "eyJhIjoxfQ", "eyJhIjoyfQ"), pub, "${algorithm}")`;
    expect(shown(formula, { pub: publicKey, priv: privateKey })).toBe(
      '! JWT_DECODE: the signature does not fit: the token was changed, or signed with another key',
    );
  });

  test('does not sign with a public key', () => {
    expect(shown(`JWT_SIGN({}, pub, "${algorithm}")`, { pub: publicKey })).toBe(
      '! JWT_SIGN: key is a public key; signing needs the private one',
    );
  });

  test('a token that was signed with the public key as a secret is refused', () => {
    const forged = `JWT_SIGN({"admin": true}, {"kty": "oct", "k": BASE64URL_ENCODE(pub)}, "HS256")`;
    const context = { pub: publicKey };
    expect(shown(`JWT_DECODE(${forged}, pub, "${algorithm}")`, context)).toBe(
      `! JWT_DECODE: the token must be signed with ${algorithm}, its header says HS256`,
    );
    expect(shown(`JWT_DECODE(${forged}, pub, "HS256")`, context)).toBe(
      '! JWT_DECODE: secret_or_key is a PEM key, but HS256 takes a shared secret',
    );
  });
});

test.each([
  ['RS256', pairs.ES256, 'key must be an RSA key for RS256, found an EC key on P-256'],
  ['ES256', pairs.RS, 'key must be an EC key on P-256 for ES256, found an RSA key'],
  ['ES256', pairs.ES384, 'key must be an EC key on P-256 for ES256, found an EC key on P-384'],
])('%s needs a key of its kind', (algorithm, { privateKey }, message) => {
  expect(shown(`JWT_SIGN({}, key, "${algorithm}")`, { key: privateKey })).toBe(`! JWT_SIGN: ${message}`);
});

test('RS256 is what a token is signed with when nothing is said', () => {
  expect(shown('JWT_DECODE(JWT_SIGN({}, key), key, "RS256").header', { key: rsa.privateKey })).toBe('{"alg":"RS256"}');
});

test('a set is searched by the id of the token, among the keys that fit the algorithm', () => {
  const jwk = (pair: { publicKey: string }) => createPublicKey(pair.publicKey).export({ format: 'jwk' });
  const keys = [
    { ...jwk(pairs.ES256), kid: 'a' },
    { ...jwk(pairs.RS), kid: 'a', use: 'sig', alg: 'RS256' },
    { ...jwk(rsaPair()), kid: 'b' },
    { ...jwk(rsaPair()), kid: 'c', use: 'enc' },
    'no key',
  ];
  const context = { jwks: { keys }, rsaKey: rsa.privateKey, ecKey: pairs.ES256.privateKey };
  const decode = (kid: string, key: string, algorithm: string) =>
    shown(`JWT_DECODE(JWT_SIGN({}, ${key}, "${algorithm}"${kid}), NULL, "${algorithm}", jwks: jwks).verified`, context);
  expect(decode(', kid: "a"', 'rsaKey', 'RS256')).toBe('true');
  expect(decode(', kid: "a"', 'ecKey', 'ES256')).toBe('true');
  expect(decode('', 'ecKey', 'ES256')).toBe('true');
  expect(decode(', kid: "b"', 'rsaKey', 'RS256')).toContain('the signature does not fit');
  expect(decode(', kid: "c"', 'rsaKey', 'RS256')).toContain('has the key id (kid) of the token, "c"');
  expect(decode('', 'rsaKey', 'RS256')).toContain('the token has no key id (kid), and 2 keys of the set fit RS256');
});
