/**
 * Throttle: lets so many runs per interval through, spread evenly, in order of arrival, across all story runs
 * (actions.md section 7.7).
 *
 * Memory: per `throttle_key` one row {at, used}: the moment of the newest run given away and how many events have it.
 * A run takes up to `events_per_run` events; the next run is one spacing later. A row that is older than one spacing holds
 * nothing back and is forgotten.
 */
import type { ActionInput, MemoryDecision, Outcome, Plan } from '@fabula/engine';
import { getKey, isObjectValue, makeObject, toNative, toNumber, toText, type Value } from '@fabula/formula';
import { invalidOption } from '../options/invalid-option.ts';
import { givenOption, numberOption, textOption } from '../options/read-option.ts';
import { memoryKey } from './memory-key.ts';

const intervalsMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const maxWaiting = 20_000;

export function throttle(input: ActionInput): Plan {
  const intervalMs = readInterval(input);
  const limits = { min: 1, isInteger: true };
  // Stories also combine `capacity` of the old form with `interval` of the new one: it counts runs either way.
  const runs = numberOption(input, 'runs_per_interval', limits) ?? numberOption(input, 'capacity', limits);
  if (runs === undefined) throw invalidOption('runs_per_interval', 'must be a number greater than 0');
  const passed = emitCapacity((runs * 60_000) / intervalMs);
  if (input.resumed !== null) return { kind: 'pure', outcome: passed };

  const eventsPerRun = numberOption(input, 'events_per_run', { min: 1, max: 10, isInteger: true }) ?? 1;
  const spacingMs = intervalMs / runs;
  const key = memoryKey('slot', toText(givenOption(input, 'throttle_key') ?? ''));
  const decide = (read: (key: string) => Value): MemoryDecision => {
    const row = read(key);
    const slot = nextSlot({ at: numberAt(row, 'at'), used: numberAt(row, 'used') }, input.now, spacingMs, eventsPerRun);
    const waiting = Math.ceil((slot.at - input.now) / spacingMs) * eventsPerRun;
    if (waiting > maxWaiting) {
      const message = `The event was dropped: ${maxWaiting} events wait in this throttle already.`;
      return { outcome: { kind: 'fail', message } };
    }
    const value = makeObject([
      ['at', slot.at],
      ['used', slot.used],
    ]);
    return {
      put: [{ key, value, rank: slot.at }],
      forgetBelow: Math.floor(input.now - spacingMs),
      outcome: slot.at <= input.now ? passed : { kind: 'later', dueAt: slot.at, state: true },
    };
  };
  return { kind: 'memory', keys: [key], decide };
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

function readInterval(input: ActionInput): number {
  const name = textOption(input, 'interval') ?? 'minute';
  const intervalMs = Object.hasOwn(intervalsMs, name) ? intervalsMs[name] : undefined;
  if (intervalMs === undefined) throw invalidOption('interval', 'must be minute, hour or day');
  return intervalMs;
}

function numberAt(row: Value, key: string): number {
  const number = isObjectValue(row) ? toNumber(getKey(row, key) ?? null) : undefined;
  return number === undefined ? 0 : toNative(number);
}
