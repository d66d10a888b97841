/** Ruby's regular expressions on an engine that takes linear time. */
import { beforeAll, describe, expect, test } from 'vitest';
import { loadOnigurumaForTests } from '../functions/regex/oniguruma.test-kit.ts';
import { shown } from './evaluating.test-kit.ts';

/** Pattern, modifiers, text, and the matches or the error. */
beforeAll(loadOnigurumaForTests);

const cases: Readonly<
  Record<string, readonly (readonly [pattern: string, modifiers: string, text: string, result: string])[]>
> = {
  'lines and dots as Ruby means them': [
    ['^b$', '', 'a\nb\nc', '["b"]'],
    ['a.b', '', 'a\nb', '[]'],
    ['a.b', 'm', 'a\nb', '["a\\nb"]'],
    ['\\Aa', '', 'a\na', '["a"]'],
    ['c\\z', '', 'ac\nc', '["c"]'],
    ['(?m:a.)b', '', 'a\nb', '["a\\nb"]'],
  ],
  'where no line begins, ends and no word is': [
    ['^', '', 'a\n', '[""]'],
    ['^\\d+', '', '1\n22\n', '["1","22"]'],
    ['a\\Z', '', 'a\n', '["a"]'],
    ['\\bé\\w*', '', 'xé éa', '["éa"]'],
    ['\\w+(?=é)', '', 'aéé', '["a"]'],
    ['[\\w-]+(?=!)|\\D(?=1)', '', 'a-é1!', '["é","1"]'],
  ],
  'modifiers and inline options': [
    ['ab', 'i', 'AB', '["AB"]'],
    ['a(?i)b|c', '', 'aB aC b C', '["aB","aC"]'],
    ['a(?i:b)', '', 'aB AB', '["aB"]'],
    [' a b # comment', 'x', 'ab', '["ab"]'],
    ['(?x) a [ ] b', '', 'a b', '["a b"]'],
    ['(?x-i: a )b', 'i', 'aB AB', '["aB"]'],
    ['a', 'q', 'a', '! REGEX_EXTRACT: unknown regular expression modifier "q" (known are i, m and x)'],
  ],
  'classes and properties': [
    ['\\h+', '', 'xyz0aFg', '["0aF"]'],
    ['\\H+', '', '0aFgh', '["gh"]'],
    ['[\\h-]+', '', '0a-g', '["0a-"]'],
    ['[[:alpha:]]+', '', 'éa1', '["éa"]'],
    ['\\p{Alpha}+', '', '1éa', '["éa"]'],
    ['\\p{^Alpha}', '', 'é1', '["1"]'],
    ['\\P{L}', '', 'é1', '["1"]'],
    ['[a[bc]]+', '', 'xabcd', '["abc"]'],
    ['[]a]+', '', 'a]b', '["a]"]'],
    ['[\\]\\[-]+', '', '[-]', '["[-]"]'],
    ['\\s', '', 'a\u000bb', '["\\u000b"]'],
    ['\\R', '', 'a\r\nb', '["\\r\\n"]'],
    ['\\w+', '', 'é_1', '["_1"]'],
  ],
  escapes: [
    ['.*\\gmail\\.com', '', 'a@gmail.com', '["a@gmail.com"]'],
    ['\\u00e9\\x41', '', 'éA', '["éA"]'],
    ['\\u{1F600}', '', '😀', '["😀"]'],
    ['\\/\\-\\#\\ ', '', '/-# ', '["/-# "]'],
    ['a{,2}b', '', 'aaab', '["aab"]'],
    ['{a}', '', '{a}', '["{a}"]'],
    ['a{2}?', '', 'aab', '["aa","",""]'],
  ],
  groups: [
    ['(?<year>\\d+)-(\\d+)', '', '2024-05', '[["2024"]]'],
    ["(?'y'a)(?'z'b)?", '', 'a', '[["a",null]]'],
    ['(a)|(b)', '', 'ab', '[["a",null],[null,"b"]]'],
    ['a(?#note)b', '', 'ab', '["ab"]'],
    ['(?<=\\$)\\d+', '', '$12 13', '["12"]'],
    ['(?<!\\$)\\b\\d+', '', '$12 13', '["13"]'],
    ['x*', '', 'axb', '["","x","",""]'],
    ['(.)?a?', '', 'É', '[["É"],[null]]'],
    ['(?=)|x', '', '😀', '["",""]'],
    ['', '', 'ab', '["","",""]'],
    ['.', '', 'a😀', '["a","😀"]'],
  ],
  'what needs another engine than the linear one': [
    ['a(?=b)', '', 'ab ac', '["a"]'],
    ['a(?!b).', '', 'ab ac', '["ac"]'],
    ['(?<=Hello )(.*)(?= Thomas)', '', 'Hello my name is Thomas', '[["my name is"]]'],
    ['(a)\\1', '', 'aab', '[["a"]]'],
    ['(?<n>a)\\k<n>|(?<m>b)', '', 'aab', '[["a",null],[null,"b"]]'],
    ['(?>a+)b', '', 'aab', '["aab"]'],
    ['a++', '', 'aa', '["aa"]'],
    ['[a-c&&b-d]+', '', 'abcd', '["bc"]'],
    ['[a[^b]]', '', 'ab', '["a"]'],
    ['É(?=b)', 'i', 'éb', '["é"]'],
    ['.(?=😀)', '', '😀é😀', '["é"]'],
  ],
  'what is malformed is said': [
    ['(', '', '', '! REGEX_EXTRACT: the regular expression is not valid: a group is not closed'],
    [')', '', '', '! REGEX_EXTRACT: the regular expression is not valid: unmatched closing parenthesis'],
    ['[a', '', '', '! REGEX_EXTRACT: the regular expression is not valid: a bracket is not closed'],
    ['*a', '', '', '! REGEX_EXTRACT: the regular expression is not valid: nothing to repeat before "*"'],
    ['a\\', '', '', '! REGEX_EXTRACT: the regular expression is not valid: it ends in a backslash'],
    ['(?Q)', '', '', '! REGEX_EXTRACT: the regular expression is not valid: unknown kind of group'],
    ['[z-a]', '', '', '! REGEX_EXTRACT: the regular expression is not valid: invalid character class range: `z-a`'],
    [
      '\\p{Nope}',
      '',
      '',
      '! REGEX_EXTRACT: the regular expression is not valid: invalid character class range: `\\\\p{Nope}`',
    ],
  ],
};

