import { describe, expect, test } from 'vitest';
import { environment, json } from '../evaluate/evaluating.test-kit.ts';
import { getKey, isObjectValue, keysOf } from '../value/value.ts';
import type { Step } from './explain/step.ts';
import { explain } from './explain.ts';
import type { FieldMode } from './language-context.ts';

function explained(source: string, context = '{}', mode: FieldMode = 'formula', budget = {}) {
  const names = json(context);
  if (!isObjectValue(names)) throw new Error('the context must be an object');
  const scope = { lookup: (name: string) => getKey(names, name), names: keysOf(names) };
  return explain(source, mode, scope, { ...environment, budget });
}

/** One line per step, indented; literals are left out. */
function outline(source: string, context = '{}', mode: FieldMode = 'formula'): string[] {
  const lines = (step: Step, indent: string): string[] => {
    const isLiteral = step.kind === 'text' || step.kind === 'number' || step.kind === 'constant';
    const own = isLiteral
      ? []
      : [`${indent}${step.source} → ${shown(step)}${step.note === null ? '' : ` (${step.note})`}`];
    return [...own, ...step.children.flatMap((child) => lines(child, `${indent}  `))];
  };
  return explained(source, context, mode).root.children.flatMap((step) => lines(step, ''));
}

function shown({ outcome, kind }: Step): string {
  switch (outcome.kind) {
    case 'value':
      return outcome.value.text;
    case 'error':
      return `${outcome.code}: ${outcome.message}`;
    case 'more':
      return `${outcome.count} more of ${kind}`;
    case 'not evaluated':
      return 'not evaluated';
  }
}

function notes(source: string, context: string): string[] {
  const all = (step: Step): string[] => [...(step.note === null ? [] : [step.note]), ...step.children.flatMap(all)];
  return all(explained(source, context).root);
}

describe('each part of a formula has its value, in the order of evaluation', () => {
  test.each<[string, string, string[]]>([
    ['a.b + 1', '{"a":{"b":2}}', ['a.b + 1 → 3', '  a.b → 2', '    a → {"b":2}']],
    ['-(1 + 2) & "x"', '{}', ['-(1 + 2) & "x" → "-3x"', '  -(1 + 2) → -3', '    1 + 2 → 3']],
    ['[a, {k: a}]', '{"a":1}', ['[a, {k: a}] → [1,{"k":1}]', '  a → 1', '  {k: a} → {"k":1}', '    a → 1']],
    ['a |> UPCASE(%)', '{"a":"x"}', ['a |> UPCASE(%) → "X"', '  a → "x"', '  UPCASE(%) → "X"', '    % → "x"']],
    ['a["b"].c', '{"a":{"b":{"c":1}}}', ['a["b"].c → 1', '  a["b"] → {"c":1}', '    a → {"b":{"c":1}}']],
  ])('%s', (source, context, lines) => {
    expect(outline(source, context)).toEqual(lines);
  });
});

describe('what was not needed or not reached is shown as such', () => {
  test.each<[string, string, string[]]>([
    [
      'IF(a, b, c)',
      '{"a":false,"b":1,"c":2}',
      ['IF(a, b, c) → 2', '  a → false', '  b → not evaluated (Not needed)', '  c → 2'],
    ],
    ['a OR b', '{"a":1}', ['a OR b → true', '  a → 1', '  b → not evaluated (Not needed)']],
    ['AND(a, b)', '{"a":false}', ['AND(a, b) → false', '  a → false', '  b → not evaluated (Not needed)']],
    [
      'a / 0 + b',
      '{"a":1,"b":2}',
      [
        'a / 0 + b → division_by_zero: Division by zero',
        '  a / 0 → division_by_zero: Division by zero',
        '    a → 1',
        '  b → not evaluated (Not reached: an error came first)',
      ],
    ],
    [
      'IF_ERROR(a / 0, b)',
      '{"a":1,"b":2}',
      ['IF_ERROR(a / 0, b) → 2', '  a / 0 → division_by_zero: Division by zero', '    a → 1', '  b → 2'],
    ],
    [
      'NOPE(a)',
      '{}',
      [
        'NOPE(a) → unknown_function: There is no function `NOPE`',
        '  a → not evaluated (Not reached: an error came first)',
      ],
    ],
    [
      'FILTER(a, LAMBDA(x, x > 1))',
      '{"a":[]}',
      [
        'FILTER(a, LAMBDA(x, x > 1)) → [] (There is nothing to choose from: the array is empty)',
        '  a → []',
        '  x > 1 → not evaluated (Never called)',
      ],
    ],
  ])('%s', (source, context, lines) => {
    expect(outline(source, context)).toEqual(lines);
  });
});

