/**
 * Implode: collects the items of several events and emits them as one list, in order of arrival (actions.md section 7.3).
 *
 * Memory: under `group:<guid>`, the items and a row {count, generation}. A collection ends with its last item (`size_path`)
 * or `seconds` after its first. The first event of a collection waits as the timer; the generation tells a timer whose
 * collection is gone, and whose key may hold a new one, that it has nothing left to do.
 */
import type { ActionInput, MemoryDecision, Outcome, Plan } from '@fabula/engine';
import { getKey, isObjectValue, makeObject, toNative, toNumber, toText, type Value } from '@fabula/formula';
import { convertValue } from '../options/convert-value.ts';
import { numberField } from '../options/field.ts';
import { invalidOption } from '../options/invalid-option.ts';
import { readPath } from '../options/read-path.ts';
import * as fields from './fields.ts';
import { memoryKey } from './memory-key.ts';

/** What `size_path` shows. */
const sizeNumber = numberField('size_path', {
  title: 'Size',
  help: 'Events of a collection.',
  min: 1,
  isInteger: true,
  origin: 'documented',
});

const emitItems = (items: readonly Value[]): Outcome => ({ kind: 'emit', payloads: [items] });

export function implode(input: ActionInput): Plan {
  return isObjectValue(input.resumed) ? timeOut(input.resumed) : collect(input);
}

function collect(input: ActionInput): Plan {
  const sizeValue = readPath(fields.sizePath, input);
  const size = sizeValue === undefined ? undefined : toNative(toNumber(convertValue(sizeNumber, sizeValue)) ?? 0);
  const seconds = fields.seconds.read(input);
  if (size === undefined && seconds === undefined) throw invalidOption('size_path', 'must be given, or seconds');
  const key = memoryKey('group', toText(readPath(fields.guidPath, input) ?? ''));
  const item = fields.itemPath.isGiven(input) ? (readPath(fields.itemPath, input) ?? null) : input.tree();
  // made once, when a group begins: most items come to one that is there
  let fresh: string | undefined;
  const newGeneration = (): string => {
    fresh ??= input.environment.newUuid();
    return fresh;
  };

  const decide = (read: (key: string) => Value): MemoryDecision => {
    const row = read(key);
    const count = countOf(row) + 1;
    const append = { key, item };
    if (size !== undefined && count >= size) return { append, collect: { key, outcome: emitItems } };
    const generation = generationOf(row) ?? newGeneration();
    const value = makeObject([
      ['count', count],
      ['generation', generation],
    ]);
    const state = stateOf(key, generation);
    const startsTimer = count === 1 && seconds !== undefined;
    return {
      put: [{ key, value }],
      append,
      outcome: startsTimer ? { kind: 'later', dueAt: input.now + seconds * 1000, state } : { kind: 'nothing' },
    };
  };
  return { kind: 'memory', keys: [key], decide };
}

function timeOut(state: Value & object): Plan {
  const field = (name: string): string => toText((isObjectValue(state) ? getKey(state, name) : null) ?? '');
  const key = field('key');
  const decide = (read: (key: string) => Value): MemoryDecision =>
    generationOf(read(key)) === field('generation')
      ? { collect: { key, outcome: emitItems } }
      : { outcome: { kind: 'nothing' } };
  return { kind: 'memory', keys: [key], decide };
}

/** States that end the collections among these entries of the memory, as their timers would. */
export function releasedCollections(entries: readonly { readonly key: string; readonly value: Value }[]): Value[] {
  return entries.flatMap(({ key, value }) => {
    const generation = key.startsWith('group:') ? generationOf(value) : undefined;
    return generation === undefined ? [] : [stateOf(key, generation)];
  });
}

function stateOf(key: string, generation: string): Value {
  return makeObject([
    ['key', key],
    ['generation', generation],
  ]);
}

function countOf(row: Value): number {
  const count = isObjectValue(row) ? toNumber(getKey(row, 'count') ?? null) : undefined;
  return count === undefined ? 0 : toNative(count);
}

function generationOf(row: Value): string | undefined {
  const generation = isObjectValue(row) ? getKey(row, 'generation') : undefined;
  return typeof generation === 'string' ? generation : undefined;
}
