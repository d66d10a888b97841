/** Two workers and the database on hosts of their own; one host loses the network, and gets it back later. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { apiKey, importStory, postMany } from './api.ts';
import { canMakeHosts, makeHosts } from './namespaces.ts';
import { type Program, startProgram } from './program.ts';
import { aChain, call, transform } from './stories.ts';
import { findPrograms, startPostgres } from './throw-away-postgres.ts';
import { until } from './until.ts';

const runs = 6;
const outsidePort = 4999;
const healthPort = 4998;

const programs = findPrograms();
const isPossible = programs !== null && canMakeHosts();
if (!isPossible) {
  console.log('Skipped: no network namespaces can be made here, or no PostgreSQL of our own can be started in one.');
}

const cleanUps: (() => unknown)[] = [];
afterAll(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** The same address in every namespace, and something else behind it in each. */
class Outside {
  readonly calls: string[] = [];
  readonly #child: ChildProcess;

  constructor(prefix: readonly string[]) {
    const script = fileURLToPath(new URL('outside.mjs', import.meta.url));
    const [file = '', ...args] = [...prefix, process.execPath, script, String(outsidePort)];
    this.#child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdout?.on('data', (text: Buffer) => {
      this.calls.push(
        ...text
          .toString()
          .split('\n')
          .filter((line) => line !== ''),
      );
    });
    cleanUps.push(() => this.#child.stdin?.end());
  }

  open(): void {
    this.#child.stdin?.write('\n');
  }
}

function isReadyIn(prefix: readonly string[]): boolean {
  const script = `fetch('http://127.0.0.1:${healthPort}/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  const [file = '', ...args] = [...prefix, process.execPath, '-e', script];
  return spawnSync(file, args).status === 0;
}

describe.runIf(isPossible)('on several hosts', () => {
  it('a host that is cut off loses its work to another, loses nothing, and is fenced when it comes back', async () => {
    const hosts = makeHosts(2);
    if (hosts === null || programs === null) throw new Error('the namespaces could not be made');
    cleanUps.push(() => hosts.remove());
    const { hub, others } = hosts;
    const [first = hub, second = hub] = others;
    const postgres = await startPostgres(programs, hosts.prefix(hub.name), hub.address);
    cleanUps.push(() => postgres.stop());
    const pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
    pool.on('error', () => undefined);
    cleanUps.push(() => pool.end());
    const count = async (sql: string): Promise<number> => Number((await pool.query(sql)).rows[0].count);

    const dataDir = await mkdtemp(join(tmpdir(), 'fabula-hosts-'));
    cleanUps.push(() => rm(dataDir, { recursive: true, force: true }));
    const settings = {
      FABULA_DATA_DIR: dataDir,
      FABULA_BOOTSTRAP_API_KEY: apiKey,
      FABULA_EGRESS_ALLOW: '127.0.0.0/8',
    };
    const begin = async (options: Parameters<typeof startProgram>[0]): Promise<Program> => {
      const program = await startProgram(options);
      cleanUps.push(() => program.end('SIGKILL'));
      return program;
    };
    const work = async (host: string): Promise<Program> => {
      const prefix = hosts.prefix(host);
      const program = await begin({
        command: 'worker',
        prefix,
        isAwaited: false,
        settings: { ...settings, DATABASE_URL: postgres.remoteUrl, PORT: String(healthPort) },
      });
      await until(
        () => isReadyIn(prefix),
        30_000,
        () => `a ready worker: ${program.output()}`,
      );
      return program;
    };

    const server = await begin({
      command: 'server',
      flags: ['--without-worker'],
      settings: { ...settings, DATABASE_URL: postgres.url },
    });
    const url = `http://127.0.0.1:${outsidePort}/`;
    await importStory(server.url, aChain('cut', [call('Fetch', 'get', url), transform('Finish', { ok: true })]));
    const [outsideOfFirst, outsideOfSecond] = [
      new Outside(hosts.prefix(first.name)),
      new Outside(hosts.prefix(second.name)),
    ];
    outsideOfSecond.open();
    const cutOff = await work(first.name);
    await postMany(server.url, 'cut', runs);
    await until(() => outsideOfFirst.calls.length === runs, 20_000, 'the first worker at work');
    await work(second.name);

    hosts.cut(first.name);
    const takenOver = await until(() => outsideOfSecond.calls.length === runs, 30_000, 'the second worker at work');
    console.log(`network cut → its work in the hands of another host: ${takenOver.toFixed(0)} ms`);
    await until(async () => (await count('select count(*) from delivery')) === 0, 10_000, 'all done');
    await until(() => !isReadyIn(hosts.prefix(first.name)), 15_000, 'a cut-off worker that says so');
    // It gets its answers, and has nowhere to write them.
    outsideOfFirst.open();

    hosts.heal(first.name);
    expect(await cutOff.ended).toBe(1);
    expect(cutOff.output()).toContain('taken for dead');
    expect(takenOver).toBeLessThan(13_000);
    expect(await count('select count(*) from run where event_count = 3')).toBe(runs);
    expect(await count('select count(*) from any_event')).toBe(3 * runs);
    expect(outsideOfFirst.calls.length + outsideOfSecond.calls.length).toBe(2 * runs);
    expect(await count('select count(*) from process')).toBe(2);
  });
});
