import { expect, test } from 'vitest';
import { calledFirst } from './sync-order.ts';

let ids = 0;
const story = (storyName: string, ...calls: string[]) => ({ storyId: ++ids, storyName, calls: new Set(calls) });
const ordered = (...stories: ReturnType<typeof story>[]) => calledFirst(stories).map(({ storyName }) => storyName);

test('the order given holds where nobody calls anybody', () => {
  expect(ordered(story('C'), story('A'), story('B'))).toEqual(['C', 'A', 'B']);
});

test('who is called comes before who calls, through several steps', () => {
  expect(ordered(story('A', 'b'), story('B', 'c'), story('C'), story('D'))).toEqual(['C', 'B', 'A', 'D']);
});

test('stories that call each other in a circle, or themselves, are each there once', () => {
  expect(ordered(story('A', 'b'), story('B', 'a'), story('C', 'c')).sort()).toEqual(['A', 'B', 'C']);
});

test('a story may be called by its id', () => {
  const called = story('Called');
  expect(ordered(story('A', String(called.storyId)), called)).toEqual(['Called', 'A']);
});

test('a call of a story that is not among them changes nothing', () => {
  expect(ordered(story('A', 'elsewhere'), story('B'))).toEqual(['A', 'B']);
});
