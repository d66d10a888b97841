/** Laws of dates: what is written is read again, and what is moved comes back. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson, stringifyJson } from '../value/json.ts';
import { evaluateFormula } from './evaluating.test-kit.ts';

const seconds = fc.integer({ min: Date.UTC(1970, 0, 2) / 1000, max: Date.UTC(2099, 11, 31) / 1000 });
const zones = fc.constantFrom('UTC', 'Europe/Dublin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', '-03:30');

function result(formula: string, given: Readonly<Record<string, unknown>>): string {
  const context = parseJson(JSON.stringify(given));
  if (!context.ok) throw new Error(context.error.message);
  const outcome = evaluateFormula(formula, context.value);
  return outcome.ok ? stringifyJson(outcome.value) : `! ${outcome.error.message}`;
}

/** Formats that say everything about a moment, in their own ways. */
const wholeFormats = [
  '%FT%T%:z',
  '%Y-%m-%d %H:%M:%S %z',
  '%a, %d %b %Y %T %z',
  '%c %::z',
  '%s',
  '%Q',
  '%G-W%V-%u %T %z',
  '%Y %j %l:%M:%S %P %z',
  '%Y %U %w %H%M%S%z',
  '%Y %W %A %k:%M:%S %z',
  '%-d/%-m/%Y %I:%M:%S %p %z',
  '%v %r %z',
];

describe('DATE_PARSE reads what DATE wrote', () => {
  test.each(wholeFormats)('in the format %s', (format) => {
    fc.assert(
      fc.property(seconds, zones, (at, zone) => {
        const given = { at, zone, format };
        expect(result('DATE_PARSE(DATE(at, format, zone), format).unix_timestamp', given)).toBe(String(at));
      }),
    );
  });
});

test.each(['%FT%T%:z', '%a, %d %b %Y %T %z', '%d/%b/%Y:%T %z', '%A %-d %B %Y %l:%M:%S%P %z', '%Y%m%dT%H%M%S%z'])(
  'DATE reads what it wrote as %s without being told',
  (format) => {
    fc.assert(
      fc.property(seconds, zones, (at, zone) => {
        expect(result('DATE(DATE(at, format, zone), "%s")', { at, zone, format })).toBe(`"${at}"`);
      }),
    );
  },
);

const forms = ['%F', '%FT%TZ', '%F %R', '%FT%T.%3N+00:00', '%Y%m%d', '%s', '%a, %d %b %Y %H:%M:%S GMT'];

test.each(forms)('a date written as %s that is moved forth and back is what it was', (format) => {
  fc.assert(
    fc.property(seconds, fc.integer({ min: -5_000, max: 5_000 }), (at, days) => {
      const given = { at, days, format };
      const written = result('DATE(at, format)', given);
      expect(result('TEXT(DATE(at, format) + DAYS(days) - DAYS(days))', given)).toBe(written);
    }),
  );
});

test('moving by hours adds their seconds to Unix time', () => {
  fc.assert(
    fc.property(seconds, zones, fc.integer({ min: -200, max: 200 }), (at, zone, hours) => {
      const given = { at, zone, hours };
      const moved = result('DATE(DATE(at, "%FT%T%:z", zone) + HOURS(hours), "%s")', given);
      // Whole days keep the time of day of their offset, which has no summer time here.
      expect(moved).toBe(`"${at + hours * 3600}"`);
    }),
  );
});

test('any text is a date or an error of the language, with any format', () => {
  const words = fc.constantFrom(
    'next',
    'last',
    'end',
    'of',
    'month',
    'at',
    '5',
    '14',
    'may',
    '2024',
    'friday',
    'tonight',
    'before',
    '3 days',
    'ago',
    'first',
    'noon',
    '10:30',
    'pm',
    'the',
    'in',
    'week',
    '+02:00',
    'utc',
    '-',
    '/',
    ',',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 7 }), fc.string({ maxLength: 20 }), (parts, format) => {
      const shown = result('[DATE(text, format), DATE_PARSE(text)]', { text: parts.join(' '), format: `%${format}` });
      expect(shown).not.toMatch(/unexpectedly|too large/);
    }),
    { numRuns: 500 },
  );
});
