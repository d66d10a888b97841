/**
 * `+`, `-`, `*` and `/` where a duration takes part. A date moved by a duration keeps its form: `2024-05-14` stays a day,
 * `2024-05-14T10:00:00Z` a time in UTC, Unix time a number, a DATE_PARSE object such an object. Whole days keep the time of
 * day, also where the clocks change in between.
 */
import type { Temporal } from 'temporal-polyfill';
import { FormulaFailure } from '../../failure.ts';
import { Duration } from '../../value/duration.ts';
import { kindOf } from '../../value/kind.ts';
import {
  add,
  divide,
  isNumberValue,
  multiply,
  type NumberValue,
  subtract,
  toNative,
  toNumber,
} from '../../value/number.ts';
import { isObjectValue, type Value } from '../../value/value.ts';
import type { CallContext } from '../definition.ts';
import { formatMoment } from './format-moment.ts';
import { nowIn } from './moment-argument.ts';
import { iso, momentOfObject, objectOfMoment } from './moment-object.ts';
import { isCompactDate, isMilliseconds, readDate } from './read-date.ts';

type Operator = '+' | '-' | '*' | '/';

/** One of the two is a duration. */
export function withDuration(operator: Operator, left: Value, right: Value, context: CallContext): Value {
  if (operator === '*' || operator === '/') return scaled(operator, left, right);
  if (left instanceof Duration && right instanceof Duration) {
    return new Duration(operator === '+' ? add(left, right) : subtract(left, right));
  }
  if (right instanceof Duration) return shifted(left, right, operator === '+' ? 1 : -1, operator, context);
  if (operator === '+' && left instanceof Duration) return shifted(right, left, 1, operator, context);
  const number = toNumber(right);
  if (number === undefined) throw new FormulaFailure('type', '`-` cannot take a date from a duration');
  return subtract(factor(left, operator), number);
}

/** A duration times or by a number is a duration; the ratio of two is a number. */
function scaled(operator: '*' | '/', left: Value, right: Value): Value {
  const [a, b] = [factor(left, operator), factor(right, operator)];
  const result = operator === '*' ? multiply(a, b) : divide(a, b);
  const isDuration = left instanceof Duration && !(right instanceof Duration);
  return isDuration || (operator === '*' && !(left instanceof Duration)) ? new Duration(result) : result;
}

function factor(value: Value, operator: Operator): NumberValue {
  const number = toNumber(value);
  if (number === undefined) throw misfit(operator, value);
  return number;
}

function shifted(date: Value, duration: Duration, sign: 1 | -1, operator: Operator, context: CallContext): Value {
  context.spend(50);
  const unixTime = typeof date === 'string' && isCompactDate(date) ? undefined : toNumber(date);
  if (unixTime !== undefined) {
    const amount = isMilliseconds(toNative(unixTime)) ? multiply(duration, 1000) : duration;
    return sign === 1 ? add(unixTime, amount) : subtract(unixTime, amount);
  }
  const moment = momentOf(date, context);
  if (moment === undefined) throw misfit(operator, date);
  const later = moved(moment, sign * duration.seconds);
  return typeof date === 'string' ? formatMoment(later, formOf(date, later)) : objectOfMoment(later);
}

function momentOf(date: Value, context: CallContext): Temporal.ZonedDateTime | undefined {
  if (typeof date === 'string') return readDate(date, nowIn('UTC', context));
  return isObjectValue(date) ? momentOfObject(date) : undefined;
}

function moved(moment: Temporal.ZonedDateTime, seconds: number): Temporal.ZonedDateTime {
  const days = seconds / 86_400;
  try {
    if (Number.isInteger(days)) return moment.add({ days });
    return moment.add({ seconds: Math.trunc(seconds), milliseconds: Math.round((seconds % 1) * 1000) });
  } catch (problem) {
    if (problem instanceof RangeError) throw new FormulaFailure('type', 'The date would lie too far away');
    throw problem;
  }
}

const isoText = /^\d{4}-\d\d-\d\d(?:([t ])\d\d:\d\d(:\d\d(?:[.,](\d+))?)?( ?)(z|[+-]\d\d:\d\d|[+-]\d{4})?)?$/i;
const mailText = /^[a-z]{3}, \d{1,2} [a-z]{3} \d{4} \d\d:\d\d:\d\d (gmt|utc|[+-]\d{4})$/i;

/** The strftime format in which a text is written; ISO 8601 where it is none that a program reads. */
function formOf(text: string, moment: Temporal.ZonedDateTime): string {
  const trimmed = text.trim();
  const isMidnight = moment.hour === 0 && moment.minute === 0 && moment.second === 0 && moment.millisecond === 0;
  const mail = mailText.exec(trimmed);
  if (mail !== null) return `%a, %d %b %Y %H:%M:%S ${/^[gu]/i.test(mail[1] ?? '') ? mail[1] : '%z'}`;
  if (/^\d{8}$/.test(trimmed)) return isMidnight ? '%Y%m%d' : '%Y%m%d%H%M%S';
  if (/^\d{12,14}$/.test(trimmed)) return '%Y%m%d%H%M%S';
  const parts = isoText.exec(trimmed);
  if (parts === null) return iso;
  const [, separator, seconds, fraction, gap = '', zone] = parts;
  if (separator === undefined) return isMidnight ? '%Y-%m-%d' : iso;
  const hasSeconds = seconds !== undefined || moment.second !== 0;
  const time = `%H:%M${hasSeconds ? ':%S' : ''}${fraction === undefined ? '' : `.%${fraction.length}N`}`;
  return `%Y-%m-%d${separator}${time}${gap}${zoneForm(zone)}`;
}

function zoneForm(zone: string | undefined): string {
  if (zone === undefined || /^z$/i.test(zone)) return zone ?? '';
  return zone.includes(':') ? '%:z' : '%z';
}

function misfit(operator: Operator, found: Value): FormulaFailure {
  const what =
    typeof found === 'string' ? `"${found.slice(0, 40)}"` : isNumberValue(found) ? 'a number' : kindOf(found);
  const wanted = operator === '+' || operator === '-' ? 'a date' : 'a number';
  return new FormulaFailure('type', `\`${operator}\` needs ${wanted} beside a duration, found ${what}`);
}