describe('lambdas and loops, call by call', () => {
  test('with the values of their parameters', () => {
    expect(outline('REDUCE([1, 2], LAMBDA(sum, x, sum + x), 0)')).toEqual([
      'REDUCE([1, 2], LAMBDA(sum, x, sum + x), 0) → 3',
      '  [1, 2] → [1,2]',
      '  sum + x → 1 (sum = 0, x = 1)',
      '    sum + x → 1',
      '      sum → 0',
      '      x → 1',
      '  sum + x → 3 (sum = 1, x = 2)',
      '    sum + x → 3',
      '      sum → 1',
      '      x → 2',
    ]);
  });

  test('the first ones; the others are counted', () => {
    const lines = outline('MAP_LAMBDA(RANGE(1, 100), LAMBDA(x, x * 2))');
    expect(lines.filter((line) => line.includes('(x = '))).toHaveLength(5);
    expect(lines.at(-1)).toBe('  x * 2 → 95 more of lambda call');
  });

  test('and always the one that failed', () => {
    expect(outline('MAP_LAMBDA(RANGE(1, 9), LAMBDA(x, 1 / (8 - x)))').slice(-2)).toEqual([
      '  1 / (8 - x) → division_by_zero: Division by zero (call 8: x = 8)',
      '  1 / (8 - x) → 2 more of lambda call',
    ]);
  });

  test('texts with pills, branches and rounds', () => {
    const source = 'Hi <<a>><%if b%><<b>><%else%>no<<a>><%endif%><%for x in xs%>[<<x>>]<%endfor%>';
    expect(outline(source, '{"a":1,"xs":["p","q"]}', 'text')).toEqual([
      '<<a>> → "1"',
      '  a → 1',
      '<%if b%><<b>><%else%>no<<a>><%endif%> → "no1"',
      '  b → null (There is no `b`; names are `a`, `xs`; did you mean `a`?)',
      '  <<b>> → not evaluated (Not needed)',
      '  <<a>> → "1"',
      '    a → 1',
      '<%for x in xs%>[<<x>>]<%endfor%> → "[p][q]"',
      '  xs → ["p","q"]',
      '  <%for x in xs%>[<<x>>]<%endfor%> → "[p]" (x = "p")',
      '    <<x>> → "p"',
      '      x → "p"',
      '  <%for x in xs%>[<<x>>]<%endfor%> → "[q]" (x = "q")',
      '    <<x>> → "q"',
      '      x → "q"',
    ]);
  });
});

describe('why a path is empty', () => {
  const body =
    '{"http":{"body":{"items":[{"id":1},{"id":null}],"total":2,"text":"{\\"a\\":1}","none":null,"empty":[],"o":{}}}}';
  test.each([
    ['htp.body', 'There is no `htp`; names are `http`; did you mean `http`?'],
    [
      'http.body.itms',
      '`http.body` has no key `itms`; keys are `items`, `total`, `text`, `none`, `empty`, `o`; did you mean `items`?',
    ],
    ['http.body.none', '`http.body` has the key `none`, and it is NULL'],
    ['http.body.none.x', '`http.body.none` is NULL, so there is nothing to read `x` from'],
    [
      'http.body.items.id',
      '`http.body.items` is an array of 2; `id` of one element is `http.body.items[0].id`, of all MAP(http.body.items, "id")',
    ],
    ['http.body.items[2]', '`http.body.items` has 2 elements, with the indexes 0 to 1'],
    ['http.body.empty[0]', '`http.body.empty` is an empty array'],
    ['http.body.o.x', '`http.body.o` is an empty object'],
    ['http.body.total.x', '`http.body.total` is a number, which has no keys'],
    ['http.body.text.a', '`http.body.text` is a text, which has no keys; it looks like JSON, which JSON_PARSE reads'],
    ['http.body.items[TRUE]', 'The index is boolean; an array wants a number, an object a text'],
    ['http.body.items[0.5]', 'The index is no whole number'],
    [
      'http.body["nope"]',
      '`http.body` has no key `nope`; keys are `items`, `total`, `text`, `none`, `empty`, `o`; did you mean `none`?',
    ],
    ['http.body.total = "2"', 'A text never equals a number; NUMBER or TEXT makes them alike'],
    ['"ok" = "OK"', 'The texts differ in capital letters'],
    ['"ok " = "ok"', 'The texts differ in blanks or line ends at their ends'],
    ['http.body.none > 1', 'NULL has no order: every such comparison is FALSE'],
    ['WHERE(http.body.items, "id", 7)', 'None of 2 elements was chosen'],
  ])('%s', (source, note) => {
    expect(notes(source, body)).toContain(note);
  });

  test('nothing is noted where nothing is missing', () => {
    expect(notes('http.body.items[0].id + http.body.total = 3', body)).toEqual([]);
  });
});

describe('bounded in size', () => {
  const count = (step: Step): number => 1 + step.children.reduce((sum, child) => sum + count(child), 0);

  test.each([
    ['an array of many parts', `[${'a.b,'.repeat(3_000)}1]`],
    [
      'loops in loops in loops',
      'MAP_LAMBDA(xs, LAMBDA(a, MAP_LAMBDA(xs, LAMBDA(b, MAP_LAMBDA(xs, LAMBDA(c, [a, b, c, a, b, c]))))))',
    ],
    ['an error before many parts', `[1 / 0, ${'a.b,'.repeat(3_000)}1]`],
  ])('%s', (_, source) => {
    const { root, isComplete } = explained(source, '{"a":{"b":1},"xs":[1,2,3,4,5,6,7,8,9]}');
    expect(isComplete).toBe(false);
    expect(count(root)).toBeLessThan(1_500);
  });

  test('a large value is shown by its beginning', () => {
    const { root } = explained('t & t', JSON.stringify({ t: 'x'.repeat(100_000) }));
    expect(JSON.stringify(root).length).toBeLessThan(2_000);
    expect(root.outcome).toMatchObject({ kind: 'value', value: { type: 'text', size: 200_000 } });
  });
});

test('a source that cannot be read has its error and no steps', () => {
  expect(explained('1 +').root).toMatchObject({ outcome: { kind: 'error', code: 'syntax' }, children: [] });
});

test('a legacy template is explained as a whole', () => {
  expect(explained('{{ a }}', '{"a":1}', 'text').root).toMatchObject({ outcome: { kind: 'value' }, children: [] });
});
