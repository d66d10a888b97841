/** JSON Web Tokens (RFC 7515, 7519), signed with HMAC, RSA or ECDSA. */
import { getKey, makeObject, type Value } from '../value/value.ts';
import { flag, reserveText, text } from './arguments.ts';
import type { CallContext, CheckedArguments, FunctionDefinition, Parameter } from './definition.ts';
import { toUrlBase64 } from './encoding/base64-text.ts';
import { encodeUtf8 } from './encoding/utf8.ts';
import { type TokenAlgorithm, tokenAlgorithm } from './json-web-tokens/algorithm.ts';
import { claimNames, claimsToSign, headerNames, headerToSign } from './json-web-tokens/claim-set.ts';
import { verifyClaims } from './json-web-tokens/claims.ts';
import { chooseKey, keySetOf } from './json-web-tokens/key-set.ts';
import { tokenKey } from './json-web-tokens/token-key.ts';
import { signatureBytes, type TokenParts, tokenParts } from './json-web-tokens/token-parts.ts';
import examples from './json-web-tokens.examples.json' with { type: 'json' };
import { keyword, optional, required, withExamples } from './parameters.ts';

const algorithmNote = 'HS256, HS384, HS512 (shared secret), RS256, RS384, RS512 (RSA), ES256, ES384, ES512 (EC)';

const claimNotes: Readonly<Record<(typeof claimNames)[number], string>> = {
  exp: 'when it expires, in seconds since 1970',
  nbf: 'before when it is not valid, in seconds since 1970',
  iss: 'issuer',
  aud: 'audience, a text or an array',
  jti: 'id of the token',
  iat: 'when it was issued, in seconds since 1970',
  sub: 'subject',
};

const verifying: readonly Parameter[] = [
  keyword('verify', 'boolean', 'TRUE', 'FALSE: neither signature nor claims are looked at'),
  keyword('jwks', 'any', 'NULL', 'a set of keys, from which the one with the key id of the token is taken'),
  keyword('verify_expiration', 'boolean', 'TRUE', 'refuse after `exp`'),
  keyword('verify_not_before', 'boolean', 'TRUE', 'refuse before `nbf`'),
  keyword('leeway', 'number', '0', 'seconds that clocks may differ'),
  keyword('iss', 'any', 'NULL', 'the issuer, or an array of issuers'),
  keyword('verify_iss', 'boolean', 'TRUE with iss'),
  keyword('aud', 'any', 'NULL', 'the audience, or an array of which one is enough'),
  keyword('verify_aud', 'boolean', 'TRUE with aud'),
  keyword('sub', 'any', 'NULL', 'the subject'),
  keyword('verify_sub', 'boolean', 'TRUE with sub'),
  keyword('jti', 'text', 'NULL', 'the id of the token'),
  keyword('verify_jti', 'boolean', 'TRUE with jti', 'TRUE without jti: there must be an id'),
  keyword('verify_iat', 'boolean', 'FALSE', 'refuse tokens that were issued in the future'),
  keyword('required_claims', 'array', '[]', 'names of claims that must be there'),
];

export const jsonWebTokenFunctions: readonly FunctionDefinition[] = withExamples(examples, [
  {
    name: 'JWT_SIGN',
    category: 'Hashing/Signing',
    summary: 'Signs claims as a JSON Web Token.',
    details:
      'The header holds `alg` alone, unless more is given; the `kid` of a JWK is added. Tokens of the HS algorithms ' +
      'are the same each time; those of RS and ES need the server.',
    parameters: [
      required('claim_set', 'object'),
      required('key', 'any', 'a shared secret, or a private key as PEM or JWK'),
      optional('algorithm', 'text', '"RS256"', algorithmNote),
      optional('headers', 'object', undefined, 'more fields of the header'),
      ...claimNames.map((name) => keyword(name, 'any', 'NULL', claimNotes[name])),
      ...headerNames.map((name) => keyword(name, 'text', 'NULL', 'field of the header')),
    ],
    returns: 'text',
    call: sign,
  },
  {
    name: 'JWT_DECODE',
    category: 'Hashing/Signing',
    summary: 'Verifies a JSON Web Token and gives its payload and header; an error when something does not hold.',
    details:
      'The token must be signed with `algorithm`, whatever its header says. The key may be a secret, a PEM text ' +
      '(key or certificate), a JWK, or a set of JWKs.',
    parameters: [
      required('token', 'text'),
      required('secret_or_key', 'any', 'NULL when jwks is given'),
      required('algorithm', 'text', algorithmNote),
      ...verifying,
    ],
    returns: 'object with payload, header and verified',
    call: decode,
  },
]);

function sign(args: CheckedArguments, context: CallContext): Value {
  const algorithm = tokenAlgorithm(text(args, context, 'algorithm', 'RS256'), context);
  const key = tokenKey(args.get('key'), algorithm, context, 'key');
  if (!key.isPrivate) return context.fail('key is a public key; signing needs the private one');
  const header = encodedPart(headerToSign(args, algorithm, context), context);
  const signed = `${header}.${encodedPart(claimsToSign(args, context), context)}`;
  return `${signed}.${toUrlBase64(key.sign(encodeUtf8(signed)))}`;
}

function encodedPart(part: Value, context: CallContext): string {
  const json = context.toText(part);
  reserveText(context, json.length * 2);
  return toUrlBase64(encodeUtf8(json));
}

function decode(args: CheckedArguments, context: CallContext): Value {
  const parts = tokenParts(text(args, context, 'token'), context);
  const isVerifying = flag(args, 'verify', true);
  if (isVerifying) {
    verifySignature(parts, tokenAlgorithm(text(args, context, 'algorithm'), context), args, context);
    verifyClaims(parts.payload, args, context);
  }
  return makeObject([
    ['payload', parts.payload],
    ['header', parts.header],
    ['verified', isVerifying],
  ]);
}

function verifySignature(
  { header, signedData, signature }: TokenParts,
  algorithm: TokenAlgorithm,
  args: CheckedArguments,
  context: CallContext,
): void {
  const alg = getKey(header, 'alg');
  if (alg !== algorithm.name) {
    const found = typeof alg === 'string' ? alg.slice(0, 20) : 'no algorithm';
    return context.fail(`the token must be signed with ${algorithm.name}, its header says ${found}`);
  }
  // RFC 7515: what a token declares critical must be understood or the token refused, and nothing of that kind is.
  if (getKey(header, 'crit') !== undefined)
    return context.fail('the token declares extensions (crit) that are unknown');
  const name = args.get('jwks') === undefined ? 'secret_or_key' : 'jwks';
  const given = args.get(name);
  const set = keySetOf(given);
  if (set === undefined && name === 'jwks') return context.fail('jwks must be a set of keys: {"keys": […]}');
  const chosen = set === undefined ? given : chooseKey(set, header, algorithm, context);
  const key = tokenKey(chosen, algorithm, context, name);
  const bytes = signatureBytes(signature);
  if (bytes === undefined || !key.verify(signedData, bytes)) {
    context.fail('the signature does not fit: the token was changed, or signed with another key');
  }
}
