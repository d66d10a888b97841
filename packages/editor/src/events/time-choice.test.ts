import { expect, test } from 'vitest';
import { rangeOf } from './time-choice.ts';

const now = Date.parse('2026-11-27T12:00:00.500Z');

test.each([
  ['any', '', '', { since: undefined, until: undefined }],
  ['hour', '', '', { since: '2026-11-27T11:00:00Z', until: undefined }],
  ['week', '2026-01-01T00:00Z', '', { since: '2026-11-20T12:00:00Z', until: undefined }],
  ['between', '2026-11-01T10:00Z', '', { since: '2026-11-01T10:00:00Z', until: undefined }],
  ['between', '', '2026-11-01T10:00Z', { since: undefined, until: '2026-11-01T10:00:00Z' }],
  ['between', 'soon', '', { since: undefined, until: undefined }],
] as const)('%s, from "%s" to "%s"', (choice, from, to, range) => {
  expect(rangeOf(choice, now, from, to)).toEqual(range);
});
