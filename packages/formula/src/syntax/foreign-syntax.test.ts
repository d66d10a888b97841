import { describe, expect, test } from 'vitest';
import type { FieldMode } from '../language/language-context.ts';
import { parseTolerantly } from './parse-tolerantly.ts';
import { shown } from './parsing.test-kit.ts';

/** The first mistake, and the source when every fix that is offered was taken. */
function help(source: string, mode: FieldMode): readonly [message: string | null, mended: string | null] {
  const [first] = parseTolerantly(source, mode).problems;
  let mended = source;
  for (let fixes = 0; fixes < 10; fixes += 1) {
    const fix = parseTolerantly(mended, mode).problems.find((problem) => problem.fix !== null)?.fix;
    if (fix === null || fix === undefined) break;
    mended = mended.slice(0, fix.range[0]) + fix.text + mended.slice(fix.range[1]);
  }
  return [first === undefined ? null : shown(first), mended === source ? null : mended];
}

describe('a habit from elsewhere is told with what to write here, and mended', () => {
  test.each([
    ['a == b', '2-4: `==` is not an operator; use `=`', 'a = b'],
    ['a === b', '2-5: `===` is not an operator; use `=`', 'a = b'],
    ['a !== b', '2-5: `!==` is not an operator; use `!=`', 'a != b'],
    ['a <> b', '2-4: `<>` is not an operator; use `!=`', 'a != b'],
    ['a =< b', '2-4: `=<` is not an operator; use `<=`', 'a <= b'],
    ['!x', '0-1: `!` is not an operator; use NOT(…) or `!=`', 'NOT(x)'],
    ['!!x AND y', '0-1: `!` is not an operator; use NOT(…) or `!=`', 'NOT(NOT(x)) AND y'],
    ['x ? a : b', '2-3: `?` is not an operator; use IF(condition, a, b)', 'IF(x, a, b)'],
    ['F(x > 1 ? "a" : "b", 2)', '8-9: `?` is not an operator; use IF(condition, a, b)', 'F(IF(x > 1, "a", "b"), 2)'],
    ['a ** 2 + 1', '2-4: `**` is not an operator; use POWER(a, b)', 'POWER(a, 2) + 1'],
    ['a ^ 2', '2-3: `^` is not an operator; use POWER(a, b)', 'POWER(a, 2)'],
    ['7 % 2', '2-3: Expected an operator, found `%` (for a remainder use MODULO)', 'MODULO(7, 2)'],
    ['F(a) % 3 * 2', '5-6: Expected an operator, found `%` (for a remainder use MODULO)', 'MODULO(F(a), 3) * 2'],
    ['a and b or not c', '2-5: `and` is not an operator; use `AND`', 'a AND b OR NOT(c)'],
    ['not a > b', '0-3: `not` is not an operator; use NOT(…)', 'NOT(a > b)'],
    ['a contains "x"', '2-10: `contains` is not an operator; use INCLUDES(a, b)', 'INCLUDES(a, "x")'],
    ['"x" in list', '4-6: `in` is not an operator; use INCLUDES(b, a)', 'INCLUDES(list, "x")'],
    ['a mod 2', '2-5: `mod` is not an operator; use MODULO(a, b)', 'MODULO(a, 2)'],
    ['F(\'abc", 1)', '2-3: The text that starts with \' is not closed; " is another kind of quote', "F('abc', 1)"],
    ['F("abc, 1)', '2-3: The text that starts with " is not closed', 'F("abc, 1)")'],
    ['“hello” & ‘x’', '0-7: `“` is no quote here; use `"`', '"hello" & "x"'],
    ['`abc`', '0-5: A text stands in `"…"`, not in backticks', '"abc"'],
    [
      'MAP_LAMBDA(a, x => x.y)',
      '16-18: `=>` is not an operator; write LAMBDA(x, …) for a function, `>=` to compare',
      'MAP_LAMBDA(a, LAMBDA(x, x.y))',
    ],
    [
      'MAP_LAMBDA(a, (x) => x.y + 1)',
      '18-20: `=>` is not an operator; write LAMBDA(x, …) for a function, `>=` to compare',
      'MAP_LAMBDA(a, LAMBDA(x, x.y + 1))',
    ],
    ['F(a; b)', '3-4: Expected `,`, found `;`', 'F(a, b)'],
    ['a; b', '1-2: A formula is one expression; `;` can only stand at its end', null],
    ['F(1, )', '5-6: Expected a value after `,`, found `)`', 'F(1 )'],
    ['[1, 2, ]', '7-8: Expected a value after `,`, found `]`', '[1, 2 ]'],
    ['{a: 1, }', '7-8: Expected a key after `,`, found `}`', '{a: 1 }'],
    ['{{ a.b }}', '0-2: `{{ … }}` is for older templates; here the value stands alone', 'a.b'],
    ['{{ .a.b | upcase }}', '0-2: `{{ … }}` is for older templates; here the value stands alone', 'a.b |> upcase'],
    [
      '$.a.b',
      '0-2: `$.` has no meaning here; a reference starts with its name, and a path is JSONPATH(value, "$…")',
      'a.b',
    ],
    ['$a', '0-1: `$` has no meaning here; a reference starts with its name, and a path is JSONPATH(value, "$…")', 'a'],
    [`$\{a.b}`, `0-2: \`$\{…}\` is not used here; the reference stands alone, and \`&\` joins texts`, 'a.b'],
    [
      'F(G(1, 2',
      '8-8: Expected an operator, `,` or `)`, found the end of the formula; `G(1, 2` is not closed',
      'F(G(1, 2))',
    ],
    ['F(a, [1, 2)', '10-11: Expected an operator, `,` or `]`, found `)`; `[1, 2` is not closed', 'F(a, [1, 2])'],
    ['F(1))', '4-5: Expected an operator, found `)`; it closes nothing', 'F(1)'],
    ['a.upcase()', '8-9: A property cannot be called; write UPCASE(value, …)', 'UPCASE(a)'],
    [
      'a.b.replace("x", "y").size',
      '11-12: A property cannot be called; write REPLACE(value, …)',
      'REPLACE(a.b, "x", "y").size',
    ],
    ['.a.b', '0-1: Expected a value, found `.`; a reference starts with its name', 'a.b'],
    ['.5 + 1', '0-1: Expected a value, found `.`; write `0.5`', '0.5 + 1'],
    ['a.0.name', '2-3: Expected a property name, found `0`; use `[0]`', 'a[0].name'],
    ['a."x y"', '2-7: Expected a property name, found `"x y"`; use `["x y"]`', 'a["x y"]'],
    ['a[1:3]', '3-4: Expected `]`, found `:`; a part of an array is SLICE_ARRAY(array, start, length)', null],
    ['a[]', '2-3: Expected a value, found `]`', null],
    ['=a + b', '0-1: Expected a value, found `=`; a formula has no `=` before it', 'a + b'],
    ['<<a.b>>', '0-2: `<<…>>` is for text fields; here the value stands alone', 'a.b'],
    ['// comment', '0-10: `//` starts no comment; use `#`', '# comment'],
    ['1 + /* x */ 2', '4-11: `/*` starts no comment; use `#`', null],
    ['a × b ≤ c', '2-3: `×` is not an operator; use `*`', 'a * b <= c'],
    ['（a， b）', '0-1: `（` is a full-width character; use `(`', '(a, b)'],
    ['a\u200bb', '1-2: There is an invisible character here (U+200B)', 'ab'],
    ['{1: 2}', '1-2: Expected a key, found `1`', '{"1": 2}'],
    ['{a = 1, b => 2}', '3-4: Expected `:`, found `=`', '{a : 1, b => 2}'],
    ['{a-b: 1}', '2-3: Expected `:`, found `-`; a key that is not a plain name stands in quotes', '{"a-b": 1}'],
    ['{a: 1 b: 2}', '6-7: Expected an operator, `,` or `}`, found `b`', '{a: 1, b: 2}'],
    ['{a}', '2-3: Expected `:`, found `}`', null],
    ['{a, b}', '2-3: Expected `:`, found `,`', null],
    ['F(a b c)', '4-5: Expected an operator, `,` or `)`, found `b`', 'F(a, b, c)'],
    ['F(a: , b: 1)', '5-6: Expected a value, found `,`', null],
    ['a ?? b', '2-4: `??` is not an operator; use DEFAULT(a, b)', 'DEFAULT(a, b)'],
    ['a?.b', '1-3: `?.` is not an operator; use `.`; a property of nothing is NULL', 'a.b'],
    ['https://x.y/z', '5-6: Expected an operator, found `:`; an address is a text, and stands in quotes', null],
    [
      'F(\n  a,\n  G(b\n)',
      '15-15: Expected an operator, `,` or `)`, found the end of the formula; `F(…` in line 1 is not closed',
      'F(\n  a,\n  G(b\n))',
    ],
    ['a b c', '2-3: Expected an operator, found `b`', null],
    ['1 + * 2', '4-5: Expected a value, found `*`', null],
    ['F(.5)', '2-3: Expected a value, found `.`; write `0.5`', 'F(0.5)'],
    ['..', '0-1: Expected a value, found `.`; a reference starts with its name', ''],
    ['{a-b-c', '2-3: Expected `:`, found `-`; a key that is not a plain name stands in quotes', '{"a-b-c"'],
  ])('%s', (source, message, mended) => {
    expect(help(source, 'formula')).toEqual([message, mended]);
  });
});

