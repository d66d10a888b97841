/** The options of an Event Transform, each described once. Those of one mode say so by `when`. */
import type { ReadableField } from '../options/field.ts';
import { anyField, booleanField, choiceField, listField, numberField, textField } from '../options/field.ts';

const mode = (...isOneOf: string[]) => ({ when: { key: 'mode', isOneOf } });

const modeChoice = choiceField('mode', {
  title: 'Mode',
  help: 'What happens to the event.',
  choices: [
    { value: 'message_only', title: 'Message only: build a new event' },
    { value: 'explode', title: 'Explode: one event per element of a list' },
    { value: 'implode', title: 'Implode: collect events into one' },
    { value: 'extract', title: 'Extract: find text by regular expressions' },
    { value: 'deduplicate', title: 'Deduplicate: drop repetitions' },
    { value: 'delay', title: 'Delay: hold the event' },
    { value: 'throttle', title: 'Throttle: let so many through per interval' },
    { value: 'automatic', title: 'Automatic: a stored script' },
  ],
  fallback: 'message_only',
  isBasic: true,
  origin: 'documented',
  note: 'Modes that compute (message only, explode, extract) have the time and steps that one formula may take for each option, which is far below the documented 10 minutes.',
});

/** A mode that there is not is refused in the documented words, so any text is read. */
const modeOption: ReadableField<string> = {
  ...modeChoice,
  read(reader, names) {
    const stored = reader.option('mode', names);
    return typeof stored === 'string' && stored.trim() !== '' ? stored.trim() : 'message_only';
  },
};

export { modeOption as mode };

export const payload = anyField('payload', {
  title: 'Payload',
  help: 'The whole event: a text, an object, a list, or a formula.',
  isBasic: true,
  ...mode('message_only'),
  origin: 'documented',
  note: 'Stories of older days write the keys of the payload beside `mode`. Without a payload, all keys that are no options are it.',
});

export const loop = anyField('loop', {
  title: 'Loop',
  help: 'A list or an object: the payload is read once per element, and the event is the list of the results. It sees `LOOP.value`, `LOOP.index`, `LOOP.key` and `LOOP.previous_result`. Fewer than 20,000 elements.',
  fallback: false,
  ...mode('message_only'),
  origin: 'documented',
});

export const path = anyField('path', {
  title: 'Path',
  help: 'Explode: the list. Deduplicate: the value that must not come again. A formula, or the path of a value of the received event.',
  isBasic: true,
  ...mode('explode', 'deduplicate'),
  origin: 'documented',
});

export const to = textField('to', {
  title: 'To',
  help: 'The key of the event that holds the element.',
  isBasic: true,
  isRequired: true,
  ...mode('explode'),
  origin: 'documented',
});

export const limit = numberField('limit', {
  title: 'Limit',
  help: 'Events at most. What is beyond is left out with a warning.',
  min: 1,
  isInteger: true,
  fallback: 500,
  ...mode('explode'),
  origin: 'documented',
  note: '`size` of the events is the number of events, not of elements, so that an implode that waits for it ends.',
});

export const itemPath = anyField('item_path', {
  title: 'Item',
  help: 'What is collected of each event; the whole event when it is left out.',
  isBasic: true,
  ...mode('implode'),
  origin: 'documented',
});

export const guidPath = anyField('guid_path', {
  title: 'GUID',
  help: 'What events of one collection have in common, usually `<explode>.guid`.',
  isBasic: true,
  ...mode('implode'),
  origin: 'documented',
});

export const sizePath = anyField('size_path', {
  title: 'Size',
  help: 'How many events a collection has, usually `<explode>.size`. With `seconds` as well, whichever comes first ends it.',
  isBasic: true,
  ...mode('implode'),
  origin: 'documented',
  note: 'The event goes on from the event that came last, or, when the time is up, from the first. Without `seconds` a collection waits without end.',
});

