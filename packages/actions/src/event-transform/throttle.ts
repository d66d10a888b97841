/**
 * Throttle: lets so many runs per interval through, spread evenly, in order of arrival, across all story runs
 * (actions.md section 7.7).
 *
 * Memory: per `throttle_key` one row {at, used}: the moment of the newest run given away and how many events have it.
 * A run takes up to `events_per_run` events; the next run is one spacing later. A row that is older than one spacing holds
 * nothing back and is forgotten. One more row, of the action as a whole, counts what waits.
 */
import type { ActionInput, MemoryDecision, Outcome, Plan } from '@fabula/engine';
import { getKey, isObjectValue, makeObject, toNative, toNumber, toText, type Value } from '@fabula/formula';
import { invalidOption } from '../options/invalid-option.ts';
import { dropped } from './delay.ts';
import * as fields from './fields.ts';
import { memoryKey } from './memory-key.ts';
import { maxWaiting, readWaitingQueue, waitingKey } from './waiting-queue.ts';

const intervalsMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

export function throttle(input: ActionInput): Plan {
  const intervalMs = intervalsMs[fields.interval.read(input)] ?? 60_000;
  const runs = fields.runsPerInterval.read(input) ?? fields.capacity.read(input);
  if (runs === undefined) throw invalidOption(fields.runsPerInterval.key, 'must be a number greater than 0');
  const passed = emitCapacity((runs * 60_000) / intervalMs);
  if (input.resumed !== null) return { kind: 'pure', outcome: passed };

  const eventsPerRun = fields.eventsPerRun.read(input);
  const spacingMs = intervalMs / runs;
  const key = memoryKey('slot', toText(fields.throttleKey.read(input) ?? ''));
  const decide = (read: (key: string) => Value): MemoryDecision => {
    const row = read(key);
    const slot = nextSlot({ at: numberAt(row, 'at'), used: numberAt(row, 'used') }, input.now, spacingMs, eventsPerRun);
    const value = makeObject([
      ['at', slot.at],
      ['used', slot.used],
    ]);
    const put = [{ key, value, rank: slot.at }];
    const forgetBelow = Math.floor(input.now - spacingMs);
    if (slot.at <= input.now) return { put, forgetBelow, outcome: passed };
    const queue = readWaitingQueue(read(waitingKey), input.now);
    if (queue.count >= maxWaiting) return { outcome: dropped('throttle') };
    return {
      put: [...put, { key: waitingKey, value: queue.with(slot.at) }],
      forgetBelow,
      outcome: { kind: 'later', dueAt: slot.at, state: true },
    };
  };
  return { kind: 'memory', keys: [key, waitingKey], decide };
}

interface Slot {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly used: number;
}

function nextSlot(last: Slot, now: number, spacingMs: number, eventsPerRun: number): Slot {
  if (last.at + spacingMs <= now) return { at: now, used: 1 };
  if (last.used < eventsPerRun) return { at: last.at, used: last.used + 1 };
  return { at: Math.ceil(last.at + spacingMs), used: 1 };
}

function emitCapacity(perMinute: number): Outcome {
  const text = String(Math.round(perMinute * 10_000) / 10_000);
  return { kind: 'emit', payloads: [makeObject([['capacity_per_minute', text]])] };
}

function numberAt(row: Value, key: string): number {
  const number = isObjectValue(row) ? toNumber(getKey(row, key) ?? null) : undefined;
  return number === undefined ? 0 : toNative(number);
}
