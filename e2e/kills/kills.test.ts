/**
 * The promise in one test: kill the program at random moments under load, and nothing that it accepted is lost, and
 * nothing is there twice. The program is the built one; the moments come from a seed that is printed and can be given
 * again as FABULA_TEST_SEED.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { Api } from './api.ts';
import { judge } from './judge.ts';
import { Program } from './program.ts';
import { Sender } from './sender.ts';
import { startStub } from './stub.ts';

const kills = 10;
const acceptedBeforeEachKill = 200;
const apiKey = 'kill-test-key';
const serverUrl = process.env['TEST_DATABASE_URL'];
const seed = Number(process.env['FABULA_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

describe.each([
  { database: 'embedded', settings: embeddedDatabase },
  ...(serverUrl ? [{ database: 'PostgreSQL', settings: () => ownDatabase(serverUrl) }] : []),
])('on the $database database', ({ database, settings }) => {
  it('ten kills under load lose no accepted webhook and duplicate no event', async () => {
    const random = randomFrom(seed);
    console.log(`${database}: FABULA_TEST_SEED=${seed}`);
    const stub = await startStub(() => random() * 15);
    cleanUps.push(() => stub.close());
    const program = await Program.onFreePort({
      FABULA_BOOTSTRAP_EMAIL: 'owner@example.com',
      FABULA_BOOTSTRAP_PASSWORD: 'a password for the kill test',
      FABULA_BOOTSTRAP_API_KEY: apiKey,
      FABULA_EGRESS_ALLOW: '127.0.0.0/8',
      ...(await settings()),
    });
    cleanUps.push(() => program.kill());
    await program.start();
    const api = new Api(program.url, apiKey);
    const storyIds = [
      await api.importStory('Kills chain', await readStory('chain-story.json', stub.url)),
      await api.importStory('Kills fan', await readStory('fan-story.json', stub.url)),
    ];

    const sender = new Sender({
      callers: 48,
      perSecond: 400,
      urlOf: (route) => `${program.url}/webhook/kills-${route}/kills`,
    });
    sender.start();
    cleanUps.push(() => sender.stop());
    const restarts: number[] = [];
    for (let kill = 0; kill < kills; kill++) {
      await pause(300 + random() * 900);
      await until(
        () => sender.acceptedWithin(1000) >= acceptedBeforeEachKill,
        30_000,
        () => `load: ${sender.acceptedWithin(1000)} a second`,
      );
      await program.kill();
      restarts.push(await program.start());
    }
    await sender.stop();

    const accepted = [...sender.sent.values()].filter(({ isAccepted }) => isAccepted).length;
    let faults: string[] = [];
    await until(
      async () => {
        await untilQuiet(api, storyIds);
        const read = await Promise.all(storyIds.map((id) => api.read(id)));
        const events = read.flatMap((story) => story.events);
        const errors = read.flatMap((story) => story.errors);
        faults = judge({ events, errors, sent: sender.sent, calls: stub.calls });
        const unknown = errors.filter(({ message }) => /unknown/i.test(message)).length;
        console.log(
          `${database}: ${accepted} accepted, ${events.length} events, ${unknown} outcomes unknown, ` +
            `${faults.length} faults; ready after a kill in ${Math.max(...restarts).toFixed(0)} ms at most`,
        );
        return faults.length === 0;
      },
      20_000,
      () => `a clean verdict: ${faults.slice(0, 20).join('; ')}`,
    );
    expect(faults).toEqual([]);
    expect(accepted).toBeGreaterThanOrEqual(kills * acceptedBeforeEachKill);
  });
});

async function embeddedDatabase(): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'fabula-kills-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  return { FABULA_DATA_DIR: folder };
}

/** A database of its own on the server, dropped at the end. */
async function ownDatabase(url: string): Promise<Record<string, string>> {
  const name = `fabula_kills_${process.pid}`;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`create database ${name}`);
  cleanUps.push(async () => {
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  });
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { ...(await embeddedDatabase()), DATABASE_URL: own.href };
}

async function readStory(file: string, stubUrl: string): Promise<unknown> {
  const text = await readFile(new URL(file, import.meta.url), 'utf8');
  return JSON.parse(text.replace('http://127.0.0.1:1/calls', stubUrl));
}

/** Waits until no new event appears any more. */
async function untilQuiet(api: Api, storyIds: readonly number[]): Promise<void> {
  let before = -1;
  await until(
    async () => {
      const counts = await Promise.all(storyIds.map((id) => api.countEvents(id)));
      const now = counts.reduce((sum, count) => sum + count, 0);
      const isQuiet = now === before;
      before = now;
      if (!isQuiet) await pause(300);
      return isQuiet;
    },
    30_000,
    'no new events',
  );
}

async function until(
  holds: () => boolean | Promise<boolean>,
  limitMs: number,
  what: string | (() => string),
): Promise<void> {
  const begin = performance.now();
  while (!(await holds())) {
    if (performance.now() - begin > limitMs)
      throw new Error(`waited in vain for ${typeof what === 'string' ? what : what()}`);
    await pause(20);
  }
}

/** mulberry32: numbers from 0 to 1 that depend on the seed alone. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
