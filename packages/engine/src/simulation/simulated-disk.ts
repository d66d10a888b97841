/**
 * What survives a crash in the simulation: the tables of the engine's store as maps, changed by whole commits only.
 * The rules are those of the SQL: a fenced process writes nothing, a finished delivery must still be there and not be
 * somebody else's.
 */
import type { Value } from '@fabula/formula';
import type { ActionId, DeliveryId, EventId, ProcessId, RunId } from '@fabula/model';
import type { CommitFailure, Delivery, MemoryKey, NewEvent, NewLog, RunProgress, UnitCommit } from '../ports/store.ts';

export interface DeliveryRow extends Delivery {
  readonly claimedBy: ProcessId | null;
  /** null: claimed since it was written. */
  readonly claimNumber: number | null;
  readonly isOutcomeUnknown: boolean;
}

export class SimulatedDisk {
  readonly runs = new Map<RunId, RunProgress>();
  readonly events = new Map<EventId, NewEvent>();
  readonly logs: NewLog[] = [];
  readonly deliveries = new Map<DeliveryId, DeliveryRow>();
  readonly memory = new Map<string, { value: Value; rank: number; actionId: ActionId }>();
  readonly items = new Map<string, Value[]>();
  /** Living processes and their newest commit. */
  readonly processes = new Map<ProcessId, number>();
  commitCount = 0;
  /** Small, so that running out of ids happens. */
  readonly idsPerBlock = 500;
  private ids = 1;
  private processIds = 1;

  takeIds(): { first: number; count: number } {
    const first = this.ids;
    this.ids += this.idsPerBlock;
    return { first, count: this.idsPerBlock };
  }

  register(): ProcessId {
    const id = this.processIds++ as ProcessId;
    this.processes.set(id, 0);
    return id;
  }

  /** What a dead process had claimed becomes free; effects that it had started have an unknown outcome. */
  remove(processId: ProcessId): number {
    this.processes.delete(processId);
    let count = 0;
    for (const [id, row] of this.deliveries) {
      if (row.claimedBy !== processId) continue;
      const isOutcomeUnknown = row.isOutcomeUnknown || row.startedAt !== null;
      this.deliveries.set(id, { ...row, claimedBy: null, startedAt: null, isOutcomeUnknown });
      count++;
    }
    return count;
  }

  commit(processId: ProcessId, commitId: number, commits: readonly UnitCommit[]): CommitFailure | null {
    if (!this.processes.has(processId)) return { kind: 'fenced' };
    const isMine = (id: DeliveryId): boolean => {
      const row = this.deliveries.get(id);
      return row !== undefined && (row.claimedBy === null || row.claimedBy === processId);
    };
    for (const commit of commits) {
      const touched = [...commit.finished, ...commit.deliveries.filter(({ isNew }) => !isNew).map(({ id }) => id)];
      if (!touched.every(isMine)) return { kind: 'stale', message: 'gone' };
      if (commit.events.some((event) => event.payloadText.includes('"poison"'))) {
        return { kind: 'refused', message: 'poison' };
      }
    }
    for (const commit of commits) this.apply(processId, commit);
    this.processes.set(processId, commitId);
    this.commitCount++;
    return null;
  }

  private apply(processId: ProcessId, commit: UnitCommit): void {
    for (const run of commit.runs) {
      const known = this.runs.get(run.id);
      if (run.isNew && known !== undefined) throw new Error(`run ${run.id} was written twice`);
      if (!run.isNew && known === undefined) throw new Error(`run ${run.id} was continued before it was written`);
      this.runs.set(run.id, { ...run, addedEvents: (known?.addedEvents ?? 0) + run.addedEvents });
    }
    for (const event of commit.events) {
      if (this.events.has(event.id)) throw new Error(`event ${event.id} was written twice`);
      this.events.set(event.id, event);
    }
    this.logs.push(...commit.logs);
    for (const id of commit.finished) this.deliveries.delete(id);
    for (const { isClaimed, isNew, ...delivery } of commit.deliveries) {
      if (isNew && this.deliveries.has(delivery.id)) throw new Error(`delivery ${delivery.id} was written twice`);
      const claimedBy = isClaimed ? processId : null;
      this.deliveries.set(delivery.id, { ...delivery, claimedBy, claimNumber: null, isOutcomeUnknown: false });
    }
    for (const change of commit.memory) {
      const id = memoryId(change);
      if (change.value === null) {
        this.memory.delete(id);
        this.items.delete(id);
      } else if (change.value !== undefined) {
        this.memory.set(id, { value: change.value, rank: change.rank ?? 0, actionId: change.actionId });
      }
      if (change.append !== undefined) this.items.set(id, [...(this.items.get(id) ?? []), ...change.append]);
    }
  }
}

export function memoryId({ actionId, key }: MemoryKey): string {
  return `${actionId} ${key}`;
}
