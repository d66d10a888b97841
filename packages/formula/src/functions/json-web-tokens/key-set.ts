/** Choosing the key of a set (JWKS) that a token was signed with. */
import { getKey, isArrayValue, isObjectValue, type ObjectValue, type Value } from '../../value/value.ts';
import { spendOnArray } from '../arguments.ts';
import type { Argument, CallContext } from '../definition.ts';
import type { TokenAlgorithm } from './algorithm.ts';
import { jwkOf } from './token-key.ts';

const kinds = { HS: 'oct', RS: 'RSA', ES: 'EC' } as const;

/** The keys of a set, given as `{"keys": […]}`, as its JSON text, or as the array alone; `undefined` when it is no set. */
export function keySetOf(argument: Argument | undefined): readonly Value[] | undefined {
  const keys = isArrayValue(argument) ? argument : getKey(jwkOf(argument) ?? {}, 'keys');
  return isArrayValue(keys) ? keys : undefined;
}

/** The key with the id that the token names. A token without an id can only be meant for a set with one fitting key. */
export function chooseKey(
  keys: readonly Value[],
  header: ObjectValue,
  algorithm: TokenAlgorithm,
  context: CallContext,
): ObjectValue {
  spendOnArray(context, keys.length);
  const fitting = keys.filter(isObjectValue).filter((key) => fits(key, algorithm));
  const kid = getKey(header, 'kid');
  if (kid === undefined || kid === null) {
    const [only] = fitting;
    if (only !== undefined && fitting.length === 1) return only;
    return context.fail(`the token has no key id (kid), and ${fitting.length} keys of the set fit ${algorithm.name}`);
  }
  const named = fitting.find((key) => getKey(key, 'kid') === kid);
  return (
    named ?? context.fail(`no key of the set for ${algorithm.name} has the key id (kid) of the token, ${shown(kid)}`)
  );
}

function fits(key: ObjectValue, algorithm: TokenAlgorithm): boolean {
  const alg = getKey(key, 'alg') ?? algorithm.name;
  const crv = getKey(key, 'crv') ?? null;
  const isForSignatures = (getKey(key, 'use') ?? 'sig') === 'sig';
  const isOfCurve = algorithm.curve === null || crv === algorithm.curve;
  return getKey(key, 'kty') === kinds[algorithm.family] && alg === algorithm.name && isOfCurve && isForSignatures;
}

function shown(kid: Value): string {
  return typeof kid === 'string' ? `"${kid.slice(0, 60)}"` : 'which is no text';
}
