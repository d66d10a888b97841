import { expect, it } from 'vitest';
import { loadOnigurumaForTests } from './oniguruma.test-kit.ts';
import { compilePattern } from './pattern.ts';

it('refuses what needs Oniguruma until it is loaded, and then runs it', async () => {
  const refused = compilePattern('a(?=b)', '');
  expect(refused).toEqual({ ok: false, error: 'look-aheads are not supported in regular expressions here' });
  await loadOnigurumaForTests();
  const compiled = compilePattern('a(?=b)', '');
  expect(compiled.ok && [...compiled.value.matches('ac ab')]).toMatchObject([{ start: 3, end: 4, text: 'a' }]);
});

it('names the groups of a pattern', async () => {
  await loadOnigurumaForTests();
  const compiled = compilePattern('(?<first>a)(?<second>b)?(?=c)', '');
  if (!compiled.ok) throw new Error(compiled.error);
  const [match] = compiled.value.matches('ac');
  expect(match?.named('first')).toBe('a');
  expect(match?.named('second')).toBeNull();
  expect(match?.named('third')).toBeUndefined();
});

it('ends a search that would never end', { timeout: 20_000 }, async () => {
  await loadOnigurumaForTests();
  const compiled = compilePattern('(a+)+(?=$)\\1x', '');
  expect(compiled.ok && compiled.value.test('a'.repeat(60))).toBe(false);
});

it('says what is malformed', async () => {
  await loadOnigurumaForTests();
  expect(compilePattern('(?<=a+)b(?=', '')).toMatchObject({ ok: false, error: expect.stringContaining('not valid') });
});
