import { expect, test } from 'vitest';
import { faceColour, initialsOf } from './initials.ts';

test.each([
  ['Ada Lovelace', 'AL'],
  ['ada', 'A'],
  ['Ada King Lovelace', 'AL'],
  ['ada.lovelace@example.com', 'A'],
  ['Émile  Ørsted', 'ÉØ'],
  ['𝒜da', '𝒜'],
  ['', ''],
])('%s is written %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

test('a person has one colour, the next one another', () => {
  expect(faceColour(3)).toBe(faceColour(3));
  expect(faceColour(3)).not.toBe(faceColour(4));
});
