/** A moment as the object that DATE_PARSE gives and that every function on dates takes back. */
import { Temporal } from 'temporal-polyfill';
import { isNumberValue, toNative } from '../../value/number.ts';
import { getKey, makeObject, type ObjectValue } from '../../value/value.ts';
import { formatMoment } from './format-moment.ts';
import { dayName, monthName } from './month-names.ts';
import { isTimeZone } from './zone.ts';

export const iso = '%Y-%m-%dT%H:%M:%S%:z';
export const isoWithMilliseconds = '%Y-%m-%dT%H:%M:%S.%L%:z';

export function objectOfMoment(moment: Temporal.ZonedDateTime): ObjectValue {
  return makeObject([
    ['iso8601', formatMoment(moment, iso)],
    ['iso8601_milliseconds', formatMoment(moment, isoWithMilliseconds)],
    ['unix_timestamp', Math.floor(moment.epochMilliseconds / 1000)],
    ['unix_timestamp_milliseconds', moment.epochMilliseconds],
    ['year', moment.year],
    ['month', moment.month],
    ['month_name', monthName(moment.month)],
    ['day', moment.day],
    ['day_of_week', moment.dayOfWeek % 7],
    ['day_name', dayName(moment.dayOfWeek)],
    ['hour', moment.hour],
    ['minute', moment.minute],
    ['second', moment.second],
    ['millisecond', moment.millisecond],
    ['timezone', moment.timeZoneId],
    ['utc_offset', moment.offset],
    ['utc_offset_seconds', moment.offsetNanoseconds / 1e9],
  ]);
}

/** The moment of such an object, in `zone`, else in its own; `undefined` when it is another object. */
export function momentOfObject(value: ObjectValue, zone?: string): Temporal.ZonedDateTime | undefined {
  const milliseconds = getKey(value, 'unix_timestamp_milliseconds');
  if (milliseconds === undefined || !isNumberValue(milliseconds)) return undefined;
  const own = getKey(value, 'timezone');
  const ownZone = typeof own === 'string' && isTimeZone(own) ? own : 'UTC';
  const epoch = Math.round(toNative(milliseconds));
  if (!(Math.abs(epoch) <= 8.64e15)) return undefined;
  return Temporal.Instant.fromEpochMilliseconds(epoch).toZonedDateTimeISO(zone ?? ownZone);
}
