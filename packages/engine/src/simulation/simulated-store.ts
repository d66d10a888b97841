/**
 * One process's connection to the simulated disk: slow, sometimes unavailable, sometimes cut after the work was done but
 * before the answer arrived, and silent for ever once its process has ended.
 *
 *   point ──► on the way ──► at the disk: all at once ──► on the way back ──► point
 *
 * At the points a process may crash or stall. What was on its way when it crashed may still arrive.
 */
import type { ActionId, DeliveryId, EventId, ProcessId, RunId, StoryDefinition, StoryId } from '@fabula/model';
import type {
  ClaimedDelivery,
  CommitResult,
  EngineStore,
  LockedMemory,
  MemoryKey,
  NextTick,
  RunRecord,
  StoredEvent,
  StoreListener,
  TickRun,
  UnitCommit,
  WaitsFor,
} from '../ports/store.ts';
import type { Faults } from './faults.ts';
import type { MemoryLocks } from './memory-locks.ts';
import type { SimulatedProcess } from './process.ts';
import { type DeliveryRow, memoryId, type SimulatedDisk } from './simulated-disk.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What all processes of a world share. */
export interface SharedWorld {
  readonly disk: SimulatedDisk;
  readonly locks: MemoryLocks;
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly stories: readonly StoryDefinition[];
  /** The process is at a point of its work: it may be hit. */
  atPoint(process: SimulatedProcess, point: string): void;
  /** For the trace; `what` is asked only when there is one. */
  note(process: SimulatedProcess, what: () => string): void;
  /** Tells all others that there is work. */
  announce(from: SimulatedProcess): void;
}

class Away extends Error {}

export class SimulatedStore implements EngineStore {
  protected readonly shared: SharedWorld;
  private readonly process: SimulatedProcess;
  private listener: StoreListener | null = null;
  /** The last commit ended with a lost connection: it may have been written. */
  private isUnsure = false;

  constructor(shared: SharedWorld, process: SimulatedProcess) {
    this.shared = shared;
    this.process = process;
  }

  /** The way to the disk. `onLost`: it does not get there, and the connection is gone. */
  private async reach(what: string, onLost: () => void = () => undefined): Promise<void> {
    const { clock, faults } = this.shared;
    this.shared.atPoint(this.process, `before ${what}`);
    if (this.process.isDown) {
      onLost();
      return never();
    }
    await new Promise<void>((resolve) => {
      clock.at(clock.now() + faults.delay(), () => {
        if (this.process.isDown && faults.strikes(0.5)) onLost();
        else resolve();
      });
    });
    if (!faults.isAway()) return;
    onLost();
    await this.awake();
    throw new Away('the database is away');
  }

  /** The way back. */
  private async back(what: string): Promise<void> {
    await this.awake();
    this.shared.atPoint(this.process, `after ${what}`);
    if (this.process.isDown) return never();
    if (this.process.isStalled) await new Promise<void>((resolve) => this.process.whenAwake(resolve));
    if (this.shared.faults.losesAnswer()) throw new Away('the answer was lost');
  }

  private awake(): Promise<void> {
    const { clock, faults } = this.shared;
    return new Promise((resolve) => clock.at(clock.now() + faults.delay(), () => this.process.whenAwake(resolve)));
  }

  private async ask<T>(what: string, atDisk: (disk: SimulatedDisk) => T): Promise<T> {
    await this.reach(what);
    const answer = atDisk(this.shared.disk);
    await this.back(what);
    return answer;
  }

  register(): Promise<ProcessId> {
    return this.ask('register', (disk) => {
      const id = disk.register();
      // a connection that is gone by now shows no sign of life
      if (this.process.isDown) disk.alive.delete(id);
      else this.process.id = id;
      return id;
    });
  }

  unregister(processId: ProcessId): Promise<void> {
    return this.ask('unregister', (disk) => {
      disk.remove(processId);
    });
  }

  reclaimFromDead(): Promise<{ freed: number; neighbours: number }> {
    return this.ask('reclaim', (disk) => {
      const freed = disk.removeDead();
      return { freed, neighbours: disk.processes.size - 1 };
    });
  }

  announceWork(): Promise<void> {
    return this.ask('announce', () => this.shared.announce(this.process));
  }

  listen(listener: StoreListener): () => void {
    this.listener = listener;
    return () => {
      this.listener = null;
    };
  }

