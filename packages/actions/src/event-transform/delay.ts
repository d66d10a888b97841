/** Delay: holds the event for `seconds`, or until a moment (actions.md section 7.6). */
import type { ActionInput, Outcome } from '@fabula/engine';
import { getKey, isObjectValue, makeObject, toText, type Value } from '@fabula/formula';
import { invalidOption } from '../options/invalid-option.ts';
import { givenOption, numberFrom, numberOption } from '../options/read-option.ts';

/** Ten years. */
const maxSeconds = 315_360_000;

export function delay(input: ActionInput): Outcome {
  if (isObjectValue(input.resumed)) return emitSeconds(getKey(input.resumed, 'seconds') ?? null);
  // 0 is no error: stories compute the wait (`=TIMES(explode.index, 5)`), and the first one waits for nothing.
  const seconds = numberOption(input, 'seconds', { min: 0, max: maxSeconds }) ?? secondsUntil(input);
  if (seconds <= 0) return emitSeconds(0);
  return { kind: 'later', dueAt: input.now + seconds * 1000, state: makeObject([['seconds', seconds]]) };
}

function emitSeconds(seconds: Value): Outcome {
  return { kind: 'emit', payloads: [makeObject([['seconds', seconds]])] };
}

/** A moment that has passed already is a wait of nothing: the event may have been late itself. */
function secondsUntil(input: ActionInput): number {
  const until = givenOption(input, 'until');
  if (until === undefined) throw invalidOption('seconds', 'must be given, or until');
  const moment = numberFrom(input.read('=DATE(UNTIL, "%s")', { UNTIL: toText(until) }, 'until'), 'until', {});
  return Math.min(Math.max(0, moment - Math.floor(input.now / 1000)), maxSeconds);
}
