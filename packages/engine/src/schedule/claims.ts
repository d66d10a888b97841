/**
 * Takes up what is due: deliveries left by delays, retries, fan-outs and former processes, and the ticks of schedules.
 *
 *   idle ──woken, a time has come, or a moment has passed──► looking ──► idle
 *
 * A look asks first when something is due, so that what only waits costs nothing. It takes no more than this process has room
 * for: rows wait cheaply in the database, and other processes may have more. It looks again at once when a look brought as
 * much as it asked for.
 */
import { asId, type DeliveryId, type ProcessId, type RunId } from '@fabula/model';
import type { EngineDependencies } from '../dependencies.ts';
import { hasPassed } from '../has-passed.ts';
import { loadReceived } from '../run-ahead/load-received.ts';
import type { Runner } from '../run-ahead/runner.ts';
import { nextTick } from './next-tick.ts';
import { Progress } from './progress.ts';

const batchSize = 500;
const perStory = 100;
/** Asked for even when there is no room for effects: among what is due may be what only computes. */
const leastBatch = 16;
/** … and not more often than this. */
const fullPauseMs = 250;
const maxOpenJobs = 5_000;
const alone = { pollMs: 1_000, reclaimEveryMs: 2_000 };
/** A neighbour that was killed is to be replaced within two seconds. */
const withNeighbours = { pollMs: 500, reclaimEveryMs: 500 };
const syncSchedulesEveryMs = 30_000;
const lookForExitsEveryMs = 5_000;
const lookForEndedGroupsEveryMs = 1_000;

export class Claims {
  readonly progress: Progress;
  private readonly deps: EngineDependencies;
  private readonly runner: Runner;
  private readonly processId: ProcessId;
  private looking: Promise<void> | null = null;
  private isWoken = false;
  private isStopped = false;
  private cancelTimer: (() => void) | null = null;
  private timerAt = Number.POSITIVE_INFINITY;
  private claimNumber = 0;
  /** Claims whose deliveries are not in memory. */
  private readonly unused = new Set<number>();
  private reclaimedAt = Number.NEGATIVE_INFINITY;
  private schedulesSyncedAt = Number.NEGATIVE_INFINITY;
  private exitsSeenAt = Number.NEGATIVE_INFINITY;
  private endedGroupsSeenAt = Number.NEGATIVE_INFINITY;
  /** The last look left something due for want of room. */
  private isFull = false;

  private readonly onAvailability: (isAvailable: boolean) => void;

  constructor(
    deps: EngineDependencies,
    runner: Runner,
    processId: ProcessId,
    onAvailability: (isAvailable: boolean) => void,
  ) {
    this.onAvailability = onAvailability;
    this.deps = deps;
    this.runner = runner;
    this.processId = processId;
    this.progress = new Progress(deps.clock);
  }

  /** Something may be due. `schedules`: entries may have changed. */
  wake(schedules = false): void {
    if (schedules) this.schedulesSyncedAt = Number.NEGATIVE_INFINITY;
    this.isWoken = true;
    this.look();
  }

  /** There is room for more effects. */
  wakeForRoom(): void {
    if (this.isFull) this.wake();
  }

  /** Something will be due at this time. */
  wakeAt(at: number): void {
    if (this.isStopped || at >= this.timerAt) return;
    this.cancelTimer?.();
    this.timerAt = at;
    this.cancelTimer = this.deps.clock.at(at, () => {
      this.timerAt = Number.POSITIVE_INFINITY;
      this.wake();
    });
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.cancelTimer?.();
    await this.looking;
  }

  private get pace(): typeof alone {
    return this.runner.neighbours > 0 ? withNeighbours : alone;
  }

  private look(): void {
    if (this.looking !== null || this.isStopped) return;
    this.progress.begins();
    this.looking = this.lookOnce()
      .then(
        () => this.onAvailability(true),
        (thrown) => {
          this.isWoken = false;
          this.onAvailability(false);
          this.deps.report({ kind: 'database_unavailable', message: String(thrown) });
        },
      )
      .finally(() => {
        this.progress.ends();
        this.looking = null;
        if (this.isWoken) return this.look();
        this.wakeAt(this.deps.clock.now() + this.pace.pollMs);
      });
  }

