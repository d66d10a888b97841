/** Delay: holds the event for `seconds`, or until a moment (actions.md section 7.6). At most 20,000 of one action wait. */
import type { ActionInput, MemoryDecision, Outcome, Plan } from '@fabula/engine';
import { getKey, isObjectValue, makeObject, toNative, toNumber, type Value } from '@fabula/formula';
import { invalidOption } from '../options/invalid-option.ts';
import * as fields from './fields.ts';
import { maxWaiting, readWaitingQueue, waitingKey } from './waiting-queue.ts';

export function delay(input: ActionInput): Plan {
  if (isObjectValue(input.resumed)) return passOn(getKey(input.resumed, 'seconds') ?? null);
  const seconds = fields.seconds.read(input) ?? secondsUntil(input);
  if (seconds <= 0) return passOn(0);
  const dueAt = input.now + seconds * 1000;
  const decide = (read: (key: string) => Value): MemoryDecision => {
    const queue = readWaitingQueue(read(waitingKey), input.now);
    if (queue.count >= maxWaiting) return { outcome: dropped('delay') };
    return {
      put: [{ key: waitingKey, value: queue.with(dueAt) }],
      outcome: { kind: 'later', dueAt, state: makeObject([['seconds', seconds]]) },
    };
  };
  return { kind: 'memory', keys: [waitingKey], decide };
}

export function dropped(what: 'delay' | 'throttle'): Outcome {
  const message = `The event was dropped: ${maxWaiting} events wait in this ${what} already.`;
  return { kind: 'nothing', logs: [{ level: 2, message }] };
}

function passOn(seconds: Value): Plan {
  return { kind: 'pure', outcome: { kind: 'emit', payloads: [makeObject([['seconds', seconds]])] } };
}

/** A moment that has passed already is a wait of nothing: the event may have been late itself. */
function secondsUntil(input: ActionInput): number {
  const until = fields.until.read(input);
  if (until === undefined) throw invalidOption(fields.seconds.key, 'must be given, or until');
  const moment = toNumber(input.read('=DATE(UNTIL, "%s")', { UNTIL: until }, fields.until.key));
  const seconds = moment === undefined ? 0 : toNative(moment) - Math.floor(input.now / 1000);
  return Math.min(Math.max(0, seconds), fields.seconds.max ?? 0);
}
