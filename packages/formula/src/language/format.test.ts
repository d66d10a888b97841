import { describe, expect, test } from 'vitest';
import { formatFormula } from './format.ts';

function formatted(source: string, mode: 'formula' | 'text' = 'formula', width = 40): string {
  const result = formatFormula(source, mode, { width });
  return result.ok ? result.value : `error: ${result.error.message}`;
}

describe('what fits into a line stands in one line, with one blank where there is any', () => {
  test.each([
    ['a+b*-c', 'a + b * -c'],
    ['- - a', '--a'],
    ['F( a\n,k :1 ,\n l : b )', 'F(a, k: 1, l: b)'],
    ['{a:1,"b c" :[1,2 ]}', '{a: 1, "b c": [1, 2]}'],
    ['a . b [ 0 ] . c', 'a.b[0].c'],
    ['( (a) )', '((a))'],
    ['a||b&&c', 'a || b && c'],
    ['a|>F( % )', 'a |> F(%)'],
    ['\'it\'  &  "x  y"', '\'it\' & "x  y"'],
    ['F( )', 'F()'],
    ['[]', '[]'],
    ['a ;', 'a'],
    ['  a  # note  ', 'a # note'],
    ['1-AND(a)', '1 - AND(a)'],
  ])('%s', (source, expected) => {
    expect(formatted(source)).toBe(expected);
  });
});

describe('what is too long is broken at its outermost items or weakest operators', () => {
  test.each([
    [
      'REPLACE(some_action.body.text, "something", "something else")',
      'REPLACE(\n  some_action.body.text,\n  "something",\n  "something else"\n)',
    ],
    [
      'some_action.body.items |> FILTER(%, LAMBDA(x, x.ok)) |> SIZE(%)',
      'some_action.body.items\n  |> FILTER(%, LAMBDA(x, x.ok))\n  |> SIZE(%)',
    ],
    [
      'first_condition.body = 1 AND second.body = 2 OR third_condition.body = 3',
      'first_condition.body = 1\n    AND second.body = 2\n  OR third_condition.body = 3',
    ],
    [
      'FILTER(my_action.items, LAMBDA(item, item.name = "something long" AND item.ok))',
      'FILTER(\n  my_action.items,\n  LAMBDA(item,\n    item.name = "something long"\n      AND item.ok\n  )\n)',
    ],
    [
      'JSON({name: some_action.body.name, id: some_action.body.id})',
      'JSON({\n  name: some_action.body.name,\n  id: some_action.body.id\n})',
    ],
    [
      'a.b["a key that is long"]["another key that is long"].c',
      'a.b["a key that is long"][\n  "another key that is long"\n].c',
    ],
  ])('%s', (source, expected) => {
    expect(formatted(source)).toBe(expected);
  });
});

describe('comments stay with what they are about', () => {
  test.each([
    ['# first\na', '# first\na'],
    ['a # why\n+ b', 'a # why\n  + b'],
    ['a +\n# why\nb', 'a\n  # why\n  + b'],
    ['F(a, # one\n# two\nb)', 'F(\n  a, # one\n  # two\n  b\n)'],
    ['F(a # one\n, b)', 'F(\n  a, # one\n  b\n)'],
    ['F( # none\n)', 'F( # none\n)'],
    ['F(a\n# last\n)', 'F(\n  a\n  # last\n)'],
    ['{k: # v\n1}', '{\n  k: 1 # v\n}'],
    ['a\n# end', 'a\n# end'],
    ['F(a, b) # why\n+ c', 'F(a, b) # why\n  + c'],
    ['a.\n# odd\nb', 'a.b # odd'],
  ])('%s', (source, expected) => {
    expect(formatted(source)).toBe(expected);
  });
});

describe('in a text field, only what is in pills and tags changes', () => {
  test.each([
    ['Hi  <<a+b>>  !', 'Hi  <<a + b>>  !'],
    ['<% if  a=1 %> x <% else %> y <% endif %>', '<%if a = 1%> x <%else%> y <%endif%>'],
    ['<%for  x   in  F( y )%><<x>><%endfor%>', '<%for x in F(y)%><<x>><%endfor%>'],
    [
      'a long text before the pill, longer than a line <<a+b>>',
      'a long text before the pill, longer than a line <<a + b>>',
    ],
    ['<<a # note\n>>', '<<a # note>>'],
    ['nothing {{ old }}', 'nothing {{ old }}'],
  ])('%s', (source, expected) => {
    expect(formatted(source, 'text')).toBe(expected);
  });
});

test('what cannot be parsed is not touched, and the mistake is told', () => {
  expect(formatted('F(a')).toBe(
    'error: Expected an operator, `,` or `)`, found the end of the formula; `F(a` is not closed',
  );
});
