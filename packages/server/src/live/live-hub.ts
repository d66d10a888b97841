/**
 * Tells open storyboards what happens in their story. One watcher per story, however many people look at it.
 *
 * A watcher holds the counts that it last sent. When the engine reports activity it reads the counts again, at most
 * four times a second, and sends the actions that changed. Where other processes work on the same database, whose
 * activity this engine does not see, it also looks by itself every two seconds. Counts come from the database, so a
 * notice that is lost costs nothing: the next one carries the truth.
 */
import type { Clock } from '@fabula/engine';
import type { ActionId, StoryId } from '@fabula/model';

export interface ActionCounts {
  readonly id: ActionId;
  readonly events_count: number;
  readonly logs_count: number;
  readonly errors_count: number;
  readonly last_event_at: string | null;
  readonly last_error_log_at: string | null;
}

export interface LiveSource {
  readCounts(storyId: StoryId): Promise<readonly ActionCounts[]>;
  /** Of the story's definition: rises with every change of it by anybody. */
  readRevision(storyId: StoryId): Promise<number>;
  /** Calls back with the stories in which something happened. Gives a function that ends it. */
  onActivity(listener: (storyIds: ReadonlySet<StoryId>) => void): () => void;
  /** Whether other processes write to the same database. */
  readonly hasNeighbours: boolean;
  readonly clock: Clock;
  report(error: unknown): void;
}

export interface LiveListener {
  readonly snapshot: (actions: readonly ActionCounts[]) => void;
  readonly activity: (actions: readonly ActionCounts[]) => void;
  /** The definition of the story has this revision now; told after the snapshot, and after each change. */
  readonly revision: (revision: number) => void;
  /** Nothing more will come. */
  readonly end: () => void;
}

export interface LiveHub {
  /** Sends a snapshot, then changes. Gives a function that ends it. */
  watch(storyId: StoryId, listener: LiveListener): Promise<() => void>;
  /** The definition of the story was changed here. Changes by other processes are found by looking. */
  changed(storyId: StoryId): void;
  close(): void;
}

const quietMs = 250;
const pollMs = 2_000;

export function createLiveHub(source: LiveSource): LiveHub {
  const watchers = new Map<StoryId, Watcher>();
  const unsubscribe = source.onActivity((storyIds) => {
    for (const storyId of storyIds) watchers.get(storyId)?.wake();
  });

  return {
    async watch(storyId, listener) {
      const watcher = watchers.get(storyId) ?? new Watcher(storyId, source);
      watchers.set(storyId, watcher);
      const leave = () => {
        watcher.remove(listener);
        if (watcher.isIdle && watchers.get(storyId) === watcher) watchers.delete(storyId);
      };
      try {
        await watcher.add(listener);
      } catch (error) {
        leave();
        throw error;
      }
      return leave;
    },
    changed: (storyId) => watchers.get(storyId)?.wake(),
    close() {
      unsubscribe();
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}

/** One story. `idle` without a timer; `waiting` with one; `reading` while the counts are on their way. */
class Watcher {
  readonly #storyId: StoryId;
  readonly #source: LiveSource;
  readonly #listeners = new Set<LiveListener>();
  #sent = new Map<ActionId, ActionCounts>();
  #sentRevision = -1;
  #readAt = Number.NEGATIVE_INFINITY;
  #isReading = false;
  #isDirty = false;
  #cancelRead: (() => void) | null = null;
  #cancelPoll: (() => void) | null = null;

  constructor(storyId: StoryId, source: LiveSource) {
    this.#storyId = storyId;
    this.#source = source;
  }

  get isIdle(): boolean {
    return this.#listeners.size === 0;
  }

  async add(listener: LiveListener): Promise<void> {
    this.#listeners.add(listener);
    const counts = await this.#source.readCounts(this.#storyId);
    const revision = await this.#source.readRevision(this.#storyId);
    if (!this.#listeners.has(listener)) return;
    listener.snapshot(counts);
    listener.revision(revision);
    if (this.#listeners.size === 1) this.#sentRevision = revision;
    // What the others have is at most as new; they get the difference with the next reading.
    if (this.#listeners.size === 1) this.#sent = new Map(counts.map((count) => [count.id, count]));
    else this.wake();
    this.#poll();
  }

  remove(listener: LiveListener): void {
    this.#listeners.delete(listener);
    if (this.isIdle) this.#stopTimers();
  }

  close(): void {
    this.#stopTimers();
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
  }

  wake(): void {
    if (this.isIdle || this.#cancelRead !== null) return;
    if (this.#isReading) {
      this.#isDirty = true;
      return;
    }
    const due = Math.max(this.#source.clock.now(), this.#readAt + quietMs);
    this.#cancelRead = this.#source.clock.at(due, () => {
      this.#cancelRead = null;
      this.#read().catch((error: unknown) => this.#source.report(error));
    });
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    this.#isDirty = false;
    this.#readAt = this.#source.clock.now();
    try {
      const counts = await this.#source.readCounts(this.#storyId);
      const changed = counts.filter((count) => !isSame(this.#sent.get(count.id), count));
      this.#sent = new Map(counts.map((count) => [count.id, count]));
      if (changed.length > 0) for (const listener of this.#listeners) listener.activity(changed);
      const revision = await this.#source.readRevision(this.#storyId);
      if (revision !== this.#sentRevision) for (const listener of this.#listeners) listener.revision(revision);
      this.#sentRevision = revision;
    } finally {
      this.#isReading = false;
      if (this.#isDirty) this.wake();
    }
  }

  #poll(): void {
    if (!this.#source.hasNeighbours || this.#cancelPoll !== null || this.isIdle) return;
    this.#cancelPoll = this.#source.clock.at(this.#source.clock.now() + pollMs, () => {
      this.#cancelPoll = null;
      this.wake();
      this.#poll();
    });
  }

  #stopTimers(): void {
    this.#cancelRead?.();
    this.#cancelPoll?.();
    this.#cancelRead = null;
    this.#cancelPoll = null;
  }
}

function isSame(left: ActionCounts | undefined, right: ActionCounts): boolean {
  return (
    left !== undefined &&
    left.events_count === right.events_count &&
    left.logs_count === right.logs_count &&
    left.errors_count === right.errors_count &&
    left.last_event_at === right.last_event_at &&
    left.last_error_log_at === right.last_error_log_at
  );
}
