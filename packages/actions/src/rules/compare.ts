/**
 * What each type of rule asks, of the value that the rule's path shows and one value to compare it with.
 * Values meet as text, except in the numeric comparisons and where one of them is a number.
 */
import { OptionFailure } from '@fabula/engine';
import {
  compareNumbers,
  compilePattern,
  deepEqual,
  getKey,
  isArrayValue,
  isNumberValue,
  isObjectValue,
  type SearchMeter,
  toNumber,
  toText,
  type Value,
} from '@fabula/formula';
import { isTruthy } from './is-truthy.ts';

/** The meter bounds the time of a regular expression. */
type Question = (subject: Value, compared: Value, meter: SearchMeter) => boolean;

/** Rules that look at the subject alone. */
export const soleQuestions: Readonly<Record<string, (subject: Value) => boolean>> = {
  formula: isTruthy,
  '!formula': (subject) => !isTruthy(subject),
  'field!=null': isTruthy,
  'field==null': (subject) => !isTruthy(subject),
};

/** Rules that compare. With a list of values they hold when any of them holds. */
export const questions: Readonly<Record<string, Question>> = {
  regex: matchesPattern,
  '!regex': (subject, compared, meter) => !matchesPattern(subject, compared, meter),
  'field==value': isSame,
  'field!=value': (subject, compared) => !isSame(subject, compared),
  'field<value': numeric((order) => order < 0),
  'field<=value': numeric((order) => order <= 0),
  'field>value': numeric((order) => order > 0),
  'field>=value': numeric((order) => order >= 0),
  in: contains,
};

/** Rules that compare and, with a list of values, hold only when all of them hold: "contains none of these". */
export const exclusions: Readonly<Record<string, Question>> = {
  'not in': (subject, compared) => !contains(subject, compared),
};

function matchesPattern(subject: Value, compared: Value, meter: SearchMeter): boolean {
  const pattern = compilePattern(toText(compared), 'i');
  if (!pattern.ok)
    throw new OptionFailure(`Invalid Options: Rule has a regular expression that cannot be used: ${pattern.error}`);
  return pattern.value.test(toText(subject), meter);
}

function isSame(subject: Value, compared: Value): boolean {
  if (isNumberValue(subject) || isNumberValue(compared)) {
    const left = toNumber(subject);
    const right = toNumber(compared);
    if (left !== undefined && right !== undefined) return compareNumbers(left, right) === 0;
  }
  return toText(subject) === toText(compared);
}

/** A value that shows no number makes every numeric comparison false. */
function numeric(accepts: (order: number) => boolean): Question {
  return (subject, compared) => {
    const left = toNumber(subject);
    const right = toNumber(compared);
    return left !== undefined && right !== undefined && accepts(compareNumbers(left, right));
  };
}

/** List: an element equals the value. Object: it has the key. Everything else: part of the text. */
function contains(subject: Value, compared: Value): boolean {
  if (isArrayValue(subject)) return subject.some((item) => isSame(item, compared) || deepEqual(item, compared));
  if (isObjectValue(subject)) return getKey(subject, toText(compared)) !== undefined;
  return toText(subject).includes(toText(compared));
}
