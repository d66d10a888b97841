import { makeObject } from '@fabula/formula';
import { expect, test } from 'vitest';
import { anAction } from './an-action.test-kit.ts';
import type { Removed } from './board-changes.ts';
import { ghostsOf } from './ghosts.ts';
import { cardSize, stretch } from './story-graph.ts';

const gone = (guid: string, x: number, y: number): Removed['actions'][number] => ({
  guid,
  name: guid,
  type: 'Agents::WebhookAgent',
  options: makeObject([]),
  position: { x, y },
});
const link = (source: string, receiver: string) => ({ source, receiver, type: 'DEFAULT' as const });

test('what was removed lies where it is in the live story, and takes no part in what is done to the board', () => {
  const { nodes } = ghostsOf(
    {
      actions: [gone('a', 15, 30)],
      notes: [{ guid: 'a', name: 'Why', position: { x: 0, y: 0 }, width: null }],
      links: [],
    },
    { actions: [], notes: [] },
  );
  expect(nodes.map(({ id, position }) => [id, position])).toEqual([
    ['a', { x: 15 * stretch, y: 30 * stretch }],
    ['note a', { x: 0, y: 0 }],
  ]);
  for (const node of nodes) expect(node).toMatchObject({ draggable: false, selectable: false, connectable: false });
});

test('one whose place was taken by another lies below it', () => {
  const other = anAction(1, 0, 0);
  const { nodes } = ghostsOf({ actions: [gone('a', 0, 0)], notes: [], links: [] }, { actions: [other], notes: [] });
  expect(nodes[0]?.position).toEqual({ x: 0, y: cardSize.height });
});

test('links are drawn between what is there and what was; one that ends in nothing is not', () => {
  const there = anAction(1, 300, 0);
  const removed = {
    actions: [gone('a', 0, 0)],
    notes: [],
    links: [link('a', there.guid), link(there.guid, 'a'), link('a', 'never')],
  };
  const { edges } = ghostsOf(removed, { actions: [there], notes: [] });
  expect(edges.map(({ source, target }) => [source, target])).toEqual([
    ['a', there.guid],
    [there.guid, 'a'],
  ]);
});

test('what has come back is no ghost', () => {
  const back = anAction(1, 0, 0);
  const { nodes } = ghostsOf(
    { actions: [gone(back.guid, 0, 0)], notes: [], links: [] },
    { actions: [back], notes: [] },
  );
  expect(nodes).toEqual([]);
});
