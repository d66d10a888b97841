import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileFormula } from '../evaluate/compile-field.ts';
import { environment } from '../evaluate/evaluating.test-kit.ts';
import { functionsByName } from '../functions/registry.ts';
import { fuzz } from '../fuzz.test-kit.ts';
import { diagnose } from '../language/diagnose.ts';
import { sampleFrom } from '../language/sample.test-kit.ts';
import { parseFormula } from '../syntax/parse-formula.ts';
import { printFormula } from '../syntax/print-formula.ts';
import { formulas } from '../syntax/tree.test-kit.ts';
import type { Formula } from '../syntax/tree.ts';
import { getKey, type Value } from '../value/value.ts';
import { admits } from './admits.test-kit.ts';
import { inferTypes } from './infer.ts';
import { printType } from './print-type.ts';
import { typeOfValue } from './type-of-value.ts';
import { partsOf } from './walk.ts';

const NAMES = [...functionsByName.keys()];
const SMALL = { ...environment, budget: { steps: 10_000, textSize: 100_000, depth: 50 } };
const sample = sampleFrom(
  '{"a": {"b": [1, "x", {"first": null}], "1": 1.0}, "b": "2026-01-02", "list": [3, 1.5, "7", null, true]}',
);

function evaluated(source: string): { readonly value: Value } | null {
  const compiled = compileFormula(source);
  const result = compiled.ok
    ? compiled.value.evaluate({ lookup: (name) => getKey(sample, name) }, SMALL)
    : { ok: false as const };
  return result.ok ? { value: result.value } : null;
}

test('a value that a formula gives is of the type that was inferred', () => {
  fuzz(
    'inferred types',
    fc.property(formulas(NAMES), (tree) => {
      const source = printFormula(tree);
      const result = evaluated(source);
      if (result === null) return;
      const { formula } = parseFormula(source);
      const { type } = inferTypes(formula, sample).knownOf(formula);
      const found = typeOfValue(result.value);
      if (!admits(type, found)) expect(`${source} is ${printType(found)}`).toBe(`${source} is ${printType(type)}`);
    }),
    3_000,
  );
});

/** Whether all of it is evaluated, whatever the values. */
function isStrict(formula: Formula): boolean {
  if (formula.kind === 'call' && (formula.name === 'LAMBDA' || formula.name === 'IF_ERROR')) return false;
  if (formula.kind === 'binary' && (formula.operator === 'AND' || formula.operator === 'OR')) return false;
  return partsOf(formula).every(isStrict);
}

test('what is called an error fails when it is evaluated', () => {
  fuzz(
    'told errors',
    fc.property(formulas(NAMES).filter(isStrict), (tree) => {
      const source = printFormula(tree);
      const errors = diagnose(source, { mode: 'formula', sample }).filter(({ severity }) => severity === 'error');
      const [first] = errors;
      if (first !== undefined)
        expect([source, first.message, evaluated(source)]).toEqual([source, first.message, null]);
    }),
    3_000,
  );
});
