import { expect, test } from 'vitest';
import { type DiffLine, lineDiff } from './line-diff.ts';

const sign = (line: DiffLine): string => {
  if (line.kind === 'skipped') return `… ${line.count}`;
  return `${{ same: ' ', gone: '-', new: '+' }[line.kind]}${line.text}`;
};
const numbered = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`);

test.each([
  ['the same text', 'a\nb', 'a\nb', ['… 2']],
  ['a line that changed', 'a\nb\nc', 'a\nB\nc', [' a', '-b', '+B', ' c']],
  ['a line that came', 'a\nc', 'a\nb\nc', [' a', '+b', ' c']],
  ['a line that went', 'a\nb\nc', 'a\nc', [' a', '-b', ' c']],
  ['two changes with a common line between', 'a\nx\nb', 'A\nx\nB', ['-a', '+A', ' x', '-b', '+B']],
  ['repeated lines', 'a\na', 'a\na\na', [' a', ' a', '+a']],
  ['from nothing', '', 'a', ['-', '+a']],
])('%s', (_, before, after, expected) => {
  expect(lineDiff(before, after).map(sign)).toEqual(expected);
});

test('what stays far from a change is left out, and counted', () => {
  const before = [...numbered(1, 9), 'old', ...numbered(11, 14)].join('\n');
  expect(lineDiff(before, before.replace('old', 'new')).map(sign)).toEqual([
    '… 7',
    ' line 8',
    ' line 9',
    '-old',
    '+new',
    ' line 11',
    ' line 12',
    '… 2',
  ]);
});

test('texts too long to compare line with line are told as gone and new', () => {
  const [before, after] = [numbered(1, 700), numbered(1, 700).toReversed()];
  const kinds = lineDiff(before.join('\n'), after.join('\n')).map(({ kind }) => kind);
  expect(kinds).toEqual([...before.map(() => 'gone'), ...after.map(() => 'new')]);
});
