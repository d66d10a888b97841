/**
 * Retention: removes what has expired, in small statements, for as long as there is something to remove.
 *
 * One process of many sweeps at a time: it holds an advisory lock while it does. That only saves work: two sweeps at once
 * would find the same rows unneeded, and each row is removed and counted once.
 */
import { performance } from 'node:perf_hooks';
import type { Database } from '../database/database.ts';
import { type Ask, askThrough } from './ask.ts';
import { BatchSize } from './batch-size.ts';
import { beforeAll, findOldRuns, type OldRun, type Place, readLag, setApart } from './fresh-runs.ts';
import { lookAtRuns } from './looks.ts';
import { removeRemains } from './remains.ts';
import {
  addRemoved,
  nothingRemoved,
  type Removal,
  type Removed,
  removePartOfRun,
  removeRuns,
  rowsOf,
} from './removal.ts';
import { markSavedRuns } from './saved-runs.ts';

export interface SweepReport {
  /** false: another process sweeps. */
  readonly isMine: boolean;
  readonly removed: Removed;
  /** There is something to do at once. */
  readonly isMore: boolean;
}

export interface Sweeper {
  /**
   * Removes what has expired at `now`, for about two seconds at most, or until `isEnough` says so. Not to be called again
   * before it has ended.
   */
  sweep(now: number, isEnough?: () => boolean): Promise<SweepReport>;
}

/** Any number that nothing else locks. */
const lock = 7_241_987;
const turnMs = 2_000;
const savedEveryMs = 60_000;
/** How long one statement may keep others waiting: the embedded database has one session for all. */
const batchMs = { embedded: 30, postgres: 60 };
const pairsPerPage = 500;
const runsPerPair = 1_000;
/** A page with a story that writes more than all others must not keep the sweep from the next page. */
const timesPerPage = 20;
const looksAtOnce = 200;

export function createSweeper(database: Database): Sweeper {
  const batch = new BatchSize(batchMs[database.kind]);
  const turns = new Turns(batch);
  return {
    sweep: (now, isEnough = () => false) =>
      database.kind === 'embedded'
        ? turns.turn(askThrough(database.pool), now, isEnough)
        : underLock(database, (ask) => turns.turn(ask, now, isEnough)),
  };
}

/** How long the oldest run has been past its story's period, in milliseconds. A minute or two are usual. */
export function retentionLag(database: Database, now: number): Promise<number> {
  return readLag(askThrough(database.pool), now);
}

async function underLock(database: Database, body: (ask: Ask) => Promise<SweepReport>): Promise<SweepReport> {
  const client = await database.pool.connect();
  const ask = askThrough(client);
  let failure: Error | undefined;
  try {
    const [row] = await ask<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [lock]);
    if (row?.held !== true) return { isMine: false, removed: nothingRemoved, isMore: false };
    // What a crash brings back is removed once more.
    await ask("set synchronous_commit = 'off'");
    const report = await body(ask);
    await ask('reset synchronous_commit');
    await ask('select pg_advisory_unlock($1)', [lock]);
    return report;
  } catch (thrown) {
    failure = thrown instanceof Error ? thrown : new Error(String(thrown));
    throw failure;
  } finally {
    // After a failure the session may still hold the lock: it is closed, not given back.
    client.release(failure);
  }
}

class Turns {
  private readonly batch: BatchSize;
  private place: Place = beforeAll;
  private savedAt = Number.NEGATIVE_INFINITY;
  private removed = nothingRemoved;

  constructor(batch: BatchSize) {
    this.batch = batch;
  }

  async turn(ask: Ask, now: number, isEnough: () => boolean): Promise<SweepReport> {
    const endAt = performance.now() + turnMs;
    const isOver = (): boolean => performance.now() >= endAt || isEnough();
    this.removed = nothingRemoved;
    if (Math.abs(now - this.savedAt) >= savedEveryMs) {
      await markSavedRuns(ask, now);
      this.savedAt = now;
    }
    let isMore = await removeRemains(ask, now, this.batch.rows);
    // Half of the time at most: neither kind of run must wait for the other.
    const halfTime = endAt - turnMs / 2;
    isMore = (await this.look(ask, now, () => performance.now() >= halfTime || isEnough())) || isMore;
    isMore = (await this.walk(ask, now, isOver)) || isMore;
    // The walk has set runs apart that can be looked at.
    isMore = (await this.look(ask, now, isOver)) || isMore;
    if (isMore && isOver()) this.batch.fellBehind();
    else this.batch.caughtUp();
    return { isMine: true, removed: this.removed, isMore };
  }

  private async look(ask: Ask, now: number, isOver: () => boolean): Promise<boolean> {
    for (;;) {
      const { removed, over, isMore } = await lookAtRuns(ask, now, looksAtOnce);
      if (removed !== null) this.count(removed);
      await this.removeWhole(ask, over);
      if (!isMore) return false;
      if (isOver()) return true;
    }
  }

  /** From where the last turn stopped to the end. Gives whether there is more. */
  private async walk(ask: Ask, now: number, isOver: () => boolean): Promise<boolean> {
    let isMore = this.place !== beforeAll;
    for (let times = 1; ; times++) {
      const { runs, last, isFull } = await findOldRuns(ask, this.place, now, { pairs: pairsPerPage, runsPerPair });
      await setApart(
        ask,
        runs.filter(({ state }) => state === 'lives').map(({ id }) => id),
      );
      await this.removeWhole(ask, runs);
      if (isFull) isMore = true;
      if (last === null) {
        this.place = beforeAll;
        return isMore;
      }
      if (!isFull || times >= timesPerPage) {
        this.place = last;
        times = 0;
      }
      if (isOver()) return true;
    }
  }

  private async removeWhole(ask: Ask, runs: readonly OldRun[]): Promise<void> {
    const gone = runs.filter(({ state }) => state === 'gone').map(({ id }) => id);
    // By itself: whoever works on one of these deliveries may wait for a row that we hold.
    if (gone.length > 0) await ask('delete from delivery where run_id = any($1::bigint[])', [gone]);
    let together: number[] = [];
    let weight = 0;
    const flush = async (): Promise<void> => {
      if (together.length === 0) return;
      const ids = together;
      together = [];
      weight = 0;
      this.noted(await removeRuns(ask, ids));
    };
    for (const run of runs) {
      if (run.state === 'lives') continue;
      if (weight + run.weight > this.batch.rows) await flush();
      if (run.weight > this.batch.rows) await this.removeLarge(ask, run.id);
      together.push(run.id);
      weight += run.weight;
    }
    await flush();
  }

  private async removeLarge(ask: Ask, runId: number): Promise<void> {
    while (rowsOf(this.noted(await removePartOfRun(ask, runId, this.batch.rows))) > 0);
  }

  private noted({ removed, ms }: Removal): Removed {
    this.batch.took(ms);
    this.count(removed);
    return removed;
  }

  private count(removed: Removed): void {
    this.removed = addRemoved(this.removed, removed);
  }
}
