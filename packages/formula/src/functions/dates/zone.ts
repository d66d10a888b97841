/** Time zones by their name in the tz database, and the few abbreviations that people write into dates. */
import { Temporal } from 'temporal-polyfill';

/** Hours and minutes east of UTC of the abbreviations that are read. Ambiguous ones have their most common meaning. */
const abbreviations: ReadonlyMap<string, string> = new Map([
  ['z', 'UTC'],
  ['utc', 'UTC'],
  ['gmt', 'UTC'],
  ['wet', '+00:00'],
  ['west', '+01:00'],
  ['bst', '+01:00'],
  ['cet', '+01:00'],
  ['cest', '+02:00'],
  ['eet', '+02:00'],
  ['eest', '+03:00'],
  ['msk', '+03:00'],
  ['ist', '+05:30'],
  ['jst', '+09:00'],
  ['kst', '+09:00'],
  ['awst', '+08:00'],
  ['acst', '+09:30'],
  ['aest', '+10:00'],
  ['aedt', '+11:00'],
  ['nzst', '+12:00'],
  ['nzdt', '+13:00'],
  ['ast', '-04:00'],
  ['adt', '-03:00'],
  ['est', '-05:00'],
  ['edt', '-04:00'],
  ['cst', '-06:00'],
  ['cdt', '-05:00'],
  ['mst', '-07:00'],
  ['mdt', '-06:00'],
  ['pst', '-08:00'],
  ['pdt', '-07:00'],
  ['akst', '-09:00'],
  ['akdt', '-08:00'],
  ['hst', '-10:00'],
]);

/** The zone of an abbreviation in lower case, in a form that Temporal takes; `undefined` when it is not known. */
export function zoneOfAbbreviation(name: string): string | undefined {
  return abbreviations.get(name);
}

/** Whether a moment can be shown in this zone: a name of the tz database or an offset such as `+02:00`. */
export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return !/^\d|\[/.test(name);
  } catch {
    // Temporal throws for a name it does not know: that is the answer.
    return false;
  }
}

/** English-speaking places call their own zones by letters, others by an offset; the first that has letters is taken. */
const locales = ['en-US', 'en-GB', 'en-IE', 'en-AU', 'en-NZ', 'en-IN', 'en-ZA'];

/** `UTC`, `EST`, `CEST`; where there are no letters, the offset. */
export function zoneAbbreviation(moment: Temporal.ZonedDateTime): string {
  if (moment.timeZoneId === 'UTC') return 'UTC';
  if (/^[+-]/.test(moment.timeZoneId)) return moment.timeZoneId;
  for (const locale of locales) {
    const parts = new Intl.DateTimeFormat(locale, { timeZone: moment.timeZoneId, timeZoneName: 'short' }).formatToParts(
      moment.epochMilliseconds,
    );
    const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
    if (/^[A-Z]{2,5}$/.test(name)) return name;
  }
  return moment.offset;
}
