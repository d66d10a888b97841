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
import notes from './json-web-tokens.notes.json' with { type: 'json' };
import { keyword, optional, required, withDocs } from './parameters.ts';

const verifying: readonly Parameter[] = [
  keyword('verify', 'boolean', 'TRUE'),
  keyword('jwks', 'any', 'NULL'),
  keyword('verify_expiration', 'boolean', 'TRUE'),
  keyword('verify_not_before', 'boolean', 'TRUE'),
  keyword('leeway', 'number', '0'),
  keyword('iss', 'any', 'NULL'),
  keyword('verify_iss', 'boolean', 'TRUE with iss'),
  keyword('aud', 'any', 'NULL'),
  keyword('verify_aud', 'boolean', 'TRUE with aud'),
  keyword('sub', 'any', 'NULL'),
  keyword('verify_sub', 'boolean', 'TRUE with sub'),
  keyword('jti', 'text', 'NULL'),
  keyword('verify_jti', 'boolean', 'TRUE with jti'),
  keyword('verify_iat', 'boolean', 'FALSE'),
  keyword('required_claims', 'array', '[]'),
];

export const jsonWebTokenFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'JWT_SIGN',
    category: 'Hashing/Signing',
    summary: 'Signs claims as a JSON Web Token.',
    parameters: [
      required('claim_set', 'object'),
      required('key', 'any'),
      optional('algorithm', 'text', '"RS256"'),
      optional('headers', 'object'),
      ...claimNames.map((name) => keyword(name, 'any', 'NULL')),
      ...headerNames.map((name) => keyword(name, 'text', 'NULL')),
    ],
    returns: 'text',
    call: sign,
  },
  {
    name: 'JWT_DECODE',
    category: 'Hashing/Signing',
    summary: 'Verifies a JSON Web Token and gives its payload and header; an error when something does not hold.',
    parameters: [
      required('token', 'text'),
      required('secret_or_key', 'any'),
      required('algorithm', 'text'),
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
