import { describe, expect, test } from 'vitest';
import { closingOf } from './closing-pills.ts';

/** Types at the bar; gives the text with the bar where the caret is then. */
function type(text: string, typed: string): string {
  const [before = '', after = ''] = text.split('|');
  const { insert, caret } = closingOf(before, after, typed) ?? { insert: typed, caret: 1 };
  const whole = before + insert + after;
  return `${whole.slice(0, before.length + caret)}|${whole.slice(before.length + caret)}`;
}

describe('a typed bracket', () => {
  test.each([
    ['|', '<', '<|'],
    ['<|', '<', '<<|>>'],
    ['Hello <| there', '<', 'Hello <<|>> there'],
    ['<<a>> <|', '<', '<<a>> <<|>>'],
    // before a name somebody puts a pill around it
    ['<|name>>', '<', '<<|name>>'],
    ['<<|>>', '<', '<<<|>>'],
    ['<<a|>>', '>', '<<a>|>'],
    ['<<a>|>', '>', '<<a>>|'],
    ['<<a>>|', '>', '<<a>>>|'],
    ['<<a |>>', '>', '<<a >|>>'],
    ['a |', '>', 'a >|'],
    ['<<a|', '>', '<<a>|'],
    ['<<a>|', '>', '<<a>>|'],
    ['<<a|>>', 'b', '<<ab|>>'],
  ])('%s and %s', (text, typed, expected) => {
    expect(type(text, typed)).toBe(expected);
  });
});
