/** The payload and header of a new token, from the arguments of JWT_SIGN. */
import { toNumber } from '../../value/number.ts';
import { entriesOf, getKey, makeObject, type ObjectValue, type Value } from '../../value/value.ts';
import { anyValue, object } from '../arguments.ts';
import type { CallContext, CheckedArguments } from '../definition.ts';
import type { TokenAlgorithm } from './algorithm.ts';
import { jwkOf } from './token-key.ts';

/** The order in which they follow the given claims. */
export const claimNames = ['exp', 'nbf', 'iss', 'aud', 'jti', 'iat', 'sub'] as const;
export const headerNames = ['kid', 'typ', 'cty'] as const;
const timeClaims = ['exp', 'nbf', 'iat'] as const;

/** A claim given by name wins over the one in the set, at its place. */
export function claimsToSign(args: CheckedArguments, context: CallContext): ObjectValue {
  const given = entriesOf(object(args, context, 'claim_set'));
  context.spend(given.length);
  const claims = makeObject([...given, ...namedEntries(claimNames, args, context)]);
  const times = timeClaims.flatMap((name) => {
    const value = getKey(claims, name);
    return value === undefined ? [] : [[name, timeOf(name, value, context)] as const];
  });
  return times.length === 0 ? claims : makeObject([...entriesOf(claims), ...times]);
}

/** RFC 7519 wants numbers; `DATE(…, "%s")` is one as text. */
function timeOf(name: string, value: Value, context: CallContext): Value {
  const seconds = toNumber(value);
  if (seconds !== undefined) return seconds;
  return context.fail(`${name} must be a number of seconds since 1970, for example DATE(moment, "%s")`);
}

/** `alg` comes last and cannot be chosen otherwise. A JWK's own id is the one that a verifier looks for in its set. */
export function headerToSign(args: CheckedArguments, algorithm: TokenAlgorithm, context: CallContext): ObjectValue {
  const given = args.get('headers') === undefined ? [] : entriesOf(object(args, context, 'headers'));
  context.spend(given.length);
  const own = getKey(jwkOf(args.get('key')) ?? {}, 'kid');
  return makeObject([
    ...(own === undefined || own === null ? [] : [['kid', own] as const]),
    ...given.filter(([name]) => name !== 'alg'),
    ...namedEntries(headerNames, args, context),
    ['alg', algorithm.name],
  ]);
}

function namedEntries(
  names: readonly string[],
  args: CheckedArguments,
  context: CallContext,
): readonly (readonly [string, Value])[] {
  return names.flatMap((name) =>
    args.get(name) === undefined ? [] : [[name, anyValue(args, context, name)] as const],
  );
}
