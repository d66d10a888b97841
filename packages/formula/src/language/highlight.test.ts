import { describe, expect, test } from 'vitest';
import { highlight } from './highlight.ts';
import type { FieldMode } from './language-context.ts';

/** `kind text` of each token, without blanks. */
function colours(source: string, mode: FieldMode): readonly string[] {
  return highlight(source, mode)
    .filter(({ kind }) => kind !== 'blank')
    .map(({ kind, from, to }) => `${kind} ${source.slice(from, to)}`);
}

describe('in a formula, each name has the colour of what it means', () => {
  test.each([
    [
      'UPCASE(a.b)',
      ['function UPCASE', 'punctuation (', 'reference a', 'punctuation .', 'property b', 'punctuation )'],
    ],
    ['NOPE(1)', ['unknown-function NOPE', 'punctuation (', 'number 1', 'punctuation )']],
    ['upcase(1)', ['unknown-function upcase', 'punctuation (', 'number 1', 'punctuation )']],
    ['RESOURCE.x', ['namespace RESOURCE', 'punctuation .', 'property x']],
    ['TRUE AND true', ['constant TRUE', 'operator AND', 'constant true']],
    ['AND(NULL)', ['function AND', 'punctuation (', 'constant NULL', 'punctuation )']],
    ['a.TRUE', ['reference a', 'punctuation .', 'property TRUE']],
    [
      '1 |> F(%, k: 2)',
      [
        'number 1',
        'operator |>',
        'unknown-function F',
        'punctuation (',
        'placeholder %',
        'punctuation ,',
        'keyword-argument k',
        'punctuation :',
        'number 2',
        'punctuation )',
      ],
    ],
    [
      '{a: "b", "c": d}',
      [
        'punctuation {',
        'property a',
        'punctuation :',
        'text "b"',
        'punctuation ,',
        'property "c"',
        'punctuation :',
        'reference d',
        'punctuation }',
      ],
    ],
    [
      'LAMBDA(x, x + y)',
      [
        'function LAMBDA',
        'punctuation (',
        'parameter x',
        'punctuation ,',
        'parameter x',
        'operator +',
        'reference y',
        'punctuation )',
      ],
    ],
    [
      'F(LAMBDA(x, 1), x)',
      [
        'unknown-function F',
        'punctuation (',
        'function LAMBDA',
        'punctuation (',
        'parameter x',
        'punctuation ,',
        'number 1',
        'punctuation )',
        'punctuation ,',
        'reference x',
        'punctuation )',
      ],
    ],
    ['"a\\n\\w\\"b"', ['text "a', 'escape \\n', 'text \\w', 'escape \\"', 'text b"']],
    ["'\\''", ["text '", "escape \\'", "text '"]],
    ['1 # one\n+ 2', ['number 1', 'comment # one', 'operator +', 'number 2']],
    ['-a["k"]', ['operator -', 'reference a', 'punctuation [', 'text "k"', 'punctuation ]']],
  ])('%s', (source, expected) => {
    expect(colours(source, 'formula')).toEqual(expected);
  });
});

describe('what is broken does not change the colours around it', () => {
  test.each([
    ['UPCASE(a.', ['function UPCASE', 'punctuation (', 'reference a', 'punctuation .']],
    ['a == b', ['reference a', 'error ==', 'reference b']],
    ['a and b', ['reference a', 'error and', 'reference b']],
    ['a @ UPCASE("x', ['reference a', 'error @', 'function UPCASE', 'punctuation (', 'text "x']],
    ['', []],
  ])('%s', (source, expected) => {
    expect(colours(source, 'formula')).toEqual(expected);
  });
});

describe('in a text field, pills and tags stand out from the text', () => {
  test.each([
    ['Hi <<a>>!', ['literal Hi ', 'delimiter <<', 'reference a', 'delimiter >>', 'literal !']],
    [
      '<%if a%>b<%endif%>',
      [
        'delimiter <%',
        'tag if',
        'reference a',
        'delimiter %>',
        'literal b',
        'delimiter <%',
        'tag endif',
        'delimiter %>',
      ],
    ],
    [
      '<%for x in y%><<x>><<FORLOOP.index>><%endfor%>',
      [
        'delimiter <%',
        'tag for',
        'parameter x',
        'tag in',
        'reference y',
        'delimiter %>',
        'delimiter <<',
        'parameter x',
        'delimiter >>',
        'delimiter <<',
        'namespace FORLOOP',
        'punctuation .',
        'property index',
        'delimiter >>',
        'delimiter <%',
        'tag endfor',
        'delimiter %>',
      ],
    ],
    ['{{ a | b }} c {% if', ['liquid {{ a | b }}', 'literal  c ', 'liquid {% if']],
    ['<%nope%>', ['error <%nope%>']],
    ['Hi <<a. you', ['literal Hi ', 'delimiter <<', 'reference a', 'punctuation .', 'property you']],
  ])('%s', (source, expected) => {
    expect(colours(source, 'text')).toEqual(expected);
  });
});
