import { describe, expect, test } from 'vitest';
import { partsOf } from '../check/walk.ts';
import { parseTolerantly } from './parse-tolerantly.ts';
import { nodesOf } from './parsing.test-kit.ts';
import type { Formula, TextPart } from './tree.ts';

/** A tree in short: names and values of its nodes, holes as `_`. */
function outline(formula: Formula): string {
  switch (formula.kind) {
    case 'missing':
      return formula.parts.length === 0 ? '_' : `⟨${formula.parts.map(outline).join(' ')}⟩`;
    case 'text':
      return `'${formula.value}'`;
    case 'number':
      return formula.text;
    case 'constant':
      return String(formula.value);
    case 'placeholder':
      return '%';
    case 'reference':
      return formula.name;
    case 'member':
      return `${outline(formula.target)}.${formula.name === '' ? '_' : formula.name}`;
    case 'index':
      return `${outline(formula.target)}[${outline(formula.index)}]`;
    case 'call':
      return `${formula.name}(${formula.args.map(({ keyword, value }) => `${keyword === null ? '' : `${keyword}:`}${outline(value)}`).join(' ')})`;
    case 'array':
      return `[${formula.items.map(outline).join(' ')}]`;
    case 'object':
      return `{${formula.members.map(({ key, value }) => `${key}:${outline(value)}`).join(' ')}}`;
    case 'negation':
      return `-${outline(formula.operand)}`;
    case 'binary':
      return `(${outline(formula.left)}${formula.operator}${outline(formula.right)})`;
    case 'pipe':
      return `(${outline(formula.left)}|>${outline(formula.right)})`;
  }
}

function outlineOfParts(parts: readonly TextPart[]): string {
  return parts
    .map((part) => {
      if (part.kind === 'literal') return `"${part.text}"`;
      if (part.kind === 'pill') return `<${outline(part.formula)}>`;
      if (part.kind === 'for')
        return `for ${part.variable || '_'} ${outline(part.iterable)}[${outlineOfParts(part.body)}]`;
      const branches = part.branches.map(({ condition, body }) => `if ${outline(condition)}[${outlineOfParts(body)}]`);
      return branches.join('') + (part.otherwise === null ? '' : `else[${outlineOfParts(part.otherwise)}]`);
    })
    .join('');
}

describe('while a formula is typed, all of it that can be read is in the tree', () => {
  test.each([
    ['', '_'],
    ['a.', 'a._'],
    ['a. + b', '(a._+b)'],
    ['a.b.', 'a.b._'],
    ['1 +', '(1+_)'],
    ['* 2', '(_*2)'],
    ['F(', 'F(_)'],
    ['F(a', 'F(a)'],
    ['F(a,', 'F(a _)'],
    ['F(, b)', 'F(_ b)'],
    ['F(a b)', 'F(a b)'],
    ['F(a, k:', 'F(a k:_)'],
    ['F(a, k: ) + 1', '(F(a k:_)+1)'],
    ['F(G(a, [1, {b: c', 'F(G(a [1 {b:c}]))'],
    ['F(a, [1, 2) & b', '(F(a [1 2])&b)'],
    ['(a + b', '(a+b)'],
    ['(a b) + c', '(⟨a b⟩+c)'],
    ['a[', 'a[_]'],
    ['a[0', 'a[0]'],
    ['a["k', "a['k']"],
    ['{', '{:_}'],
    ['{a', '{a:_}'],
    ['{a:', '{a:_}'],
    ['{a: b: 1}', '{a:_ b:1}'],
    ['{a: 1, "b', '{a:1 b:_}'],
    ['F("open, a)', "F('open, a)')"],
    ['F("open\n, a)', "F('open' a)"],
    ['a |>', '(a|>_)'],
    ['a |> F(%, ', '(a|>F(% _))'],
    ['a @ b', '⟨a b⟩'],
    ['a b c', '⟨a b c⟩'],
    ['F(1)) + 2', '⟨F(1) 2⟩'],
    ['MAP_LAMBDA(a, LAMBDA(x, x.', 'MAP_LAMBDA(a LAMBDA(x x._))'],
    ['a AND', '(aAND_)'],
    ['AND b', '(_ANDb)'],
    ['-', '-_'],
    ['a # comment', 'a'],
  ])('%s', (source, expected) => {
    const { formula } = parseTolerantly(source, 'formula');
    expect(formula === null ? null : outline(formula)).toBe(expected);
  });
});

