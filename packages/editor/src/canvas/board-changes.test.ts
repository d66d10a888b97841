import type { FieldChange, StoryDifference } from '@fabula/model';
import { expect, test } from 'vitest';
import { boardChanges } from './board-changes.ts';

function difference(change: Partial<StoryDifference>): StoryDifference {
  const common = { name: '', type: null, fields: [], isPositional: false };
  return { operation: 'update', target: 'action', id: 'a', ...common, ...change };
}

test('actions that are new, changed or moved get their marks; one that is gone has no card for any', () => {
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

test('what is gone is told as it is in the live story: where it lies, and what it is called', () => {
  const field = (name: string, before: FieldChange['before']): FieldChange => ({
    field: name,
    before,
    after: undefined,
  });
  const { removed } = boardChanges([
    difference({
      operation: 'remove',
      id: 'a',
      name: 'Look it up',
      type: 'Agents::HTTPRequestAgent',
      fields: [field('position', [30, 45]), field('options.url', 'https://example.com'), field('disabled', false)],
    }),
    difference({
      operation: 'remove',
      target: 'note',
      id: 'n',
      name: 'Why',
      fields: [field('position', [15, 0]), field('width', 300)],
    }),
    difference({ operation: 'remove', target: 'link', id: 'a b failure' }),
    difference({ operation: 'add', target: 'link', id: 'b c default' }),
  ]);
  expect(removed).toEqual({
    actions: [
      {
        guid: 'a',
        name: 'Look it up',
        type: 'Agents::HTTPRequestAgent',
        options: { url: 'https://example.com' },
        position: { x: 30, y: 45 },
      },
    ],
    notes: [{ guid: 'n', name: 'Why', position: { x: 15, y: 0 }, width: 300 }],
    links: [{ source: 'a', receiver: 'b', type: 'FAILURE' }],
  });
});
