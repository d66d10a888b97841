/** Needs a program of its own, in which nothing has loaded the engine yet. */
import { expect, it } from 'vitest';
import { loadOnigurumaForTests } from './oniguruma.test-kit.ts';
import { compilePattern } from './pattern.ts';

it('refuses what needs Oniguruma until it is loaded, and then runs it', async () => {
  expect(() => compilePattern('a(?=b)', '')).toThrow(
    expect.objectContaining({ code: 'needs_server', message: expect.stringContaining('look-aheads') }),
  );
  await loadOnigurumaForTests();
  const compiled = compilePattern('a(?=b)', '');
  expect(compiled.ok && [...compiled.value.matches('ac ab')]).toMatchObject([{ start: 3, end: 4, text: 'a' }]);
});