describe('while a text field is typed, pills and tags beside a broken one keep their meaning', () => {
  test.each([
    ['Hi <<', '"Hi "<_>'],
    ['Hi <<a.b', '"Hi "<a.b>'],
    ['Hi <<a. and <<b>>', '"Hi "<a.and>" "<b>'],
    ['Hi <<a.b c d', '"Hi "<a.b>" c d"'],
    ['<<F(a, <<b>>', '<F(a _)>" "<b>'],
    ['<<F("x>> <<b>>', `<F('x')>" "<b>`],
    ['<<a <%if b%>c<%endif%>', '<a>" "if b["c"]'],
    ['<<a)>> <<b>>', '<a>" "<b>'],
    ['<%', '"<%"'],
    ['<%whi', '"<%whi"'],
    ['<%if', 'if _[]'],
    ['<%if a', 'if a[]'],
    ['<%if a%>b', 'if a["b"]'],
    ['<%if a%>b<%else', 'if a["b"]else[]'],
    ['<%if a%>b<%else%>c<%else%>d<%endif%>', 'if a["b"]else["c""d"]'],
    ['<%for', 'for _ _[]'],
    ['<%for x', 'for x _[]'],
    ['<%for x in', 'for x _[]'],
    ['<%for x in a.', 'for x a._[]'],
    ['<%for x in a%><<x>>', 'for x a[<x>]'],
    ['<%if a%><%for x in b%>c<%endif%>d', 'if a[for x b["c"]]"d"'],
    ['<%if a%>b<%endfor%>c<%endif%>', 'if a["b""<%endfor%>""c"]'],
    ['a<%endif%><<b>>', '"a""<%endif%>"<b>'],
    ['<%elseif a.b%>c', 'if a.b[]"c"'],
  ])('%s', (source, expected) => {
    const { parts } = parseTolerantly(source, 'text');
    expect(parts === null ? null : outlineOfParts(parts)).toBe(expected);
  });
});

test('independent mistakes are told together, and one mistake only once', () => {
  const told = (source: string): number => parseTolerantly(source, 'formula').problems.length;
  expect(told('F(1 +, b., {c})')).toBe(3);
  expect(told('a @@ b')).toBe(2);
  expect(told('F(G(H(1')).toBe(1);
  expect(told('x ? a : b')).toBe(1);
});

test('a hole takes no room', () => {
  for (const { node } of nodesOf(parseTolerantly('F(1 + , [ , ], a.)', 'formula').formula ?? [])) {
    if (node.kind !== 'missing') continue;
    expect(node.range[0]).toBe(node.range[1]);
  }
});

test.each([
  ['chains in brackets', '+ 1 ', ')'],
  ['chains beside other things in brackets', '+ 1 ', ' x)'],
  ['chains of other languages', '?? 1 ', '])'],
  ['paths', '.a', '"b")'],
])('no tree is too deep to be walked: %s', (_, link, closer) => {
  const source = `${'('.repeat(180)}a${`${link.repeat(900)}${closer}`.repeat(180)}`;
  let level: readonly Formula[] = [parseTolerantly(source, 'formula').formula].filter((formula) => formula !== null);
  let depth = 0;
  for (; level.length > 0; depth += 1) level = level.flatMap(partsOf);
  expect(depth).toBeGreaterThan(900);
  expect(depth).toBeLessThan(2_000);
});
