/**
 * Signing and verifying with whatever kind of key an algorithm takes. The kind is told by the algorithm that the author of
 * the formula names, never by the token, and a key of another kind is refused: nobody can pass off a public key as a secret.
 */
import { Bytes, getKey, isObjectValue, type Value } from '../../value/value.ts';
import { isLambda } from '../arguments.ts';
import type { Argument, CallContext, PlatformKey } from '../definition.ts';
import { fromBase64 } from '../encoding/base64-text.ts';
import { encodeUtf8 } from '../encoding/utf8.ts';
import { isPem, jsonObjectIn } from '../encryption/key-source.ts';
import { readKey } from '../encryption/platform-key.ts';
import { platformOf } from '../platform-of.ts';
import type { TokenAlgorithm } from './algorithm.ts';

export interface TokenKey {
  readonly isPrivate: boolean;
  sign(data: Uint8Array): Uint8Array;
  verify(data: Uint8Array, signature: Uint8Array): boolean;
}

export function tokenKey(
  argument: Argument | undefined,
  algorithm: TokenAlgorithm,
  context: CallContext,
  name: string,
): TokenKey {
  if (algorithm.family === 'HS') return secretKey(secretOf(argument, algorithm, context, name), algorithm, context);
  const key = readKey(argument, context, name);
  const wanted = algorithm.curve === null ? 'RSA key' : `EC key on ${algorithm.curve}`;
  const found = key.kind === 'RSA' ? 'RSA key' : `EC key on ${key.curve}`;
  if (wanted !== found) return context.fail(`${name} must be an ${wanted} for ${algorithm.name}, found an ${found}`);
  return keyOfPair(key, algorithm, context, name);
}

function secretKey(secret: Uint8Array, { hash }: TokenAlgorithm, context: CallContext): TokenKey {
  const platform = platformOf(context);
  const sign = (data: Uint8Array) => platform.hmac(hash, secret, data);
  return { isPrivate: true, sign, verify: (data, signature) => areEqual(sign(data), signature) };
}

function keyOfPair(key: PlatformKey, { hash }: TokenAlgorithm, context: CallContext, name: string): TokenKey {
  const refused = () => context.fail(`${name} cannot sign: its parts do not fit each other`);
  return {
    isPrivate: key.isPrivate,
    sign: (data) => key.sign(hash, data) ?? refused(),
    verify: (data, signature) => key.verify(hash, data, signature),
  };
}

function secretOf(
  argument: Argument | undefined,
  { name: algorithm }: TokenAlgorithm,
  context: CallContext,
  name: string,
): Uint8Array {
  if (argument instanceof Bytes && argument.data.length > 0) return argument.data;
  if (argument === undefined || argument === null || argument === '') return context.fail(`${name} is empty`);
  const jwk = jwkOf(argument);
  if (jwk !== undefined) {
    const k = getKey(jwk, 'k');
    const secret = getKey(jwk, 'kty') === 'oct' && typeof k === 'string' ? fromBase64(k) : undefined;
    if (secret !== undefined && secret.length > 0) return secret;
    return context.fail(`${name} must be a JWK with the \`kty\` oct and a \`k\` for ${algorithm}`);
  }
  if (isLambda(argument) || typeof argument === 'object') {
    return context.fail(`${name} must be a secret text or a JWK for ${algorithm}`);
  }
  const secret = context.toText(argument);
  context.spend(Math.ceil(secret.length / 64));
  // A public key as the secret would let everybody who has it sign.
  if (isPem(secret)) return context.fail(`${name} is a PEM key, but ${algorithm} takes a shared secret`);
  return encodeUtf8(secret);
}

/** The object of a key, when it is one or is the JSON text of one. */
export function jwkOf(argument: Argument | undefined) {
  if (typeof argument === 'string') {
    const object = jsonObjectIn(argument);
    const isKey = object !== undefined && (isText(getKey(object, 'kty')) || getKey(object, 'keys') !== undefined);
    return isKey ? object : undefined;
  }
  return argument !== undefined && !isLambda(argument) && isObjectValue(argument) ? argument : undefined;
}

function isText(value: Value | undefined): value is string {
  return typeof value === 'string';
}

/** Takes as long whichever byte differs, so that a signature cannot be found byte by byte. */
function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index++) difference |= (a[index] ?? 0) ^ (b[index] ?? 0);
  return difference === 0;
}
