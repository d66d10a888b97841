/**
 * Message only: the event is the payload (actions.md section 7.1).
 *
 * With `loop`, the payload is read once per element and the event is the list of results. Stories of the Liquid years write
 * the keys of the payload beside `mode` instead of under `payload`; those are the payload then.
 */
import type { ActionInput, Names, Outcome } from '@fabula/engine';
import { entriesOf, makeObject, type Value } from '@fabula/formula';
import { loopElements } from '../loop/elements.ts';
import * as fields from './fields.ts';

const optionNames: ReadonlySet<string> = new Set(['mode', 'loop', 'local', 'rules', 'must_match', 'payload']);

export function messageOnly(input: ActionInput): Outcome {
  const elements = loopElements(input, fields.loop);
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
