import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileFormula } from '../evaluate/compile-field.ts';
import { environment } from '../evaluate/evaluating.test-kit.ts';
import type { ParameterType } from '../functions/definition.ts';
import { functionsByName } from '../functions/registry.ts';
import { fuzz } from '../fuzz.test-kit.ts';
import { diagnose } from '../language/diagnose.ts';
import { sampleFrom } from '../language/sample.test-kit.ts';
import { parseFormula } from '../syntax/parse-formula.ts';
import { printFormula } from '../syntax/print-formula.ts';
import { formulas } from '../syntax/tree.test-kit.ts';
import type { Formula } from '../syntax/tree.ts';
import { getKey, type Value } from '../value/value.ts';
import { admits } from './admits.ts';
import { inferTypes } from './infer.ts';
import { printType } from './print-type.ts';
import { arrayOf, joinAll, objectOf, TEXT, type Type } from './type.ts';
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

const LITERALS: Readonly<Record<ParameterType, readonly string[]>> = {
  any: ['NULL', '"x"', '2', 'list', 'a'],
  text: ['"a b"', '"k"', 'b', '"12"', '"{}"', '1.5'],
  number: ['1', '2.5', '"3"', '-4', 'list[0]'],
  integer: ['0', '1', '-1', '3'],
  boolean: ['TRUE', 'FALSE', 'a.b[2].first'],
  array: ['list', '[1, 2]', 'a.b', '[{k: 1}, {k: "x", l: [1]}]', '[]', '[[1], ["x", NULL]]', '["b", "a"]'],
  object: ['a', '{k: 1}', '{k: {l: "x"}, m: NULL}', '{}'],
  lambda: ['LAMBDA(x, x)', 'LAMBDA(x, x.k)', 'LAMBDA(x, y, [x, y])', 'LAMBDA(x, x = 1)', 'LAMBDA(x, y, x + y)'],
  date: ['"2024-05-14"', '"now"', '1700000000'],
};

/** Sources of calls with arguments as the functions want them, most of the time. */
function calls(depth: number): fc.Arbitrary<string> {
  return fc.constantFrom(...functionsByName.values()).chain(({ name, parameters }) => {
    const args = parameters.flatMap((parameter) => {
      const types = [parameter.type].flat();
      const literals = [
        ...(types.includes('any') ? Object.values(LITERALS).flat() : types.flatMap((type) => LITERALS[type])),
      ];
      const plain = fc.constantFrom(
        ...literals.filter((literal) => types.includes('lambda') || !literal.startsWith('LAMBDA')),
      );
      const value = depth === 0 ? plain : fc.oneof({ weight: 2, arbitrary: plain }, calls(depth - 1));
      const written = parameter.keywordOnly === true ? value.map((text) => `${parameter.name}: ${text}`) : value;
      const times = parameter.repeats === true ? [written, written] : [written];
      return parameter.required ? times : [fc.option(written, { nil: null })];
    });
    // What is left out ends the positional arguments.
    return fc.tuple(...args).map((texts) => {
      const end = texts.findIndex((text, index) => text === null && parameters[index]?.keywordOnly !== true);
      const given = texts.filter((text, index) => text !== null && (end === -1 || index < end));
      return `${name}(${given.join(', ')})`;
    });
  });
}

/** Bytes leave a formula as Base64. */
function written(type: Type): Type {
  if (type.kind === 'bytes') return TEXT;
  if (type.kind === 'array') return arrayOf(written(type.item));
  if (type.kind === 'union') return joinAll(type.members.map(written));
  if (type.kind !== 'object') return type;
  const keys = Array.from(type.keys, ([key, value]) => [key, written(value)] as const);
  return objectOf(new Map(keys), type.rest === null ? null : written(type.rest));
}

function expectInferred(source: string): void {
  const result = evaluated(source);
  if (result === null) return;
  const { formula } = parseFormula(source);
  const type = written(inferTypes(formula, sample).knownOf(formula).type);
  const found = typeOfValue(result.value);
  if (!admits(type, found)) expect(`${source} is ${printType(found)}`).toBe(`${source} is ${printType(type)}`);
}

test('a value that a formula gives is of the type that was inferred', () => {
  fuzz(
    'inferred types',
    fc.property(formulas(NAMES), (tree) => expectInferred(printFormula(tree))),
    2_000,
  );
});

test('what a function gives is of the type that was inferred', () => {
  fuzz('inferred types of calls', fc.property(calls(2), expectInferred), 1_500);
});

/** Whether all of it is evaluated, whatever the values. */
function isStrict(formula: Formula): boolean {
  if (formula.kind === 'call' && (formula.name === 'LAMBDA' || formula.name === 'IF_ERROR')) return false;
  if (formula.kind === 'binary' && (formula.operator === 'AND' || formula.operator === 'OR')) return false;
  return partsOf(formula).every(isStrict);
}

function expectTrueError(source: string): void {
  const [error] = diagnose(source, { mode: 'formula', sample }).filter(({ severity }) => severity === 'error');
  if (error !== undefined) expect([source, error.message, evaluated(source)]).toEqual([source, error.message, null]);
}

test('what is called an error fails when it is evaluated', () => {
  const strictFormulas = formulas(NAMES).filter(isStrict);
  fuzz(
    'told errors',
    fc.property(strictFormulas, (tree) => expectTrueError(printFormula(tree))),
    1_500,
  );
});

test('what is called an error in a call fails when it is evaluated', () => {
  const strictCalls = calls(2).filter((source) => isStrict(parseFormula(source).formula));
  fuzz('told errors of calls', fc.property(strictCalls, expectTrueError), 1_500);
});