  /** A notice for this process: it may come twice, late, or not at all, which is told later. */
  notify(tell: (listener: StoreListener) => void): void {
    const { faults, clock } = this.shared;
    const send = (what: (listener: StoreListener) => void, ms: number): void => {
      clock.at(clock.now() + ms, () => this.process.whenAwake(() => this.listener !== null && what(this.listener)));
    };
    if (faults.strikes(faults.rates.noticeLost)) return send((listener) => listener.missed(), 50 * faults.delay());
    send(tell, faults.delay());
    if (faults.strikes(faults.rates.noticeTwice)) send(tell, 50 * faults.delay());
  }

  tellBuried(): void {
    this.process.whenAwake(() => this.listener?.buried());
  }

  findRunOf(eventId: EventId): Promise<RunRecord | null> {
    return this.ask('find run', (disk) => {
      const event = disk.events.get(eventId);
      return (event && disk.runs.get(event.runId)) ?? null;
    });
  }

  readMemory(): Promise<LockedMemory> {
    return this.ask('read memory', () => this.memory());
  }

  findExit(runId: RunId, actionIds: readonly ActionId[]): Promise<StoredEvent | null> {
    return this.ask('find exit', (disk) => {
      for (const event of disk.events.values()) {
        if (event.runId === runId && actionIds.includes(event.actionId)) return event;
      }
      return null;
    });
  }

  takeIds(): Promise<{ first: number; count: number }> {
    return this.ask('take ids', (disk) => disk.takeIds());
  }

  async commit(processId: ProcessId, commitId: number, commits: readonly UnitCommit[]): Promise<CommitResult> {
    return this.attempt(processId, commitId, async () => {
      await this.reach('commit');
      const result = this.write(processId, commitId, commits);
      await this.back('commit');
      return result;
    });
  }

  async commitWithMemory(
    processId: ProcessId,
    commitId: number,
    keys: readonly MemoryKey[],
    decide: (memory: LockedMemory) => Promise<readonly UnitCommit[]>,
  ): Promise<CommitResult> {
    let letGo = (): void => undefined;
    let forget = (): void => undefined;
    try {
      return await this.attempt(processId, commitId, async () => {
        await this.reach('lock');
        // nobody is there any more to decide anything
        if (this.process.isDown) return never();
        await new Promise<void>((granted) => {
          letGo = this.shared.locks.take(new Set(keys.map((key) => key.actionId)), granted);
          forget = this.process.atEnd(letGo);
        });
        await this.back('lock');
        const commits = await decide(this.memory());
        // from here on it is the transaction under way that holds the locks, not the process
        forget();
        await this.reach('memory commit', letGo);
        const result = this.write(processId, commitId, commits);
        letGo();
        await this.back('memory commit');
        return result;
      });
    } finally {
      forget();
      letGo();
    }
  }

  private memory(): LockedMemory {
    const { disk } = this.shared;
    return {
      get: (key) => disk.memory.get(memoryId(key))?.value ?? null,
      items: async (key) => disk.items.get(memoryId(key))?.list ?? [],
    };
  }

  /** What was written after all, though its answer was lost, is neither decided nor written again. */
  private async attempt(
    processId: ProcessId,
    commitId: number,
    write: () => Promise<CommitResult>,
  ): Promise<CommitResult> {
    try {
      if (this.isUnsure) {
        const isWritten = await this.isWritten(processId, commitId);
        this.isUnsure = false;
        if (isWritten) return { ok: true };
      }
      return await write();
    } catch (thrown) {
      if (!(thrown instanceof Away)) throw thrown;
      this.isUnsure = true;
      return { ok: false, error: { kind: 'unavailable', message: thrown.message } };
    }
  }

  protected isWritten(processId: ProcessId, commitId: number): Promise<boolean> {
    return this.ask('look at the last commit', (disk) => disk.processes.get(processId) === commitId);
  }

  /** The transaction. */
  private write(processId: ProcessId, commitId: number, commits: readonly UnitCommit[]): CommitResult {
    const failure = this.shared.disk.commit(processId, commitId, commits);
    this.shared.note(this.process, () => `${failure?.kind ?? 'written'}: ${commits.map(summary).join('; ')}`);
    return failure === null ? { ok: true } : { ok: false, error: failure };
  }

  claim(
    processId: ProcessId,
    claimNumber: number,
    now: number,
    limit: number,
    perStory: number,
  ): Promise<ClaimedDelivery[]> {
    return this.ask('claim', (disk) =>
      disk.claim(processId, claimNumber, now, limit, perStory).map((row) => {
        this.shared.note(this.process, () => `claims ${row.id}${row.isOutcomeUnknown ? ', unknown' : ''}`);
        return toClaimed(disk, row);
      }),
    );
  }

  releaseClaim(processId: ProcessId, claimNumber: number): Promise<void> {
    return this.ask('release claim', (disk) => {
      for (const [id, row] of disk.deliveries) {
        if (row.claimedBy === processId && row.claimNumber === claimNumber) {
          disk.deliveries.set(id, { ...row, claimedBy: null });
        }
      }
    });
  }

