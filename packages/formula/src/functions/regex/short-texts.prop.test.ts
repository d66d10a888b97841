import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { fuzz } from '../../fuzz.test-kit.ts';
import type { Pattern } from './pattern-shape.ts';
import { readPlainPattern } from './plain-pattern.ts';
import { longestCheapText } from './search-bound.ts';
import { fasterOnShortTexts } from './short-texts.ts';
import { translatePattern } from './translate-pattern.ts';

const atom = fc.constantFrom(
  ...['a', 'b', '1', '.', '\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '\\h', '[ab]', '[^a]', '[a-c1_-]', '[^\\d\\n]'],
  ...['\\.', '\\n', '\\t', '-', ' ', '@', '\\x41', '\\u000a'],
);
const anchor = fc.constantFrom('^', '$', '\\A', '\\z', '\\Z', '\\b', '\\B');
const quantifier = fc.constantFrom(
  '',
  '',
  '',
  '*',
  '+',
  '?',
  '*?',
  '+?',
  '??',
  '{2}',
  '{1,3}',
  '{,2}',
  '{2,}',
  '{1,2}?',
);
const { pattern } = fc.letrec<{ pattern: string; piece: string }>((tie) => ({
  // One character that is always there: what may match nothing is left to the linear engine.
  pattern: fc
    .tuple(fc.array(tie('piece'), { maxLength: 2 }), atom, fc.array(tie('piece'), { maxLength: 2 }))
    .map(([before, one, after]) => [...before, one, ...after].join('')),
  piece: fc.oneof(
    { depthSize: 'small' },
    { weight: 4, arbitrary: fc.tuple(atom, quantifier).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: anchor },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tie('pattern'), fc.option(tie('pattern')), quantifier)
        .map(([left, right, many]) => `(?:${left}${right === null ? '' : `|${right}`})${many}`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom('(', '(', '(?<k>'),
          tie('pattern'),
          fc.constantFrom('', '|', '|a'),
          fc.constantFrom('', '?'),
        )
        .map(([open, inner, other, many]) => `${open}${inner}${other})${many}`),
    },
  ),
}));
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', 'A', 'é', '1', '2', '_', ' ', '-', '.', '@', '\n', '\r', '\u2028', '\t', '😀'),
  maxLength: 16,
});

/** RE2's answers, as pattern.ts reads them. */
function answers(source: string, dotMatchesLineEnd: boolean, given: string): unknown[] {
  const flags = RE2JS.MULTILINE | (dotMatchesLineEnd ? RE2JS.DOTALL : 0);
  const matcher = RE2JS.compile(source, flags).matcher(given);
  const found: unknown[] = [];
  while (matcher.find()) {
    const groups = Array.from({ length: matcher.groupCount() }, (_, index) => matcher.group(index + 1));
    found.push([matcher.start(), matcher.end(), groups]);
  }
  return found;
}

/** Must not be asked where the host answers. */
const nobody: Pattern = {
  size: 1,
  test: () => {
    throw new Error('left to the linear engine');
  },
  matches: () => {
    throw new Error('left to the linear engine');
  },
};

test('the engine of the host finds what RE2 finds', () => {
  let compared = 0;
  fuzz(
    'short texts',
    fc.property(pattern, fc.boolean(), text, (source, dotMatchesLineEnd, given) => {
      const translated = translatePattern(source, '');
      if (!translated.ok) return;
      const fast = fasterOnShortTexts(nobody, translated.value.pattern, dotMatchesLineEnd);
      const plain = readPlainPattern(translated.value.pattern, dotMatchesLineEnd);
      if (plain === null || fast === nobody || given.length > longestCheapText(plain.root) || given.includes('😀'))
        return;
      const found = [...fast.matches(given)].map(({ start, end, groups }) => [start, end, groups]);
      expect(found).toEqual(answers(translated.value.pattern, dotMatchesLineEnd, given));
      expect(fast.test(given)).toBe(found.length > 0);
      compared += 1;
    }),
    3_000,
  );
  expect(compared).toBeGreaterThan(100);
});

describe('how long a text may be', () => {
  const longest = (source: string): number => {
    const translated = translatePattern(source, '');
    const plain = translated.ok ? readPlainPattern(translated.value.pattern, false) : null;
    return plain === null ? 0 : longestCheapText(plain.root);
  };

  test.each([
    ['a fixed text', 'error', 4_096],
    ['an address', '(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})', 900],
    ['a name before a sign', '\\w+@\\w+', 100],
    ['one run', '\\d+', 150],
  ])('enough for usual ones: %s', (_, source, atLeast) => {
    expect(longest(source)).toBeGreaterThanOrEqual(atLeast);
  });

  test.each([
    ['runs in runs', '(?:a+)+b'],
    ['a run of empty rounds', '(?:a*)*b'],
    ['many runs of the same', 'a*a*a*a*a*a*a*a*b'],
    ['many choices', '(?:a|a|a|a){20}b'],
    ['counted runs in counted runs', '(?:a{1,9}){1,9}b'],
  ])('hardly any where the host would be slow: %s', (_, source) => {
    expect(longest(source)).toBeLessThan(8);
  });

  test('at that length the worst texts take no time', () => {
    for (const source of ['\\w+@\\w+', '[ab]*a[ab]*b', '(?:a|ab)(?:c|bcd)(?:d*)x', 'a.*b.*c', '(?:\\d{1,3}\\.){3}x']) {
      const translated = translatePattern(source, '');
      if (!translated.ok) throw new Error(source);
      const fast = fasterOnShortTexts(nobody, translated.value.pattern, false);
      const length = longest(source);
      for (const unit of ['a', 'ab', 'abc', '1.', 'a@', '123.']) {
        const given = unit.repeat(length).slice(0, length);
        const started = performance.now();
        for (let round = 0; round < 20; round += 1) expect(() => fast.test(given)).not.toThrow();
        expect((performance.now() - started) / 20).toBeLessThan(20);
      }
    }
  });
});

test.each(['(?i:a)', 'é', '(a)+', '(?:a?)*', 'a?', '\\p{L}', '[[:alpha:]]', '(?<k>a)|(?<k>b)'])(
  'left to the linear engine: %s',
  (source) => {
    const translated = translatePattern(source, '');
    expect(translated.ok && fasterOnShortTexts(nobody, translated.value.pattern, false)).toBe(nobody);
  },
);
