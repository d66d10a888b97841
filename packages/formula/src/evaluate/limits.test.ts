/** Every formula ends, soon and without taking the process with it, and says which limit it met. */
import { describe, expect, test } from 'vitest';
import type { Budget } from './environment.ts';
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
    ['an object that gets deeper', '=REDUCE(RANGE(1, 20000), LAMBDA(deep, x, {k: deep}), 0)'],
    ['a number that gets longer', `=9${' |> % * %'.repeat(60)}`],
    ['a legacy loop', '{% for a in xs %}{% for b in xs %}{{ a }}{% endfor %}{% endfor %}'],
    ['a legacy range', '{% for a in (1..99999999999) %}{% endfor %}'],
  ])('%s', (_, source) => {
    const started = performance.now();
    expect(codeOf(source, NUMBERS)).toBe('budget');
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});

describe('work that one step hides is paid for', () => {
  const long = JSON.stringify({
    ones: `${'1'.repeat(9_999)}`,
    parts: Array.from({ length: 20_000 }, (_, index) => [index]),
    same: Array.from({ length: 20_000 }, (_, index) => [index]),
    text: 'x'.repeat(1_000_000),
    equal: 'x'.repeat(1_000_000),
  });
  const often = (body: string) => `=SIZE(MAP_LAMBDA(RANGE(1, 200000), LAMBDA(x, ${body})))`;

  test.each([
    ['comparing large arrays', 'parts = same'],
    ['comparing large arrays in branches', 'SWITCH(parts, same, 1)'],
    ['looking for a large array', 'INCLUDES([same], parts)'],
    ['comparing long texts', 'text = equal'],
    ['ordering long texts', 'text < equal'],
    ['calculating with long numbers', 'ones * ones'],
    ['the negative of a long number', '-ones'],
    ['ordering long numbers', 'ones < (ones * 1)'],
    ['writing large arrays as text', 'parts & ""'],
    ['measuring large arrays', 'SIZE(TEXT(parts))'],
  ])('%s', (_, body) => {
    const started = performance.now();
    expect(outcomeOf(often(body), long)).toMatch(/^budget at \d+-\d+: The formula (?:takes|builds) more than \d+ /);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('each limit, on both sides, and what to do about it', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  const digits = (count: number): string => `${'9'.repeat(count)}`;

  test.each<[limit: string, budget: Partial<Budget>, within: string, result: string, beyond: string, message: string]>([
    [
      'rounds of a loop',
      { steps: 3 },
      '<%for x in [1, 2, 3]%>.<%endfor%>',
      '"..."',
      '<%for x in [1, 2, 3, 4]%>.<%endfor%>',
      'budget at 0-36: The formula takes more than 3 steps; filter its data earlier, or divide it between actions',
    ],
    ['calls', { steps: 2 }, '=[NOW(), NOW()].size', '2', '=[NOW(), NOW(), NOW()].size', 'takes more than 2 steps'],
    [
      'calls of a lambda, by the size of its body',
      { steps: 12 },
      '=MAP_LAMBDA([1, 2, 3], LAMBDA(x, x + x))',
      '[2,4,6]',
      '=MAP_LAMBDA([1, 2, 3], LAMBDA(x, x + x + x))',
      'takes more than 12 steps',
    ],
    [
      'text that operators join',
      { textSize: 5 },
      '="abc" & "de"',
      '"abcde"',
      '="abc" & "def"',
      'budget at 1-14: The formula builds more than 5 characters of text; join fewer or shorter pieces',
    ],
    ['text of a field', { textSize: 5 }, 'abc<<"de">>', '"abcde"', 'abc<<"def">>', 'builds more than 5 characters'],
    [
      'text of a branch',
      { textSize: 2 },
      '<%if 1%>ab<%endif%>',
      '"ab"',
      '<%if 1%>abc<%endif%>',
      'more than 2 characters',
    ],
    [
      'text that functions build',
      { textSize: 3 },
      '=UPCASE("abc")',
      '"ABC"',
      '=UPCASE("abcd")',
      'more than 3 characters',
    ],
    ['a text as it is', { textSize: 3 }, '=[t3][0]', '"abc"', '=[t4]', 'larger than 3 characters'],
    [
      'the size of a result',
      { textSize: 25 },
      '=[1, 2, 3]',
      '[1,2,3]',
      '=[1, 2, 3, 4]',
      'budget at 0-13: The value is larger than 25 characters; keep only the parts that are needed',
    ],
    ['keys count', { textSize: 12 }, '={abc: 1}', '{"abc":1}', '={abcd: 1}', 'larger than 12 characters'],
    [
      'the depth of a result',
      { depth: 2 },
      '=[[1]]',
      '[[1]]',
      '=[[[1]]]',
      'budget at 0-8: The value is nested more than 2 levels deep; build it flatter',
    ],
    ['the depth of objects', { depth: 2 }, '={a: {b: 1}}', '{"a":{"b":1}}', '={a: {b: {}}}', 'more than 2 levels deep'],
    ['the depth of a value as text', { depth: 2 }, '<<[[1]]>>', '"[[1]]"', '<<[[[1]]]>>', 'more than 2 levels deep'],
    [
      'the usual depth',
      {},
      `=${nested(180)}`,
      nested(180),
      '=REDUCE(RANGE(1, 481), LAMBDA(d, x, [d]), 0)',
      'more than 480 levels deep',
    ],
    [
      'digits of a number',
      {},
      `=SIZE(TEXT(${digits(5_000)} * ${digits(5_000)}))`,
      '10000',
      `=(${digits(5_000)} * ${digits(5_001)}) + 1`,
      'A number has more than 10000 digits; calculate with shorter ones',
    ],
  ])('%s', (_limit, budget, within, result, beyond, message) => {
    const context = '{"t3":"abc","t4":"abcd"}';
    expect(outcomeOf(within, context, budget)).toBe(result);
    const outcome = outcomeOf(beyond, context, budget);
    expect(outcome).toMatch(/^budget at \d+-\d+: .*; [a-z]/);
    expect(outcome).toContain(message);
  });

  test('the usual depth, exactly', () => {
    const deep = (levels: number) => `=REDUCE(RANGE(1, ${levels}), LAMBDA(d, x, [d]), 0)`;
    expect(outcomeOf(deep(480))).toBe(`${'['.repeat(480)}0${']'.repeat(480)}`);
    expect(codeOf(deep(481))).toBe('budget');
  });

  test.each([
    ['steps', `${mapped('a', mapped('b', 'a'))}`, {}],
    ['text', '"abc" & "def"', { textSize: 5 }],
    ['depth', '[[[1]]] & ""', { depth: 2 }],
    ['digits', `9${' |> % * %'.repeat(20)}`, {}],
  ])('a used-up budget cannot be caught: %s', (_, source, budget) => {
    expect(codeOf(`=IF_ERROR(${source}, "caught")`, NUMBERS, budget)).toBe('budget');
    expect(codeOf(`<<IF_ERROR(IF_ERROR(${source}, 1), 2)>>`, NUMBERS, budget)).toBe('budget');
  });
});

test('long texts that grow piece by piece cost their pieces', () => {
  const outcome = outcomeOf('=REDUCE(xs, LAMBDA(sum, x, sum & "0123456789"), "")', NUMBERS, { textSize: 45_000 });
  expect(outcome).toHaveLength(20_002);
});

test('a long text of unknown functions is compiled soon', () => {
  const started = performance.now();
  expect(codeOf(`=[${Array.from({ length: 20_000 }, (_, index) => `UPCASES${index}()`).join(',')}]`)).toBe(
    'unknown_function',
  );
  expect(performance.now() - started).toBeLessThan(2_000);
});
