import { asId, type StoryId } from '@fabula/model';
import { beforeEach, describe, expect, test } from 'vitest';
import { EventBudget } from './event-budget.ts';

const [one, two] = [asId<StoryId>(1), asId<StoryId>(2)];
const noon = Date.UTC(2026, 10, 22, 12);
const midnight = Date.UTC(2026, 10, 23);
const day = '2026-11-22';
const row = (storyId: StoryId, events: number, ownLimit: number | null = null) => ({ storyId, events, ownLimit });

describe('events of the day', () => {
  let budget: EventBudget;
  beforeEach(() => {
    budget = new EventBudget();
  });

  test('pause nothing without a limit', () => {
    budget.count(noon, one, 1_000_000_000);
    expect(budget.pausedUntil(noon, one)).toBeNull();
    expect([...budget.marksReached()]).toEqual([]);
  });

  test('pause the story that has used them up, until a moment after midnight UTC', () => {
    budget.limits = { ofAll: null, perStory: 10 };
    budget.count(noon, one, 9);
    budget.count(noon, two, 9);
    expect(budget.pausedUntil(noon, one)).toBeNull();
    budget.count(noon, one, 1);
    const until = budget.pausedUntil(noon, one) ?? 0;
    expect(until - midnight).toBeGreaterThan(0);
    expect(until - midnight).toBeLessThan(1_000);
    expect(budget.pausedUntil(noon, two)).toBeNull();
  });

  test('pause all stories when all together have used theirs up', () => {
    budget.limits = { ofAll: 10, perStory: null };
    budget.count(noon, one, 10);
    expect(budget.pausedUntil(noon, two)).toBe(budget.pausedUntil(noon, one));
    expect(budget.isAllPaused(noon)).toBe(true);
  });

  test('begin with nothing used each day, whoever looks first', () => {
    budget.limits = { ofAll: 1, perStory: 1 };
    budget.count(noon, one, 5);
    expect(budget.pausedUntil(midnight - 1, one)).not.toBeNull();
    expect(budget.pausedUntil(midnight, one)).toBeNull();
    budget.turnTo(midnight);
    expect([budget.useOf(one).events, budget.useOfAll().events]).toEqual([0, 0]);
  });

  test('are those of the other processes too, and those that are not saved yet', () => {
    budget.limits = { ofAll: 100, perStory: 10 };
    budget.count(noon, one, 3);
    budget.learn(noon, { events: 20, stories: [row(one, 6)] });
    expect([budget.useOf(one).events, budget.useOfAll().events]).toEqual([9, 23]);
    expect(budget.takeUnsaved()).toEqual([[day, new Map([[one, 3]])]]);
    budget.learn(noon, { events: 23, stories: [row(one, 9)] });
    expect([budget.useOf(one).events, budget.useOfAll().events]).toEqual([9, 23]);
  });

  test('are given back when they cannot be saved, to the day on which they were written', () => {
    budget.count(midnight - 1, one, 3);
    const [[taken, events] = ['', new Map()]] = budget.takeUnsaved();
    budget.count(midnight, one, 4);
    budget.giveBack(taken, events);
    budget.giveBack(taken, new Map([[one, 2]]));
    expect(new Map(budget.takeUnsaved())).toEqual(
      new Map([
        [day, new Map([[one, 5]])],
        ['2026-11-23', new Map([[one, 4]])],
      ]),
    );
  });

  test("are measured by the story's own limit before that of every story", () => {
    budget.limits = { ofAll: null, perStory: 10 };
    budget.learn(noon, { events: 40, stories: [row(one, 20, 30), row(two, 20)] });
    expect([budget.pausedUntil(noon, one), budget.pausedUntil(noon, two) !== null]).toEqual([null, true]);
  });

  test.each([
    [79, []],
    [80, [80]],
    [99, [80]],
    [100, [100]],
    [101, [100]],
  ])('of %i of 100 the marks %j are reached', (events, marks) => {
    budget.limits = { ofAll: null, perStory: 100 };
    budget.count(noon, one, events);
    expect([...budget.marksReached()].map(({ mark }) => mark)).toEqual(marks);
  });
});
