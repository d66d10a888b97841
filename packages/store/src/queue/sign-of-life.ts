/**
 * How processes know of each other's death: each holds a session-level advisory lock, which PostgreSQL drops with the
 * connection. Whoever finds another one's lock free takes it for dead and buries it: removes its row (its commits and claims
 * fail from then on) and frees what it had claimed, holding its lock meanwhile.
 *
 *   held ──session lost──► connecting again ──lock taken, row still there──► held
 *                              │
 *                              └──the row is gone──► buried: this process must end
 *
 * A free lock means a dead process, or one that is just connecting again. So it has to be free for a while, unless the
 * process was on this host and is gone from it. When PostgreSQL restarts, or a network heals, all have lost their locks and
 * must not bury each other: then nobody is buried for some seconds.
 *
 * Whoever upgrades the schema to one that does not suit the older program buries all of them, locks or not. They find that out with
 * their next commit, or when they look for the dead.
 *
 * The embedded database serves one process only, so every other registered one is dead.
 */
import { hostname } from 'node:os';
import { asId, type ProcessId } from '@fabula/model';
import type pg from 'pg';
import type { Database } from '../database/database.ts';
import { bury } from './bury.ts';
import { classify } from './failure.ts';
import { inTransaction } from './in-transaction.ts';

/** First half of the advisory lock; the second half is the process. */
export const lockClass = 4_711_001;
/** After the first attempt, which is made at once. */
const reconnectMs = 100;
/** How long a lock must be free. Longer than connecting again takes, short enough for a takeover within two seconds. */
const freeForMs = 450;
/** How long nobody is buried after the server started or this process itself had lost its lock. */
const calmForMs = 3_000;

interface ProcessRow {
  readonly id: number;
  readonly host: string;
  readonly pid: number;
}

interface Neighbour extends ProcessRow {
  readonly is_free: boolean;
  readonly is_server_new: boolean;
}

export class SignOfLife {
  private readonly database: Database;
  private readonly onBuried: () => void;
  /** Gives the connection of the lock back; null while there is none. */
  private letGo: (() => void) | null = null;
  private isClosed = false;
  /** Whose lock was free at the last look, and since when. */
  private suspects: ReadonlyMap<number, number> = new Map();
  private lockLostAt = Number.NEGATIVE_INFINITY;

  private readonly now: () => number;

  /** `onBuried`: others took this process for dead. `now`: milliseconds that only grow. */
  constructor(database: Database, onBuried: () => void, now: () => number = () => performance.now()) {
    this.database = database;
    this.onBuried = onBuried;
    this.now = now;
  }

  async register(): Promise<ProcessId> {
    const { pool } = this.database;
    const taken = await pool.query<{ id: number }>("select nextval(pg_get_serial_sequence('process', 'id')) as id");
    const id = asId<ProcessId>(taken.rows[0]?.id ?? 0);
    // the lock first: a row without a lock looks dead
    if (this.database.kind === 'postgres') await this.hold(id, async () => undefined);
    try {
      await pool.query('insert into process (id, host, pid) overriding system value values ($1, $2, $3)', [
        id,
        hostname(),
        process.pid,
      ]);
    } catch (thrown) {
      this.isClosed = true;
      this.letGo?.();
      throw thrown;
    }
    return id;
  }

  async unregister(id: ProcessId): Promise<void> {
    this.isClosed = true;
    try {
      await inTransaction(this.database.pool, (client) => bury(client, [id]));
    } catch (thrown) {
      // Where the database cannot be reached, the end of the session says the same.
      if (classify(thrown).failure.kind !== 'unavailable') throw thrown;
    } finally {
      this.letGo?.();
    }
  }

  async reclaimFromDead(own: ProcessId): Promise<{ freed: number; neighbours: number }> {
    const { pool, kind } = this.database;
    if (kind === 'embedded') {
      const { rows } = await pool.query<{ id: number }>('select id from process where id <> $1', [own]);
      const dead = rows.map(({ id }) => id);
      return {
        freed: dead.length === 0 ? 0 : await inTransaction(pool, (client) => bury(client, dead)),
        neighbours: 0,
      };
    }
    const { rows } = await pool.query<Neighbour>({
      name: 'neighbours',
      text: `select id, host, pid, id <> $1 and pg_try_advisory_xact_lock($2::int, id::int) as is_free,
now() - pg_postmaster_start_time() < make_interval(secs => $3) as is_server_new from process`,
      values: [own, lockClass, calmForMs / 1_000],
    });
    const others = rows.filter(({ id }) => id !== own);
    // Its lock may be held all the while: a newer program that upgrades the schema buries us nevertheless.
    if (others.length === rows.length && !this.isClosed) this.onBuried();
    const dead = this.findDead(others, this.now());
    return { freed: await this.bury(dead), neighbours: others.length - dead.length };
  }

  private findDead(others: readonly Neighbour[], now: number): number[] {
    const known = this.suspects;
    const isCalm = now - this.lockLostAt >= calmForMs && others.every((other) => !other.is_server_new);
    const suspects = new Map<number, number>();
    const dead: number[] = [];
    for (const other of others) {
      if (!other.is_free) continue;
      const since = known.get(other.id) ?? now;
      suspects.set(other.id, since);
      if (isCalm && (now - since >= freeForMs || isGoneFromHere(other))) dead.push(other.id);
    }
    this.suspects = suspects;
    return dead;
  }

  /** Only those whose lock is still free, and ours until they are buried: none that has just taken it again. */
  private async bury(ids: readonly number[]): Promise<number> {
    if (ids.length === 0) return 0;
    return inTransaction(this.database.pool, async (client) => {
      const { rows } = await client.query<{ id: number }>(
        'select id from unnest($2::bigint[]) as id where pg_try_advisory_xact_lock($1::int, id::int)',
        [lockClass, ids],
      );
      return bury(
        client,
        rows.map(({ id }) => id),
      );
    });
  }

  /**
   * Keeps the lock on a connection of its own, and takes it again on a new one when that breaks. `check` runs on it with the
   * lock held: nobody can bury us then, and whether somebody has is settled.
   */
  private async hold(id: ProcessId, check: (client: pg.ClientBase) => Promise<void>): Promise<void> {
    const client = await this.database.pool.connect();
    let isOpen = true;
    let isHeld = false;
    // Once only: a connection that was let go may still break while it is being closed.
    const letGo = (): void => {
      if (!isOpen) return;
      isOpen = false;
      this.letGo = null;
      client.release(true);
    };
    if (this.isClosed) return letGo();
    this.letGo = letGo;
    client.on('error', () => {
      letGo();
      // Before that, the statements below fail.
      if (!isHeld) return;
      isHeld = false;
      this.lockLostAt = this.now();
      this.holdAgain(id, 0);
    });
    try {
      // Waits for whoever is just burying us, or until the server has noticed that our former session is gone.
      await client.query('select pg_advisory_lock($1::int, $2::int)', [lockClass, id]);
      await check(client);
      isHeld = isOpen;
    } catch (thrown) {
      letGo();
      throw thrown;
    }
  }

  private holdAgain(id: ProcessId, afterMs: number): void {
    const requireRow = async (client: pg.ClientBase): Promise<void> => {
      const { rowCount } = await client.query('select from process where id = $1', [id]);
      if (rowCount === 0 && !this.isClosed) this.onBuried();
    };
    setTimeout(() => {
      if (this.isClosed) return;
      this.hold(id, requireRow).catch(() => this.holdAgain(id, reconnectMs));
    }, afterMs).unref();
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
