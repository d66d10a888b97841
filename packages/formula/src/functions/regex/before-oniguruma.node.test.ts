import { expect, it, vi } from 'vitest';
import { loadOnigurumaForTests } from './oniguruma.test-kit.ts';

it('what needs Oniguruma is refused where it has not been loaded, and runs where it has', async () => {
  await loadOnigurumaForTests();
  const { compilePattern } = await import('./pattern.ts');
  const compiled = compilePattern('a(?=b)', '');
  expect(compiled.ok && [...compiled.value.matches('ac ab')]).toMatchObject([{ start: 3, end: 4, text: 'a' }]);

  // Loaded afresh, the same modules are those of a program that has just begun.
  vi.resetModules();
  const { compilePattern: compileAtFirst } = await import('./pattern.ts');
  expect(() => compileAtFirst('a(?=b)', '')).toThrow(
    expect.objectContaining({ code: 'needs_server', message: expect.stringContaining('look-aheads') }),
  );
});
