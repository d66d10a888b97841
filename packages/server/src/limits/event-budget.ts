/**
 * What each story has used of its events of the day, and whether it must wait for the next one. Pure: what the database
 * knows is brought in by `learn`, what this process has written since by `count`.
 */
import type { StoryId } from '@fabula/model';
import { dayEndOf, dayOf, pauseEndOf } from './event-day.ts';

/** null: no limit. */
export interface EventLimits {
  /** All stories together. */
  readonly ofAll: number | null;
  /** Each story that has no limit of its own. */
  readonly perStory: number | null;
}

export const noLimits: EventLimits = { ofAll: null, perStory: null };

/** Share of a limit from which on people are warned. */
export const warningShare = 0.8;

export type Mark = 80 | 100;

export interface Use {
  readonly events: number;
  readonly limit: number | null;
}

interface StoryUse {
  events: number;
  ownLimit: number | null;
}

export class EventBudget {
  limits: EventLimits = noLimits;
  #dayEnd = 0;
  #ofAll = 0;
  readonly #stories = new Map<StoryId, StoryUse>();
  /** Day → story → events that the database does not know of yet. */
  readonly #unsaved = new Map<string, Map<StoryId, number>>();

  count(now: number, storyId: StoryId, events: number): void {
    if (events === 0) return;
    this.turnTo(now);
    this.#ofAll += events;
    this.#story(storyId).events += events;
    this.#addUnsaved(dayOf(now), storyId, events);
  }

  /** What is to be added in the database; from now on the caller's. */
  takeUnsaved(): readonly (readonly [day: string, events: ReadonlyMap<StoryId, number>])[] {
    const taken = [...this.#unsaved];
    this.#unsaved.clear();
    return taken;
  }

  /** It could not be added. */
  giveBack(day: string, events: ReadonlyMap<StoryId, number>): void {
    for (const [storyId, count] of events) this.#addUnsaved(day, storyId, count);
  }

  /** What the database knows of today; stories that are not named keep what is known of them. */
  learn(
    now: number,
    known: {
      readonly events: number;
      readonly stories: readonly { storyId: StoryId; events: number; ownLimit: number | null }[];
    },
  ): void {
    this.turnTo(now);
    const unsaved = this.#unsaved.get(dayOf(now));
    let unsavedOfAll = 0;
    for (const count of unsaved?.values() ?? []) unsavedOfAll += count;
    this.#ofAll = known.events + unsavedOfAll;
    for (const { storyId, events, ownLimit } of known.stories) {
      this.#stories.set(storyId, { events: events + (unsaved?.get(storyId) ?? 0), ownLimit });
    }
  }

  /** Until when the story's deliveries wait; null: they do not. */
  pausedUntil(now: number, storyId: StoryId): number | null {
    if (now >= this.#dayEnd) return null;
    return this.isAllPaused(now) || isUsedUp(this.useOf(storyId)) ? pauseEndOf(now) : null;
  }

  isAllPaused(now: number): boolean {
    return now < this.#dayEnd && isUsedUp(this.useOfAll());
  }

  useOfAll(): Use {
    return { events: this.#ofAll, limit: this.limits.ofAll };
  }

  useOf(storyId: StoryId): Use {
    const story = this.#stories.get(storyId);
    return { events: story?.events ?? 0, limit: story?.ownLimit ?? this.limits.perStory };
  }

  /** What has reached a mark; `storyId` null: all stories together. */
  *marksReached(): Iterable<{ readonly storyId: StoryId | null; readonly use: Use; readonly mark: Mark }> {
    const ofAll = this.useOfAll();
    const markOfAll = markOf(ofAll);
    if (markOfAll !== null) yield { storyId: null, use: ofAll, mark: markOfAll };
    for (const storyId of this.#stories.keys()) {
      const use = this.useOf(storyId);
      const mark = markOf(use);
      if (mark !== null) yield { storyId, use, mark };
    }
  }

  /** A new day begins with nothing used. */
  turnTo(now: number): void {
    if (now < this.#dayEnd) return;
    this.#dayEnd = dayEndOf(now);
    this.#ofAll = 0;
    this.#stories.clear();
  }

  #story(storyId: StoryId): StoryUse {
    let story = this.#stories.get(storyId);
    if (story === undefined) {
      story = { events: 0, ownLimit: null };
      this.#stories.set(storyId, story);
    }
    return story;
  }

  #addUnsaved(day: string, storyId: StoryId, events: number): void {
    let counts = this.#unsaved.get(day);
    if (counts === undefined) {
      counts = new Map();
      this.#unsaved.set(day, counts);
    }
    counts.set(storyId, (counts.get(storyId) ?? 0) + events);
  }
}

function isUsedUp({ events, limit }: Use): boolean {
  return limit !== null && events >= limit;
}

export function markOf(use: Use): Mark | null {
  if (use.limit === null) return null;
  if (isUsedUp(use)) return 100;
  return use.events >= use.limit * warningShare ? 80 : null;
}