  private async lookOnce(): Promise<void> {
    this.isWoken = false;
    const now = this.deps.clock.now();
    await this.doHousework(now);
    const { deliveries, ticks } = await this.deps.store.nextDue();
    const overdueMs = Math.max(0, now - (deliveries ?? now), now - (ticks ?? now));
    const pressure = this.deps.brakes?.pressure() ?? null;
    const isBraked = pressure !== null || this.runner.open >= maxOpenJobs;
    let taken = 0;
    if (isBraked) {
      this.isFull = true;
    } else {
      if (ticks !== null && ticks <= now) taken += await this.fireTicks(now);
      if ((deliveries !== null && deliveries <= now) || taken > 0) taken += await this.claim(now);
    }
    this.progress.saw({ overdueMs, taken, isBusy: isBraked || this.isFull });
    this.planNext(now, deliveries, ticks);
    if (hasPassed(now, this.endedGroupsSeenAt, lookForEndedGroupsEveryMs)) {
      this.endedGroupsSeenAt = now;
      await this.runner.calls.answerEnded();
    }
  }

  /** A look that left something due for want of room comes back after a pause, or when there is room. */
  private planNext(now: number, deliveries: number | null, ticks: number | null): void {
    const next = Math.min(deliveries ?? Number.POSITIVE_INFINITY, ticks ?? Number.POSITIVE_INFINITY);
    if (next > now) this.wakeAt(next);
    else if (!this.isWoken) this.wakeAt(now + fullPauseMs);
  }

  private async doHousework(now: number): Promise<void> {
    const { store } = this.deps;
    await this.giveBackUnused();
    if (hasPassed(now, this.reclaimedAt, this.pace.reclaimEveryMs)) {
      this.reclaimedAt = now;
      const { freed, neighbours } = await store.reclaimFromDead(this.processId);
      this.runner.neighbours = neighbours;
      if (freed > 0) {
        this.deps.report({ kind: 'taken_over', message: `${freed} deliveries of a process that died are taken over.` });
      }
    }
    if (hasPassed(now, this.schedulesSyncedAt, syncSchedulesEveryMs)) {
      this.schedulesSyncedAt = now;
      await store.syncSchedules(now, nextTick);
    }
    if (this.runner.exits.size > 0 && hasPassed(now, this.exitsSeenAt, lookForExitsEveryMs)) {
      this.exitsSeenAt = now;
      await this.runner.exits.lookAgain();
    }
  }

  private async claim(now: number): Promise<number> {
    const room = this.runner.effects.room;
    const limit = Math.max(leastBatch, Math.min(batchSize, room));
    const count = await this.takeDeliveries(now, limit);
    const hasMore = count >= Math.min(limit, perStory);
    this.isFull = hasMore && this.runner.effects.room <= 0;
    if (hasMore && !this.isFull) this.isWoken = true;
    return count;
  }

  /**
   * A claim that could not be used is given back by its number, whether its answer was lost or what it needs could not be
   * loaded; rows that stayed claimed by a living process would never be done.
   */
  private async giveBackUnused(): Promise<void> {
    for (const number of [...this.unused]) {
      await this.deps.store.releaseClaim(this.processId, number);
      this.unused.delete(number);
    }
  }

  private async takeDeliveries(now: number, limit: number): Promise<number> {
    const number = ++this.claimNumber;
    this.unused.add(number);
    const claimed = await this.deps.store.claim(this.processId, number, now, limit, perStory);
    const received = await loadReceived(
      this.deps.store,
      claimed.map(({ delivery }) => delivery),
    );
    this.unused.delete(number);
    for (const delivery of claimed) this.runner.resume(delivery, received.get(delivery.delivery.id) ?? null);
    if (claimed.length > 0) this.deps.observer?.claimed?.(claimed.length);
    return claimed.length;
  }

  private async fireTicks(now: number): Promise<number> {
    await this.runner.ids.fill();
    return this.deps.store.fireTicks(now, batchSize, nextTick, () => ({
      runId: asId<RunId>(this.runner.ids.next()),
      guid: this.deps.newUuid(),
      deliveryId: asId<DeliveryId>(this.runner.ids.next()),
    }));
  }
}
