import { asId, type StoryId } from '@fabula/model';
import { describe, expect, it } from 'vitest';
import { ReadyQueue } from './ready-queue.ts';
import type { Job } from './unit.ts';

/** Only what the queue looks at. */
function job(name: string, storyId: number, isPriority = false): Job & { name: string } {
  const delivery = { storyId: asId<StoryId>(storyId), isPriority };
  // a queue holds jobs without looking into the rest of them
  return { name, delivery } as unknown as Job & { name: string };
}

function drain(queue: ReadyQueue): string[] {
  const names: string[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take())
    names.push((next as ReturnType<typeof job>).name);
  return names;
}

describe('the queue of ready jobs', () => {
  it('lets stories take turns, each in the order of its jobs', () => {
    const queue = new ReadyQueue();
    for (const name of ['a1', 'a2', 'a3']) queue.push(job(name, 1));
    queue.push(job('b1', 2));
    queue.push(job('b2', 2));
    expect(drain(queue)).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
  });

  it('serves priority stories first', () => {
    const queue = new ReadyQueue();
    queue.push(job('ordinary', 1));
    queue.push(job('urgent', 2, true));
    expect(drain(queue)).toEqual(['urgent', 'ordinary']);
  });

  it('serves a newcomer after at most one job of a flooded story', () => {
    const queue = new ReadyQueue();
    for (let index = 0; index < 5_000; index++) queue.push(job(`flood${index}`, 1));
    for (let index = 0; index < 3_000; index++) queue.take();
    queue.push(job('newcomer', 2));
    expect([queue.take(), queue.take()].map((each) => (each as ReturnType<typeof job>).name)).toContain('newcomer');
  });

  it('gives everything back exactly once, in order, when it is long', () => {
    const queue = new ReadyQueue();
    const names = Array.from({ length: 4_000 }, (_, index) => `${index}`);
    for (const name of names) queue.push(job(name, 1));
    expect(queue.length).toBe(4_000);
    expect(drain(queue)).toEqual(names);
    expect(queue.length).toBe(0);
  });
});
