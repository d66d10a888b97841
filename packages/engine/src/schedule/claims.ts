/**
 * Takes up what is due: deliveries left by delays, retries and former processes, and the ticks of schedules.
 *
 *   idle ──woken, a time has come, or a second has passed──► looking ──► idle
 *
 * It looks again at once when a look brought as much as it asked for. While much is in memory already it asks for nothing:
 * rows wait cheaply in the database.
 */
import { asId, type DeliveryId, type ProcessId, type RunId } from '@fabula/model';
import type { EngineDependencies } from '../dependencies.ts';
import { loadReceived } from '../run-ahead/load-received.ts';
import type { Runner } from '../run-ahead/runner.ts';
import { nextTick } from './next-tick.ts';

const batchSize = 500;
const perStory = 100;
const maxOpenJobs = 5_000;
const pollMs = 1_000;
const reclaimEveryMs = 2_000;
const syncSchedulesEveryMs = 30_000;

export class Claims {
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
  private reclaimedAt = 0;
  private schedulesSyncedAt = Number.NEGATIVE_INFINITY;

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
  }

  /** Something may be due. `schedules`: entries may have changed. */
  wake(schedules = false): void {
    if (schedules) this.schedulesSyncedAt = Number.NEGATIVE_INFINITY;
    this.isWoken = true;
    this.look();
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

  private look(): void {
    if (this.looking !== null || this.isStopped) return;
    this.looking = this.lookOnce()
      .then(
        () => this.onAvailability(true),
        (thrown) => {
          this.onAvailability(false);
          this.deps.report({ kind: 'database_unavailable', message: String(thrown) });
        },
      )
      .finally(() => {
        this.looking = null;
        if (this.isWoken) return this.look();
        this.wakeAt(this.deps.clock.now() + pollMs);
      });
  }

  private async lookOnce(): Promise<void> {
    this.isWoken = false;
    const now = this.deps.clock.now();
    if (now - this.reclaimedAt >= reclaimEveryMs) {
      this.reclaimedAt = now;
      await this.deps.store.reclaimFromDead(this.processId);
    }
    if (now - this.schedulesSyncedAt >= syncSchedulesEveryMs) {
      this.schedulesSyncedAt = now;
      await this.deps.store.syncSchedules(now, nextTick);
    }
    if (this.runner.open >= maxOpenJobs) return;
    await this.fireTicks(now);
    const count = await this.takeDeliveries(now);
    if (count >= perStory) this.isWoken = true;
    const next = await this.deps.store.nextDueAt();
    if (next !== null) this.wakeAt(next);
  }

  /**
   * A claim that could not be used is given back by its number, whether its answer was lost or what it needs could not be
   * loaded; rows that stayed claimed by a living process would never be done.
   */
  private async takeDeliveries(now: number): Promise<number> {
    for (const number of [...this.unused]) {
      await this.deps.store.releaseClaim(this.processId, number);
      this.unused.delete(number);
    }
    const number = ++this.claimNumber;
    this.unused.add(number);
    const claimed = await this.deps.store.claim(this.processId, number, now, batchSize, perStory);
    const received = await loadReceived(
      this.deps.store,
      claimed.map(({ delivery }) => delivery),
    );
    this.unused.delete(number);
    for (const delivery of claimed) this.runner.resume(delivery, received.get(delivery.delivery.id) ?? null);
    return claimed.length;
  }

  private async fireTicks(now: number): Promise<void> {
    await this.runner.ids.fill();
    await this.deps.store.fireTicks(now, batchSize, nextTick, () => ({
      runId: asId<RunId>(this.runner.ids.next()),
      guid: this.deps.newUuid(),
      deliveryId: asId<DeliveryId>(this.runner.ids.next()),
    }));
  }
}
