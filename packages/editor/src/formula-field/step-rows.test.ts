import { makeObject } from '@fabula/formula';
import { explain, type Step } from '@fabula/formula/language';
import { expect, test } from 'vitest';
import { closedAtFirst, toStepRows } from './step-rows.ts';

function stepsOf(formula: string): readonly Step[] {
  const environment = { now: 0, random: () => 0, newUuid: () => '' };
  return explain(formula, 'formula', { lookup: () => makeObject([]) }, environment).root.children;
}

const sources = (steps: readonly Step[], closed: ReadonlySet<string>) =>
  toStepRows(steps, closed).map(({ depth, step }) => `${'-'.repeat(depth)}${step.source}`);

test('every step is a row, its parts below it', () => {
  expect(sources(stepsOf('UPCASE("a") & "b"'), new Set())).toEqual([
    'UPCASE("a") & "b"',
    '-UPCASE("a")',
    '--"a"',
    '-"b"',
  ]);
});

test('the parts of a closed step are left out', () => {
  const steps = stepsOf('UPCASE("a") & "b"');
  expect(sources(steps, new Set(['0.0']))).toEqual(['UPCASE("a") & "b"', '-UPCASE("a")', '-"b"']);
  expect(sources(steps, new Set(['0']))).toEqual(['UPCASE("a") & "b"']);
});

test('what does not fit is closed at first, the innermost parts before the outer ones', () => {
  const steps = stepsOf('UPCASE(DOWNCASE("a")) & "b"');
  const all = toStepRows(steps, new Set()).length;
  expect(toStepRows(steps, closedAtFirst(steps, all)).length).toBe(all);
  expect(sources(steps, closedAtFirst(steps, 3))).toEqual([
    'UPCASE(DOWNCASE("a")) & "b"',
    '-UPCASE(DOWNCASE("a"))',
    '-"b"',
  ]);
});
