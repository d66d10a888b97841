/**
 * How processes know of each other's death: each holds a session-level advisory lock, which PostgreSQL drops with the
 * connection. Whoever can take another one's lock takes it for dead, removes its row (its commits fail from then on)
 * and frees what it had claimed.
 *
 * The embedded database serves one process only, so every other registered one is dead.
 */
import { hostname } from 'node:os';
import { asId, type ProcessId } from '@fabula/model';
import type { Database } from '../database/database.ts';
import { inTransaction } from './in-transaction.ts';

/** First half of the advisory lock; the second half is the process. */
const lockClass = 4_711_001;
const reconnectMs = 500;

interface ProcessRow {
  readonly id: number;
  readonly host: string;
  readonly pid: number;
}

export class SignOfLife {
  private readonly database: Database;
  /** Gives the connection of the lock back; null while there is none. */
  private letGo: (() => void) | null = null;
  private isClosed = false;
  /** Whose lock was free at the last look. */
  private suspects: ReadonlySet<number> = new Set();

  constructor(database: Database) {
    this.database = database;
  }

  async register(): Promise<ProcessId> {
    const { pool } = this.database;
    const taken = await pool.query<{ id: number }>("select nextval(pg_get_serial_sequence('process', 'id')) as id");
    const id = asId<ProcessId>(taken.rows[0]?.id ?? 0);
    // the lock first: a row without a lock looks dead
    if (this.database.kind === 'postgres') await this.hold(id);
    await pool.query('insert into process (id, host, pid) overriding system value values ($1, $2, $3)', [
      id,
      hostname(),
      process.pid,
    ]);
    return id;
  }

  async unregister(id: ProcessId): Promise<void> {
    this.isClosed = true;
    await this.remove([id]);
    this.letGo?.();
  }

  async reclaimFromDead(own: ProcessId): Promise<{ freed: number; neighbours: number }> {
    const { pool, kind } = this.database;
    const { rows } = await pool.query<ProcessRow>('select id, host, pid from process where id <> $1', [own]);
    if (rows.length === 0) return { freed: 0, neighbours: 0 };
    const dead = kind === 'embedded' ? rows.map((row) => row.id) : await this.findDead(rows);
    return { freed: await this.remove(dead), neighbours: rows.length - dead.length };
  }

  /**
   * A lock that can be taken means a dead process, or one that is just connecting again: when PostgreSQL restarts, all lose
   * their locks at once and must not bury each other. So it has to be free twice in a row, unless the process was on this
   * host and is gone from it.
   */
  private async findDead(others: readonly ProcessRow[]): Promise<number[]> {
    const { rows } = await this.database.pool.query<{ id: number }>(
      'select id from unnest($2::bigint[]) as id where pg_try_advisory_xact_lock($1::int, id::int)',
      [lockClass, others.map((other) => other.id)],
    );
    const free = new Set(rows.map((row) => row.id));
    const dead = others.filter((other) => free.has(other.id) && (this.suspects.has(other.id) || isGoneFromHere(other)));
    this.suspects = free;
    return dead.map((row) => row.id);
  }

  /**
   * Removing the row waits for a commit of that process that is on its way, and makes every later one fail. What that last
   * commit claimed is seen only by a statement that begins afterwards: two statements, one transaction.
   */
  private async remove(ids: readonly number[]): Promise<number> {
    if (ids.length === 0) return 0;
    return inTransaction(this.database.pool, async (client) => {
      await client.query('delete from process where id = any($1::bigint[])', [ids]);
      const freed = await client.query(
        `update delivery set claimed_by = null, is_outcome_unknown = is_outcome_unknown or started_at is not null
where claimed_by = any($1::bigint[])`,
        [ids],
      );
      return freed.rowCount ?? 0;
    });
  }

  /** Keeps the lock on a connection of its own, and takes it again on a new one when that breaks. */
  private async hold(id: ProcessId): Promise<void> {
    const client = await this.database.pool.connect();
    let isHeld = true;
    // Once only: a connection that was let go may still break while it is being closed.
    const letGo = (): boolean => {
      if (!isHeld) return false;
      isHeld = false;
      this.letGo = null;
      client.release(true);
      return true;
    };
    client.on('error', () => {
      if (letGo()) this.holdAgain(id);
    });
    await client.query('select pg_advisory_lock($1::int, $2::int)', [lockClass, id]);
    if (isHeld) this.letGo = letGo;
  }

  private holdAgain(id: ProcessId): void {
    if (this.isClosed) return;
    setTimeout(() => {
      this.hold(id).catch(() => this.holdAgain(id));
    }, reconnectMs).unref();
  }
}

function isGoneFromHere({ host, pid }: ProcessRow): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (thrown) {
    // EPERM: somebody else's process has that number, so it is taken, by whatever it is
    return !(thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM');
  }
}
