import { describe, expect, test } from 'vitest';
import { highlight } from '../language/highlight.ts';
import { parseTolerantly } from '../syntax/parse-tolerantly.ts';
import { characterLength } from './character-length.ts';

test.each([
  ['a', 0, 1],
  ['😀', 0, 2],
  ['😀', 1, 1],
  ['\ud83d', 0, 1],
  ['\ud83da', 0, 1],
  ['a', 1, 1],
] as const)('the character of %j at %i takes %i', (text, at, length) => {
  expect(characterLength(text, at)).toBe(length);
});

describe('a text that is cut out of a longer one ends where it ends, also when the code has been compiled', () => {
  // Longer than the slices that V8 copies, and often enough for its compiler.
  const whole = `IF(${'x'.repeat(40)} & \ud835\udd35 = "\ud835\udd35", 1)`;
  const rounds = Array.from({ length: 4_000 }, (_, round) => whole + round);

  test.each([
    ['in a name', whole.indexOf('\ud835') + 1],
    ['in a quoted text', whole.lastIndexOf('\ud835') + 1],
  ])('%s', (_, length) => {
    for (const longer of rounds) {
      const source = longer.slice(0, length);
      const { tokens, problems } = parseTolerantly(source, 'formula');
      const ends = [...tokens.map(({ to }) => to), ...problems.map(({ range }) => range?.[1] ?? 0)];
      expect(Math.max(...ends)).toBeLessThanOrEqual(length);
      expect(highlight(source, 'formula').at(-1)?.to).toBe(length);
    }
  });
});
