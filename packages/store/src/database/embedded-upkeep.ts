/**
 * What a PostgreSQL server does by itself and the embedded one does not: it has no background processes. Without
 * checkpoints its log would grow for ever and a restart after a kill would read all of it again (measured: 177 MB of log
 * with max_wal_size at 48 MB and not one checkpoint); without vacuum the space of removed rows would never be used again.
 *
 * Each step is one short statement, because everyone else waits meanwhile: a checkpoint after 64 MB takes about a fifth
 * of a second.
 */
import type pg from 'pg';

const EVERY_MS = 5_000;
const CHECKPOINT_AFTER_BYTES = 64 * 1024 * 1024;

export class EmbeddedUpkeep {
  readonly #pool: pg.Pool;
  readonly #checkpointAfterBytes: number;
  #timer: NodeJS.Timeout | null = null;
  #underWay: Promise<void> = Promise.resolve();
  #checkpointAt = 0;

  constructor(pool: pg.Pool, checkpointAfterBytes = CHECKPOINT_AFTER_BYTES) {
    this.#pool = pool;
    this.#checkpointAfterBytes = checkpointAfterBytes;
  }

  start(): void {
    const turn = (): void => {
      // What could not be done is tried again at the next turn; a database that died tells so itself.
      this.#underWay = this.runOnce().catch(() => undefined);
    };
    this.#timer = setInterval(turn, EVERY_MS);
    this.#timer.unref();
  }

  /** Waits for the statement under way. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#underWay;
  }

  /** One checkpoint if it is time, and the one table that needs it most. */
  async runOnce(): Promise<void> {
    const { rows } = await this.#pool.query<{ written: string }>(
      "select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as written",
    );
    const written = Number(rows[0]?.written ?? 0);
    if (written - this.#checkpointAt > this.#checkpointAfterBytes) {
      await this.#pool.query('checkpoint');
      this.#checkpointAt = written;
    }
    const table = await this.#findNeediest();
    if (table !== null) await this.#pool.query(`vacuum (analyze) "${table}"`);
  }

  /** By the rules of autovacuum's defaults. */
  async #findNeediest(): Promise<string | null> {
    // What this session has written is counted at most once a second otherwise.
    await this.#pool.query('select pg_stat_force_next_flush()');
    const { rows } = await this.#pool.query<{ relname: string }>(`
      select relname from pg_stat_user_tables
      where n_dead_tup > 50 + 0.2 * n_live_tup
        or n_ins_since_vacuum > 1000 + 0.2 * n_live_tup
        or n_mod_since_analyze > 50 + 0.1 * n_live_tup
      order by n_dead_tup + n_mod_since_analyze desc
      limit 1
    `);
    return rows[0]?.relname ?? null;
  }
}
