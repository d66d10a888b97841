/** The engine's store on PostgreSQL and on the embedded database. */
import type {
  ClaimedDelivery,
  CommitResult,
  EngineStore,
  LockedMemory,
  MemoryChange,
  MemoryKey,
  NextTick,
  RunRecord,
  StoredEvent,
  StoreListener,
  TickRun,
  UnitCommit,
  WaitsFor,
} from '@fabula/engine';
import type { ActionId, DeliveryId, EventId, ProcessId, RunId } from '@fabula/model';
import type pg from 'pg';
import type { Database } from '../database/database.ts';
import { numbers } from './array-literal.ts';
import { claimStatement, claimWaitingStatement } from './claim-statement.ts';
import { type ClaimedRow, toClaimed } from './claimed-row.ts';
import { commitStatement, type Statement } from './commit-statement.ts';
import { engineNotices, WORK_CHANNEL } from './engine-notices.ts';
import { classify } from './failure.ts';
import { allSent, inTransaction } from './in-transaction.ts';
import { changeMemory, lockMemory, readMemory } from './memory-rows.ts';
import { fireTicks, syncSchedules } from './schedules.ts';
import { SignOfLife } from './sign-of-life.ts';
import { findExitEvent, findRunOfEvent, loadStoredEvents } from './stored-events.ts';
import { findEndedGroups, findWaitingCall, type WaitingCall } from './waiting-calls.ts';

/** As `runtime_id` is declared. */
const idsPerBlock = 10_000;

/** lost: its connection was lost. taken: it was tried again after that, and what it writes or finishes was there or gone. */
type Doubt = 'none' | 'lost' | 'taken';

export interface OwnEngineStore extends EngineStore {
  /** null until the process is registered. */
  readonly ownId: ProcessId | null;
}

export function createEngineStore(database: Database): OwnEngineStore {
  return new SqlEngineStore(database);
}

class SqlEngineStore implements OwnEngineStore {
  private readonly pool: pg.Pool;
  private readonly signOfLife: SignOfLife;
  private readonly database: Database;
  /** Whether the last commit may have been written although it failed. */
  private doubt: Doubt = 'none';
  ownId: ProcessId | null = null;
  private readonly listeners = new Set<StoreListener>();

  constructor(database: Database) {
    this.database = database;
    this.pool = database.pool;
    this.signOfLife = new SignOfLife(database, () => {
      for (const listener of this.listeners) listener.buried();
    });
  }

  async register(): Promise<ProcessId> {
    this.ownId = await this.signOfLife.register();
    return this.ownId;
  }

  unregister(processId: ProcessId): Promise<void> {
    return this.signOfLife.unregister(processId);
  }

  listen(listener: StoreListener): () => void {
    const { notices } = this.database;
    const noticed = engineNotices(listener, () => this.ownId);
    this.listeners.add(listener);
    // Nobody waits: until the session is there, everything is found by looking.
    notices.add(noticed).catch(() => listener.missed());
    return () => {
      this.listeners.delete(listener);
      notices.remove(noticed);
    };
  }

  async announceWork(): Promise<void> {
    if (this.database.kind === 'postgres') await this.pool.query(`select pg_notify('${WORK_CHANNEL}', '')`);
  }

  reclaimFromDead(processId: ProcessId): Promise<{ freed: number; neighbours: number }> {
    return this.signOfLife.reclaimFromDead(processId);
  }

  async takeIds(): Promise<{ first: number; count: number }> {
    const { rows } = await this.pool.query<{ id: number }>("select nextval('runtime_id') as id");
    return { first: rows[0]?.id ?? 0, count: idsPerBlock };
  }

  async commit(processId: ProcessId, commitId: number, commits: readonly UnitCommit[]): Promise<CommitResult> {
    const { name, text, values } = commitStatement(processId, commitId, commits);
    return this.attempt(processId, commitId, async () => {
      await this.pool.query({ name, text, values: [...values] });
    });
  }

  async commitWithMemory(
    processId: ProcessId,
    commitId: number,
    keys: readonly MemoryKey[],
    decide: (memory: LockedMemory) => Promise<readonly UnitCommit[]>,
  ): Promise<CommitResult> {
    // What `decide` throws is not the database's failure: it ends the transaction and is passed on.
    const mishap: { thrown?: unknown } = {};
    const result = await this.attempt(processId, commitId, () =>
      // Two trips and the commit: statements that need no answer first are sent together (`pipeline` of the driver).
      inTransaction(this.pool, async (client) => {
        const memory = await lockMemory(client, keys);
        const { changes, statement } = await decideOn(memory, processId, commitId, decide).catch((thrown: unknown) => {
          mishap.thrown = thrown;
          throw thrown;
        });
        const { name, text, values } = statement;
        await allSent(...changeMemory(client, changes), client.query({ name, text, values: [...values] }));
      }),
    );
    if (mishap.thrown !== undefined) throw mishap.thrown;
    return result;
  }

