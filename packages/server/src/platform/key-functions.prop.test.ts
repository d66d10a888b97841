/** Whatever the functions with keys are given, they end in a value or in an error of the language that shows no key. */
import { createPrivateKey } from 'node:crypto';
import { makeObject, type Value } from '@fabula/formula';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ecPair, rsaPair, shownWith } from './formulas-with-keys.test-kit.ts';

const pems = [rsaPair(1_024), ecPair('P-256'), ecPair('P-521')].flatMap((pair) => [pair.publicKey, pair.privateKey]);
const jwks = pems
  .filter((pem) => pem.includes('PRIVATE'))
  .map((pem) => createPrivateKey(pem).export({ format: 'jwk' }));

/** Whole keys, and keys with a piece cut out, put in or moved. */
const key: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom(...pems),
  fc
    .tuple(fc.constantFrom(...pems), fc.nat(2_000), fc.nat(40), fc.string({ maxLength: 6 }))
    .map(([pem, at, length, piece]) => pem.slice(0, at) + piece + pem.slice(at + length)),
  fc
    .tuple(
      fc.constantFrom(...jwks),
      fc.constantFrom('kty', 'crv', 'n', 'e', 'd', 'p', 'x', 'y'),
      fc.string({ maxLength: 60 }),
    )
    .map(([jwk, member, value]) =>
      makeObject(Object.entries({ ...jwk, [member]: value }).map(([name, text]) => [name, String(text)])),
    ),
  fc
    .tuple(fc.constantFrom(...jwks), fc.constantFrom(...jwks), fc.constantFrom('n', 'd', 'p', 'qi', 'x', 'y', 'crv'))
    .map(([jwk, other, member]) =>
      makeObject(
        Object.entries({ ...jwk, [member]: other[member] ?? 'AA' }).map(([name, text]) => [name, String(text)]),
      ),
    ),
  fc.constantFrom<Value>(null, 7, true, '', [], '{"kty":"RSA","n":"AAAA","e":"AA"}', '{"keys":[]}'),
);
const message = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.uint8Array({ minLength: 128, maxLength: 128 }).map((bytes) => Buffer.from(bytes).toString('base64')),
);

test.each([
  'RSA_ENCRYPT(m, k)',
  'RSA_ENCRYPT(m, k, padding: "PKCS1_OAEP_PADDING")',
  'RSA_ENCRYPT(m, k, padding: "SSLV23_PADDING")',
  'RSA_DECRYPT(m, k)',
  'RSA_DECRYPT(m, k, padding: "PKCS1_OAEP_PADDING")',
  'RSA_SIGN(m, k)',
  'RSA_AES_HYBRID_ENCRYPT(m, k)',
  'RSA_AES_HYBRID_DECRYPT([m, m, m], k)',
  'JWT_SIGN({"m": m}, k)',
  'JWT_SIGN({"m": m}, k, "ES256")',
  'JWT_DECODE("eyJhbGciOiJSUzI1NiJ9.e30.AAAA", k, "RS256")',
  'JWT_DECODE("eyJhbGciOiJFUzI1NiJ9.e30.AAAA", NULL, "ES256", jwks: [k])',
])('%s', (formula) => {
  fc.assert(
    fc.property(message, key, (m, k) => {
      const result = shownWith(
        formula,
        makeObject([
          ['m', m],
          ['k', k],
        ]),
      );
      // A signature may spell anything.
      if (!result.startsWith('!')) return;
      expect(result).not.toMatch(/unexpectedly|error:|ERR_|OSSL|asn1|Invalid/i);
      expect(result).not.toMatch(/[A-Za-z0-9+/_-]{41}/);
    }),
    { numRuns: 150 },
  );
});
