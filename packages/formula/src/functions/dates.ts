/** Functions about dates. The reading of dates is in dates/read-date.ts, formats are Ruby's strftime and strptime. */
import type { Temporal } from 'temporal-polyfill';
import { Duration } from '../value/duration.ts';
import { isNumberValue, multiply } from '../value/number.ts';
import { anyValue, flag, number, text } from './arguments.ts';
import { dateDifference } from './dates/date-difference.ts';
import { distanceInWords } from './dates/distance-in-words.ts';
import { formatMoment } from './dates/format-moment.ts';
import { momentArgument, nowIn, zoneArgument } from './dates/moment-argument.ts';
import { iso, isoWithMilliseconds, objectOfMoment } from './dates/moment-object.ts';
import { parseWithFormat } from './dates/parse-with-format.ts';
import { writeUsualDate } from './dates/usual-date.ts';
import examples from './dates.examples.json' with { type: 'json' };
import notes from './dates.notes.json' with { type: 'json' };
import type { CallContext, CheckedArguments, FunctionDefinition } from './definition.ts';
import { keyword, optional, required, withDocs } from './parameters.ts';

const dateTypes = ['date', 'object'] as const;
const maxFormatLength = 1_000;
const timezone = optional('timezone', 'text', '"UTC"', 'a name of the tz database, such as Europe/Dublin');

export const dateFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'DATE',
    category: 'Dates/Times',
    summary: 'Writes a date in a format of strftime directives; without a format in ISO 8601.',
    parameters: [
      required('date', dateTypes, 'text in many forms, seconds or milliseconds since 1970, or what DATE_PARSE gives'),
      optional('format', 'text', `"${iso}"`),
      timezone,
    ],
    returns: 'text',
    nondeterministic: true,
    liquidFilter: 'date',
    call: (args, context) => {
      const zone = zoneArgument(args, context);
      const format = formatArgument(args, context, iso);
      if (zone === undefined || zone === 'UTC') {
        const written = writeUsualDate(args.get('date'), format);
        if (written !== undefined) return written;
      }
      return formatMoment(momentArgument(args, context, 'date', zone), format);
    },
  },
  {
    name: 'DATE_PARSE',
    category: 'Dates/Times',
    summary: 'Takes a date apart into an object of its parts.',
    parameters: [required('date', dateTypes), optional('format', 'text', 'guessed', 'strptime directives'), timezone],
    returns: 'object',
    nondeterministic: true,
    call: (args, context) => objectOfMoment(parsedMoment(args, context)),
  },
  {
    name: 'DATE_DIFF',
    category: 'Dates/Times',
    summary:
      'The time between two moments: as totals in several units, and as whole years, months, weeks, days and so on.',
    parameters: [
      required('start_time', dateTypes),
      required('end_time', dateTypes),
      keyword('absolute', 'boolean', 'TRUE', 'FALSE: negative when the end lies before the start'),
    ],
    returns: 'object',
    nondeterministic: true,
    call: (args, context) =>
      dateDifference(
        momentArgument(args, context, 'start_time', 'UTC'),
        momentArgument(args, context, 'end_time', 'UTC'),
        flag(args, 'absolute', true),
      ),
  },
  {
    name: 'DISTANCE_OF_TIME_IN_WORDS',
    category: 'Dates/Times',
    summary: 'Says in English how far a moment is from another, or from now: "in 3 days", "about 1 hour ago".',
    parameters: [required('date', dateTypes), optional('from', dateTypes, 'now')],
    returns: 'text',
    nondeterministic: true,
    call: (args, context) => {
      const from =
        args.get('from') === undefined ? nowIn('UTC', context) : momentArgument(args, context, 'from', 'UTC');
      return distanceInWords(momentArgument(args, context, 'date', 'UTC'), from);
    },
  },
  {
    name: 'NOW',
    category: 'Dates/Times',
    summary: 'The current moment in UTC, in ISO 8601 with milliseconds.',
    parameters: [],
    returns: 'text',
    nondeterministic: true,
    call: (_args, context) => writeNow(context, isoWithMilliseconds),
  },
  {
    name: 'TODAY',
    category: 'Dates/Times',
    summary: 'The current date in UTC, as in 2024-05-14.',
    parameters: [],
    returns: 'text',
    nondeterministic: true,
    call: (_args, context) => writeNow(context, '%Y-%m-%d'),
  },
  lengthOf('DAYS', 'days', 86_400),
  // Not in the documentation, which shows DAYS only in passing; somebody who knows that one expects these.
  lengthOf('WEEKS', 'weeks', 604_800),
  lengthOf('HOURS', 'hours', 3_600),
  lengthOf('MINUTES', 'minutes', 60),
]);

function lengthOf(name: string, unit: string, seconds: number): Omit<FunctionDefinition, 'examples'> {
  return {
    name,
    category: 'Dates/Times',
    summary: `A length of time in ${unit}, to be added to or subtracted from a date.`,
    parameters: [required('number', 'number')],
    returns: 'duration',
    call: (args, context) => new Duration(multiply(number(args, context, 'number'), seconds)),
  };
}

function writeNow(context: CallContext, format: string): string {
  return writeUsualDate(context.now, format) ?? formatMoment(nowIn('UTC', context), format);
}

function parsedMoment(args: CheckedArguments, context: CallContext): Temporal.ZonedDateTime {
  const zone = zoneArgument(args, context);
  const date = anyValue(args, context, 'date');
  const format = formatArgument(args, context, '');
  if (format === '' || typeof date === 'object') return momentArgument(args, context, 'date', zone);
  const given = isNumberValue(date) ? context.toText(date) : text(args, context, 'date');
  context.spend(50 + format.length);
  const moment = parseWithFormat(given, format, nowIn(zone ?? 'UTC', context));
  if (moment === undefined)
    return context.fail(`"${given.slice(0, 60)}" does not have the format "${format.slice(0, 60)}"`);
  return moment.withTimeZone(zone ?? 'UTC');
}

/** Formats may widen each directive, so their length bounds the work and the result. */
function formatArgument(args: CheckedArguments, context: CallContext, fallback: string): string {
  const format = text(args, context, 'format', fallback);
  return format.length <= maxFormatLength ? format : context.fail('the format is too long');
}
