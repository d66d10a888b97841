import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { loadOnigurumaForTests } from './oniguruma.test-kit.ts';
import { compilePattern } from './pattern.ts';

it('names the groups of a pattern', async () => {
  await loadOnigurumaForTests();
  const compiled = compilePattern('(?<first>a)(?<second>b)?(?=c)', '');
  if (!compiled.ok) throw new Error(compiled.error);
  const [match] = compiled.value.matches('ac');
  expect(match?.named('first')).toBe('a');
  expect(match?.named('second')).toBeNull();
  expect(match?.named('third')).toBeUndefined();
});

describe('a search that would never end', () => {
  test.each([
    ['(a+)+(?=$)\\1x', 'a'.repeat(60)],
    ['(?=(a|a)*b)', 'a'.repeat(60)],
    ['(?=(a+)+$)b', `${'a'.repeat(60)}c`],
    ['^(([a-z])+.)+[A-Z](?=([a-z])+$)', 'a'.repeat(60)],
  ])('%s says that it gave up instead of finding nothing', async (source, text) => {
    await loadOnigurumaForTests();
    const compiled = compilePattern(source, '');
    if (!compiled.ok) throw new Error(compiled.error);
    const pattern = compiled.value;
    expect(() => pattern.test(text)).toThrow('needs too many attempts on this text');
  });

  test('is asked for the time every few places, so that many slow places do not add up', async () => {
    await loadOnigurumaForTests();
    const compiled = compilePattern('(?=a*a*x)b', '');
    if (!compiled.ok) throw new Error(compiled.error);
    const pattern = compiled.value;
    let asked = 0;
    const checkTime = () => {
      asked += 1;
    };
    expect(pattern.test('a'.repeat(200), { checkTime })).toBe(false);
    expect(asked).toBeGreaterThan(20);
  });
});

/** A pattern in Ruby's words and in the host's, with the flags `g` and `u`. */
const sameInTheHost: readonly (readonly [ruby: string, host: string])[] = [
  ['a(?=b)', 'a(?=b)'],
  ['(?=b)', '(?=b)'],
  ['(?!a)', '(?!a)'],
  ['b*(?=a|\\z)', 'b*(?=a|(?![^]))'],
  ['(?<=a)b(?!c)', '(?<=a)b(?!c)'],
  ['(?=\\z)', '(?![^])'],
  ['(?m:.{9,12})(?=a)', '[^]{9,12}(?=a)'],
  ['(a|b)\\1', '(a|b)\\1'],
  ['^(?=a)', '(?<![^\\n])(?=a)'],
];

test('a search goes in windows, which do not show in what it finds', async () => {
  await loadOnigurumaForTests();
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n', 'é'), maxLength: 60 });
  fc.assert(
    fc.property(texts, fc.constantFrom(...sameInTheHost), (text, [ruby, host]) => {
      const compiled = compilePattern(ruby, '');
      if (!compiled.ok) throw new Error(compiled.error);
      const found = [...compiled.value.matches(text)].map((match) => [match.start, match.text]);
      expect(found).toEqual([...text.matchAll(new RegExp(host, 'gu'))].map((match) => [match.index, match[0]]));
    }),
    { numRuns: 1_000 },
  );
});

it('says what is malformed', async () => {
  await loadOnigurumaForTests();
  expect(compilePattern('(?<=a+)b(?=', '')).toMatchObject({ ok: false, error: expect.stringContaining('not valid') });
});
