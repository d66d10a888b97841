/**
 * Limits of events a day: counts what this process writes, adds it up with the other processes in the database, warns at
 * 80 % and at 100 %, and holds a story back from there to the end of the day (UTC).
 *
 * Counts are in memory and saved every second, so processes learn of each other's events within about a second: a limit
 * is overshot by what they write in it. A process that is killed takes the counts of its last second with it.
 */
import type { Activity, Clock } from '@fabula/engine';
import type { StoryId } from '@fabula/model';
import {
  addDailyUsage,
  type Database,
  deleteDailyUsageBefore,
  type Executor,
  findEventLimits,
  findStory,
  forgetTold,
  markTold,
  putEventLimits,
  putStoryEventLimit,
  readDailyUsage,
  readStoryDay,
  releaseHeldDeliveries,
  type StoredEventLimits,
  storiesWithHeldDeliveries,
} from '@fabula/store';
import type { Logger } from '../observe/logger.ts';
import { EventBudget, type EventLimits, type Mark, type Use, warningShare } from './event-budget.ts';
import { dayEndOf, dayOf, pauseEndOf } from './event-day.ts';
import { type LimitNotice, logNotice } from './limit-notice.ts';

const refreshEveryMs = 1_000;
const longestGoodbyeMs = 1_000;
const releaseBatch = 1_000;
/**
 * Rounds in which held deliveries are looked for after a pause has ended early: a commit that still puts some back may be
 * on its way, here or in a process that has not heard of it.
 */
const releaseRounds = 3;
/** Days of counts that are kept. */
const keptDays = 35;

export interface StoryUse extends Use {
  /** The story's own limit; null: it has that of all stories, if there is one. */
  readonly ownLimit: number | null;
  readonly ofAll: Use;
  readonly pausedUntil: number | null;
}

export interface UseOfAll extends Use {
  readonly perStory: number | null;
  readonly pausedUntil: number | null;
  readonly day: string;
}

export interface DailyLimitsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Limits of the environment; those that people set go before them. */
  readonly limits: EventLimits;
  /** Has people told, by the transaction that notes it; left out: the log is all. */
  readonly tell?: (transaction: Executor, notice: LimitNotice) => Promise<void>;
  /** Held deliveries have become due. */
  readonly wake: () => void;
}

export class DailyLimits {
  readonly #parts: DailyLimitsParts;
  readonly #budget = new EventBudget();
  /** The highest mark of today that is known to have been told, by story; null: all stories together. */
  readonly #told = new Map<StoryId | null, Mark>();
  #day = '';
  #pausedBefore = '';
  #roundsToRelease = releaseRounds;
  #underWay: Promise<void> = Promise.resolve();
  #cancel: () => void = () => undefined;
  #isStopped = false;
  #isFailing = false;

  constructor(parts: DailyLimitsParts) {
    this.#parts = parts;
  }

  /** Knows today's counts when it resolves, and keeps them up to date. */
  async start(): Promise<void> {
    await this.refresh();
    this.#refreshLater();
  }

  /** Saves what is not saved yet, unless the database keeps it waiting. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    const { clock } = this.#parts;
    let cancel = (): void => undefined;
    const impatience = new Promise<void>((resolve) => {
      cancel = clock.at(clock.now() + longestGoodbyeMs, resolve);
    });
    await Promise.race([this.refresh(), impatience]);
    cancel();
  }

  count(activity: readonly Activity[]): void {
    const now = this.#parts.clock.now();
    for (const { storyId, events } of activity) this.#budget.count(now, storyId, events);
  }

  pausedUntil(storyId: StoryId): number | null {
    return this.#budget.pausedUntil(this.#parts.clock.now(), storyId);
  }

  async readStory(storyId: StoryId): Promise<StoryUse> {
    await this.refresh();
    const { database, clock } = this.#parts;
    const now = clock.now();
    const { ownLimit, events } = await readStoryDay(database.kysely, dayOf(now), storyId);
    return {
      events,
      ownLimit,
      limit: ownLimit ?? this.#budget.limits.perStory,
      ofAll: this.#budget.useOfAll(),
      pausedUntil: this.#budget.pausedUntil(now, storyId) === null ? null : dayEndOf(now),
    };
  }

  async readAll(): Promise<UseOfAll> {
    await this.refresh();
    const now = this.#parts.clock.now();
    return {
      ...this.#budget.useOfAll(),
      perStory: this.#budget.limits.perStory,
      pausedUntil: this.#budget.isAllPaused(now) ? dayEndOf(now) : null,
      day: dayOf(now),
    };
  }

  /**
   * null removes the limit. Takes effect here at once, in other processes within a second. `besides` is written in the same
   * transaction.
   */
  async limitStory(
    storyId: StoryId,
    limit: number | null,
    besides: (transaction: Executor) => Promise<void> = async () => undefined,
  ): Promise<void> {
    const { database, clock } = this.#parts;
    await database.kysely.transaction().execute(async (transaction) => {
      await putStoryEventLimit(transaction, storyId, limit);
      await forgetTold(transaction, dayOf(clock.now()), storyId);
      await besides(transaction);
    });
    this.#told.delete(storyId);
    await this.refresh([storyId]);
  }

