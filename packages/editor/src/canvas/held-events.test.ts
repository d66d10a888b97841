import { expect, test } from 'vitest';
import { heldEvents } from './held-events.ts';

const actions = [
  { guid: 'a', id: 1 },
  { guid: 'b', id: 2 },
  { guid: 'c', id: 3 },
  { guid: 'new', id: -1 },
];
const counts = new Map([
  [1, 5],
  [2, 0],
  [3, 70],
]);

test.each([
  ['nothing', [], { actions: 0, events: 0 }],
  ['one without events', ['b'], { actions: 0, events: 0 }],
  ['one that nobody has told of', ['new'], { actions: 0, events: 0 }],
  ['one with events', ['a'], { actions: 1, events: 5 }],
  ['several', ['a', 'b', 'c', 'new', 'a note'], { actions: 2, events: 75 }],
])('with %s go', (_name, deleted, held) => {
  expect(heldEvents(actions, deleted, (id) => counts.get(id))).toEqual(held);
});
