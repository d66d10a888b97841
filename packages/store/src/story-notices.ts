/**
 * Tells of stories that other processes changed. Listens on one session of the pool for as long as it lives. While there
 * is no such session, everything counts as possibly missed, again and again.
 */
import { asId, type StoryId } from '@fabula/model';
import type pg from 'pg';
import type { Database } from './database/database.ts';
import { STORY_CHANNEL } from './repositories/story-change.ts';

interface Listener {
  readonly changed: (storyId: StoryId) => void;
  /** Any story may have changed. */
  readonly missed: () => void;
}

const RETRY_EVERY_MS = 500;

export class StoryNotices {
  readonly #database: Database;
  readonly #listener: Listener;
  #client: pg.PoolClient | null = null;
  #retry: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(database: Database, listener: Listener) {
    this.#database = database;
    this.#listener = listener;
  }

  /** Fails when the first session cannot be had. */
  async start(): Promise<void> {
    if (this.#database.kind === 'postgres') await this.#listen();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#drop();
  }

  async #listen(): Promise<void> {
    const client = await this.#database.pool.connect();
    if (this.#isClosed) return client.release(true);
    this.#client = client;
    client.on('notification', ({ payload }) => this.#listener.changed(asId(Number(payload))));
    client.on('error', () => this.#lose());
    client.on('end', () => this.#lose());
    await client.query(`listen ${STORY_CHANNEL}`);
    this.#listener.missed();
  }

  #lose(): void {
    if (this.#client === null || this.#isClosed) return;
    this.#drop();
    this.#tryAgain();
  }

  #tryAgain(): void {
    this.#listener.missed();
    this.#retry = setTimeout(() => {
      this.#listen().catch(() => {
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