describe.each(Object.entries(cases))('%s', (_group, rows) => {
  test.each(rows)('%s %s', (pattern, modifiers, text, result) => {
    const context = JSON.stringify({ pattern, modifiers, text });
    expect(shown('REGEX_EXTRACT(text, pattern, modifiers)', context)).toBe(
      result.startsWith('!') ? result.replaceAll('\\\\', '\\') : result,
    );
  });
});

const replacements: readonly (readonly [text: string, pattern: string, replacement: string, result: string])[] = [
  ['2024-05', '(\\d+)-(\\d+)', '\\2/\\1', '05/2024'],
  ['ab', '(?<first>.)(?<second>.)', '\\k<second>\\k<first>', 'ba'],
  ['abc', 'b', '[\\0\\&]', 'a[bb]c'],
  ['abc', 'b', "<\\`|\\'>", 'a<a|c>c'],
  ['a.b', '\\.', '\\\\', 'a\\b'],
  ['a', 'a', '$1$&', '$1$&'],
  ['a', 'a', '\\9\\k<none>x\\q', 'x\\q'],
  ['abc', 'x*', '-', '-a-b-c-'],
  ['abc', 'z', '-', 'abc'],
  ['', '^', 'x', 'x'],
];

test.each(replacements)('REGEX_REPLACE "%s" by /%s/ with "%s"', (text, pattern, replacement, result) => {
  const context = JSON.stringify({ text, pattern, replacement });
  expect(shown('REGEX_REPLACE(text, pattern, replacement)', context)).toBe(JSON.stringify(result));
});

test('patterns that make other engines hang end at once', () => {
  const context = JSON.stringify({
    text: `${'a'.repeat(20_000)}!`,
    nested: '(a+)+$',
    many: `${'(a?)'.repeat(500)}${'a'.repeat(500)}b`,
  });
  expect(shown('MATCH(text, nested)', context)).toBe('false');
  expect(shown('MATCH(text, many)', context)).toMatch(/false|The formula takes more than/);
  expect(shown('MATCH("a", "(((a{900}){900}){900}){900}")')).toMatch(/^! MATCH: the regular expression is not valid/);
});

test('nested groups and brackets are limited', () => {
  const context = JSON.stringify({
    groups: `${'('.repeat(5000)}a${')'.repeat(5000)}`,
    brackets: `${'['.repeat(5000)}a${']'.repeat(5000)}`,
  });
  expect(shown('MATCH("a", groups)', context)).toBe(
    '! MATCH: the regular expression is not valid: too many nested groups',
  );
  expect(shown('MATCH("a", brackets)', context)).toBe(
    '! MATCH: the regular expression is not valid: too many nested brackets',
  );
});
