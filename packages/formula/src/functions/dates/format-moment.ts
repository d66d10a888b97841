/**
 * Ruby's `strftime`: directives, flags (`-`, `0`, `_`, `^`, `#`), widths, and the colons of `%:z`. What Ruby does not know
 * stays as written.
 */
import type { Temporal } from 'temporal-polyfill';
import { dayName, monthName } from './month-names.ts';
import { zoneAbbreviation } from './zone.ts';

interface Piece {
  readonly text: string;
  /** Padding of a number: its usual width and filler. */
  readonly width?: number;
  readonly filler?: '0' | ' ';
}

const directive = /%([-0_^#]*)(\d{0,4})(:{0,3})(E(?=[cCxXyY])|O(?=[deHkIlmMSuUVwWy]))?([A-Za-z%+])/g;
const maxWidth = 1024;

export function formatMoment(moment: Temporal.ZonedDateTime, format: string): string {
  return format.replace(directive, (whole, flags: string, width: string, colons: string, _era, letter: string) => {
    const wanted = width === '' ? undefined : Math.min(Number(width), maxWidth);
    if (colons !== '' && letter !== 'z') return whole;
    if (letter === 'L' || letter === 'N') return fraction(moment, wanted ?? (letter === 'L' ? 3 : 9));
    if (letter === 'z') return offset(moment, colons.length, flags, wanted ?? 0);
    const composite = composites.get(letter);
    if (composite !== undefined)
      return pad({ text: formatMoment(moment, composite) }, flags.replaceAll('#', ''), wanted);
    const piece = pieceOf(moment, letter, flags);
    return piece === undefined ? whole : pad(piece, flags, wanted);
  });
}

const composites: ReadonlyMap<string, string> = new Map([
  ['c', '%a %b %e %H:%M:%S %Y'],
  ['D', '%m/%d/%y'],
  ['F', '%Y-%m-%d'],
  ['R', '%H:%M'],
  ['r', '%I:%M:%S %p'],
  ['T', '%H:%M:%S'],
  ['X', '%H:%M:%S'],
  ['x', '%m/%d/%y'],
  ['v', '%e-%^b-%Y'],
  ['+', '%a %b %e %H:%M:%S %Z %Y'],
]);

function pieceOf(moment: Temporal.ZonedDateTime, letter: string, flags: string): Piece | undefined {
  const hour12 = moment.hour % 12 === 0 ? 12 : moment.hour % 12;
  switch (letter) {
    case 'Y':
      return year(moment.year);
    case 'C':
      return zeroes(Math.floor(moment.year / 100), 2);
    case 'y':
      return zeroes(((moment.year % 100) + 100) % 100, 2);
    case 'm':
      return zeroes(moment.month, 2);
    case 'B':
      return { text: monthName(moment.month) };
    case 'b':
    case 'h':
      return { text: monthName(moment.month).slice(0, 3) };
    case 'd':
      return zeroes(moment.day, 2);
    case 'e':
      return blanks(moment.day, 2);
    case 'j':
      return zeroes(moment.dayOfYear, 3);
    case 'H':
      return zeroes(moment.hour, 2);
    case 'k':
      return blanks(moment.hour, 2);
    case 'I':
      return zeroes(hour12, 2);
    case 'l':
      return blanks(hour12, 2);
    case 'M':
      return zeroes(moment.minute, 2);
    case 'S':
      return zeroes(moment.second, 2);
    case 'p': {
      const text = moment.hour < 12 ? 'AM' : 'PM';
      return flags.includes('#') ? { text: text.toLowerCase(), filler: ' ' } : { text };
    }
    case 'P':
      return { text: moment.hour < 12 ? 'am' : 'pm' };
    case 'Z': {
      const text = zoneAbbreviation(moment);
      return flags.includes('#') ? { text: text.toLowerCase(), filler: ' ' } : { text };
    }
    case 'A':
      return { text: dayName(moment.dayOfWeek) };
    case 'a':
      return { text: dayName(moment.dayOfWeek).slice(0, 3) };
    case 'u':
      return zeroes(moment.dayOfWeek, 1);
    case 'w':
      return zeroes(moment.dayOfWeek % 7, 1);
    case 'G':
      return year(moment.yearOfWeek ?? moment.year);
    case 'g':
      return zeroes((moment.yearOfWeek ?? moment.year) % 100, 2);
    case 'V':
      return zeroes(moment.weekOfYear ?? 1, 2);
    case 'U':
      return zeroes(weekOfYear(moment, moment.dayOfWeek % 7), 2);
    case 'W':
      return zeroes(weekOfYear(moment, moment.dayOfWeek - 1), 2);
    case 's':
      return zeroes(Math.floor(moment.epochMilliseconds / 1000), 1);
    case 'Q':
      return zeroes(moment.epochMilliseconds, 1);
    case 'n':
      return { text: '\n' };
    case 't':
      return { text: '\t' };
    case '%':
      return { text: '%' };
    default:
      return undefined;
  }
}

function zeroes(value: number, width: number): Piece {
  return { text: String(value), width, filler: '0' };
}

function blanks(value: number, width: number): Piece {
  return { text: String(value), width, filler: ' ' };
}

function year(value: number): Piece {
  return zeroes(value, value < 0 ? 5 : 4);
}

/** The week of the year that begins with day 0 of `dayInWeek`; days before the first such day are in week 0. */
function weekOfYear(moment: Temporal.ZonedDateTime, dayInWeek: number): number {
  return Math.floor((moment.dayOfYear + 6 - dayInWeek) / 7);
}

function fraction(moment: Temporal.ZonedDateTime, digits: number): string {
  const nanoseconds = moment.millisecond * 1e6 + moment.microsecond * 1e3 + moment.nanosecond;
  return String(nanoseconds).padStart(9, '0').padEnd(digits, '0').slice(0, digits);
}

/** `+0200`, `+02:00`, `+02:00:00`, or with three colons as much as is needed. Widths and fillers go to the hours. */
function offset(moment: Temporal.ZonedDateTime, colons: number, flags: string, width: number): string {
  const seconds = Math.round(moment.offsetNanoseconds / 1e9);
  const [, hours = '0', minutes = '00', rest = '00'] = /^(\d+)(\d\d)(\d\d)$/.exec(digitsOf(Math.abs(seconds))) ?? [];
  // `%-z` is RFC 3339's "UTC, local offset unknown".
  const sign = seconds < 0 || (flags.includes('-') && moment.timeZoneId === 'UTC') ? '-' : '+';
  const needed = rest !== '00' ? 2 : minutes !== '00' ? 1 : 0;
  const parts = [`:${minutes}`, `:${rest}`].slice(0, colons === 3 ? needed : colons).join('');
  const tail = colons === 0 ? minutes : parts;
  const room = Math.max(width - 1 - tail.length, 2);
  return (flags.includes('_') ? `${sign}${hours}`.padStart(room + 1) : sign + hours.padStart(room, '0')) + tail;
}

/** 19_800 seconds are `53000`: hours, minutes and seconds in a row. */
function digitsOf(seconds: number): string {
  return String(
    Math.floor(seconds / 3600) * 10_000 + Math.floor((seconds % 3600) / 60) * 100 + (seconds % 60),
  ).padStart(5, '0');
}

function pad(piece: Piece, flags: string, wanted: number | undefined): string {
  let { text } = piece;
  if (flags.includes('^') || (flags.includes('#') && /[a-z]/.test(text) && piece.filler === undefined)) {
    text = text.toUpperCase();
  }
  // `-` wins over any width.
  if (flags.includes('-')) return text;
  const filler = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : (piece.filler ?? ' ');
  const width = wanted ?? piece.width ?? 0;
  if (filler === '0' && /^[+-]\d/.test(text)) return text.charAt(0) + text.slice(1).padStart(width - 1, '0');
  return text.padStart(width, filler);
}
