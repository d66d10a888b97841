import { expect, test } from 'vitest';
import { exampleHash, packFormula, readExampleHash, type SharedFormula, unpackFormula } from './shared-formula.ts';

const edited: SharedFormula = {
  formula: 'UPCASE("ä€𝄞 <<%>>") & a',
  input: '{ "a": 9007199254740993 }',
  mode: 'formula',
};

test.each([edited, { ...edited, mode: 'text' } as const, { formula: '', input: '', mode: 'formula' } as const])(
  'what an address carries comes back as it was written',
  (shared) => {
    expect(unpackFormula(packFormula(shared))).toEqual(shared);
  },
);

test('an address holds only letters that nobody rewrites', () => {
  expect(packFormula(edited)).toMatch(/^[\w-]+$/);
});

test.each(['', 'a', 'example', '%%%', btoa('{}'), btoa('[1,2]'), btoa('["a"]'), 'Bw'])(
  'anything else is no formula: %s',
  (hash) => {
    expect(unpackFormula(hash)).toBeNull();
  },
);

test('an example knows itself in the address', () => {
  expect(readExampleHash(`#${exampleHash(2, edited)}`, 2)).toEqual(edited);
  expect(readExampleHash(exampleHash(2, edited), 1)).toBeNull();
  expect(readExampleHash(exampleHash(2, null), 2)).toBe('plain');
  expect(readExampleHash('example-2.%%%', 2)).toBe('plain');
  expect(readExampleHash('', 1)).toBeNull();
});
