import { describe, expect, test } from 'vitest';
import type { Note } from '../data/notes.ts';
import { anAction, guid } from './an-action.test-kit.ts';
import { around, isSeen } from './geometry.ts';
import { runPath } from './run-path.ts';
import { stretch, toGraph } from './story-graph.ts';
import { neighbour, walkOrder } from './walk.ts';

const linkId = (source: number, receiver: number) => `${guid(source)}-${guid(receiver)}-DEFAULT`;

const aNote: Note = {
  id: 7,
  guid: 'hello',
  story_id: 1,
  story_mode: 'LIVE',
  group_id: null,
  content: '# Hello',
  position: { x: 10, y: -20 },
  width: 200,
  draft_id: null,
  draft_name: null,
};

describe('a story on the canvas', () => {
  const graph = toGraph(
    [anAction(1, 100, 200, [2, [3, 'NO_MATCH']]), anAction(2, 0, 275), anAction(3, 200, 275)],
    [aNote],
  );

  test('places actions and notes where the story has them, stretched', () => {
    expect(graph.nodes.map(({ id, position }) => [id, position])).toEqual([
      ['note hello', { x: 10 * stretch, y: -20 * stretch }],
      [guid(1), { x: 100 * stretch, y: 200 * stretch }],
      [guid(2), { x: 0, y: 275 * stretch }],
      [guid(3), { x: 200 * stretch, y: 275 * stretch }],
    ]);
  });

  test('draws every link with its type', () => {
    expect(graph.edges.map(({ source, target, data }) => [source, target, data?.type])).toEqual([
      [guid(1), guid(2), 'DEFAULT'],
      [guid(1), guid(3), 'NO_MATCH'],
    ]);
  });

  test('leaves out a link to an action that is not there', () => {
    expect(toGraph([anAction(1, 0, 0, [99])], []).edges).toEqual([]);
  });

  test('keeps two links between the same actions apart', () => {
    const twice = toGraph([anAction(1, 0, 0, [2, [2, 'FAILURE']]), anAction(2, 0, 75)], []);
    expect(new Set(twice.edges.map((edge) => edge.id)).size).toBe(2);
  });
});

describe('Tab', () => {
  test('follows the links, branches from left to right, then goes to the next beginning', () => {
    const order = walkOrder([
      anAction(10, 500, 0, [11]),
      anAction(11, 500, 75, [], [10]),
      anAction(1, 100, 0, [3, 2]),
      anAction(3, 200, 75, [4], [1]),
      anAction(2, 0, 75, [4], [1]),
      anAction(4, 100, 150, [], [2, 3]),
    ]);
    expect(order).toEqual([1, 2, 4, 3, 10, 11]);
  });

  test('reaches every action of a closed loop', () => {
    expect(walkOrder([anAction(2, 0, 75, [1], [1]), anAction(1, 0, 0, [2], [2])])).toEqual([1, 2]);
  });
});

describe('an arrow key', () => {
  const board = [
    anAction(1, 100, 0),
    anAction(2, 0, 75),
    anAction(3, 200, 75),
    anAction(4, 110, 150),
    anAction(5, 2000, 76),
  ];
  test.each([
    [1, 'down', 4],
    [4, 'up', 1],
    [2, 'right', 3],
    [3, 'left', 2],
    [3, 'right', 5],
    [1, 'up', undefined],
    [99, 'up', undefined],
  ] as const)('from %d %s leads to %s', (from, direction, to) => {
    expect(neighbour(board, from, direction)).toBe(to);
  });
});

describe('the path of a run', () => {
  const story = [
    anAction(1, 0, 0, [2, [3, 'NO_MATCH']]),
    anAction(2, 0, 75, [4]),
    anAction(3, 200, 75, [4]),
    anAction(4, 0, 150, [1]),
  ];

  test('holds the actions that emitted and the links between them', () => {
    const path = runPath('run', [1, 2, 4], story);
    expect([...path.actions]).toEqual([guid(1), guid(2), guid(4)]);
    expect([...path.links]).toEqual([linkId(1, 2), linkId(2, 4)]);
  });

  test('goes back along a loop only when the run did', () => {
    expect([...runPath('run', [1, 2, 4, 1, 2], story).links]).toContain(linkId(4, 1));
    expect([...runPath('run', [1, 2, 4], story).links]).not.toContain(linkId(4, 1));
  });

  test('is empty for a run without events', () => {
    expect(runPath('run', [], story)).toEqual({ guid: 'run', actions: new Set(), links: new Set() });
  });
});

describe('a card', () => {
  const screen = { width: 800, height: 600, transform: [100, 50, 0.5] as [number, number, number] };
  test.each([
    ['in the middle is seen', { x: 200, y: 200 }, true],
    ['at the left is not', { x: -140, y: 200 }, false],
    ['at the right is not', { x: 1200, y: 200 }, false],
    ['above is not', { x: 200, y: -60 }, false],
    ['below is not', { x: 200, y: 1000 }, false],
  ])('%s', (_, place, seen) => {
    expect(isSeen({ ...place, width: 228, height: 54 }, screen, 40)).toBe(seen);
  });

  test('and another lie within the rectangle around both', () => {
    expect(around({ x: 0, y: 10, width: 5, height: 5 }, { x: -3, y: 2, width: 4, height: 4 })).toEqual({
      x: -3,
      y: 2,
      width: 8,
      height: 13,
    });
  });
});
