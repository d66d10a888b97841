/**
 * Deduplicate: lets a value pass and drops its repetitions (actions.md section 7.5).
 *
 * Memory, per action and across runs: one row per value, with the moments at which it passed. A moment
 * is a position in the sequence of passed events (`lookback`) or a time (`period`). A value is a duplicate when it passed
 * `tolerance` times among the last `lookback` passed events, or within the last `period` seconds. Duplicates leave no trace,
 * so a value that repeats without end passes again as soon as its last passing is old enough.
 */
import type { ActionInput, MemoryDecision, Outcome, Plan } from '@fabula/engine';
import { isArrayValue, makeObject, toNative, toNumber, toText, type Value } from '@fabula/formula';
import { readPath } from '../options/read-path.ts';
import * as fields from './fields.ts';
import { memoryKey } from './memory-key.ts';

const sequenceKey = 'sequence';

export function deduplicate(input: ActionInput): Plan {
  const period = fields.period.read(input);
  const lookback = fields.lookback.read(input);
  const tolerance = fields.tolerance.read(input);
  const emitsDuplicates = fields.emitDuplicates.read(input);
  const value = toText(readPath(fields.path, input) ?? null);
  // Positions and times must not be compared with each other when the story changes from one to the other.
  const key = memoryKey(period === undefined ? 'lookback' : 'period', value);

  const decide = (read: (key: string) => Value): MemoryDecision => {
    const now = period === undefined ? numberAt(read(sequenceKey)) + 1 : input.now;
    const oldest = period === undefined ? now - lookback : now - period * 1000;
    const passed = momentsAt(read(key)).filter((moment) => moment >= oldest);
    if (passed.length >= tolerance) return { outcome: duplicate(emitsDuplicates) };
    const row = { key, value: [...passed, now], rank: now };
    return {
      put: period === undefined ? [{ key: sequenceKey, value: now }, row] : [row],
      forgetBelow: oldest,
      outcome: { kind: 'emit', payloads: [makeObject([['unique_event', true]])] },
    };
  };
  return { kind: 'memory', keys: period === undefined ? [sequenceKey, key] : [key], decide };
}

function duplicate(isEmitted: boolean): Outcome {
  return isEmitted
    ? { kind: 'emit', payloads: [makeObject([['unique_event', false]])] }
    : { kind: 'nothing', logs: [{ level: 3, message: 'Duplicate: no event was emitted.' }] };
}

function numberAt(value: Value): number {
  const number = toNumber(value);
  return number === undefined ? 0 : toNative(number);
}

function momentsAt(value: Value): readonly number[] {
  return isArrayValue(value) ? value.map(numberAt) : [];
}
