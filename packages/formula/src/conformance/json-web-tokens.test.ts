/** Tokens with shared secrets; those with RSA and EC keys are tested where there are such keys, in packages/server. */
import { expect, test } from 'vitest';
import { type Case, testCases } from './cases.test-kit.ts';
import { shown, testEnvironment } from './evaluating.test-kit.ts';

/** RFC 7515, appendix A.1. */
const rfcToken =
  'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const rfcKey = {
  kty: 'oct',
  k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
};
const rfc = JSON.stringify({ token: rfcToken, key: rfcKey, keyText: JSON.stringify(rfcKey) });
const verified =
  '{"payload":{"iss":"joe","exp":1300819380,"http://example.com/is_root":true},"header":{"typ":"JWT","alg":"HS256"},"verified":true}';

/** The moment of the tests, in whole seconds. */
const now = Math.floor(testEnvironment.now / 1_000);
const wrongSignature = '! JWT_DECODE: the signature does not fit: the token was changed, or signed with another key';

/** Signs claims and decodes the token with options; shows `payload` or the error. */
function checked(claims: string, options: string, result: string): Case {
  return [`JWT_DECODE(JWT_SIGN(${claims}, "s", "HS256"), "s", "HS256"${options}).payload`, result];
}

testCases({
  'the token of RFC 7515 is verified with its JWK, also as text': [
    ['JWT_DECODE(token, key, "HS256", verify_expiration: FALSE)', verified, rfc],
    ['JWT_DECODE(token, keyText, "HS256", verify_expiration: FALSE)', verified, rfc],
    ['JWT_DECODE(token, {"keys": [key]}, "HS256", verify_expiration: FALSE)', verified, rfc],
    ['JWT_DECODE(token, NULL, "HS256", jwks: {"keys": [key]}, verify_expiration: FALSE)', verified, rfc],
    ['JWT_DECODE(token, NULL, "HS256", jwks: [key], verify_expiration: FALSE)', verified, rfc],
    ['JWT_DECODE(token, key, "HS256")', '! JWT_DECODE: the token expired at 2011-03-22T18:43:00.000Z', rfc],
  ],
  'the header holds alg alone, and what was given before it': [
    [
      'JWT_DECODE(JWT_SIGN({}, "s", "HS256", {"x": 1, "alg": "none"}, kid: "k", typ: "JWT"), "s", "HS256").header',
      '{"x":1,"kid":"k","typ":"JWT","alg":"HS256"}',
    ],
    [
      'JWT_DECODE(JWT_SIGN({}, {"kty": "oct", "k": "c2VjcmV0", "kid": "a"}, "HS256"), "secret", "HS256").header',
      '{"kid":"a","alg":"HS256"}',
    ],
    [
      'JWT_SIGN({}, "s", algorithm: "hs512")',
      '"eyJhbGciOiJIUzUxMiJ9.e30.J-Tu5d-FOSGEP8nxYNNtSxsik1vylut6d2FYnLMJqQ_kQd_jcb0W1p8WppAJBk7_s1m15s-cwwSuUagyQKazgw"',
    ],
  ],
  'claims given by name stand behind the others and win': [
    checked('{"exp": 1, "a": 2}', '', '! JWT_DECODE: the token expired at 1970-01-01T00:00:01.000Z'),
    [
      `JWT_DECODE(JWT_SIGN({"exp": 1, "a": 2}, "s", "HS256", exp: "${now + 5}", iss: "me", aud: ["x", "y"]), "s", "HS256").payload`,
      `{"exp":${now + 5},"a":2,"iss":"me","aud":["x","y"]}`,
    ],
    [
      'JWT_SIGN({}, "s", "HS256", exp: "soon")',
      '! JWT_SIGN: exp must be a number of seconds since 1970, for example DATE(moment, "%s")',
    ],
    [
      'JWT_SIGN({"nbf": []}, "s", "HS256")',
      '! JWT_SIGN: nbf must be a number of seconds since 1970, for example DATE(moment, "%s")',
    ],
    [
      'JWT_DECODE(JWT_SIGN({}, "s", "HS256", exp: DATE(NOW() + DAYS(1), "%s")), "s", "HS256").payload',
      `{"exp":${now + 86_400}}`,
    ],
  ],
  'a token is good from nbf until exp, give or take the leeway': [
    checked(`{"exp": ${now + 1}}`, '', `{"exp":${now + 1}}`),
    checked(`{"exp": ${now}}`, '', '! JWT_DECODE: the token expired at 2024-05-15T13:45:30.000Z'),
    checked(`{"exp": ${now}}`, ', leeway: 1', `{"exp":${now}}`),
    checked(`{"exp": ${now}}`, ', verify_expiration: FALSE', `{"exp":${now}}`),
    checked(`{"nbf": ${now}}`, '', `{"nbf":${now}}`),
    checked(`{"nbf": ${now + 1}}`, '', '! JWT_DECODE: the token is not valid before 2024-05-15T13:45:31.000Z'),
    checked(`{"nbf": ${now + 1}}`, ', leeway: 1', `{"nbf":${now + 1}}`),
    checked(`{"nbf": ${now + 1}}`, ', verify_not_before: FALSE', `{"nbf":${now + 1}}`),
    checked(`{"iat": ${now + 1}}`, '', `{"iat":${now + 1}}`),
    checked(
      `{"iat": ${now + 1}}`,
      ', verify_iat: TRUE',
      '! JWT_DECODE: the token was issued in the future, at 2024-05-15T13:45:31.000Z',
    ),
    checked('{}', ', leeway: -1', '! JWT_DECODE: leeway must be 0 or more seconds, found -1'),
    checked('{"exp": 1000000000000000000000000000000}', '', '{"exp":1000000000000000000000000000000}'),
    checked(
      '{"nbf": 1000000000000000000000000000000}',
      '',
      '! JWT_DECODE: the token is not valid before 1e+30 seconds',
    ),
  ],
  'issuer, audience, subject and id must be the ones that are asked for': [
    checked('{"iss": "a"}', ', iss: "a"', '{"iss":"a"}'),
    checked('{"iss": "a"}', ', iss: ["b", "a"], verify_iss: TRUE', '{"iss":"a"}'),
    checked('{"iss": "a"}', ', iss: "b"', '! JWT_DECODE: the claim iss of the token must be "b", found "a"'),
    checked('{"iss": "a"}', ', iss: "b", verify_iss: FALSE', '{"iss":"a"}'),
    checked('{}', ', iss: "b"', '! JWT_DECODE: the claim iss of the token must be "b", found none'),
    checked('{"iss": "a"}', ', verify_iss: TRUE', '! JWT_DECODE: verify_iss needs iss'),
    checked('{"aud": ["x", "y"]}', ', aud: ["z", "y"]', '{"aud":["x","y"]}'),
    checked(
      '{"aud": "x"}',
      ', aud: ["z", "y"]',
      '! JWT_DECODE: the claim aud of the token must be "z" or "y", found "x"',
    ),
    checked(
      '{"aud": [[]]}',
      ', aud: "x"',
      '! JWT_DECODE: the claim aud of the token must be "x", found something else',
    ),
    checked(
      '{"sub": "s"}',
      ', sub: "t", verify_sub: TRUE',
      '! JWT_DECODE: the claim sub of the token must be "t", found "s"',
    ),
    checked('{"sub": 7}', ', sub: 7', '! JWT_DECODE: the claim sub of the token must be "7", found 7'),
    checked('{"jti": "j"}', ', jti: "j"', '{"jti":"j"}'),
    checked('{"jti": "j"}', ', verify_jti: TRUE', '{"jti":"j"}'),
    checked('{"jti": "j"}', ', jti: "k"', '! JWT_DECODE: the claim jti of the token must be "k", found "j"'),
    checked('{"jti": ""}', ', verify_jti: TRUE', '! JWT_DECODE: the token has no id (jti)'),
    checked('{"a": null}', ', required_claims: ["a"]', '{"a":null}'),
    checked(
      '{"a": 1}',
      ', required_claims: ["a", "b", "toString"]',
      '! JWT_DECODE: the token has no claim "b", "toString"',
    ),
  ],
  'the algorithm is the one that the formula names': [
    [
      'JWT_DECODE(JWT_SIGN({}, "s", "HS512"), "s", "HS256")',
      '! JWT_DECODE: the token must be signed with HS256, its header says HS512',
    ],
    [
      'JWT_DECODE("eyJhbGciOiJub25lIn0.e30.", "", "HS256")',
      '! JWT_DECODE: the token must be signed with HS256, its header says none',
    ],
    [
      'JWT_DECODE("e30.e30.", "s", "HS256")',
      '! JWT_DECODE: the token must be signed with HS256, its header says no algorithm',
    ],
    [
      'JWT_DECODE("eyJhbGciOiJub25lIn0.e30.", "", "none")',
      '! JWT_DECODE: algorithm must be one of HS256, HS384, HS512, RS256, RS384, RS512, ES256, ES384, ES512',
    ],
    [
      'JWT_SIGN({}, "s", "none")',
      '! JWT_SIGN: algorithm must be one of HS256, HS384, HS512, RS256, RS384, RS512, ES256, ES384, ES512',
    ],
    [
      'JWT_DECODE("eyJhbGciOiJIUzI1NiIsImNyaXQiOltdfQ.e30.", "s", "HS256")',
      '! JWT_DECODE: the token declares extensions (crit) that are unknown',
    ],
  ],
  'no key but a secret is taken for a shared secret': [
    [
      'JWT_SIGN({}, "-----BEGIN PUBLIC KEY-----", "HS256")',
      '! JWT_SIGN: key is a PEM key, but HS256 takes a shared secret',
    ],
    [
      'JWT_SIGN({}, {"kty": "RSA", "n": "AQAB", "e": "AQAB"}, "HS256")',
      '! JWT_SIGN: key must be a JWK with the `kty` oct and a `k` for HS256',
    ],
    ['JWT_SIGN({}, "", "HS256")', '! JWT_SIGN: key is empty'],
    ['JWT_SIGN({}, NULL, "HS256")', '! JWT_SIGN: key is empty'],
    ['JWT_SIGN({}, [1], "HS256")', '! JWT_SIGN: key must be a secret text or a JWK for HS256'],
    [
      'JWT_DECODE(JWT_SIGN({"a": 1}, BASE64_DECODE("/+8="), "HS256"), BASE64_DECODE("/+8="), "HS256").payload',
      '{"a":1}',
    ],
  ],
  'a signature that does not fit is refused': [
    ['JWT_DECODE(JWT_SIGN({}, "s", "HS256"), "t", "HS256")', wrongSignature],
    ['JWT_DECODE(JWT_SIGN({}, "s", "HS256") & "A", "s", "HS256")', wrongSignature],
    ['JWT_DECODE("eyJhbGciOiJIUzI1NiJ9.e30.", "s", "HS256")', wrongSignature],
    ['JWT_DECODE("eyJhbGciOiJIUzI1NiJ9.e30.###", "s", "HS256")', wrongSignature],
    ['JWT_DECODE(REPLACE(JWT_SIGN({"a": 1}, "s", "HS256"), "eyJhIjoxfQ", "eyJhIjoyfQ"), "s", "HS256")', wrongSignature],
  ],
  'what is no token says what is wrong with it': [
    ['JWT_DECODE("", "s", "HS256")', '! JWT_DECODE: a token has 3 parts with dots between them, found 1'],
    [
      'JWT_DECODE("a.b.c.d.e", "s", "HS256")',
      '! JWT_DECODE: a token has 3 parts with dots between them, found an encrypted token (JWE) with 5',
    ],
    ['JWT_DECODE("!.e30.x", "s", "HS256", verify: FALSE)', '! JWT_DECODE: the header of the token is not base64url'],
    ['JWT_DECODE("e30.YQ.x", "s", "HS256", verify: FALSE)', '! JWT_DECODE: the payload of the token is not JSON'],
    ['JWT_DECODE("W10.e30.x", "s", "HS256", verify: FALSE)', '! JWT_DECODE: the header of the token is not an object'],
    ['JWT_DECODE("e30.Ng.", NULL, NULL, verify: FALSE)', '{"payload":6,"header":{},"verified":false}'],
  ],
  'a set gives the key with the id of the token': [
    ['JWT_DECODE(JWT_SIGN({}, set.keys[1], "HS256"), set, "HS256").verified', 'true', keySet()],
    ['JWT_DECODE(JWT_SIGN({}, set.keys[1], "HS256"), NULL, "HS256", jwks: TO_JSON(set)).verified', 'true', keySet()],
    [
      'JWT_DECODE(JWT_SIGN({}, "b", "HS256"), set, "HS256")',
      '! JWT_DECODE: the token has no key id (kid), and 2 keys of the set fit HS256',
      keySet(),
    ],
    [
      'JWT_DECODE(JWT_SIGN({}, "b", "HS256", kid: "third"), set, "HS256")',
      '! JWT_DECODE: no key of the set for HS256 has the key id (kid) of the token, "third"',
      keySet(),
    ],
    [
      'JWT_DECODE(JWT_SIGN({}, "b", "HS256"), NULL, "HS256", jwks: "b")',
      '! JWT_DECODE: jwks must be a set of keys: {"keys": […]}',
    ],
    [
      'JWT_DECODE(JWT_SIGN({}, "b", "HS256"), [], "HS256")',
      '! JWT_DECODE: the token has no key id (kid), and 0 keys of the set fit HS256',
    ],
  ],
});

test('without a platform a token can be read but not verified', () => {
  const bare = { now: 0, random: () => 0, newUuid: () => '' };
  const context = JSON.stringify({ token: rfcToken });
  expect(shown('JWT_DECODE(token, "s", "HS256", verify: FALSE).payload.iss', context, bare)).toBe('"joe"');
  expect(shown('JWT_DECODE(token, "s", "HS256")', context, bare)).toBe('! JWT_DECODE runs on the server');
});

function keySet(): string {
  const keys = ['a', 'b'].map((secret) => ({ kty: 'oct', kid: secret, k: btoa(secret).replaceAll('=', '') }));
  return JSON.stringify({ set: { keys: [...keys, { kty: 'EC', kid: 'c', crv: 'P-256' }] } });
}
