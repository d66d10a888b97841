/**
 * What a token claims about its time, issuer and audience, held against what the call asks for.
 *
 * The names are those of Ruby's jwt library. There an `iss:` or `aud:` alone is never looked at without its `verify_iss: TRUE`;
 * here it is unless that says FALSE, because somebody who names an issuer wants to be safe from the others.
 */
import { toNative, toNumber } from '../../value/number.ts';
import { getKey, isArrayValue, isObjectValue, type ObjectValue, type Value } from '../../value/value.ts';
import { anyValue, array, asText, flag, number } from '../arguments.ts';
import type { CallContext, CheckedArguments } from '../definition.ts';

export function verifyClaims(payload: Value, args: CheckedArguments, context: CallContext): void {
  if (!isObjectValue(payload)) return context.fail('the payload of the token is not an object with claims');
  verifyTimes(payload, args, context);
  verifyMatch('iss', payload, args, context);
  verifyMatch('aud', payload, args, context);
  verifyMatch('sub', payload, args, context);
  verifyTokenId(payload, args, context);
  verifyRequired(payload, args, context);
}

function verifyTimes(payload: ObjectValue, args: CheckedArguments, context: CallContext): void {
  const leeway = args.get('leeway') === undefined ? 0 : toNative(number(args, context, 'leeway'));
  if (!(leeway >= 0)) context.fail(`leeway must be 0 or more seconds, found ${leeway}`);
  const now = context.now / 1_000;
  if (flag(args, 'verify_expiration', true)) {
    const exp = secondsOf(payload, 'exp', context);
    if (exp !== undefined && now >= exp + leeway) context.fail(`the token expired at ${shownMoment(exp)}`);
  }
  if (flag(args, 'verify_not_before', true)) {
    const nbf = secondsOf(payload, 'nbf', context);
    if (nbf !== undefined && now < nbf - leeway) context.fail(`the token is not valid before ${shownMoment(nbf)}`);
  }
  if (flag(args, 'verify_iat', false)) {
    const iat = secondsOf(payload, 'iat', context);
    if (iat !== undefined && iat > now + leeway)
      context.fail(`the token was issued in the future, at ${shownMoment(iat)}`);
  }
}

function secondsOf(payload: ObjectValue, claim: string, context: CallContext): number | undefined {
  const value = getKey(payload, claim);
  if (value === undefined) return undefined;
  const seconds = toNumber(value);
  return seconds === undefined ? context.fail(`the claim ${claim} of the token is not a number`) : toNative(seconds);
}

/** The claim, or one of its values, must be what was asked for, or one of these. */
function verifyMatch(
  claim: 'iss' | 'aud' | 'sub',
  payload: ObjectValue,
  args: CheckedArguments,
  context: CallContext,
): void {
  const wanted = listOf(anyValue(args, context, claim)).map((value) => asText(value, context, claim));
  const isAsked = flag(args, `verify_${claim}`, wanted.length > 0);
  if (!isAsked) return;
  if (wanted.length === 0) return context.fail(`verify_${claim} needs ${claim}`);
  const found = listOf(getKey(payload, claim) ?? null);
  context.spend(wanted.length + found.length);
  const accepted = new Set<Value>(wanted);
  if (found.some((value) => accepted.has(value))) return;
  const expected = wanted.slice(0, 5).map(shown).join(' or ');
  context.fail(
    `the claim ${claim} of the token must be ${expected}, found ${found.slice(0, 5).map(shown).join(', ') || 'none'}`,
  );
}

function verifyTokenId(payload: ObjectValue, args: CheckedArguments, context: CallContext): void {
  const wanted = args.get('jti');
  if (!flag(args, 'verify_jti', wanted !== undefined)) return;
  const found = getKey(payload, 'jti') ?? null;
  if (found === null || found === '') return context.fail('the token has no id (jti)');
  if (wanted !== undefined && asText(wanted, context, 'jti') !== found) {
    context.fail(`the claim jti of the token must be ${shown(anyValue(args, context, 'jti'))}, found ${shown(found)}`);
  }
}

function verifyRequired(payload: ObjectValue, args: CheckedArguments, context: CallContext): void {
  if (args.get('required_claims') === undefined) return;
  const names = array(args, context, 'required_claims').map((name) => asText(name, context, 'a required claim'));
  const missing = names.filter((name) => getKey(payload, name) === undefined);
  if (missing.length > 0) context.fail(`the token has no claim ${missing.slice(0, 5).map(shown).join(', ')}`);
}

function listOf(value: Value): readonly Value[] {
  if (value === null) return [];
  return isArrayValue(value) ? value : [value];
}

function shown(value: Value): string {
  if (typeof value === 'string') return `"${value.slice(0, 80)}"`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'something else';
}

/** Dates end where JavaScript's end; a later moment is shown as its number. */
function shownMoment(seconds: number): string {
  const moment = new Date(seconds * 1_000);
  return Number.isNaN(moment.getTime()) ? `${seconds} seconds` : moment.toISOString();
}