export const seconds = numberField('seconds', {
  title: 'Seconds',
  help: 'Delay: how long the event is held. Implode: how long after its first event a collection ends.',
  isBasic: true,
  min: 0,
  max: 315_360_000,
  ...mode('delay', 'implode'),
  origin: 'documented',
  note: '0 is no error: stories compute the wait, and the first event waits for nothing. Ten years at most.',
});

export const until = textField('until', {
  title: 'Until',
  help: 'A moment, as a date or in English: `2027-01-31 10:00`, `7 days from now`, `tomorrow at 9am`. Instead of `seconds`.',
  ...mode('delay'),
  origin: 'documented',
  note: 'Whatever the function DATE reads, in UTC unless the text names a zone. A moment that has passed is no wait.',
});

export const matchers = listField('matchers', {
  title: 'Matchers',
  help: 'Objects of `path` (the text), `regexp` (a Ruby regular expression) and `to` (the key that gets the list of matches).',
  isBasic: true,
  isRequired: true,
  ...mode('extract'),
  origin: 'documented',
  note: 'With one group a match is what the group holds, with several a list of them. A list is searched element by element. All is in the event when one matcher found something.',
});

export const emitNoMatch = booleanField('emit_no_match', {
  title: 'Emit when nothing matches',
  help: 'There is an event with empty lists also when nothing was found.',
  fallback: false,
  ...mode('extract'),
  origin: 'documented',
});

export const lookback = numberField('lookback', {
  title: 'Look back',
  help: 'How many events that passed are remembered.',
  min: 1,
  max: 10_000_000,
  isInteger: true,
  fallback: 1000,
  ...mode('deduplicate'),
  origin: 'documented',
  note: 'Documented are 1000 at most; stories have up to 10,000,000. Memory holds one row of about 250 bytes per value, at most as many as `lookback`, found by an index: with 2,000,000 an event took as long as with 10,000.',
});

export const period = numberField('period', {
  title: 'Period',
  help: 'For how many seconds an event that passed is remembered, instead of `lookback`.',
  min: 1,
  ...mode('deduplicate'),
  origin: 'documented',
});

export const tolerance = numberField('tolerance', {
  title: 'Tolerance',
  help: 'How many equal values pass before the next is a duplicate.',
  min: 1,
  max: 1000,
  isInteger: true,
  fallback: 1,
  ...mode('deduplicate'),
  origin: 'documented',
});

export const emitDuplicates = booleanField('emit_duplicates', {
  title: 'Emit duplicates',
  help: 'Duplicates are emitted as `{"unique_event": false}` instead of being dropped.',
  fallback: false,
  ...mode('deduplicate'),
  origin: 'documented',
});

export const interval = choiceField('interval', {
  title: 'Interval',
  help: 'What runs are counted by.',
  choices: [
    { value: 'minute', title: 'Minute' },
    { value: 'hour', title: 'Hour' },
    { value: 'day', title: 'Day' },
  ],
  fallback: 'minute',
  isBasic: true,
  ...mode('throttle'),
  origin: 'documented',
});

export const runsPerInterval = numberField('runs_per_interval', {
  title: 'Runs per interval',
  help: 'How many runs there are in an interval, spread evenly.',
  min: 1,
  isInteger: true,
  isBasic: true,
  ...mode('throttle'),
  origin: 'documented',
});

export const capacity = numberField('capacity', {
  title: 'Capacity',
  help: 'The older form of `runs_per_interval`.',
  min: 1,
  isInteger: true,
  ...mode('throttle'),
  origin: 'documented',
  note: 'Stories also combine it with `interval`: it counts runs either way.',
});

export const eventsPerRun = numberField('events_per_run', {
  title: 'Events per run',
  help: 'How many events pass in one run.',
  min: 1,
  max: 10,
  isInteger: true,
  fallback: 1,
  ...mode('throttle'),
  origin: 'documented',
});

export const throttleKey = anyField('throttle_key', {
  title: 'Throttle key',
  help: 'Events are counted apart for each value of this.',
  ...mode('throttle'),
  origin: 'documented',
  note: 'Of the 20,000 events that may wait, each throttle action counts its own, all keys together; beyond them an event is dropped with a warning. The documentation counts all throttles of a tenant together.',
});
