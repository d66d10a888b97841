import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { formatMoment } from './format-moment.ts';
import { momentOfUnixTime, readDate } from './read-date.ts';
import { writeUsualDate } from './usual-date.ts';

const now = Temporal.Instant.fromEpochMilliseconds(Date.UTC(2024, 1, 29, 23, 59)).toZonedDateTimeISO('UTC');
const two = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));
const day = fc
  .tuple(fc.integer({ min: 0, max: 9_999 }), two(13), two(32))
  .map(([year, month, date]) => `${String(year).padStart(4, '0')}-${month}-${date}`);
const fraction = fc.stringMatching(/^\.\d{1,9}$/);
const clock = fc
  .tuple(two(25), two(60), fc.option(fc.tuple(two(61), fc.option(fraction))))
  .map(([hour, minute, second]) => `${hour}:${minute}${second === null ? '' : `:${second[0]}${second[1] ?? ''}`}`);
const zone = fc.oneof(
  fc.constantFrom('', 'Z'),
  fc.tuple(fc.constantFrom('+', '-'), two(24), two(60)).map(([sign, h, m]) => `${sign}${h}:${m}`),
);
const texts = fc.oneof(
  day,
  fc.tuple(day, fc.constantFrom('T', ' '), clock, zone).map((parts) => parts.join('')),
);
const numbers = fc.oneof(
  fc.integer({ min: -5_000_000_000, max: 300_000_000_000 }),
  fc.integer({ min: 900_000_000_000, max: 9_999_999_999_999 }),
  fc.double({ noNaN: true }),
);
const formats = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'YymBbdeHIMSLNpPAaFRTsZzjUWu%'.split('').map((letter) => `%${letter}`)),
      fc.constantFrom('%-d', '%-m', '%-I', '%:z', '%::z', '%3N', '%^a', '%', 'T', ' of ', '-', ''),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

test('the fast way writes what the general way writes', () => {
  let fast = 0;
  fc.assert(
    fc.property(fc.oneof(texts, numbers), formats, (value, format) => {
      const written = writeUsualDate(value, format);
      if (written === undefined) return;
      fast += 1;
      const moment =
        typeof value === 'string' ? readDate(value, now)?.withTimeZone('UTC') : momentOfUnixTime(value, 'UTC');
      expect(moment && formatMoment(moment, format)).toBe(written);
    }),
    { numRuns: 5_000 },
  );
  expect(fast).toBeGreaterThan(500);
});

test.each([
  ['2024-05-14T09:30:00Z', '%d %b %Y %H:%M', '14 May 2024 09:30'],
  ['2024-05-14T01:30:00+02:00', '%F %T%:z', '2024-05-13 23:30:00+00:00'],
  ['2024-05-14', '%A, %-d %B', 'Tuesday, 14 May'],
  ['2024-05-14T09:30:00.125Z', '%L %N', '125 125000000'],
  [1_715_679_000, '%s', '1715679000'],
])('%s as %s goes the fast way', (value, format, written) => {
  expect(writeUsualDate(value, format)).toBe(written);
});
