/** Signs the claims of a JWT credential, as the formula JWT_SIGN does. */
import { compileFormula, entriesOf, makeObject, type ObjectValue, type Value } from '@fabula/formula';
import { err, ok, type Result } from '@fabula/model';
import { nodePlatform } from '../platform/node-platform.ts';

const hourSeconds = 3_600;

export interface TokenToSign {
  readonly algorithm: string;
  readonly claims: ObjectValue;
  readonly key: string;
  /** Adds `iat`, now, and `exp`, an hour from now. */
  readonly addsTimes: boolean;
}

/** The error says what is wrong with the algorithm, the claims or the key. */
export function signToken({ algorithm, claims, key, addsTimes }: TokenToSign, now: number): Result<string, string> {
  const compiled = compileFormula('JWT_SIGN(claims, key, algorithm)');
  if (!compiled.ok) throw new Error(compiled.error.message);
  const seconds = Math.floor(now / 1_000);
  const timed = addsTimes
    ? makeObject([...entriesOf(claims), ['iat', seconds], ['exp', seconds + hourSeconds]])
    : claims;
  const names = new Map<string, Value>([
    ['claims', timed],
    ['key', key],
    ['algorithm', algorithm],
  ]);
  const signed = compiled.value.evaluate(
    { lookup: (name) => names.get(name) },
    { now, random: Math.random, newUuid: () => '', platform: nodePlatform },
  );
  if (!signed.ok) return err(signed.error.message);
  return typeof signed.value === 'string' ? ok(signed.value) : err('no token was made');
}
