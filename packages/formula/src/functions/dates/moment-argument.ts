/** Reading the date of a call: text in many forms, Unix time, or the object that DATE_PARSE gives. */
import { Temporal } from 'temporal-polyfill';
import { isNumberValue, toNative } from '../../value/number.ts';
import { isObjectValue, type Value } from '../../value/value.ts';
import { anyValue, text, wrongType } from '../arguments.ts';
import type { CallContext, CheckedArguments } from '../definition.ts';
import { momentOfObject } from './moment-object.ts';
import { momentOfUnixTime, readDate } from './read-date.ts';
import { isTimeZone } from './zone.ts';

/** The zone that a call names; `undefined` when it names none. */
export function zoneArgument(args: CheckedArguments, context: CallContext): string | undefined {
  const given = args.get('timezone');
  const zone = given === undefined ? '' : text(args, context, 'timezone').trim();
  if (zone === '') return undefined;
  return isTimeZone(zone) ? zone : context.fail(`unknown time zone "${zone.slice(0, 60)}"`);
}

/** The moment of the evaluation, in a zone. */
export function nowIn(zone: string, context: CallContext): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(context.now).toZonedDateTimeISO(zone);
}

/**
 * The moment that an argument means, shown in `zone`, else in the zone of a DATE_PARSE object, else in UTC. Texts that name no
 * zone of their own are read in the same one.
 */
export function momentArgument(
  args: CheckedArguments,
  context: CallContext,
  name: string,
  zone: string | undefined,
): Temporal.ZonedDateTime {
  const value = anyValue(args, context, name);
  const moment = momentOfValue(value, context, name, zone);
  return moment ?? context.fail(`${name} cannot be read as a date: ${shown(value)}`);
}

function momentOfValue(
  value: Value,
  context: CallContext,
  name: string,
  zone: string | undefined,
): Temporal.ZonedDateTime | undefined {
  context.spend(50);
  if (isNumberValue(value)) return momentOfUnixTime(toNative(value), zone ?? 'UTC');
  if (typeof value === 'string') return readDate(value, nowIn(zone ?? 'UTC', context))?.withTimeZone(zone ?? 'UTC');
  if (!isObjectValue(value)) return wrongType(context, name, 'a date', value);
  return momentOfObject(value, zone);
}

function shown(value: Value): string {
  return typeof value === 'string' ? `"${value.slice(0, 60)}"` : isNumberValue(value) ? String(value) : 'an object';
}
