import { expect, it } from 'vitest';
import { withReport } from './write-report.ts';

it('replaces what stands between the markers, and nothing else', () => {
  const text = 'before\n\n<!-- bench -->\n\nold\n\n<!-- /bench -->\n\nafter\n';
  const once = withReport(text, 'new');
  expect(once).toBe('before\n\n<!-- bench -->\n\nnew\n\n<!-- /bench -->\n\nafter\n');
  expect(withReport(once, 'new')).toBe(once);
});

it('refuses a text without markers', () => {
  expect(() => withReport('no place', 'new')).toThrow('<!-- bench -->');
});
