/**
 * Message only: the event is the payload (actions.md section 7.1).
 *
 * With `loop`, the payload is read once per element and the event is the list of results. Stories of the Liquid years write
 * the keys of the payload beside `mode` instead of under `payload`; those are the payload then.
 */
import { type ActionInput, type Names, OptionFailure, type Outcome } from '@fabula/engine';
import { entriesOf, isArrayValue, isObjectValue, makeObject, type Value } from '@fabula/formula';
import { hasFormula, jsonFromText, toBoolean } from '@fabula/model';
import { invalidOption } from '../options/invalid-option.ts';

import { lookUp } from '../options/read-path.ts';
import * as fields from './fields.ts';

const maxElements = 20_000;
const optionNames: ReadonlySet<string> = new Set(['mode', 'loop', 'local', 'rules', 'must_match', 'payload']);

interface Element {
  readonly key?: string;
  readonly value: Value;
}

export function messageOnly(input: ActionInput): Outcome {
  const elements = loopElements(input);
  if (elements === null) return { kind: 'emit', payloads: [readPayload(input)] };
  const results: Value[] = [];
  for (const [index, { key, value }] of elements.entries()) {
    const loop: [string, Value][] = [
      ['value', value],
      ['index', index],
      ['previous_result', results.at(-1) ?? null],
    ];
    if (key !== undefined) loop.push(['key', key]);
    results.push(readPayload(input, { LOOP: makeObject(loop) }));
  }
  return { kind: 'emit', payloads: [results] };
}

function readPayload(input: ActionInput, names: Names = {}): Value {
  const payload = input.option(fields.payload.key, names);
  if (payload !== undefined) return payload;
  const others = entriesOf(input.action.options).filter(([key]) => !optionNames.has(key));
  return input.read(makeObject(others), names);
}

/** null: no loop. */
function loopElements(input: ActionInput): readonly Element[] | null {
  const stored = input.raw(fields.loop.key);
  if (stored === undefined || stored === null || stored === '' || toBoolean(stored) === false) return null;
  const isPath = typeof stored === 'string' && !hasFormula(stored) && jsonFromText(stored) === undefined;
  const read = isPath ? lookUp(input.tree(), stored) : fields.loop.read(input);
  const found = typeof read === 'string' ? jsonFromText(read) : read;
  const elements = found === undefined ? undefined : elementsOf(found);
  if (elements === undefined) throw invalidOption('loop', 'must be a list or an object');
  if (elements.length >= maxElements) {
    throw new OptionFailure(
      `A loop can have fewer than ${maxElements} elements; this one has ${elements.length}`,
      'loop',
    );
  }
  return elements;
}

function elementsOf(value: Value): readonly Element[] | undefined {
  if (isArrayValue(value)) return value.map((item) => ({ value: item }));
  if (isObjectValue(value)) return entriesOf(value).map(([key, item]) => ({ key, value: item }));
  return undefined;
}
