import { expect, test } from 'vitest';
import { operationWords, startOfDay } from './operation-words.ts';

test.each([
  ['Login', 'Login'],
  ['GlobalResourceEdit', 'Global resource edit'],
  ['AIAgentUse', 'AI agent use'],
  ['UserSessionsExpiry', 'User sessions expiry'],
])('the operation %s is called %s', (name, words) => {
  expect(operationWords(name)).toBe(words);
});

test('a chosen day is included whole', () => {
  const from = startOfDay('2026-02-28');
  const to = startOfDay('2026-02-28', 1);
  expect(new Date(from ?? '').getHours()).toBe(0);
  expect(new Date(to ?? '').getDate()).toBe(1);
  expect(startOfDay(undefined)).toBeUndefined();
  expect(startOfDay('yesterday')).toBeUndefined();
});