describe('a broken pill or tag is told with what is missing, and mended', () => {
  test.each([
    ['Hi <<a.b and more text', '9-12: `and` is not an operator; use `AND`', 'Hi <<a.b AND more text'],
    ['Hi <<a.>> and <<F(1>> x', '7-9: Expected a property name, found `>>`', 'Hi <<a.>> and <<F(1)>> x'],
    ['Hi <<a.b and <<c>> x', '9-12: `and` is not an operator; use `AND`', 'Hi <<a.b AND <<c>> x'],
    [
      '<%if a%>x<%elsif b%>y<%end%>',
      '9-16: Expected `if`, `elseif`, `else`, `endif`, `for` or `endfor` after `<%`, found `elsif`; did you mean `elseif`?',
      '<%if a%>x<%elseif b%>y<%endif%>',
    ],
    [
      '<%if a%>x<%else if b%>y<%endif%>',
      '9-18: Expected `if`, `elseif`, `else`, `endif`, `for` or `endfor` after `<%`, found `else if`; did you mean `elseif`?',
      '<%if a%>x<%elseif b%>y<%endif%>',
    ],
    ['<%for x of list%><<x>><%endfor%>', '0-5: Expected `<%for name in array%>`', null],
    ['<%for%>a<%endfor%>', '0-5: Expected `<%for name in array%>`', null],
    ['<%for x in %>a<%endfor%>', '11-13: Expected a value, found `%>`', null],
    ['<%if a%>x<%for b in c%>y<%endif%>z', '24-31: Expected `<%endfor%>`, found `<%endif`', null],
    ['<%if', '4-4: Expected a value, found the end of the text', '<%if<%endif%>'],
    ['<%', '0-2: Expected `if`, `elseif`, `else`, `endif`, `for` or `endfor` after `<%`, found no name', null],
    ['a <% b', '2-6: Expected `if`, `elseif`, `else`, `endif`, `for` or `endfor` after `<%`, found `b`', null],
    ['<%if a', '6-6: Expected `%>`, found the end of the text', '<%if a%><%endif%>'],
    ['<%else%>x<%endif%>', '0-6: `<%else%>` has no opening tag before it', null],
    ['<%elseif a.b%>x', '0-8: `<%elseif%>` has no opening tag before it', null],
    ['<%if a%>1<%else%>2<%elseif c%>3<%endif%>', '18-26: Expected `<%endif%>`, found `<%elseif`', null],
    ['<%for in list%>a<%endfor%>', '0-5: Expected `<%for name in array%>`', null],
    ['<%for x: list%>a<%endfor%>', '0-5: Expected `<%for name in array%>`', null],
    ['<%for  %>a<%endfor%>', '0-5: Expected `<%for name in array%>`', null],
  ])('%s', (source, message, mended) => {
    expect(help(source, 'text')).toEqual([message, mended]);
  });
});

describe('a bracket that is not closed is shown with what it belongs to', () => {
  test.each([
    ['F(G(1, 2', 'G(1, 2'],
    ['[a, {b: 1, c: 2]', '{b: 1, c: 2'],
    ['(a + (b * c)', '(a + (b * c)'],
  ])('%s', (source, opening) => {
    const related = parseTolerantly(source, 'formula').problems[0]?.related;
    expect(source.slice(...(related?.range ?? [0, 0]))).toBe(opening);
  });
});
