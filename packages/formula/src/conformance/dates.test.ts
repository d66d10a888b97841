/** Dates as people and programs write them. "Now" is Wednesday, 15 May 2024, 13:45:30.250 UTC. */
import { describe, expect, test } from 'vitest';
import { shown } from './evaluating.test-kit.ts';

const readings: Readonly<Record<string, readonly (readonly [text: string, moment: string])[]>> = {
  'ISO 8601': [
    ['2024-05-14', '2024-05-14T00:00:00.000'],
    ['2024-05-14T10:00', '2024-05-14T10:00:00.000'],
    ['2024-05-14T10:00:00.123456Z', '2024-05-14T10:00:00.123'],
    ['2024-05-14 10:00:00,5', '2024-05-14T10:00:00.500'],
    ['2024-05-14T10:00:00+02:00', '2024-05-14T08:00:00.000'],
    ['2024-05-14T10:00:00-0730', '2024-05-14T17:30:00.000'],
    ['2024-05-14T10+02', '2024-05-14T08:00:00.000'],
    ['2024-05-14T10:00+02:00[Europe/Paris]', '2024-05-14T08:00:00.000'],
    ['20240514T103000Z', '2024-05-14T10:30:00.000'],
    ['20240514T', '2024-05-14T00:00:00.000'],
    ['2024-W20-2', '2024-05-14T00:00:00.000'],
    ['2024-135', '2024-05-14T00:00:00.000'],
    ['2024-05', '2024-05-01T00:00:00.000'],
    ['2024-05-14T24:00', '2024-05-15T00:00:00.000'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000'],
  ],
  'mail, logs and other programs': [
    ['Tue, 14 May 2024 10:00:00 +0200', '2024-05-14T08:00:00.000'],
    ['Tue, 14 May 2024 10:00:00 GMT', '2024-05-14T10:00:00.000'],
    ['14/May/2024:10:00:00 +0100', '2024-05-14T09:00:00.000'],
    ['Tue May 14 10:00:00 2024', '2024-05-14T10:00:00.000'],
    ['Tue May 14 2024 10:00:00 GMT+0200 (Central European Summer Time)', '2024-05-14T08:00:00.000'],
    ['May 14 10:00:00', '2024-05-14T10:00:00.000'],
    ['2024-05-14 10:00:00 UTC', '2024-05-14T10:00:00.000'],
    ['2024-05-14 10:00 America/New_York', '2024-05-14T14:00:00.000'],
    ['2024/05/14 10:00 PST', '2024-05-14T18:00:00.000'],
  ],
  'numbers with the day first': [
    ['25/12/2023', '2023-12-25T00:00:00.000'],
    ['05/04/1994', '1994-04-05T00:00:00.000'],
    ['12/25/2023', '2023-12-25T00:00:00.000'],
    ['5.4.94', '1994-04-05T00:00:00.000'],
    ['05-04-68 18:30', '2068-04-05T18:30:00.000'],
    ['14.05.2024 10:30', '2024-05-14T10:30:00.000'],
    ['25/12', '2024-12-25T00:00:00.000'],
  ],
  'seconds and milliseconds since 1970': [
    ['1647712411', '2022-03-19T17:53:31.000'],
    ['1687450077063', '2023-06-22T16:07:57.063'],
    ['1647712411.5', '2022-03-19T17:53:31.500'],
    ['-1', '1969-12-31T23:59:59.000'],
    ['2024', '2024-01-01T00:00:00.000'],
    ['20240514', '2024-05-14T00:00:00.000'],
    ['20240514103000', '2024-05-14T10:30:00.000'],
    ['99999999', '1973-03-03T09:46:39.000'],
  ],
  'English dates': [
    ['14th of May 2024', '2024-05-14T00:00:00.000'],
    ['fourteenth of May 2024', '2024-05-14T00:00:00.000'],
    ['thirty-first of December 2023', '2023-12-31T00:00:00.000'],
    ['March 17, 2021', '2021-03-17T00:00:00.000'],
    ['May 14th, 2024 at 3:30pm', '2024-05-14T15:30:00.000'],
    ['Sept 3 2020', '2020-09-03T00:00:00.000'],
    ['14-May-24', '2024-05-14T00:00:00.000'],
    ['the 3rd of march', '2024-03-03T00:00:00.000'],
    ['May 2024', '2024-05-01T00:00:00.000'],
  ],
  'days of the calendar': [
    ['beginning of month', '2024-05-01T00:00:00.000'],
    ['start of next month', '2024-06-01T00:00:00.000'],
    ['the end of last quarter', '2024-03-31T23:59:59.999'],
    ['start of the week', '2024-05-13T00:00:00.000'],
    ['end of next week', '2024-05-26T23:59:59.999'],
    ['end of today', '2024-05-15T23:59:59.999'],
    ['start of tomorrow', '2024-05-16T00:00:00.000'],
    ['end of year', '2024-12-31T23:59:59.999'],
    ['start of the hour', '2024-05-15T13:00:00.000'],
    ['start of next month at 9am', '2024-06-01T09:00:00.000'],
    ['last day of february', '2024-02-29T00:00:00.000'],
    ['last day of next month', '2024-06-30T00:00:00.000'],
    ['first monday of january 2025', '2025-01-06T00:00:00.000'],
    ['3rd wednesday in november 2024', '2024-11-20T00:00:00.000'],
    ['last friday of the month at 5pm', '2024-05-31T17:00:00.000'],
    ['second tuesday of next month', '2024-06-11T00:00:00.000'],
  ],
  'parts of a day and hours without am or pm': [
    ['this morning', '2024-05-15T09:00:00.000'],
    ['tomorrow afternoon', '2024-05-16T15:00:00.000'],
    ['tonight', '2024-05-15T22:00:00.000'],
    ['last night', '2024-05-14T22:00:00.000'],
    ['tomorrow evening at 6', '2024-05-16T18:00:00.000'],
    ['8 in the morning', '2024-05-15T08:00:00.000'],
    ['saturday 7:30 in the evening', '2024-05-18T19:30:00.000'],
    ['tonight at 12', '2024-05-15T00:00:00.000'],
    ['tomorrow at 9', '2024-05-16T09:00:00.000'],
    ["tomorrow at 5 o'clock", '2024-05-16T17:00:00.000'],
    ['tomorrow at 05:00', '2024-05-16T05:00:00.000'],
    ['May 5th at 18', '2024-05-05T18:00:00.000'],
  ],
  'times counted from other times': [
    ['2 days before tomorrow', '2024-05-14T00:00:00.000'],
    ['7 hours before tomorrow at midnight', '2024-05-15T17:00:00.000'],
    ['2 weeks from friday', '2024-05-31T00:00:00.000'],
    ['1 hour after noon', '2024-05-15T13:00:00.000'],
    ['30 minutes before 2024-05-14T10:00:00Z', '2024-05-14T09:30:00.000'],
    ['a couple of days ago', '2024-05-13T13:45:30.250'],
    ['half an hour ago', '2024-05-15T13:15:30.250'],
    ['monday next week', '2024-05-20T00:00:00.000'],
    ['friday of last week', '2024-05-10T00:00:00.000'],
    ['next week', '2024-05-22T13:45:30.250'],
    ['this week', '2024-05-15T13:45:30.250'],
  ],
  'relative dates': [
    ['now', '2024-05-15T13:45:30.250'],
    ['NOW', '2024-05-15T13:45:30.250'],
    ['today', '2024-05-15T00:00:00.000'],
    ['Tomorrow', '2024-05-16T00:00:00.000'],
    ['yesterday noon', '2024-05-14T12:00:00.000'],
    ['tomorrow at 10am', '2024-05-16T10:00:00.000'],
    ['12am tomorrow', '2024-05-16T00:00:00.000'],
    ['the day after tomorrow', '2024-05-17T00:00:00.000'],
    ['1 days ago', '2024-05-14T13:45:30.250'],
    ['3 days ago at 5pm', '2024-05-12T17:00:00.000'],
    ['in 2 hours and 30 minutes', '2024-05-15T16:15:30.250'],
    ['one hour ago', '2024-05-15T12:45:30.250'],
    ['1.5 hours ago', '2024-05-15T12:15:30.250'],
    ['a week ago', '2024-05-08T13:45:30.250'],
    ['2 weeks from now', '2024-05-29T13:45:30.250'],
    ['in a month', '2024-06-15T13:45:30.250'],
    ['last year', '2023-05-15T13:45:30.250'],
    ['next monday', '2024-05-20T00:00:00.000'],
    ['wednesday', '2024-05-22T00:00:00.000'],
    ['last friday', '2024-05-10T00:00:00.000'],
    ['friday at 14:00', '2024-05-17T14:00:00.000'],
    ['next may', '2025-05-01T00:00:00.000'],
    ['10:30', '2024-05-15T10:30:00.000'],
    ['10pm EST', '2024-05-16T03:00:00.000'],
  ],
};

describe.each(Object.entries(readings))('DATE reads %s', (_kind, cases) => {
  test.each(cases)('%s', (text, moment) => {
    expect(shown(`DATE("${text}", "%Y-%m-%dT%H:%M:%S.%L")`)).toBe(`"${moment}"`);
  });
});

test.each([
  'hello',
  '',
  '2024-13-01',
  '31/02/2024',
  '2021-02-29',
  'tomorrow at 25:00',
  '13pm',
  'in 3',
  '3 days',
  'may may',
  '2024-05-14 nonsense',
  '10:61',
  '999999999999999999',
  'next',
  '1st 2nd',
])('DATE refuses "%s"', (text) => {
  expect(shown(`DATE("${text}", "%F")`)).toBe(`! DATE: date cannot be read as a date: "${text}"`);
});

test('a time zone is that of the text without one, and of the result', () => {
  expect(shown('DATE("2024-05-14", "%F %R %Z", "America/Vancouver")')).toBe('"2024-05-14 00:00 PDT"');
  expect(shown('DATE("2024-05-14T12:00Z", "%F %R %:z", "Asia/Kolkata")')).toBe('"2024-05-14 17:30 +05:30"');
  expect(shown('DATE("now", "%F", "Pacific/Kiritimati")')).toBe('"2024-05-16"');
  expect(shown('DATE("tomorrow at 9am", "%FT%T%z", "America/New_York")')).toBe('"2024-05-16T09:00:00-0400"');
  expect(shown('DATE(0, "%T", "+02:00")')).toBe('"02:00:00"');
  expect(shown('DATE("now", "%F", "Mars/Olympus")')).toBe('! DATE: unknown time zone "Mars/Olympus"');
});

test('a local time that summer time skips moves to the hour after', () => {
  expect(shown('DATE("2024-03-31 01:30", "%R %Z", "Europe/London")')).toBe('"02:30 BST"');
});

const formats: readonly (readonly [format: string, text: string])[] = [
  ['%Y %C %y', '2024 20 24'],
  ['%m %-m %_m %B %b %h %^B %^b', '05 5  5 May May May MAY MAY'],
  ['%d %e %-d %j', '05  5 5 126'],
  ['%H %k %I %l %-I', '09  9 09  9 9'],
  ['%M %S %L %N %3N %6N', '03 07 045 045000000 045 045000'],
  ['%p %P %#p', 'AM am am'],
  ['%z %:z %::z %Z', '+0000 +00:00 +00:00:00 UTC'],
  ['%A %a %^a %u %w', 'Sunday Sun SUN 7 0'],
  ['%G %g %V %U %W', '2024 24 18 18 18'],
  ['%s %Q', '1714899787 1714899787045'],
  ['%F|%T|%R|%D|%r', '2024-05-05|09:03:07|09:03|05/05/24|09:03:07 AM'],
  ['%c|%x|%X|%v', 'Sun May  5 09:03:07 2024|05/05/24|09:03:07| 5-MAY-2024'],
  ['%%|%n|%t', '%|\\n|\\t'],
  ['%10Y|%_10d|%-5d|%3e', '0000002024|         5|5|  5'],
  ['%3u|%3w|%_3u|%012s', '007|000|  7|001714899787'],
  ['%10N|%12L|%1L', '0450000000|045000000000|0'],
  ['%-z|%-:z|%_z', '-0000|-00:00| +000'],
  ['%Ec %Od %Ed %OQ', 'Sun May  5 09:03:07 2024 05 %Ed %OQ'],
  ['%^c|%#c|%#B|%^B', 'SUN MAY  5 09:03:07 2024|Sun May  5 09:03:07 2024|MAY|MAY'],
  ['%20F|%020D|%-20A', '          2024-05-05|00000000000005/05/24|Sunday'],
  ['%^P %#P %+', 'AM AM Sun May  5 09:03:07 UTC 2024'],
  ['%q %E %', '%q %E %'],
  ['%010A', '0000Sunday'],
];

test.each(formats)('strftime %s', (format, text) => {
  expect(shown(`DATE("2024-05-05T09:03:07.045", "${format}")`)).toBe(`"${text}"`);
});

test.each([
  ['%z|%:z|%::z|%:::z', '+0930|+09:30|+09:30:00|+09:30', '+09:30'],
  ['%:::z|%10z|%_10z|%_10:z', '-05|-000000500|      -500|     -5:00', '-05:00'],
  ['%10:z|%10::z|%_10::z|%10:::z', '+000009:00|+009:00:00|  +9:00:00|+000000009', '+09:00'],
  ['%-z|%_z|%Z', '-0030| -030|-00:30', '-00:30'],
])('strftime %s in a zone', (format, text, zone) => {
  expect(shown(`DATE("2024-05-05", "${format}", "${zone}")`)).toBe(`"${text}"`);
});

test('strftime of years outside the usual ones', () => {
  expect(shown('DATE(-65000000000, "%Y")')).toBe('"-0090"');
  expect(shown('DATE("0099-05-05", "%Y %y")')).toBe('"0099 99"');
});

const parsed: readonly (readonly [text: string, format: string, iso: string])[] = [
  ['05/04/1994', '%d/%m/%Y', '1994-04-05T00:00:00+00:00'],
  ['20240514', '%Y%m%d', '2024-05-14T00:00:00+00:00'],
  ['May  5 2024 3:07 PM', '%b %e %Y %I:%M %p', '2024-05-05T15:07:00+00:00'],
  ['2024-05-14T10:00:00+02:00', '%Y-%m-%dT%H:%M:%S%z', '2024-05-14T08:00:00+00:00'],
  ['Tue, 14 May 2024 10:00:00 EST', '%a, %d %b %Y %T %Z', '2024-05-14T15:00:00+00:00'],
  ['1700000000', '%s', '2023-11-14T22:13:20+00:00'],
  ['1700000000123', '%Q', '2023-11-14T22:13:20+00:00'],
  ['2024-135', '%Y-%j', '2024-05-14T00:00:00+00:00'],
  ['99', '%y', '1999-01-01T00:00:00+00:00'],
  ['10:30', '%R', '2024-05-15T10:30:00+00:00'],
  ['100%', '%j%%', '2024-04-09T00:00:00+00:00'],
  ['2024-W20-2', '%G-W%V-%u', '2024-05-14T00:00:00+00:00'],
  ['2024-W01', '%G-W%V', '2024-01-01T00:00:00+00:00'],
  ['2024 19 2', '%Y %U %w', '2024-05-14T00:00:00+00:00'],
  ['2024 20 Tue', '%Y %W %a', '2024-05-14T00:00:00+00:00'],
  ['2024 00', '%Y %W', '2023-12-25T00:00:00+00:00'],
  ['Friday', '%A', '2024-05-17T00:00:00+00:00'],
  ['Sunday 10:00', '%A %R', '2024-05-12T10:00:00+00:00'],
  ['14 May 2024', '%d %b %EY', '2024-05-14T00:00:00+00:00'],
  ['20 24-05-14', '%C %y-%m-%d', '2024-05-14T00:00:00+00:00'],
  ['2024-05-14 10:00:00.5 +02:30', '%F %T.%N %:z', '2024-05-14T07:30:00+00:00'],
  ['14/May/2024:10:00:00 -0700', '%d/%b/%Y:%H:%M:%S %z', '2024-05-14T17:00:00+00:00'],
];

test.each(parsed)('strptime %s by %s', (text, format, iso) => {
  expect(shown(`DATE_PARSE("${text}", "${format}").iso8601`)).toBe(`"${iso}"`);
});

test.each([
  ['14 foo', '%d %b'],
  ['2024-05-14 junk', '%F'],
  ['31/02/2024', '%d/%m/%Y'],
  ['13 PM', '%I %p'],
  ['2024-W54', '%G-W%V'],
  ['Someday', '%A'],
  ['', '%Y'],
  ['x', 'x'],
])('strptime refuses "%s" by %s', (text, format) => {
  expect(shown(`DATE_PARSE("${text}", "${format}")`)).toBe(
    `! DATE_PARSE: "${text}" does not have the format "${format}"`,
  );
});

test('DATE_PARSE keeps its zone through DATE, and reads a text in it', () => {
  expect(shown('DATE_PARSE("2024-05-14 10:00", "%F %R", "Europe/Dublin").iso8601')).toBe('"2024-05-14T10:00:00+01:00"');
  expect(shown('DATE(DATE_PARSE("2024-05-14 10:00", "%F %R", "Europe/Dublin"), "%R %Z")')).toBe('"10:00 IST"');
  expect(shown('DATE_PARSE(0)')).toBe(
    '{"iso8601":"1970-01-01T00:00:00+00:00","iso8601_milliseconds":"1970-01-01T00:00:00.000+00:00","unix_timestamp":0,' +
      '"unix_timestamp_milliseconds":0,"year":1970,"month":1,"month_name":"January","day":1,"day_of_week":4,' +
      '"day_name":"Thursday","hour":0,"minute":0,"second":0,"millisecond":0,"timezone":"UTC","utc_offset":"+00:00",' +
      '"utc_offset_seconds":0}',
  );
});

test('wrong types are refused', () => {
  expect(shown('DATE(NULL, "%F")')).toBe('! DATE wants a date or an object as `date`, found NULL');
  expect(shown('DATE([], "%F")')).toBe('! DATE wants a date or an object as `date`, found array');
  expect(shown('DATE({"a": 1}, "%F")')).toBe('! DATE: date cannot be read as a date: an object');
  expect(shown(`DATE("now", "${'%c'.repeat(600)}")`)).toBe('! DATE: the format is too long');
});

test('DATE without a format is ISO 8601', () => {
  expect(shown('DATE("1 days ago")')).toBe('"2024-05-14T13:45:30+00:00"');
  expect(shown('TODAY()')).toBe('"2024-05-15"');
  expect(shown('NOW()')).toBe('"2024-05-15T13:45:30.250+00:00"');
});

describe('DATE_DIFF', () => {
  test('breaks a span down by the calendar, leap days and month lengths included', () => {
    expect(shown('DATE_DIFF("2024-01-31", "2025-03-01T06:07:08").units')).toBe(
      '{"years":1,"months":1,"weeks":0,"days":1,"hours":6,"minutes":7,"seconds":8}',
    );
    expect(shown('DATE_DIFF("2024-02-28", "2024-03-14").units')).toBe(
      '{"years":0,"months":0,"weeks":2,"days":1,"hours":0,"minutes":0,"seconds":0}',
    );
    expect(shown('DATE_DIFF("1970-01-01", "2024-05-15").days')).toBe('19858');
  });

  test('counts no difference as zero, without a sign', () => {
    expect(shown('DATE_DIFF("now", "now", absolute: FALSE)')).toBe(
      '{"seconds":0,"minutes":0,"hours":0,"days":0,"weeks":0,"units":{"years":0,"months":0,"weeks":0,"days":0,"hours":0,"minutes":0,"seconds":0}}',
    );
    expect(shown('DATE_DIFF("now", "1 second ago", absolute: FALSE).days')).toBe('0');
  });
});

test.each([
  [4, 'in less than 5 seconds'],
  [9, 'in less than 10 seconds'],
  [19, 'in less than 20 seconds'],
  [39, 'in half a minute'],
  [59, 'in less than a minute'],
  [89, 'in 1 minute'],
  [90, 'in 2 minutes'],
  [44 * 60, 'in 44 minutes'],
  [45 * 60, 'in about 1 hour'],
  [90 * 60, 'in about 2 hours'],
  [24 * 3600, 'in 1 day'],
  [42 * 3600, 'in 2 days'],
  [24 * 86_400, 'in 24 days'],
  [31 * 86_400, 'in about 1 month'],
  [45 * 86_400, 'in about 2 months'],
  [100 * 86_400, 'in 3 months'],
  [365 * 86_400, 'in about 1 year'],
  [500 * 86_400, 'in over 1 year'],
  [700 * 86_400, 'in almost 2 years'],
])('%i seconds ahead is "%s"', (seconds, words) => {
  expect(shown(`DISTANCE_OF_TIME_IN_WORDS(${seconds}, 0)`)).toBe(`"${words}"`);
  if (seconds > 0) expect(shown(`DISTANCE_OF_TIME_IN_WORDS(0, ${seconds})`)).toBe(`"${words.slice(3)} ago"`);
});