  /** As `limitStory`; a limit that is removed gives way to that of the environment. */
  async limitAll(
    limits: Partial<StoredEventLimits>,
    besides: (transaction: Executor) => Promise<void> = async () => undefined,
  ): Promise<void> {
    const { database, clock } = this.#parts;
    await database.kysely.transaction().execute(async (transaction) => {
      await putEventLimits(transaction, limits);
      await forgetTold(transaction, dayOf(clock.now()), null);
      await besides(transaction);
    });
    this.#told.clear();
    await this.refresh();
  }

  /** One after the other. A database that cannot be reached is tried again at the next turn. */
  refresh(storyIds: readonly StoryId[] = []): Promise<void> {
    this.#underWay = this.#underWay
      .then(() => this.#refreshOnce(storyIds))
      .then(
        () => {
          this.#isFailing = false;
        },
        (error: unknown) => {
          if (!this.#isFailing)
            this.#parts.log.warn({ err: error }, 'the counts of events cannot be saved at the moment');
          this.#isFailing = true;
        },
      );
    return this.#underWay;
  }

  #refreshLater(): void {
    if (this.#isStopped) return;
    const { clock } = this.#parts;
    this.#cancel = clock.at(clock.now() + refreshEveryMs, () => void this.refresh().then(() => this.#refreshLater()));
  }

  async #refreshOnce(storyIds: readonly StoryId[]): Promise<void> {
    const { database, clock, limits } = this.#parts;
    const { kysely } = database;
    const now = clock.now();
    await this.#turnDay(now);
    const asked = new Set(storyIds);
    for (const storyId of await this.#save()) asked.add(storyId);
    // Another process may have changed the limit of one that is near it here.
    for (const { storyId } of this.#budget.marksReached()) if (storyId !== null) asked.add(storyId);
    const stored = await findEventLimits(kysely);
    this.#budget.limits = { ofAll: stored.ofAll ?? limits.ofAll, perStory: stored.perStory ?? limits.perStory };
    const known = await readDailyUsage(kysely, this.#day, [...asked], this.#budget.limits.perStory, warningShare);
    this.#budget.learn(now, known);
    await this.#tellMarks();
    await this.#releaseEarly(now);
  }

  async #turnDay(now: number): Promise<void> {
    const today = dayOf(now);
    if (today === this.#day) return;
    this.#budget.turnTo(now);
    this.#told.clear();
    this.#day = today;
    await deleteDailyUsageBefore(this.#parts.database.kysely, dayOf(now - keptDays * 86_400_000));
  }

  /** Gives the stories whose counts were saved. */
  async #save(): Promise<readonly StoryId[]> {
    const saved: StoryId[] = [];
    const unsaved = this.#budget.takeUnsaved();
    for (const [index, [day, events]] of unsaved.entries()) {
      try {
        await addDailyUsage(this.#parts.database.kysely, day, events);
        saved.push(...events.keys());
      } catch (error) {
        for (const rest of unsaved.slice(index)) this.#budget.giveBack(...rest);
        throw error;
      }
    }
    return saved;
  }

  async #tellMarks(): Promise<void> {
    const { database, log, tell } = this.#parts;
    for (const { storyId, use, mark } of [...this.#budget.marksReached()]) {
      if ((this.#told.get(storyId) ?? 0) >= mark) continue;
      const notice = await database.kysely.transaction().execute(async (transaction): Promise<LimitNotice | null> => {
        if (!(await markTold(transaction, this.#day, storyId, mark))) return null;
        const name = storyId === null ? null : ((await findStory(transaction, storyId))?.name ?? null);
        const told: LimitNotice = { storyId, name, mark, events: use.events, limit: use.limit ?? 0 };
        await tell?.(transaction, told);
        return told;
      });
      this.#told.set(storyId, mark);
      if (notice !== null) logNotice(log, notice);
    }
  }

  /** Whatever waits for the end of the day although its story is not paused (any more) becomes due. */
  async #releaseEarly(now: number): Promise<void> {
    const paused = this.#pausedNow(now);
    if (paused !== this.#pausedBefore) this.#roundsToRelease = releaseRounds;
    this.#pausedBefore = paused;
    if (this.#roundsToRelease === 0 || this.#budget.isAllPaused(now)) return;
    this.#roundsToRelease -= 1;
    const { kysely } = this.#parts.database;
    const pauseEnd = pauseEndOf(now);
    let released = 0;
    for (const storyId of await storiesWithHeldDeliveries(kysely, pauseEnd)) {
      if (this.#budget.pausedUntil(now, storyId) !== null) continue;
      for (let count = releaseBatch; count === releaseBatch; released += count) {
        count = await releaseHeldDeliveries(kysely, { storyId, pauseEnd, now, limit: releaseBatch });
      }
    }
    if (released > 0) this.#parts.wake();
  }

  /** Which stories are paused, as a text that can be compared. */
  #pausedNow(now: number): string {
    const ids = [...this.#budget.marksReached()].filter(({ mark }) => mark === 100).map(({ storyId }) => storyId ?? 0);
    return `${dayOf(now)} ${ids.sort((a, b) => a - b).join(' ')}`;
  }
}
