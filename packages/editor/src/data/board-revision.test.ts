import { expect, test } from 'vitest';
import { BoardRevision } from './board-revision.ts';

test('own changes are no news, those of others are', () => {
  const revision = new BoardRevision();
  expect(revision.told(5)).toBe(false);
  expect(revision.own(6)).toBe(false);
  expect(revision.told(6)).toBe(false);
  expect(revision.told(7)).toBe(true);
});

test('a change of somebody else before an own one is seen by the gap', () => {
  const revision = new BoardRevision();
  revision.told(5);
  expect(revision.own(7)).toBe(true);
  expect(revision.told(6)).toBe(false);
});
