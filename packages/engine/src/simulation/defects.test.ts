/**
 * Whether the simulation can find anything: stores that break one rule on purpose, and the promise that must be seen broken
 * within a few seeds.
 */
import type { ProcessId } from '@fabula/model';
import { describe, expect, it } from 'vitest';
import type { CommitFailure, CommitResult, NextTick, TickRun, UnitCommit } from '../ports/store.ts';
import { type HistoryOptions, simulate } from './history.ts';
import { type DeliveryRow, SimulatedDisk } from './simulated-disk.ts';
import { SimulatedStore } from './simulated-store.ts';

class IgnoresFencing extends SimulatedDisk {
  protected override isRegistered(): boolean {
    return true;
  }

  protected override mayChange(): boolean {
    return true;
  }
}

class LosesACommit extends SimulatedDisk {
  override commit(processId: ProcessId, commitId: number, commits: readonly UnitCommit[]): CommitFailure | null {
    if (commitId % 5 === 0) return null;
    return super.commit(processId, commitId, commits);
  }
}

class ForgetsIntents extends SimulatedDisk {
  protected override apply(processId: ProcessId, commit: UnitCommit): void {
    const deliveries = commit.deliveries.map((delivery) => ({ ...delivery, startedAt: null }));
    super.apply(processId, { ...commit, deliveries });
  }
}

/** The row keeps no trace of a start that the ledger was told of. */
class ForgetsUnknownOutcomes extends SimulatedDisk {
  override remove(processId: ProcessId): number {
    const count = super.remove(processId);
    for (const [id, row] of this.deliveries) {
      if (row.claimedBy === null) this.deliveries.set(id, { ...row, isOutcomeUnknown: false });
    }
    return count;
  }
}

class KeepsWhatTheDeadHeld extends SimulatedDisk {
  override remove(processId: ProcessId): number {
    this.processes.delete(processId);
    this.alive.delete(processId);
    return 0;
  }
}

class FiresTicksAgain extends SimulatedDisk {
  override fireTicks(now: number, limit: number, nextTick: NextTick, newRun: () => TickRun): number {
    const before = [...this.schedules.values()].map((row) => ({ row, nextAt: row.nextAt }));
    const count = super.fireTicks(now, limit, nextTick, newRun);
    if (this.ticks.length % 2 === 1) for (const { row, nextAt } of before) row.nextAt = nextAt;
    return count;
  }
}

class ReversesItems extends SimulatedDisk {
  protected override apply(processId: ProcessId, commit: UnitCommit): void {
    super.apply(processId, commit);
    for (const [id, { actionId, list }] of this.items) this.items.set(id, { actionId, list: [...list].reverse() });
  }
}

class DropsLogsAndEvents extends SimulatedDisk {
  protected override apply(processId: ProcessId, commit: UnitCommit): void {
    super.apply(processId, { ...commit, events: commit.events.slice(0, 3) });
  }
}

/** Says that a commit is durable before it is. */
class AnswersBeforeTheCommit extends SimulatedStore {
  override async commit(id: ProcessId, commitId: number, commits: readonly UnitCommit[]): Promise<CommitResult> {
    void super.commit(id, commitId, commits);
    return { ok: true };
  }
}

/** Takes a commit whose answer was lost for one that was never made. */
class WritesAgain extends SimulatedStore {
  protected override async isWritten(): Promise<boolean> {
    return false;
  }
}

/** An answer finds a delivery whose time was up just before. */
class AnswersAfterTheTime extends SimulatedDisk {
  override claim(...of: Parameters<SimulatedDisk['claim']>): DeliveryRow[] {
    const rows = super.claim(...of);
    for (const row of rows) this.deliveries.set(row.id, { ...row, claimNumber: null });
    return rows;
  }
}

/** What comes to a time-out is forgotten: whom it waited for stays in its row. */
class KeepsWaiting extends SimulatedDisk {
  protected override apply(processId: ProcessId, commit: UnitCommit): void {
    const deliveries = commit.deliveries.map((delivery) => {
      const waitsFor = delivery.waitsFor ?? this.deliveries.get(delivery.id)?.waitsFor ?? null;
      return { ...delivery, waitsFor };
    });
    super.apply(processId, { ...commit, deliveries });
  }
}

class NeverSeesTheEndOfGroups extends SimulatedStore {
  override async findEndedGroups(): Promise<[]> {
    return [];
  }
}

const disk = (Disk: typeof SimulatedDisk): HistoryOptions => ({ makeDisk: (idsPerBlock) => new Disk(idsPerBlock) });
const store = (Store: typeof SimulatedStore): HistoryOptions => ({
  makeStore: (shared, process) => new Store(shared, process),
});

const defects: readonly (readonly [string, HistoryOptions])[] = [
  ['ignores fencing', disk(IgnoresFencing)],
  ['loses a commit', disk(LosesACommit)],
  ['forgets that an effect was to start', disk(ForgetsIntents)],
  ['forgets that an outcome is unknown', disk(ForgetsUnknownOutcomes)],
  ['keeps what the dead held', disk(KeepsWhatTheDeadHeld)],
  ['fires ticks again', disk(FiresTicksAgain)],
  ['keeps collected items in the wrong order', disk(ReversesItems)],
  ['writes but the first events of a commit', disk(DropsLogsAndEvents)],
  ['gives a delivery that has timed out to an answer', disk(AnswersAfterTheTime)],
  ['goes on saying that a delivery waits', disk(KeepsWaiting)],
  ['never sees the end of a group', store(NeverSeesTheEndOfGroups)],
  ['answers before the commit', store(AnswersBeforeTheCommit)],
  ['writes again what was written', store(WritesAgain)],
];

describe('the simulation finds a store that', () => {
  it.each(defects)('%s', { timeout: 60_000 }, async (_name, options) => {
    expect(await firstFailure(options)).toMatch(/breaks promises/);
  });
});

const histories = 200;

async function firstFailure(options: HistoryOptions): Promise<string> {
  for (let seed = 1; seed <= histories; seed++) {
    try {
      await simulate(seed, options);
    } catch (thrown) {
      return String(thrown);
    }
  }
  return `nothing was found in ${histories} histories`;
}
