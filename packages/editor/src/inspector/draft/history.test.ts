import { expect, test } from 'vitest';
import { beginHistory, change, mapHistory, redo, undo } from './history.ts';

const typed = change(change(change(beginHistory('a'), 'url', 'ab', 0), 'url', 'abc', 400), 'name', 'abcd', 500);

test('typing in one place is one step, and undo tells what changed back', () => {
  const once = undo(typed);
  expect(once).toMatchObject({ group: 'name', history: { present: 'abc' } });
  const twice = undo(once?.history ?? typed);
  expect(twice).toMatchObject({ group: 'url', history: { present: 'a' } });
  expect(undo(twice?.history ?? typed)).toBeNull();
});

test('a pause begins a new step', () => {
  const paused = change(change(beginHistory('a'), 'url', 'ab', 0), 'url', 'abc', 2_000);
  expect(undo(paused)?.history.present).toBe('ab');
});

test('redo brings back what was undone, until something else is changed', () => {
  const back = undo(typed)?.history ?? typed;
  expect(redo(back)).toMatchObject({ group: 'name', history: { present: 'abcd' } });
  expect(redo(change(back, 'url', 'x', 9_000))).toBeNull();
});

test('what is typed right after an undo is a step of its own', () => {
  const back = undo(typed)?.history ?? typed;
  expect(undo(change(back, 'url', 'x', 600))?.history.present).toBe('abc');
});

test('a change from outside reaches every step', () => {
  const moved = mapHistory(undo(typed)?.history ?? typed, (state) => `${state}!`);
  expect([moved.present, undo(moved)?.history.present, redo(moved)?.history.present]).toEqual(['abc!', 'a!', 'abcd!']);
});