  /**
   * After a lost connection the server may have the commit still before it, unseen by the look that comes first: then that one
   * is written beside this attempt, which finds its own rows there, or what it finishes gone. So another look has to follow,
   * and that one is the last word: what was found was committed before.
   */
  private async attempt(processId: ProcessId, commitId: number, write: () => Promise<void>): Promise<CommitResult> {
    const { doubt } = this;
    try {
      if (doubt === 'none' || !(await this.wasWritten(processId, commitId))) await write();
      this.doubt = 'none';
      return { ok: true };
    } catch (thrown) {
      const { failure, isUnsure, isTaken } = classify(thrown);
      if (isUnsure) this.doubt = 'lost';
      else if (isTaken && doubt === 'lost') this.doubt = 'taken';
      else if (failure.kind !== 'unavailable') this.doubt = 'none';
      if (this.doubt === 'none' || failure.kind === 'unavailable') return { ok: false, error: failure };
      return { ok: false, error: { kind: 'unavailable', message: 'Whether the commit was written is not known yet.' } };
    }
  }

  /** Waits for a commit that the server is already executing although its connection is gone: it holds the row. */
  private async wasWritten(processId: ProcessId, commitId: number): Promise<boolean> {
    const { rows } = await this.pool.query<{ last_commit: number }>(
      'select last_commit from process where id = $1 for update',
      [processId],
    );
    return rows[0]?.last_commit === commitId;
  }

  async claim(
    processId: ProcessId,
    claimNumber: number,
    now: number,
    limit: number,
    perStory: number,
  ): Promise<ClaimedDelivery[]> {
    const { rows } = await this.pool.query<ClaimedRow>({
      ...claimStatement,
      values: [processId, now, limit, perStory, claimNumber],
    });
    return rows.map(toClaimed).sort((a, b) => a.delivery.id - b.delivery.id);
  }

  async releaseClaim(processId: ProcessId, claimNumber: number): Promise<void> {
    await this.pool.query('update delivery set claimed_by = null where claimed_by = $1 and claim_number = $2', [
      processId,
      claimNumber,
    ]);
  }

  async claimWaiting(processId: ProcessId, id: DeliveryId, waitsFor: WaitsFor): Promise<ClaimedDelivery | null> {
    const { rows } = await this.pool.query<ClaimedRow>({ ...claimWaitingStatement, values: [processId, id, waitsFor] });
    return rows[0] === undefined ? null : toClaimed(rows[0]);
  }

  findWaitingCall(call: WaitingCall): Promise<{ callerId: DeliveryId; waitsFor: WaitsFor } | null> {
    return findWaitingCall(this.pool, call);
  }

  findEndedGroups(): Promise<{ callerId: DeliveryId; waitsFor: WaitsFor }[]> {
    return findEndedGroups(this.pool);
  }

  async release(processId: ProcessId, ids: readonly DeliveryId[]): Promise<void> {
    await this.pool.query(
      `update delivery set claimed_by = null, is_outcome_unknown = is_outcome_unknown or started_at is not null
where id = any($2::bigint[]) and claimed_by = $1`,
      [processId, numbers(ids)],
    );
  }

  async nextDue(): Promise<{ deliveries: number | null; ticks: number | null }> {
    const { rows } = await this.pool.query<{ deliveries: Date | null; ticks: Date | null }>({
      name: 'next-due',
      text: `select
  (select min(due_at) from delivery where claimed_by is null and due_at is not null) as deliveries,
  (select min(next_at) from schedule where next_at is not null) as ticks`,
    });
    const [row] = rows;
    return { deliveries: row?.deliveries?.getTime() ?? null, ticks: row?.ticks?.getTime() ?? null };
  }

  loadEvents(ids: readonly EventId[]): Promise<StoredEvent[]> {
    return loadStoredEvents(this.pool, ids);
  }

  findRunOf(eventId: EventId): Promise<RunRecord | null> {
    return findRunOfEvent(this.pool, eventId);
  }

  readMemory(keys: readonly MemoryKey[]): Promise<LockedMemory> {
    return readMemory(this.pool, keys);
  }

  findExit(runId: RunId, actionIds: readonly ActionId[]): Promise<StoredEvent | null> {
    return findExitEvent(this.pool, runId, actionIds);
  }

  syncSchedules(now: number, nextTick: NextTick): Promise<void> {
    return syncSchedules(this.database, now, nextTick);
  }

  fireTicks(now: number, limit: number, nextTick: NextTick, newRun: () => TickRun): Promise<number> {
    return fireTicks(this.database, now, limit, nextTick, newRun);
  }
}

async function decideOn(
  memory: LockedMemory,
  processId: ProcessId,
  commitId: number,
  decide: (memory: LockedMemory) => Promise<readonly UnitCommit[]>,
): Promise<{ readonly changes: readonly MemoryChange[]; readonly statement: Statement }> {
  const commits = await decide(memory);
  return {
    changes: commits.flatMap((commit) => commit.memory),
    statement: commitStatement(processId, commitId, commits),
  };
}
