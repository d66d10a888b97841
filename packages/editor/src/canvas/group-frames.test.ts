import { groupType } from '@fabula/model';
import { expect, test } from 'vitest';
import { anAction } from './an-action.test-kit.ts';
import { groupFrames } from './group-frames.ts';
import { cardSize, stretch, toGraph } from './story-graph.ts';

const group = (id: number, x: number, y: number, inside: number | null = null) => ({
  ...anAction(id, x, y),
  name: `Group ${id}`,
  type: groupType,
  group_id: inside,
});
const inside = (id: number, x: number, y: number, groupId: number) => ({ ...anAction(id, x, y), group_id: groupId });
const framesOf = (...actions: Parameters<typeof toGraph>[0]) => groupFrames(toGraph(actions, []).nodes);

test('what lies in a group has a frame around it; what lies outside does not widen it', () => {
  const [frame, ...others] = framesOf(
    group(1, 0, 0),
    inside(2, 300, 0, 1),
    inside(3, 300, 90, 1),
    anAction(4, 900, 900),
  );
  expect(others).toEqual([]);
  const { position = { x: 0, y: 0 }, width = 0, height = 0, data } = frame ?? {};
  expect(data?.group.name).toBe('Group 1');
  expect(position.x).toBeLessThan(300 * stretch);
  expect(position.x + width).toBeGreaterThan(300 * stretch + cardSize.width);
  expect(position.x + width).toBeLessThan(900 * stretch);
  expect(position.y + height).toBeGreaterThan(90 * stretch + cardSize.height);
});

test('an empty group has no frame, nor has an action whose group is not there', () => {
  expect(framesOf(group(1, 0, 0), inside(2, 300, 0, 99))).toEqual([]);
});

test('a group in a group lies within the frame of the outer one, and over it', () => {
  const [outer, inner] = framesOf(group(1, 0, 0), group(2, 300, 0, 1), inside(3, 300, 150, 2));
  expect([outer?.data.group.id, inner?.data.group.id]).toEqual([1, 2]);
  const [from, to] = [outer?.position ?? { x: 0, y: 0 }, inner?.position ?? { x: 0, y: 0 }];
  expect(from.x).toBeLessThan(to.x);
  expect(from.x + (outer?.width ?? 0)).toBeGreaterThan(to.x + (inner?.width ?? 0));
  expect(from.y + (outer?.height ?? 0)).toBeGreaterThan(to.y + (inner?.height ?? 0));
});

test('groups that lie in each other end somewhere', () => {
  expect(framesOf(group(1, 0, 0, 2), group(2, 300, 0, 1))).toHaveLength(2);
});

test('a frame follows the card under the hand', () => {
  const { nodes } = toGraph([group(1, 0, 0), inside(2, 300, 0, 1)], []);
  const moved = nodes.map((node) =>
    node.type === 'action' && node.data.action.id === 2 ? { ...node, position: { x: 900, y: 50 } } : node,
  );
  const [before] = groupFrames(nodes);
  const [after] = groupFrames(moved);
  expect((after?.position.x ?? 0) - (before?.position.x ?? 0)).toBe(900 - 300 * stretch);
});
