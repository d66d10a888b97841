/** Every formula ends, soon and without taking the process with it. */
import { describe, expect, test } from 'vitest';
import { codeOf, outcomeOf } from './evaluating.test-kit.ts';

const NUMBERS = JSON.stringify({ xs: Array.from({ length: 2_000 }, (_, index) => index), t: 'x'.repeat(1_000) });
const loop = (variable: string, body: string): string => `<%for ${variable} in xs%>${body}<%endfor%>`;
const mapped = (variable: string, body: string): string => `MAP_LAMBDA(xs, LAMBDA(${variable}, ${body}))`;

describe('an endless formula hits its budget quickly', () => {
  test.each([
    ['nested loops in text', loop('a', loop('b', loop('c', '<<a>>')))],
    ['nested loops without output', loop('a', loop('b', loop('c', '')))],
    ['nested lambdas', `=${mapped('a', mapped('b', mapped('c', 'a')))}`],
    ['a text that doubles', `="0123456789"${' |> % & %'.repeat(40)}`],
    ['a text that grows by a page', `=REDUCE(RANGE(1, 100000), LAMBDA(sum, x, sum & t), "")`],
    ['an array that doubles', `=[1]${' |> [%, %]'.repeat(60)}`],
    ['an array that doubles, as text', `<<[1]${' |> [%, %]'.repeat(60)}>>`],
    ['an array that doubles, compared', `=([1]${' |> [%, %]'.repeat(60)}) = ([1]${' |> [%, %]'.repeat(60)})`],
    ['an array that gets deeper', '=REDUCE(RANGE(1, 20000), LAMBDA(deep, x, [deep]), 0)'],
    ['a number that gets longer', `=9${' |> % * %'.repeat(60)}`],
    ['a legacy loop', '{% for a in xs %}{% for b in xs %}{{ a }}{% endfor %}{% endfor %}'],
    ['a legacy range', '{% for a in (1..99999999999) %}{% endfor %}'],
  ])('%s', (_, source) => {
    const started = performance.now();
    expect(codeOf(source, NUMBERS)).toBe('budget');
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});

describe('each limit, on both sides', () => {
  test('steps', () => {
    const source = '<%for x in [1, 2, 3]%>.<%endfor%>';
    expect(outcomeOf(source, '{}', { steps: 3 })).toBe('"..."');
    expect(outcomeOf(source, '{}', { steps: 2 })).toBe('budget at 0-33: The formula takes more than 2 steps');
  });

  test('text', () => {
    expect(outcomeOf('="abc" & "de"', '{}', { textSize: 5 })).toBe('"abcde"');
    expect(codeOf('="abc" & "def"', '{}', { textSize: 5 })).toBe('budget');
    expect(outcomeOf('abc<<"de">>', '{}', { textSize: 5 })).toBe('"abcde"');
    expect(codeOf('abc<<"def">>', '{}', { textSize: 5 })).toBe('budget');
  });

  test('depth of a result', () => {
    expect(outcomeOf('=[[1]]', '{}', { depth: 2 })).toBe('[[1]]');
    expect(codeOf('=[[[1]]]', '{}', { depth: 2 })).toBe('budget');
  });

  test('a used-up budget cannot be caught', () => {
    expect(codeOf('=IF_ERROR([[[1]]] & "", "caught")', '{}', { depth: 2 })).toBe('budget');
    expect(codeOf(`=IF_ERROR(${mapped('a', mapped('b', 'a'))}, "caught")`, NUMBERS)).toBe('budget');
  });
});

test('long texts that grow piece by piece cost their pieces', () => {
  const outcome = outcomeOf('=REDUCE(xs, LAMBDA(sum, x, sum & "0123456789"), "")', NUMBERS, { textSize: 45_000 });
  expect(outcome).toHaveLength(20_002);
});
