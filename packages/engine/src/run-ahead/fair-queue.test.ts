import { asId, type StoryId } from '@fabula/model';
import { describe, expect, it } from 'vitest';
import { FairQueue } from './fair-queue.ts';

const story = (number: number): StoryId => asId<StoryId>(number);

function drain(queue: FairQueue<string>): string[] {
  const names: string[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) names.push(next);
  return names;
}

describe('the queue of what waits for its turn', () => {
  it('lets stories take turns, each in the order of its items', () => {
    const queue = new FairQueue<string>();
    for (const name of ['a1', 'a2', 'a3']) queue.push(name, story(1), 'ordinary');
    queue.push('b1', story(2), 'ordinary');
    queue.push('b2', story(2), 'ordinary');
    expect(drain(queue)).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
  });

  it('serves callers who wait first, then priority stories', () => {
    const queue = new FairQueue<string>();
    queue.push('ordinary', story(1), 'ordinary');
    queue.push('urgent', story(2), 'priority');
    queue.push('awaited', story(3), 'awaited');
    expect(drain(queue)).toEqual(['awaited', 'urgent', 'ordinary']);
  });

  it('lets no flood of a higher lane starve the lowest', () => {
    const queue = new FairQueue<string>();
    for (let index = 0; index < 100; index++) queue.push('urgent', story(1), 'priority');
    queue.push('ordinary', story(2), 'ordinary');
    expect(drain(queue).indexOf('ordinary')).toBeLessThan(8);
  });

  it('serves a newcomer after at most one item of a flooded story', () => {
    const queue = new FairQueue<string>();
    for (let index = 0; index < 5_000; index++) queue.push(`flood${index}`, story(1), 'ordinary');
    for (let index = 0; index < 3_000; index++) queue.take();
    queue.push('newcomer', story(2), 'ordinary');
    expect([queue.take(), queue.take()]).toContain('newcomer');
    expect(queue.length).toBe(1_999);
  });

  it('passes over stories that do not suit, and keeps their items', () => {
    const queue = new FairQueue<string>();
    queue.push('a', story(1), 'ordinary');
    queue.push('b', story(2), 'ordinary');
    expect(queue.take((id) => id === story(2))).toBe('b');
    expect(queue.take((id) => id === story(2))).toBeUndefined();
    expect(drain(queue)).toEqual(['a']);
  });
});
