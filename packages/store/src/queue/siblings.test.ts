import type { NewEvent } from '@fabula/engine';
import { type ActionId, asId, type EventId, type RunId } from '@fabula/model';
import { describe, expect, it } from 'vitest';
import { anEvent, noon } from './commits.test-kit.ts';
import { groupSiblings } from './siblings.ts';

const explode = asId<ActionId>(2);
const path = (id: number, slug = 'explode') => new Map([['hook', asId<EventId>(1)]]).set(slug, asId<EventId>(id));

function siblings(firstId: number, count: number, parts: Partial<NewEvent> = {}): NewEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const id = firstId + index * 2;
    return anEvent(id, { actionId: explode, slug: 'explode', parentId: asId(1), path: path(id), ...parts });
  });
}

/** How many events are in each row. */
function sizes(events: readonly NewEvent[]): { singles: number; groups: number[] } {
  const { singles, groups } = groupSiblings(events);
  return { singles: singles.length, groups: groups.map((group) => group.length) };
}

describe('which events share a row', () => {
  it('eight of one action and run do, seven do not', () => {
    expect(sizes(siblings(10, 8))).toEqual({ singles: 0, groups: [8] });
    expect(sizes(siblings(10, 7))).toEqual({ singles: 7, groups: [] });
  });

  it('those of other actions and runs do not', () => {
    const events = [...siblings(10, 5), ...siblings(100, 5, { actionId: asId<ActionId>(3) })];
    expect(sizes(events)).toEqual({ singles: 10, groups: [] });
    expect(sizes([...siblings(10, 5), ...siblings(100, 5, { runId: asId<RunId>(2) })])).toEqual({
      singles: 10,
      groups: [],
    });
  });

  it('those of one run do, whichever unit wrote them, in the order of their ids', () => {
    const { groups } = groupSiblings([...siblings(100, 5), ...siblings(10, 5)]);
    expect(groups.map((group) => group.map((event) => event.id))).toEqual([
      [10, 12, 14, 16, 18, 100, 102, 104, 106, 108],
    ]);
  });

  it.each<[string, Partial<NewEvent>]>([
    ['another way', { path: path(30, 'loop') }],
    ['the same slugs in another order', { path: new Map([...path(30)].reverse()) }],
    ['a longer way', { path: path(30).set('more', asId(31)) }],
    ['another slug', { slug: 'renamed' }],
    ['an output two billion ids ago', { path: new Map([...path(2 ** 31 + 40)]), id: asId<EventId>(2 ** 31 + 40) }],
    ['a time a second later', { createdAt: noon + 1_001 }],
    ['the mark of having been emitted again', { isReEmitted: true }],
    ['an id far away', { id: asId<EventId>(10 + 32_768), path: path(10 + 32_768) }],
  ])('one with %s has a row of its own', (_name, parts) => {
    expect(sizes([...siblings(10, 8), anEvent(30, { ...siblings(30, 1)[0], ...parts })])).toEqual({
      singles: 1,
      groups: [8],
    });
  });

  it('a row holds at most a thousand events and about a megabyte', () => {
    expect(sizes(siblings(10, 1_009))).toEqual({ singles: 0, groups: [1_000, 9] });
    const payloadText = `"${'x'.repeat(99_998)}"`;
    expect(sizes(siblings(10, 21, { payloadText }))).toEqual({ singles: 1, groups: [10, 10] });
  });
});
