/**
 * What other processes tell by `notify`. One session of the pool listens to all channels for as long as it lives. While there
 * is none, everything counts as possibly missed, again and again: a notice hurries, it is never the only way to know.
 *
 *   none ──first listener──► opening ──► listening ──breaks, or falls silent──► opening ──fails──► a pause ──► opening
 *
 * The same session shows whether the database can be reached: it is there all the time and has nothing else to do.
 *
 * The embedded database serves one process, which has nobody to listen to.
 */
import type pg from 'pg';
import { type PulseTiming, watchPulse } from './pulse.ts';

export interface NoticeListener {
  /** Channel → what to do with a payload. */
  readonly channels: Readonly<Record<string, (payload: string) => void>>;
  /** Any notice may have been lost. */
  readonly missed: () => void;
}

export interface NoticeOptions {
  /** The server does not answer. */
  readonly onSilence: () => void;
  readonly pulse?: PulseTiming;
}

const RETRY_EVERY_MS = 500;

export class Notices {
  readonly #pool: pg.Pool;
  /** null: nobody else could tell anything. */
  readonly #options: NoticeOptions | null;
  readonly #listeners = new Set<NoticeListener>();
  #client: pg.PoolClient | null = null;
  #endPulse = (): void => undefined;
  #opening: Promise<void> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #isReachable = true;
  #isClosed = false;

  constructor(pool: pg.Pool, options: NoticeOptions | null) {
    this.#pool = pool;
    this.#options = options;
  }

  /** False: the server answers nothing, or the session could not be had. */
  get isReachable(): boolean {
    return this.#isReachable;
  }

  /**
   * Resolves when the channels are listened to; fails when the session cannot be had now. It is tried for again even then.
   */
  async add(listener: NoticeListener): Promise<() => void> {
    this.#listeners.add(listener);
    if (this.#options !== null) {
      if (this.#client === null) await this.#openFirst();
      else await listenTo(this.#client, listener);
    }
    return () => this.remove(listener);
  }

  /** Also one whose `add` has failed. */
  remove(listener: NoticeListener): void {
    this.#listeners.delete(listener);
  }

  close(): void {
    this.#isClosed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#drop();
  }

  async #openFirst(): Promise<void> {
    try {
      await this.#openOnce();
    } catch (error) {
      this.#tryLater();
      throw error;
    }
  }

  #openOnce(): Promise<void> {
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(): Promise<void> {
    const client = await this.#pool.connect();
    if (this.#isClosed) return client.release(true);
    this.#client = client;
    client.on('notification', ({ channel, payload }) => {
      for (const { channels } of this.#listeners) channels[channel]?.(payload ?? '');
    });
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    this.#endPulse = watchPulse(
      () => client.query('select 1'),
      () => this.#fallSilent(client),
      this.#options?.pulse,
    );
    for (const listener of this.#listeners) await listenTo(client, listener);
    this.#isReachable = true;
    for (const { missed } of this.#listeners) missed();
  }

  #fallSilent(client: pg.PoolClient): void {
    this.#isReachable = false;
    this.#options?.onSilence();
    this.#lose(client);
  }

  #lose(client: pg.PoolClient): void {
    if (this.#client !== client || this.#isClosed) return;
    this.#drop();
    // While it is being opened, what follows is decided where that fails.
    if (this.#opening !== null) return;
    for (const { missed } of this.#listeners) missed();
    this.#tryAgain();
  }

  #tryAgain(): void {
    this.#retry = null;
    this.#openOnce().catch(() => this.#tryLater());
  }

  /** Several may have waited for the session that could not be had: one pause for all. */
  #tryLater(): void {
    if (this.#isClosed || this.#retry !== null) return;
    this.#drop();
    this.#isReachable = false;
    for (const { missed } of this.#listeners) missed();
    this.#retry = setTimeout(() => this.#tryAgain(), RETRY_EVERY_MS);
  }

  #drop(): void {
    this.#endPulse();
    const client = this.#client;
    this.#client = null;
    client?.release(true);
  }
}

async function listenTo(client: pg.ClientBase, { channels }: NoticeListener): Promise<void> {
  for (const channel of Object.keys(channels)) await client.query(`listen ${channel}`);
}
