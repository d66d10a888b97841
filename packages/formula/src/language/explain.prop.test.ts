import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateQuestion } from '../evaluate/evaluate-line.ts';
import { environment, json } from '../evaluate/evaluating.test-kit.ts';
import { functionsByName } from '../functions/registry.ts';
import { fuzz } from '../fuzz.test-kit.ts';
import { printFormula, printText } from '../syntax/print-formula.ts';
import { formulas, texts } from '../syntax/tree.test-kit.ts';
import { stringifyJson } from '../value/json.ts';
import { getKey, isObjectValue } from '../value/value.ts';
import type { Step } from './explain/step.ts';
import { explain } from './explain.ts';
import type { FieldMode } from './language-context.ts';

const NAMES = [...functionsByName.keys(), 'IF', 'SWITCH', 'IF_ERROR', 'AND', 'OR', 'FILTER', 'MAP_LAMBDA', 'REDUCE'];
const context = json('{"a": {"b": [1, "x", {"first": null}], "1": 1.0}, "b": "2026-01-02", "list": [3, "7", null]}');

/** A small budget of steps shows that looking on costs no step. */
function expectSame(source: string, mode: FieldMode, steps: number): void {
  if (!isObjectValue(context)) throw new Error('the context must be an object');
  const given = { ...environment, budget: { steps, textSize: 10_000, depth: 30 } };
  const plain = evaluateQuestion({ formula: source, context, field: mode }, given);
  const { result, root } = explain(source, mode, { lookup: (name) => getKey(context, name) }, given);
  expect(result.ok ? stringifyJson(result.value) : result).toEqual(plain.ok ? stringifyJson(plain.value) : plain);
  expectInside(root, source);
}

/** Every step lies inside the one that it is a part of; the source of a step is what stands there. */
function expectInside(step: Step, source: string): void {
  expect(source.slice(...step.range).startsWith(step.source.replace(/…$/, ''))).toBe(true);
  for (const child of step.children) {
    expect(child.range[0] >= step.range[0] && child.range[1] <= step.range[1]).toBe(true);
    expectInside(child, source);
  }
}

test('an explanation has the result of the evaluation, and its steps lie inside each other', () => {
  fuzz(
    'an explained formula',
    fc.property(formulas(NAMES), fc.constantFrom(2, 5, 20, 10_000), (formula, steps) =>
      expectSame(printFormula(formula), 'formula', steps),
    ),
    1_500,
  );
  fuzz(
    'an explained text',
    fc.property(texts(NAMES), fc.constantFrom(2, 5, 20, 10_000), (parts, steps) =>
      expectSame(printText(parts), 'text', steps),
    ),
    500,
  );
});
