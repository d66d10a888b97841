/**
 * Random runs at random times. After each sweep, whatever is shown or pending has its whole tree; when every run has been
 * looked at, nothing else is left.
 */
import type { NewEvent, RunProgress } from '@fabula/engine';
import type { DeliveryId } from '@fabula/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { hour, minute, type TestStory, World } from './retention.test-kit.ts';
import { graceMs, usualRunMs } from './times.ts';

/** Numbers from 0 to 1, the same for the same seed. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Pending {
  readonly id: DeliveryId;
  readonly run: RunProgress;
  readonly event: NewEvent;
}

class History {
  readonly world: World;
  readonly story: TestStory;
  readonly random: () => number;
  readonly events = new Map<number, NewEvent>();
  readonly starts = new Map<number, number>();
  readonly deleted = new Set<number>();
  pending: Pending[] = [];

  constructor(world: World, story: TestStory, random: () => number) {
    this.world = world;
    this.story = story;
    this.random = random;
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  async step(): Promise<void> {
    const dice = this.random();
    if (dice < 0.3) await this.begin();
    else if (dice < 0.7) await this.goOn();
    else if (dice < 0.8) await this.deleteOne();
    else this.world.now += this.below(50) * minute;
  }

  private async begin(): Promise<void> {
    const run = this.world.run(this.story, { addedEvents: 1 });
    const hook = this.world.event(run, this.story, 'hook', null);
    await this.write(run, [hook], null);
  }

  private async goOn(): Promise<void> {
    const [done] = this.pending.splice(this.below(this.pending.length), 1);
    if (done === undefined) return;
    const run = { ...done.run, isNew: false, endedAt: this.world.now };
    const slug = this.random() < 0.5 ? 'step' : 'loop';
    const count = this.random() < 0.2 ? 12 : this.below(3);
    const events = Array.from({ length: count }, () => this.world.event(run, this.story, slug, done.event));
    await this.write(run, events, done.id);
  }

  private async write(run: RunProgress, events: NewEvent[], finished: DeliveryId | null): Promise<void> {
    const going = events.filter(() => this.random() < 0.4);
    const deliveries = going.map((event) => {
      const dueAt = this.random() < 0.2 ? null : this.world.now + this.below(30) * hour;
      return this.world.delivery(run, this.story, event, dueAt);
    });
    await this.world.commit({ runs: [run], events, deliveries, finished: finished === null ? [] : [finished] });
    for (const event of events) this.events.set(event.id, event);
    if (run.isNew) this.starts.set(run.id, run.startedAt);
    for (const [index, event] of going.entries()) {
      const delivery = deliveries[index];
      if (delivery !== undefined) this.pending.push({ id: delivery.id, run, event });
    }
  }

  private async deleteOne(): Promise<void> {
    const shown = [...this.events.values()].filter((event) => this.isShown(event, 0));
    const event = shown[this.below(shown.length)];
    if (event === undefined) return;
    await this.world.deleteEvent(event);
    this.deleted.add(event.id);
  }

  private isShown(event: NewEvent, longerMs: number): boolean {
    return !this.deleted.has(event.id) && event.createdAt > this.world.now - hour - longerMs;
  }

  /** What must be there; `longerMs`: when events were shown for so much longer. */
  needed(longerMs: number): Set<number> {
    const needed = new Set<number>();
    const shown = [...this.events.values()].filter((event) => this.isShown(event, longerMs));
    for (const event of [...shown, ...this.pending.map((pending) => pending.event)]) {
      for (const id of event.path.values()) needed.add(id);
    }
    return needed;
  }

  /** Of runs that began so long ago that they are not waited for any more. */
  old(ids: Iterable<number>): number[] {
    const limit = this.world.now - hour - graceMs - usualRunMs;
    return [...ids]
      .filter((id) => (this.starts.get(this.events.get(id)?.runId ?? 0) ?? 0) <= limit)
      .sort((a, b) => a - b);
  }
}

describe.each(testDatabases)('random histories on the $kind database', ({ open }) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());

  test.each([1, 2, 3])('what is shown is complete, and nothing else stays (seed %i)', async (seed) => {
    await opened.empty();
    const world = new World(opened.database);
    await world.start();
    const history = new History(world, await world.addStory(3_600), dice(seed));
    for (let round = 0; round < 12; round++) {
      for (let steps = 0; steps < 8; steps++) await history.step();
      await world.sweep();
      const there = new Set(await world.eventIds());
      expect([...history.needed(0)].filter((id) => !there.has(id))).toEqual([]);

      await world.query(`update run set look_at = '-infinity' where look_at is not null`);
      await world.sweep();
      expect(history.old(await world.eventIds())).toEqual(history.old(history.needed(graceMs)));
    }
    expect(history.events.size).toBeGreaterThan((await world.eventIds()).length);

    const { hook, step, loop } = history.story.actions;
    const counted = await Promise.all([hook, step, loop].map((action) => world.counts(action)));
    const total = counted.reduce((sum, counts) => sum + (counts?.events ?? 0), 0);
    expect(total).toBe((await world.eventIds()).length);
    await world.stop();
  });
});
