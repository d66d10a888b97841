/**
 * One process's connection to the simulated disk: slow, sometimes unavailable, sometimes cut after the commit was written
 * but before the answer arrived, and silent for ever once its process has crashed.
 */
import type { ActionId, DeliveryId, EventId, ProcessId, RunId } from '@fabula/model';
import type { Clock } from '../ports/clock.ts';
import type {
  ClaimedDelivery,
  CommitResult,
  EngineStore,
  LockedMemory,
  MemoryKey,
  StoredEvent,
  UnitCommit,
} from '../ports/store.ts';
import { type DeliveryRow, memoryId, type SimulatedDisk } from './simulated-disk.ts';

export interface Faults {
  /** Chance that a commit fails before it is written. */
  readonly unavailable: number;
  /** Chance that a commit is written and its answer is lost. */
  readonly answerLost: number;
  /** Longest time that anything takes, in milliseconds. */
  readonly slowestMs: number;
}

export const noFaults: Faults = { unavailable: 0, answerLost: 0, slowestMs: 2 };

export class SimulatedStore implements EngineStore {
  private readonly disk: SimulatedDisk;
  private readonly clock: Clock;
  private readonly random: () => number;
  private readonly faults: Faults;
  private isCrashed = false;
  private isUnsure = false;

  constructor(disk: SimulatedDisk, clock: Clock, random: () => number, faults: Faults) {
    this.disk = disk;
    this.clock = clock;
    this.random = random;
    this.faults = faults;
  }

  /** The process is gone: nothing that it still asks for happens, nothing answers. */
  crash(): void {
    this.isCrashed = true;
  }

  /** Takes its time, and fails now and then when it is something that can be asked again. */
  private async answers(): Promise<void> {
    await this.takes();
    if (this.random() < this.faults.unavailable) throw new Error('the database is away');
  }

  private async takes(): Promise<void> {
    await new Promise<void>((resolve) => {
      const at = this.clock.now() + Math.floor(this.random() * this.faults.slowestMs);
      this.clock.at(at, () => {
        if (!this.isCrashed) resolve();
      });
    });
  }

  async register(): Promise<ProcessId> {
    await this.takes();
    return this.disk.register();
  }

  async unregister(processId: ProcessId): Promise<void> {
    await this.takes();
    this.disk.remove(processId);
  }

  /** In the simulation a process is dead when the world has said so (`SimulatedDisk.remove`). */
  async reclaimFromDead(): Promise<{ freed: number; neighbours: number }> {
    await this.takes();
    return { freed: 0, neighbours: this.disk.processes.size - 1 };
  }

  async announceWork(): Promise<void> {
    await this.takes();
  }

  listen(): () => void {
    return () => undefined;
  }

  async findExit(runId: RunId, actionIds: readonly ActionId[]): Promise<StoredEvent | null> {
    await this.answers();
    for (const event of this.disk.events.values()) {
      if (event.runId === runId && actionIds.includes(event.actionId)) return event;
    }
    return null;
  }

  async takeIds(): Promise<{ first: number; count: number }> {
    await this.answers();
    return this.disk.takeIds();
  }

  commit(processId: ProcessId, commitId: number, commits: readonly UnitCommit[]): Promise<CommitResult> {
    return this.write(processId, commitId, async () => commits);
  }

  commitWithMemory(
    processId: ProcessId,
    commitId: number,
    _keys: readonly MemoryKey[],
    decide: (memory: LockedMemory) => Promise<readonly UnitCommit[]>,
  ): Promise<CommitResult> {
    return this.write(processId, commitId, () =>
      decide({
        get: (key) => this.disk.memory.get(memoryId(key))?.value ?? null,
        items: async (key) => this.disk.items.get(memoryId(key)) ?? [],
      }),
    );
  }

  /** The disk changes in one step, after the waiting: that is the transaction. */
  private async write(
    processId: ProcessId,
    commitId: number,
    decide: () => Promise<readonly UnitCommit[]>,
  ): Promise<CommitResult> {
    await this.takes();
    if (this.isUnsure && this.disk.processes.get(processId) === commitId) {
      this.isUnsure = false;
      return { ok: true };
    }
    this.isUnsure = false;
    if (this.random() < this.faults.unavailable) {
      return { ok: false, error: { kind: 'unavailable', message: 'the database is away' } };
    }
    const failure = this.disk.commit(processId, commitId, await decide());
    await this.takes();
    if (failure !== null) return { ok: false, error: failure };
    if (this.random() < this.faults.answerLost) {
      this.isUnsure = true;
      return { ok: false, error: { kind: 'unavailable', message: 'the answer was lost' } };
    }
    return { ok: true };
  }

  async claim(processId: ProcessId, claimNumber: number, now: number, limit: number): Promise<ClaimedDelivery[]> {
    await this.answers();
    const claimed: ClaimedDelivery[] = [];
    for (const row of this.disk.deliveries.values()) {
      if (claimed.length >= limit) break;
      if (row.claimedBy !== null || row.dueAt === null || row.dueAt > now) continue;
      this.disk.deliveries.set(row.id, { ...row, claimedBy: processId, claimNumber });
      claimed.push(this.toClaimed(row));
    }
    // the claim was made and its answer is lost
    await this.answers();
    return claimed;
  }

  async releaseClaim(processId: ProcessId, claimNumber: number): Promise<void> {
    await this.answers();
    for (const [id, row] of this.disk.deliveries) {
      if (row.claimedBy === processId && row.claimNumber === claimNumber) {
        this.disk.deliveries.set(id, { ...row, claimedBy: null });
      }
    }
  }

  async findWaiting(id: DeliveryId): Promise<ClaimedDelivery | null> {
    await this.answers();
    const row = this.disk.deliveries.get(id);
    return row === undefined || row.dueAt !== null ? null : this.toClaimed(row);
  }

  async release(processId: ProcessId, ids: readonly DeliveryId[]): Promise<void> {
    await this.answers();
    for (const id of ids) {
      const row = this.disk.deliveries.get(id);
      if (row?.claimedBy !== processId) continue;
      const isOutcomeUnknown = row.isOutcomeUnknown || row.startedAt !== null;
      this.disk.deliveries.set(id, { ...row, claimedBy: null, isOutcomeUnknown });
    }
  }

  async nextDue(): Promise<{ deliveries: number | null; ticks: number | null }> {
    await this.answers();
    const times = [...this.disk.deliveries.values()]
      .filter((row) => row.claimedBy === null && row.dueAt !== null)
      .map((row) => row.dueAt ?? 0);
    return { deliveries: times.length === 0 ? null : Math.min(...times), ticks: null };
  }

  async loadEvents(ids: readonly EventId[]): Promise<StoredEvent[]> {
    await this.answers();
    return ids.flatMap((id) => this.disk.events.get(id) ?? []);
  }

  async syncSchedules(): Promise<void> {
    await this.takes();
  }

  async fireTicks(): Promise<number> {
    await this.takes();
    return 0;
  }

  private toClaimed(row: DeliveryRow): ClaimedDelivery {
    const run = this.disk.runs.get(row.runId);
    if (run === undefined) throw new Error(`delivery ${row.id} has no run`);
    const { claimedBy: _claimedBy, claimNumber: _claimNumber, isOutcomeUnknown, ...delivery } = row;
    return { delivery, run, isOutcomeUnknown };
  }
}
