/**
 * The fast way for what almost all calls of DATE are: an ISO 8601 text or Unix time, shown in UTC, in a format of usual
 * directives. Everything else, and everything in doubt, is left to read-date.ts and format-moment.ts, which give the same
 * for what is handled here (usual-date.prop.test.ts) in twenty times the time.
 */
import { dayName, monthName } from './month-names.ts';

interface UsualDate {
  readonly date: Date;
  /** Nanoseconds of the second, nine digits. */
  readonly nanoseconds: string;
}

type Writer = (moment: UsualDate) => string;

/** The date in this format, in UTC; undefined when it needs the general way. */
export function writeUsualDate(value: unknown, format: string): string | undefined {
  const writers = writersOf(format);
  if (writers === null) return undefined;
  const moment = typeof value === 'string' ? ofText(value) : typeof value === 'number' ? ofUnixTime(value) : undefined;
  if (moment === undefined) return undefined;
  let text = '';
  for (const writer of writers) text += typeof writer === 'string' ? writer : writer(moment);
  return text;
}

const isoText =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(0\d|1[0-4]):([0-5]\d))?)?$/;

function ofText(text: string): UsualDate | undefined {
  if (text.length < 10 || text.length > 35) return undefined;
  const match = isoText.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)];
  // Two-digit years mean the last century to the host; its carrying over of the 31st of June is checked below.
  if (year < 100 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  if (date.getUTCDate() !== day) return undefined;
  if (match[8] !== undefined) {
    const minutes = Number(match[9]) * 60 + Number(match[10]);
    date.setTime(date.getTime() + (match[8] === '+' ? -minutes : minutes) * 60_000);
  }
  return usual(date, (match[7] ?? '').padEnd(9, '0'));
}

/** Seconds since 1970, or milliseconds when they have 13 digits. */
function ofUnixTime(value: number): UsualDate | undefined {
  if (!Number.isSafeInteger(value) || value < 0) return undefined;
  const milliseconds = value >= 1e12 ? value : value * 1_000;
  return usual(
    new Date(milliseconds),
    String(milliseconds % 1_000)
      .padStart(3, '0')
      .padEnd(9, '0'),
  );
}

function usual(date: Date, nanoseconds: string): UsualDate | undefined {
  const year = date.getUTCFullYear();
  return year >= 1_000 && year <= 9_999 ? { date, nanoseconds } : undefined;
}

const MAX_FORMATS = 500;
const known = new Map<string, readonly (Writer | string)[] | null>();

function writersOf(format: string): readonly (Writer | string)[] | null {
  const found = known.get(format);
  if (found !== undefined) return found;
  const made = parse(format);
  if (known.size >= MAX_FORMATS) known.clear();
  known.set(format, made);
  return made;
}

function parse(format: string): (Writer | string)[] | null {
  const writers: (Writer | string)[] = [];
  // Cuts out the directives: every second piece is one.
  for (const [index, piece] of format.split(/(%:?-?[A-Za-z%])/).entries()) {
    if (index % 2 === 0) {
      if (piece.includes('%')) return null;
      writers.push(piece);
    } else {
      const writer = directives.get(piece.slice(1));
      if (writer === undefined) return null;
      writers.push(writer);
    }
  }
  return writers;
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));
const hour12 = (date: Date): number => date.getUTCHours() % 12 || 12;
const dateOf: Writer = ({ date }) =>
  `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
const minutesOf: Writer = ({ date }) => `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
const month: Writer = ({ date }) => monthName(date.getUTCMonth() + 1);
const weekday: Writer = ({ date }) => dayName(date.getUTCDay() || 7);

const directives: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  ['Y', ({ date }) => String(date.getUTCFullYear())],
  ['y', ({ date }) => two(date.getUTCFullYear() % 100)],
  ['m', ({ date }) => two(date.getUTCMonth() + 1)],
  ['-m', ({ date }) => String(date.getUTCMonth() + 1)],
  ['B', month],
  ['b', (moment) => month(moment).slice(0, 3)],
  ['d', ({ date }) => two(date.getUTCDate())],
  ['-d', ({ date }) => String(date.getUTCDate())],
  ['e', ({ date }) => String(date.getUTCDate()).padStart(2)],
  ['H', ({ date }) => two(date.getUTCHours())],
  ['I', ({ date }) => two(hour12(date))],
  ['-I', ({ date }) => String(hour12(date))],
  ['M', ({ date }) => two(date.getUTCMinutes())],
  ['S', ({ date }) => two(date.getUTCSeconds())],
  ['L', ({ nanoseconds }) => nanoseconds.slice(0, 3)],
  ['N', ({ nanoseconds }) => nanoseconds],
  ['p', ({ date }) => (date.getUTCHours() < 12 ? 'AM' : 'PM')],
  ['P', ({ date }) => (date.getUTCHours() < 12 ? 'am' : 'pm')],
  ['A', weekday],
  ['a', (moment) => weekday(moment).slice(0, 3)],
  ['F', dateOf],
  ['R', minutesOf],
  ['T', (moment) => `${minutesOf(moment)}:${two(moment.date.getUTCSeconds())}`],
  ['s', ({ date }) => String(Math.floor(date.getTime() / 1_000))],
  ['Z', () => 'UTC'],
  ['z', () => '+0000'],
  [':z', () => '+00:00'],
  ['%', () => '%'],
]);
