import { describe, expect, test } from 'vitest';
import { applyPatch } from './apply-patch.ts';
import { arrange } from './arrange.ts';
import { emptyBoard, guid, link, newAction, threeBoard } from './board.test-kit.ts';
import { layOut } from './lay-out.ts';

const scattered = applyPatch(emptyBoard, {
  add: {
    actions: [newAction('a', { x: 30, y: 0 }), newAction('b', { x: 45, y: 30 }), newAction('c', { x: 300, y: 45 })],
    links: [link('a', 'b'), link('a', 'c')],
  },
});
const all = { actions: [guid('a'), guid('b'), guid('c')], notes: [] };
const places = (edit: ReturnType<typeof arrange>) =>
  applyPatch(scattered, edit?.patch ?? {}).actions.map(({ position: { x, y } }) => [x, y]);

describe('lining up', () => {
  test('in a column, with room between', () => {
    expect(places(arrange(scattered, all, 'column'))).toEqual([
      [45, 0],
      [45, 90],
      [45, 180],
    ]);
  });

  test('in a row, in the order in which they lie', () => {
    expect(places(arrange(scattered, all, 'row'))).toEqual([
      [30, 30],
      [240, 30],
      [450, 30],
    ]);
  });

  test('what is in line stays', () => {
    expect(arrange(threeBoard, all, 'column')).toBeNull();
  });
});

test('a layout goes from top to bottom, and begins where the story began', () => {
  const [a, b, c] = places(layOut(scattered, all.actions));
  expect(a).toEqual([30, 0]);
  expect(b?.[1]).toBe(90);
  expect(c?.[1]).toBe(90);
  expect((c?.[0] ?? 0) - (b?.[0] ?? 0)).toBeGreaterThanOrEqual(195);
});

test('a layout survives loops', () => {
  const board = applyPatch(scattered, { add: { links: [link('b', 'a'), link('c', 'c')] } });
  expect(new Set(places(layOut(board, all.actions)).map(String)).size).toBe(3);
});
