import type { StoryDifference } from '@fabula/model';
import { expect, test } from 'vitest';
import { boardChanges } from './board-changes.ts';

function difference(change: Partial<StoryDifference>): StoryDifference {
  const common = { name: '', type: null, fields: [], isPositional: false };
  return { operation: 'update', target: 'action', id: 'a', ...common, ...change };
}

test('actions that are new, changed or moved get their marks; one that is gone has no place for any', () => {
  const { actions: marks } = boardChanges([
    difference({ id: 'a', operation: 'add' }),
    difference({ id: 'b' }),
    difference({ id: 'c', isPositional: true }),
    difference({ id: 'gone', operation: 'remove' }),
    difference({ id: '', target: 'story' }),
    difference({ id: 'a', target: 'note' }),
  ]);
  expect([...marks]).toEqual([
    ['a', 'added'],
    ['b', 'changed'],
    ['c', 'moved'],
  ]);
});

test('links that are new are marked by the id that they have on the board', () => {
  const { links } = boardChanges([
    difference({ target: 'link', operation: 'add', id: 'a b default' }),
    difference({ target: 'link', operation: 'add', id: 'b c no_match' }),
    difference({ target: 'link', operation: 'remove', id: 'a c failure' }),
  ]);
  expect([...links]).toEqual(['a-b-DEFAULT', 'b-c-NO_MATCH']);
});
