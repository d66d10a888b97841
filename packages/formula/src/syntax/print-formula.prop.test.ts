import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFormula } from './parse-formula.ts';
import { parseText } from './parse-text.ts';
import { printFormula, printText } from './print-formula.ts';
import { deepFormulas, formulas, texts, withoutRanges } from './tree.test-kit.ts';

const NAMES = ['F', 'AND', 'OR', 'NOT', 'IF', 'größe'];

test('a printed formula parses to the same tree', () => {
  fc.assert(
    fc.property(formulas(NAMES), (formula) => {
      expect(withoutRanges(parseFormula(printFormula(formula)).formula)).toEqual(withoutRanges(formula));
    }),
    { numRuns: 1_000 },
  );
});

test('so does one that is nested as deep as it may be', () => {
  fc.assert(
    fc.property(deepFormulas(NAMES), (formula) => {
      expect(withoutRanges(parseFormula(printFormula(formula)).formula)).toEqual(withoutRanges(formula));
    }),
    { numRuns: 200 },
  );
});

test('a printed text field parses to the same parts', () => {
  fc.assert(
    fc.property(texts(NAMES), (parts) => {
      expect(withoutRanges(parseText(printText(parts)))).toEqual(withoutRanges(parts));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['(1+2)*3', '(1 + 2) * 3'],
  ['1+2*3', '1 + 2 * 3'],
  ['1-(2-3)', '1 - (2 - 3)'],
  ['-(-a)', '--a'],
  ['-(a+b)', '-(a + b)'],
  ['(a|>f(%))|>g(%)', 'a |> f(%) |> g(%)'],
  ['a |> (b |> f(%))', 'a |> (b |> f(%))'],
  ["'it\\'s'", '"it\'s"'],
  ['"\\w\\n"', '"\\w\\n"'],
  ['a||b&&c', 'a OR b AND c'],
  ['{a:1,"b c":2}', '{"a": 1, "b c": 2}'],
  ['(a & b).c', '(a & b).c'],
  ['F( a,k : 1 )', 'F(a, k: 1)'],
])('%s is printed as %s', (source, printed) => {
  expect(printFormula(parseFormula(source).formula)).toBe(printed);
});
