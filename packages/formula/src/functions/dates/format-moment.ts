/** Ruby's `strftime`: directives, flags (`-`, `0`, `_`, `^`, `#`, `:`) and widths. Unknown directives stay as written. */
import type { Temporal } from 'temporal-polyfill';
import { dayName, monthName } from './month-names.ts';
import { zoneAbbreviation } from './zone.ts';

interface Piece {
  readonly text: string;
  /** Padding of a number: its usual width and filler. */
  readonly width?: number;
  readonly filler?: '0' | ' ';
}

const directive = /%([-0_^#]*)(:{0,2})(\d{0,4})([EO]?)([A-Za-z%+])/g;
const maxWidth = 1024;

export function formatMoment(moment: Temporal.ZonedDateTime, format: string): string {
  return format.replace(directive, (whole, flags: string, colons: string, width: string, _era, letter: string) => {
    const wanted = width === '' ? undefined : Math.min(Number(width), maxWidth);
    if (colons !== '' && letter !== 'z') return whole;
    if (letter === 'L' || letter === 'N') return fraction(moment, wanted ?? (letter === 'L' ? 3 : 9));
    if (letter === 'z') return pad(offset(moment, colons.length), flags, wanted);
    const composite = composites.get(letter);
    if (composite !== undefined) return pad({ text: formatMoment(moment, composite) }, flags, wanted);
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
      return year(moment.year, 4);
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
      return { text: String(moment.dayOfWeek) };
    case 'w':
      return { text: String(moment.dayOfWeek % 7) };
    case 'G':
      return year(moment.yearOfWeek ?? moment.year, 4);
    case 'g':
      return zeroes((moment.yearOfWeek ?? moment.year) % 100, 2);
    case 'V':
      return zeroes(moment.weekOfYear ?? 1, 2);
    case 'U':
      return zeroes(weekOfYear(moment, moment.dayOfWeek % 7), 2);
    case 'W':
      return zeroes(weekOfYear(moment, moment.dayOfWeek - 1), 2);
    case 's':
      return { text: String(Math.floor(moment.epochMilliseconds / 1000)), filler: '0' };
    case 'Q':
      return { text: String(moment.epochMilliseconds), filler: '0' };
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

function year(value: number, width: number): Piece {
  return value < 0 ? { text: `-${String(-value).padStart(width, '0')}` } : zeroes(value, width);
}

/** The week of the year that begins with day 0 of `dayInWeek`; days before the first such day are in week 0. */
function weekOfYear(moment: Temporal.ZonedDateTime, dayInWeek: number): number {
  return Math.floor((moment.dayOfYear + 6 - dayInWeek) / 7);
}

function fraction(moment: Temporal.ZonedDateTime, digits: number): string {
  const nanoseconds = moment.millisecond * 1e6 + moment.microsecond * 1e3 + moment.nanosecond;
  return String(nanoseconds).padStart(9, '0').padEnd(digits, '0').slice(0, digits);
}

function offset(moment: Temporal.ZonedDateTime, colons: number): Piece {
  const [hours = '+00', minutes = '00', seconds = '00'] = moment.offset.split(':');
  if (colons === 0) return { text: `${hours}${minutes}`, filler: '0' };
  return { text: colons === 1 ? `${hours}:${minutes}` : `${hours}:${minutes}:${seconds}`, filler: '0' };
}

function pad(piece: Piece, flags: string, wanted: number | undefined): string {
  let { text } = piece;
  if (flags.includes('^') || (flags.includes('#') && /[a-z]/.test(text) && piece.filler === undefined)) {
    text = text.toUpperCase();
  }
  if (flags.includes('-') && wanted === undefined) return text;
  const filler = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : (piece.filler ?? ' ');
  const width = wanted ?? piece.width ?? 0;
  if (filler === '0' && /^[+-]\d/.test(text)) return text.charAt(0) + text.slice(1).padStart(width - 1, '0');
  return text.padStart(width, filler);
}
