import { describe, expect, test } from 'vitest';
import { parseFormula } from './parse-formula.ts';
import { parseText } from './parse-text.ts';
import { refusalOf } from './parsing.test-kit.ts';
import type { Formula } from './tree.ts';

describe('a syntax error says what was found, what was expected, and where', () => {
  test.each([
    ['=', '1-1: Expected a value, found the end of the formula'],
    ['=1 +', '4-4: Expected a value, found the end of the formula'],
    ['=1 2', '3-4: Expected an operator, found `2`'],
    ['=(1', '3-3: Expected `)`, found the end of the formula; `(1` is not closed'],
    ['=[1, 2', '6-6: Expected an operator, `,` or `]`, found the end of the formula; `[1, 2` is not closed'],
    ['={a 1}', '4-5: Expected `:`, found `1`'],
    ['={1: 2}', '2-3: Expected a key, found `1`'],
    ['=F(1, 2', '7-7: Expected an operator, `,` or `)`, found the end of the formula; `F(1, 2` is not closed'],
    ['=F(a: 1, 2)', '9-10: An argument without a name cannot follow a named one'],
    ['=a.', '3-3: Expected a property name, found the end of the formula'],
    ['=a[1', '4-4: Expected `]`, found the end of the formula; `[1` is not closed'],
    ['="open', '1-2: The text that starts with " is not closed'],
    ['=1 == 2', '3-5: `==` is not an operator; use `=`'],
    ['=1 <> 2', '3-5: `<>` is not an operator; use `!=`'],
    ['=2 ** 3', '3-5: `**` is not an operator; use POWER(a, b)'],
    ['=2 ^ 3', '3-4: `^` is not an operator; use POWER(a, b)'],
    ['=!a', '1-2: `!` is not an operator; use NOT(…) or `!=`'],
    ['=a ? b : c', '3-4: `?` is not an operator; use IF(condition, a, b)'],
    ['=a | b', '3-4: `|` is not an operator; use `|>` to pass a value on, `||` for or'],
    ['=7 % 2', '3-4: Expected an operator, found `%` (for a remainder use MODULO)'],
    ['=% + 1', '1-2: `%` stands for the left side of a pipe; there is no `|>` here'],
    ['=% |> 1', '1-2: `%` stands for the left side of a pipe; there is no `|>` here'],
    ['=AND', '1-4: Expected a value, found `AND`'],
    ['=a @ b', '3-4: The character `@` has no meaning here'],
    ['<<a.b', '5-5: Expected `>>`, found the end of the text'],
    ['<<>>', '2-4: Expected a value, found `>>`'],
    ['<<a b>>', '4-5: Expected an operator or `>>`, found `b`'],
    ['x <%if a%>y', '2-6: This `<%if` is not closed by `<%endif%>`'],
    ['<%for x in a%>y', '0-5: This `<%for` is not closed by `<%endfor%>`'],
    ['<%for x a%><%endfor%>', '0-5: Expected `<%for name in array%>`'],
    ['<%if a%><%endfor%>', '8-16: Expected `<%endif%>`, found `<%endfor`'],
    ['a<%endif%>', '1-8: `<%endif%>` has no opening tag before it'],
    ['<%else%>', '0-6: `<%else%>` has no opening tag before it'],
    ['<%if a%>1<%else%>2<%else%>3<%endif%>', '18-24: Expected `<%endif%>`, found `<%else`'],
    ['<%while a%>', '0-7: Expected `if`, `elseif`, `else`, `endif`, `for` or `endfor` after `<%`, found `while`'],
    ['<% %>', '0-3: Expected `if`, `elseif`, `else`, `endif`, `for` or `endfor` after `<%`, found no name'],
    ['<%if %>x<%endif%>', '5-7: Expected a value, found `%>`'],
    ['<%endif x%>', '0-7: `<%endif%>` has no opening tag before it'],
    ['<%if a%><%endif x%>', '8-15: Expected `%>` after `endif`'],
  ])('%s', (source, expected) => {
    expect(refusalOf(source)).toBe(expected);
  });
});

describe('depth is bounded, on both sides of each limit', () => {
  test.each([
    ['parentheses', (n: number) => `=${'('.repeat(n)}1${')'.repeat(n)}`, 199],
    ['arrays', (n: number) => `=${'['.repeat(n)}${']'.repeat(n)}`, 200],
    ['a chain of operators', (n: number) => `=1${' + 1'.repeat(n)}`, 1000],
    ['a chain of signs', (n: number) => `=${'-'.repeat(n)}1`, 1000],
    ['a chain of properties', (n: number) => `=a${'.b'.repeat(n)}`, 999],
    ['a chain of pipes', (n: number) => `=1${' |> %'.repeat(n)}`, 1000],
    [
      'chains in brackets',
      (n: number) => `=${'('.repeat(2)}1${`${' + 1'.repeat(499)})`.repeat(2)}${' + 1'.repeat(n)}`,
      499,
    ],
    ['tags', (n: number) => `${'<%if 1%>'.repeat(n)}${'<%endif%>'.repeat(n)}`, 100],
  ])('%s', (_, make, most) => {
    expect(refusalOf(make(most))).toBe(null);
    expect(refusalOf(make(most + 1))).toMatch(/(?:levels deep|in one chain)$/);
    expect(refusalOf(make(100_000))).toMatch(/(?:levels deep|in one chain)$/);
  });
});

/** Every node with the source that its range covers. */
function pieces(source: string, from = 0): string[] {
  const found: string[] = [];
  const visit = (formula: Formula): void => {
    found.push(`${formula.kind}: ${source.slice(...formula.range)}`);
    for (const value of Object.values(formula)) {
      const children: unknown[] = Array.isArray(value) ? value : [value];
      for (const child of children) {
        if (isNode(child)) visit(child);
        else if (typeof child === 'object' && child !== null && 'value' in child && isNode(child.value))
          visit(child.value);
      }
    }
  };
  visit(parseFormula(source, from).formula);
  return found;
}

function isNode(value: unknown): value is Formula {
  return typeof value === 'object' && value !== null && 'kind' in value && 'range' in value;
}

test('every node knows its range in the stored text', () => {
  expect(pieces('=f.x |> F(-%[0], "k" & {a: b.c}, n: [1])', 1)).toEqual([
    'pipe: f.x |> F(-%[0], "k" & {a: b.c}, n: [1])',
    'member: f.x',
    'reference: f',
    'call: F(-%[0], "k" & {a: b.c}, n: [1])',
    'negation: -%[0]',
    'index: %[0]',
    'placeholder: %',
    'number: 0',
    'binary: "k" & {a: b.c}',
    'text: "k"',
    'object: {a: b.c}',
    'member: b.c',
    'reference: b',
    'array: [1]',
    'number: 1',
  ]);
});

test('parts of a text field know their ranges', () => {
  const source = 'Hi <<a>>!<%if b%>x<%endif%>';
  expect(parseText(source).map(({ kind, range }) => `${kind}: ${source.slice(...range)}`)).toEqual([
    'literal: Hi ',
    'pill: <<a>>',
    'literal: !',
    'if: <%if b%>x<%endif%>',
  ]);
});
