/**
 * What other processes tell by `notify`. One session of the pool listens to all channels for as long as it lives. While there
 * is none, everything counts as possibly missed, again and again: a notice hurries, it is never the only way to know.
 *
 * The embedded database serves one process, which has nobody to listen to.
 */
import type pg from 'pg';

export interface NoticeListener {
  /** Channel → what to do with a payload. */
  readonly channels: Readonly<Record<string, (payload: string) => void>>;
  /** Any notice may have been lost. */
  readonly missed: () => void;
}

const RETRY_EVERY_MS = 500;

export class Notices {
  readonly #pool: pg.Pool;
  readonly #isNeeded: boolean;
  readonly #listeners = new Set<NoticeListener>();
  #client: pg.PoolClient | null = null;
  #opening: Promise<void> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(pool: pg.Pool, isNeeded: boolean) {
    this.#pool = pool;
    this.#isNeeded = isNeeded;
  }

  /** Resolves when the channels are listened to; fails when the first session cannot be had. */
  async add(listener: NoticeListener): Promise<() => void> {
    this.#listeners.add(listener);
    if (this.#isNeeded) {
      if (this.#client === null) await this.#openOnce();
      else await listenTo(this.#client, listener);
    }
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#isClosed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#drop();
  }

  #openOnce(): Promise<void> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<void> {
    try {
      const client = await this.#pool.connect();
      if (this.#isClosed) return client.release(true);
      this.#client = client;
      client.on('notification', ({ channel, payload }) => {
        for (const { channels } of this.#listeners) channels[channel]?.(payload ?? '');
      });
      client.on('error', () => this.#lose());
      client.on('end', () => this.#lose());
      for (const listener of this.#listeners) await listenTo(client, listener);
      for (const { missed } of this.#listeners) missed();
    } finally {
      this.#opening = null;
    }
  }

  #lose(): void {
    if (this.#client === null || this.#isClosed) return;
    this.#drop();
    this.#tryAgain();
  }

  #tryAgain(): void {
    for (const { missed } of this.#listeners) missed();
    this.#retry = setTimeout(() => {
      this.#openOnce().catch(() => {
        this.#drop();
        if (!this.#isClosed) this.#tryAgain();
      });
    }, RETRY_EVERY_MS);
  }

  #drop(): void {
    const client = this.#client;
    this.#client = null;
    client?.release(true);
  }
}

async function listenTo(client: pg.ClientBase, { channels }: NoticeListener): Promise<void> {
  for (const channel of Object.keys(channels)) await client.query(`listen ${channel}`);
}