  claimWaiting(processId: ProcessId, id: DeliveryId, waitsFor: WaitsFor): Promise<ClaimedDelivery | null> {
    return this.ask('claim waiting', (disk) => {
      const row = disk.deliveries.get(id);
      if (row?.waitsFor !== waitsFor || !disk.processes.has(processId)) return null;
      const isOwn = row.claimedBy === processId && row.claimNumber === null;
      if (row.claimedBy !== null && !isOwn) return null;
      const claimed = { ...row, claimedBy: processId, claimNumber: null };
      disk.deliveries.set(id, claimed);
      return toClaimed(disk, claimed);
    });
  }

  findWaitingCall(call: {
    readonly storyId: StoryId;
    readonly actionId: ActionId;
    readonly eventId: EventId | null;
  }): Promise<{ callerId: DeliveryId; waitsFor: WaitsFor } | null> {
    return this.ask('find waiting call', (disk) => {
      for (const { id, actionId, eventId, waitsFor } of disk.deliveries.values()) {
        if (actionId !== call.actionId || eventId !== call.eventId || waitsFor === null) continue;
        if (disk.runs.get(waitsFor as RunId)?.storyId === call.storyId) return { callerId: id, waitsFor };
      }
      return null;
    });
  }

  findEndedGroups(): Promise<{ callerId: DeliveryId; waitsFor: WaitsFor }[]> {
    return this.ask('find ended groups', (disk) => {
      const rows = [...disk.deliveries.values()];
      const withWork = new Set<number>(rows.map(({ runId }) => runId));
      return rows.flatMap(({ id, waitsFor, isGroupCall, claimedBy }) =>
        isGroupCall && waitsFor !== null && claimedBy === null && !withWork.has(waitsFor)
          ? [{ callerId: id, waitsFor }]
          : [],
      );
    });
  }

  release(processId: ProcessId, ids: readonly DeliveryId[]): Promise<void> {
    return this.ask('release', (disk) => disk.release(processId, ids));
  }

  nextDue(): Promise<{ deliveries: number | null; ticks: number | null }> {
    return this.ask('next due', (disk) => {
      let deliveries: number | null = null;
      for (const { claimedBy, dueAt } of disk.deliveries.values()) {
        if (claimedBy === null && dueAt !== null) deliveries = Math.min(dueAt, deliveries ?? dueAt);
      }
      let ticks: number | null = null;
      for (const { nextAt } of disk.schedules.values()) if (nextAt !== null) ticks = Math.min(nextAt, ticks ?? nextAt);
      return { deliveries, ticks };
    });
  }

  loadEvents(ids: readonly EventId[]): Promise<StoredEvent[]> {
    return this.ask('load events', (disk) => ids.flatMap((id) => disk.events.get(id) ?? []));
  }

  syncSchedules(now: number, nextTick: NextTick): Promise<void> {
    return this.ask('sync schedules', (disk) => disk.syncSchedules(this.shared.stories, now, nextTick));
  }

  fireTicks(now: number, limit: number, nextTick: NextTick, newRun: () => TickRun): Promise<number> {
    return this.ask('fire ticks', (disk) => {
      // the transaction needs its process to the end
      return this.process.isDown ? 0 : disk.fireTicks(now, limit, nextTick, newRun);
    });
  }
}

function toClaimed(disk: SimulatedDisk, row: DeliveryRow): ClaimedDelivery {
  const run = disk.runs.get(row.runId);
  if (run === undefined) throw new Error(`delivery ${row.id} has no run`);
  const { claimedBy: _claimedBy, claimNumber: _claimNumber, isOutcomeUnknown, ...delivery } = row;
  return { delivery, run, isOutcomeUnknown };
}

function summary({ events, deliveries, finished, effects }: UnitCommit): string {
  const rows = deliveries.map(({ id, actionId, dueAt, startedAt, isClaimed }) => {
    const how = startedAt !== null ? 'started' : dueAt === null ? 'waits' : isClaimed ? 'kept' : 'later';
    return `${id} to ${actionId} ${how}`;
  });
  const parts = [
    `events ${events.map(({ id, actionId }) => `${id} of ${actionId}`).join(', ')}`,
    `deliveries ${rows.join(', ')}`,
    `finished ${finished.join(', ')}`,
    `effects ${effects.map(({ deliveryId, outcome }) => `${deliveryId} ${outcome}`).join(', ')}`,
  ];
  return parts.filter((part) => !part.endsWith(' ')).join(' | ');
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
