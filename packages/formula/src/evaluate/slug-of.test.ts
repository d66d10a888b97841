import { expect, test } from 'vitest';
import { slugOf } from './slug-of.ts';

test.each([
  ['Extract Pre-Approved Accounts', 'extract_pre_approved_accounts'],
  ['  HTTP -- request!? ', 'http_request'],
  ['Get 10 stories', 'get_10_stories'],
  ['already_a_slug', 'already_a_slug'],
  ['Größe prüfen', 'größe_prüfen'],
  ['日本 語', '日本_語'],
  ['(…)', ''],
])('%j is %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
