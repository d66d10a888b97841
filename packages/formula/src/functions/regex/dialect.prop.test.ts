/** Two engines, one dialect: what the linear one makes of a pattern is what Ruby's engine finds. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { fuzz } from '../../fuzz.test-kit.ts';
import { loadOnigurumaForTests } from './oniguruma.test-kit.ts';
import { onigurumaPattern } from './oniguruma.ts';
import { compilePattern } from './pattern.ts';
import type { Pattern } from './pattern-shape.ts';

beforeAll(loadOnigurumaForTests);

const atom = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'A', '1', '_', ' ', 'é', 'É', '-', '\\n') },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...['.', '\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '\\h', '\\H', '^', '$', '\\A', '\\z', '\\b', '\\B'],
      ...[
        '[ab]',
        '[^ab]',
        '[a-c1]',
        '[[:alpha:]]',
        '[[:^digit:]_]',
        '[\\w-]',
        '[^\\s\\d]',
        '[a[bé]]',
        '\\p{L}',
        '\\p{^L}',
      ],
      ...['\\.', '\\-', '\\x41', '\\u00e9', '\\t', '(?i:a)', '(?m:.)', '(?-i:b)', '(?i)é'],
    ),
  },
);
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{,2}', '{1,}');
/** Groups are not repeated: what a round that matches nothing leaves behind is each engine's own. */
const { pattern } = fc.letrec<{ pattern: string; piece: string }>((tie) => ({
  pattern: fc.array(tie('piece'), { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('')),
  piece: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    {
      weight: 5,
      arbitrary: fc
        .tuple(atom, quantifier)
        .map(([one, many]) => (/^(\^|\$|\\[AzbBR]|\(\?i\))/.test(one) ? one : one + many)),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('pattern'), fc.constantFrom('', '?')).map(([inner, many]) => `(${inner})${many}`),
    },
    { weight: 1, arbitrary: fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(?:${left}|${right})`) },
  ),
}));
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'B', 'A', 'é', 'É', '1', '_', ' ', '-', '\n', '\r', '.', '😀', 'ß'),
  maxLength: 12,
});

function found(compiled: Pattern, given: string): unknown {
  return [...compiled.matches(given)].map(({ start, end, groups }) => [start, end, groups]);
}

test('a pattern that runs in linear time finds what Oniguruma finds', () => {
  fuzz(
    'regular expression dialect',
    fc.property(pattern, fc.constantFrom('', 'i', 'm', 'im'), text, (source, modifiers, given) => {
      const linear = compilePattern(source, modifiers);
      const ruby = onigurumaPattern(source, modifiers, '');
      // Ruby refuses to repeat an anchor; the linear engine does not mind.
      if (!ruby.ok) return;
      if (!linear.ok) expect.fail(`${source}: ${linear.error}`);
      expect([source, found(linear.value, given)]).toEqual([source, found(ruby.value, given)]);
    }),
    3_000,
  );
});
