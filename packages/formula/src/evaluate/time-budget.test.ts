/** No formula holds up the others: what takes long is ended by the clock, or by its price where there is none. */
import { beforeAll, describe, expect, test } from 'vitest';
import { loadOnigurumaForTests } from '../functions/regex/oniguruma.test-kit.ts';
import { compileField } from './compile-field.ts';
import type { Environment } from './environment.ts';
import { evaluateLine } from './evaluate-line.ts';
import { environment, scopeFrom } from './evaluating.test-kit.ts';

const CONTEXT = JSON.stringify({ t: 'a'.repeat(40), xs: Array.from({ length: 2_000 }, (_, index) => index) });
const searches = (count: number, pattern: string): string =>
  `=MAP_LAMBDA(RANGE(1, ${count}), LAMBDA(x, MATCH(t, "${pattern}")))`;
const caughtSearches = (count: number, pattern: string): string =>
  `=MAP_LAMBDA(RANGE(1, ${count}), LAMBDA(x, IF_ERROR(MATCH(t, "${pattern}"), "gave up")))`;
const SEARCHES = searches(3_000, '(?=(a+)+$)b');
const MANY_STEPS = '=MAP_LAMBDA(xs, LAMBDA(a, SUM(MAP_LAMBDA(xs, LAMBDA(b, b)))))';
const TOO_LONG = 'The formula takes more than 1000 milliseconds; filter its data earlier, or divide it between actions';

beforeAll(loadOnigurumaForTests);

/** A clock that is `step` milliseconds later each time it is asked. */
function ticking(step: number): { readonly clock: () => number; readonly calls: () => number } {
  let calls = 0;
  return {
    clock: () => {
      calls += 1;
      return 5_000 + calls * step;
    },
    calls: () => calls,
  };
}

/** The result, or the error as its code and message. */
function outcome(source: string, given: Partial<Environment>): unknown {
  const compiled = compileField(source);
  if (!compiled.ok) return compiled.error;
  const result = compiled.value.evaluate(scopeFrom(CONTEXT), { ...environment, ...given });
  return result.ok ? result.value : `${result.error.code}: ${result.error.message}`;
}

describe('a formula that takes too long ends', () => {
  test.each([
    ['searches that look around', SEARCHES],
    ['one search after the other in a text', '=REGEX_EXTRACT(t, "a(?=a)")'],
    ['replacing in a text', '=REGEX_REPLACE(t, "a(?=a)", "b")'],
    ['a search inside a path', "=JSONPATH(xs, \"$[?search('aab', '(?=a)b')]\")"],
    ['many steps', MANY_STEPS],
    ['a filter of a legacy template', '{% for x in (1..100) %}{{ t | regex_extract: "a(?=a)" }}{% endfor %}'],
  ])('%s', (_, source) => {
    expect(outcome(source, { clock: ticking(300).clock })).toBe(`budget: ${TOO_LONG}`);
  });

  test('also inside one search that takes very long', () => {
    const { clock, calls } = ticking(1_001);
    expect(outcome('=MATCH(t, "(?=a)b")', { clock })).toBe(`budget: ${TOO_LONG}`);
    expect(calls()).toBe(2);
  });

  test('and cannot be caught', () => {
    const caught = `=IF_ERROR(${SEARCHES.slice(1)}, "caught")`;
    expect(outcome(caught, { clock: ticking(300).clock })).toBe(`budget: ${TOO_LONG}`);
  });

  test.each(['(?=a)(a+)+d', '(?=(a+)+d)', '(?=a*a*a*x)b'])('by the real clock: %s', (pattern) => {
    const started = performance.now();
    const found = outcome(caughtSearches(3_000, pattern), { clock: () => performance.now() });
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(found).toBe(`budget: ${TOO_LONG}`);
  });

  test('without a clock by the price of a search', () => {
    expect(outcome(searches(180, '(?=(a+)+$)b'), {})).toHaveLength(180);
    expect(outcome(searches(201, '(?=(a+)+$)b'), {})).toMatch(/^budget: The formula takes more than 1000000 steps;/);
  });

  test('as one line too', () => {
    const line = JSON.stringify({ formula: SEARCHES, context: { t: 'aaa' } });
    expect(evaluateLine(line, { ...environment, clock: ticking(300).clock })).toContain(TOO_LONG);
  });

  test('after the time that its budget allows', () => {
    const { clock, calls } = ticking(1);
    expect(outcome(SEARCHES, { clock, budget: { timeMs: 9 } })).toContain('more than 9 milliseconds');
    expect(calls()).toBe(11);
  });
});

describe('a formula that is quick', () => {
  test.each([
    '=1 + 2 & UPCASE(t)',
    '=MATCH(t, "a+")',
    '<%for x in [1, 2, 3]%><<x>><%endfor%>',
    '{{ t | upcase }}',
    'x',
  ])('%s does not ask the clock', (source) => {
    const { clock, calls } = ticking(0);
    outcome(source, { clock });
    expect(calls()).toBe(0);
  });

  test('may look around thousands of times', () => {
    const many = '=SIZE(MAP_LAMBDA(xs, LAMBDA(x, MATCH("ab", "a(?=b)"))))';
    expect(outcome(many, { clock: ticking(0).clock })).toBe(2_000);
  });

  test('asks the clock once in thousands of steps', () => {
    const { clock, calls } = ticking(0);
    expect(outcome(MANY_STEPS, { clock })).toContain('more than 1000000 steps');
    expect(calls()).toBeGreaterThan(100);
    expect(calls()).toBeLessThan(300);
  });
});
