import { createServer, type Server, Socket } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { Notices } from './notices.ts';
import { Sockets } from './sockets.ts';

const postgres = testDatabases.find(({ kind }) => kind === 'postgres');

/** Stands between a client and the server; can fall silent, as a cut network does, and speak again. */
class Wire {
  readonly #server: Server;
  readonly #ends = new Set<Socket>();
  #isSilent = false;

  constructor(to: URL) {
    this.#server = createServer((near) => {
      const far = new Socket();
      far.connect(Number(to.port || 5432), to.hostname);
      for (const [from, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#ends.add(from);
        if (this.#isSilent) from.pause();
        from.on('data', (bytes) => other.write(bytes));
        from.on('error', () => undefined);
        from.on('close', () => {
          this.#ends.delete(from);
          other.destroy();
        });
      }
    });
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  }

  silence(): void {
    this.#isSilent = true;
    for (const end of this.#ends) end.pause();
  }

  speak(): void {
    this.#isSilent = false;
    for (const end of this.#ends) end.resume();
  }

  close(): void {
    this.#server.close();
    for (const end of this.#ends) end.destroy();
  }
}

describe.runIf(postgres)('a session for notices', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    if (postgres !== undefined) test = await postgres.open();
  });
  afterAll(() => test.drop());

  async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
    const giveUpAt = Date.now() + 20_000;
    while (!(await holds())) {
      if (Date.now() > giveUpAt) throw new Error('waited for nothing');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it('hears what others say, and says that it may have missed something when it was away', async () => {
    const pool = new pg.Pool({ connectionString: test.url, application_name: 'listener' });
    pool.on('error', () => undefined);
    const notices = new Notices(pool, { onSilence: () => undefined });
    const heard: string[] = [];
    let missed = 0;
    await notices.add({ channels: { news: (payload) => heard.push(payload) }, missed: () => missed++ });
    await test.database.pool.query("select pg_notify('news', 'first')");
    await until(() => heard.length === 1);

    const before = missed;
    await test.database.pool.query(
      "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'listener' and datname = current_database()",
    );
    // Once when it broke, once when it was there again.
    await until(() => missed >= before + 2);
    await test.database.pool.query("select pg_notify('news', 'second')");
    await until(() => heard.length === 2);
    expect(heard).toEqual(['first', 'second']);
    expect(notices.isReachable).toBe(true);
    notices.close();
    await pool.end();
  });

  it('goes on trying when the very first session cannot be had, also for those who came meanwhile', async () => {
    const pool = new pg.Pool({ connectionString: test.url });
    pool.on('error', () => undefined);
    let isDown = true;
    const mayBeDown = new Proxy(pool, {
      get: (target, name) =>
        name === 'connect' && isDown
          ? () => Promise.reject(new Error('it is down'))
          : Reflect.get(target, name, target),
    });
    const notices = new Notices(mayBeDown, { onSilence: () => undefined });
    const heard: string[] = [];
    const aListener = (name: string) => ({
      channels: { news: (payload: string) => heard.push(`${name}: ${payload}`) },
      missed: () => undefined,
    });
    const [one, two, gone] = [aListener('one'), aListener('two'), aListener('gone')];
    const added = await Promise.allSettled([notices.add(one), notices.add(two), notices.add(gone)]);
    expect(added.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(notices.isReachable).toBe(false);
    notices.remove(gone);

    isDown = false;
    await until(() => notices.isReachable);
    await test.database.pool.query("select pg_notify('news', 'up again')");
    await until(() => heard.length >= 2);
    expect(heard).toEqual(['one: up again', 'two: up again']);
    expect(pool.totalCount).toBe(1);
    notices.close();
    await pool.end();
  });

  it('notices a network that is cut: what waits for an answer fails, and all goes on when it heals', async () => {
    const url = new URL(test.url ?? '');
    const wire = new Wire(new URL(url));
    url.port = String(await wire.listen());
    url.hostname = '127.0.0.1';
    const sockets = new Sockets();
    const pool = new pg.Pool({ connectionString: url.href, stream: sockets.make, connectionTimeoutMillis: 2_000 });
    pool.on('error', () => undefined);
    const notices = new Notices(pool, { onSilence: () => sockets.cut(), pulse: { everyMs: 20, patience: 50 } });
    let missed = 0;
    await notices.add({ channels: { news: () => undefined }, missed: () => missed++ });

    const client = await pool.connect();
    client.on('error', () => undefined);
    wire.silence();
    await expect(client.query('select 1')).rejects.toThrow('the database does not answer');
    client.release(true);
    expect(notices.isReachable).toBe(false);

    const before = missed;
    wire.speak();
    await until(() => notices.isReachable);
    expect(missed).toBeGreaterThan(before);
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    notices.close();
    await pool.end();
    wire.close();
  });
});
