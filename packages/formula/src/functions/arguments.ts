/**
 * Reading the checked arguments of a call as the type that a function works on. The types of the parameters have been
 * checked and coerced by the evaluator; what remains is narrowing, the elements of arrays, and parameters of type `any`.
 *
 * Prices, in steps of the budget: 64 characters of text, or 32 elements that are only looked at, cost one.
 */
import { kindOf } from '../value/kind.ts';
import { isFloat, type NumberValue, toDecimal, toNative, toNumber } from '../value/number.ts';
import { Bytes, isArrayValue, isObjectValue, type ObjectValue, type Value } from '../value/value.ts';
import type { Argument, CallContext, CheckedArguments, Lambda } from './definition.ts';
import { decodeUtf8Loosely } from './encoding/utf8.ts';

/** Longest text that a function builds, in UTF-16 units: far above any event, far below what the host refuses. */
export const maxTextLength = 50_000_000;
/** Longest array that a function builds from a short description. */
export const maxArrayLength = 2_000_000;

export function isLambda(argument: Argument | undefined): argument is Lambda {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'kind' in argument &&
    argument.kind === 'lambda' &&
    'call' in argument &&
    typeof argument.call === 'function'
  );
}

/** Work on a text costs a step for each 64 characters. */
export function spendOnText(context: CallContext, length: number): void {
  context.spend(1 + Math.floor(length / 64));
}

/** Work on an array costs a step for each 32 elements; a function that does more for each pays for it itself. */
export function spendOnArray(context: CallContext, length: number): void {
  context.spend(1 + Math.floor(length / 32));
}

/** Refuses a result before it is built. */
export function reserveText(context: CallContext, length: number): void {
  if (length > maxTextLength) context.fail(`the text would be longer than ${maxTextLength} characters`);
  spendOnText(context, length);
}

function describe(argument: Argument | undefined): string {
  if (argument === undefined) return 'nothing';
  if (isLambda(argument)) return 'a lambda';
  const kind = kindOf(argument);
  return /^[ao]/.test(kind)
    ? `an ${kind}`
    : kind === 'NULL' || kind === 'text' || kind === 'bytes'
      ? kind
      : `a ${kind}`;
}

/** The argument as a value; NULL when it was left out. */
export function anyValue(args: CheckedArguments, context: CallContext, name: string): Value {
  const argument = args.get(name);
  if (argument === undefined) return null;
  return asValue(argument, context, name);
}

export function asValue(argument: Argument, context: CallContext, name: string): Value {
  if (isLambda(argument)) return context.fail(`${name} cannot be a lambda`);
  return argument;
}

export function restValues(args: CheckedArguments, context: CallContext): Value[] {
  return args.rest().map((argument) => asValue(argument, context, 'an argument'));
}

/** The argument as text; the fallback when it was left out. */
export function text(args: CheckedArguments, context: CallContext, name: string, fallback = ''): string {
  const argument = args.get(name);
  return argument === undefined ? fallback : asText(argument, context, name);
}

export function asText(argument: Argument, context: CallContext, name: string): string {
  if (typeof argument === 'string') {
    spendOnText(context, argument.length);
    return argument;
  }
  if (argument instanceof Bytes) {
    spendOnText(context, argument.data.length);
    return decodeUtf8Loosely(argument.data);
  }
  if (isLambda(argument) || isArrayValue(argument) || isObjectValue(argument)) {
    return context.fail(`${name} must be text, not ${describe(argument)}`);
  }
  return context.toText(argument);
}

export function number(args: CheckedArguments, context: CallContext, name: string): NumberValue {
  return asNumber(args.get(name) ?? null, context, name);
}

export function asNumber(argument: Argument, context: CallContext, name: string): NumberValue {
  const value = isLambda(argument) ? undefined : toNumber(argument);
  if (value !== undefined) return value;
  const shown = typeof argument === 'string' ? `"${argument.slice(0, 40)}"` : describe(argument);
  return context.fail(`${name} must be a number, not ${shown}`);
}

/** A whole number that a double holds; decimals are refused unless they are whole. */
export function integer(args: CheckedArguments, context: CallContext, name: string): number;
export function integer(args: CheckedArguments, context: CallContext, name: string, fallback: number): number;
export function integer(args: CheckedArguments, context: CallContext, name: string, fallback?: number): number {
  const argument = args.get(name);
  if ((argument === undefined || argument === null) && fallback !== undefined) return fallback;
  const value = asNumber(argument ?? null, context, name);
  if (isFloat(value) && !toDecimal(value).isInteger()) return context.fail(`${name} must be a whole number`);
  // Beyond this, positions and counts mean "past the end" all the same.
  return Math.max(Math.min(toNative(value), Number.MAX_SAFE_INTEGER), -Number.MAX_SAFE_INTEGER);
}

/** TRUE or FALSE by truthiness; the fallback when it was left out. */
export function flag(args: CheckedArguments, name: string, fallback: boolean): boolean {
  const argument = args.get(name);
  return argument === undefined ? fallback : argument !== null && argument !== false;
}

export function array(args: CheckedArguments, context: CallContext, name: string): readonly Value[] {
  return asArray(args.get(name), context, name);
}

export function asArray(argument: Argument | undefined, context: CallContext, name: string): readonly Value[] {
  if (!isArrayValue(argument)) return context.fail(`${name} must be an array, not ${describe(argument)}`);
  spendOnArray(context, argument.length);
  return argument;
}

export function object(args: CheckedArguments, context: CallContext, name: string): ObjectValue {
  return asObject(args.get(name), context, name);
}

export function asObject(argument: Argument | undefined, context: CallContext, name: string): ObjectValue {
  if (isLambda(argument) || !isObjectValue(argument)) {
    return context.fail(`${name} must be an object, not ${describe(argument)}`);
  }
  context.spend(1);
  return argument;
}

export function lambda(args: CheckedArguments, context: CallContext, name: string): Lambda {
  const argument = args.get(name);
  return isLambda(argument) ? argument : context.fail(`${name} must be a lambda, not ${describe(argument)}`);
}

/** For arguments that may be of several types: says what was expected. */
export function wrongType(context: CallContext, name: string, expected: string, argument: Argument | undefined): never {
  return context.fail(`${name} must be ${expected}, not ${describe(argument)}`);
}
