import { describe, expect, it } from 'vitest';
import { BoundArguments, checkedSignature } from '../evaluate/arguments.ts';
import { FormulaFailure } from '../failure.ts';
import type { ParameterType } from '../functions/definition.ts';
import { Bytes, type Value } from '../value/value.ts';
import { accepts } from './accepts.ts';
import { typeOfValue } from './type-of-value.ts';

const types: readonly (ParameterType | readonly ParameterType[])[] = [
  'any',
  'text',
  'number',
  'integer',
  'boolean',
  'array',
  'object',
  'lambda',
  'date',
  ['text', 'array'],
  ['number', 'text'],
  ['array', 'object'],
  ['text', 'lambda'],
  ['date', 'object'],
];

const values: readonly Value[] = [
  null,
  true,
  1,
  1.5,
  'x',
  '12',
  '2.5',
  [],
  [1],
  {},
  { a: 1 },
  new Bytes(new Uint8Array([1])),
];

describe('what types say about arguments is what evaluation does', () => {
  it.each(types)('for a parameter of type %s', (type) => {
    for (const required of [true, false]) {
      for (const value of values) {
        const verdict = accepts({ type, required }, typeOfValue(value));
        const taken = isTaken(type, required, value);
        if (verdict !== 'maybe') expect([type, required, value, verdict]).toEqual([type, required, value, taken]);
      }
    }
  });
});

function isTaken(type: ParameterType | readonly ParameterType[], required: boolean, value: Value): 'yes' | 'no' {
  const bound = new BoundArguments(checkedSignature({ name: 'F', parameters: [{ name: 'p', type, required }] }));
  try {
    bound.add(0, value);
    return 'yes';
  } catch (thrown) {
    if (thrown instanceof FormulaFailure) return 'no';
    throw thrown;
  }
}
