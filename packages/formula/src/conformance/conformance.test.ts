/** The examples of all functions. They are part of each function's definition and of the reference page. */
import { describe, expect, test } from 'vitest';
import { specialForms } from '../evaluate/special-forms.ts';
import type { FunctionDefinition, FunctionExample } from '../functions/definition.ts';
import { functionsByName } from '../functions/registry.ts';
import { deepEqual } from '../value/equal.ts';
import { stringifyJson } from '../value/json.ts';
import { evaluateFormula, fromData } from './evaluating.test-kit.ts';

const documented: readonly Omit<FunctionDefinition, 'call'>[] = [...functionsByName.values(), ...specialForms];

describe.each(documented.filter(({ examples }) => examples.some(isTested)))('$name', ({ examples }) => {
  test.each(examples.filter(isTested))('$formula', (example) => {
    const result = evaluateFormula(example.formula, fromData(example.context));
    if (example.kind === 'error') {
      expect(result.ok ? stringifyJson(result.value) : result.error.message).toBe(example.result);
      return;
    }
    const expected = fromData(example.result);
    if (!result.ok) expect.fail(result.error.message);
    // Keys in any order, numbers by what they are worth.
    if (!deepEqual(result.value, expected)) expect(stringifyJson(result.value)).toBe(stringifyJson(expected));
  });
});

test('every function can be called in at least one documented way', () => {
  const illustrated = documented.flatMap(({ examples }) =>
    examples.filter((example) => example.kind === 'illustrative'),
  );
  const unknown = illustrated.filter(({ formula, context }) => {
    const result = evaluateFormula(formula, fromData(context));
    return !result.ok && ['syntax', 'unknown_function', 'arguments'].includes(result.error.code);
  });
  expect(unknown.map(({ formula }) => formula)).toEqual([]);
});

function isTested(example: FunctionExample): boolean {
  return example.kind !== 'illustrative';
}
