/**
 * `fabula torture`: proves the promise on the machine where it runs. Starts real processes of this program on a database of
 * their own, puts them under load, kills them at random, and compares what is there at the end with what was answered.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@fabula/store';
import manifest from '../../package.json' with { type: 'json' };
import type { Streams } from '../cli/streams.ts';
import { environmentWithoutSettings } from '../settings.ts';
import type { FaultyWay } from './faults.ts';
import { readFindings } from './findings.ts';
import { canPassGate, Gate } from './gate.ts';
import { type CleanUps, type Ground, prepareGround } from './ground.ts';
import { judge } from './judge.ts';
import { freePort } from './loopback.ts';
import type { TortureOptions } from './options.ts';
import { GaveUp, Program } from './program.ts';
import { type Random, randomFrom } from './random.ts';
import { asJson, asTable, isBroken, type Report, spreadOf } from './report.ts';
import { runRounds } from './rounds.ts';
import { called, routeNames, routes, ticking, withStub } from './routes.ts';
import { Sender } from './sender.ts';
import { StoryApi } from './story-api.ts';
import { storyFile } from './story-file.ts';
import { type Stub, startStub } from './stub.ts';

const callers = 48;
const perSecond = 250;
/** All waits of the stories are over long before. */
const drainWithinMs = 60_000;

export async function torture(options: TortureOptions, { output, errors }: Streams): Promise<number> {
  const cleanUps: CleanUps = [];
  const abort = new AbortController();
  const onSignal = (): void => abort.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  const say = (text: string): void => {
    errors.write(`${text}\n`);
  };
  try {
    const report = await runTorture(options, cleanUps, abort.signal, say);
    output.write(`${options.isJson ? asJson(report) : asTable(report)}\n`);
    return isBroken(report) ? 1 : 0;
  } catch (thrown) {
    if (abort.signal.aborted) {
      say('Stopped; what was started and made is being removed.');
      return 130;
    }
    if (!(thrown instanceof GaveUp)) throw thrown;
    say(`${thrown.message}\nThere is no verdict (seed ${options.seed}); --keep leaves the logs behind.`);
    return 1;
  } finally {
    for (const cleanUp of cleanUps.reverse()) {
      await cleanUp().catch((thrown: unknown) =>
        say(`Not removed: ${thrown instanceof Error ? thrown.message : thrown}`),
      );
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  }
}

async function runTorture(
  options: TortureOptions,
  cleanUps: CleanUps,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<Report> {
  const begin = performance.now();
  // Each throws dice of its own: how often the others throw depends on the moment.
  const dice = (who: number): Random => randomFrom(options.seed * 3 + who);
  const ground = await prepareGround(options, cleanUps, options.keeps);
  say(
    `Torture on ${ground.label}: ${plural(options.processes, 'process', 'processes')}, ${plural(options.kills, 'kill', 'kills')}, seed ${options.seed}`,
  );
  if (options.keeps) say(`Kept afterwards: ${ground.kept.join(', ')}`);
  const stub = await startStub(dice(0));
  cleanUps.push(() => stub.close());

  let exits = 0;
  const apiKey = randomBytes(16).toString('hex');
  const ways = await prepareWays(options.processes, ground, apiKey, cleanUps, (name, code) => {
    exits++;
    say(`         ${name} ended by itself with ${code ?? 'a signal'} and is started again`);
  });
  const programs = ways.map(({ program }) => program);
  cleanUps.push(() => Promise.all(programs.map((program) => program.kill())));
  // The first one makes the schema and the owner; the others find them.
  for (const program of programs) {
    program.start();
    await program.untilReady(signal);
  }
  const servers = programs.filter(({ isServer }) => isServer).map(({ url }) => url);
  const api = new StoryApi(servers[0] ?? '', apiKey);
  const importsAt = Date.now();
  await importStories(api, stub);
  const importedAt = Date.now();
  say(`         ready, with ${routeNames.length + 2} stories; the load begins`);

  const sender = new Sender({ servers, callers, perSecond, random: dice(1) });
  cleanUps.push(() => sender.stop());
  sender.start();
  const database = ground.kind === 'postgres' ? await ground.open() : null;
  if (database !== null) cleanUps.push(() => database.close());
  const { crash } = ground;
  const { kills, secondsBetween } = options;
  const random = dice(2);
  const done = await runRounds({ ways, sender, database, crash, kills, secondsBetween, random, signal, say });

  say('         the load ends; what is left is done');
  await sender.stop();
  const loadEndedAt = Date.now();
  await drained(api, signal);
  const verdict = await onStopped(ways, ground, database, say, async (stopped) =>
    judge({
      sent: sender.sent,
      calls: stub.calls,
      findings: await readFindings(stopped),
      ticks: {
        least: minutesWithin(importedAt + 5_000, loadEndedAt),
        most: minutesWithin(importsAt, Date.now()),
      },
    }),
  );
  return {
    version: manifest.version,
    database: ground.label.replace('the ', ''),
    processes: options.processes,
    seed: options.seed,
    seconds: Math.round((performance.now() - begin) / 1000),
    sent: sender.sent.size,
    ...verdict,
    kills: done.kills,
    cuts: done.cuts,
    restarts: done.restarts,
    exits,
    recovery_ms: spreadOf(done.recoveries),
    ready_ms: spreadOf(done.starts),
  };
}

/** The first half of the processes are servers, the others workers; each has its own way to the database. */
async function prepareWays(
  count: number,
  ground: Ground,
  apiKey: string,
  cleanUps: CleanUps,
  onExit: (name: string, code: number | null) => void,
): Promise<readonly FaultyWay[]> {
  const inherited = environmentWithoutSettings();
  const encryptionKey = randomBytes(32).toString('hex');
  const serverCount = Math.ceil(count / 2);
  const ways: FaultyWay[] = [];
  for (let index = 0; index < count; index++) {
    const isServer = index < serverCount;
    const name = count === 1 ? 'the server' : isServer ? `server ${index + 1}` : `worker ${index + 1 - serverCount}`;
    const opened = ground.url !== null && canPassGate(ground.url) ? await Gate.open(ground.url) : null;
    if (opened !== null) cleanUps.push(() => opened.gate.close());
    const port = await freePort();
    const url = opened?.url ?? ground.url;
    const environment = {
      ...inherited,
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'warn',
      FABULA_DATA_DIR: ground.folder,
      FABULA_ENCRYPTION_KEY: encryptionKey,
      FABULA_BOOTSTRAP_EMAIL: 'owner@example.com',
      FABULA_BOOTSTRAP_PASSWORD: randomBytes(16).toString('hex'),
      FABULA_BOOTSTRAP_API_KEY: apiKey,
      // The stub is on this machine.
      FABULA_EGRESS_ALLOW: '127.0.0.0/8',
      ...(url === null ? {} : { DATABASE_URL: url }),
    };
    const logFile = join(ground.folder, `${name.replaceAll(' ', '-')}.log`);
    const command = isServer ? 'server' : 'worker';
    ways.push({
      program: new Program({ name, command, port, environment, logFile, onExit }),
      gate: opened?.gate ?? null,
    });
  }
  return ways;
}

async function importStories(api: StoryApi, stub: Stub): Promise<void> {
  await api.importStory(storyFile(called));
  await api.importStory(storyFile(ticking));
  for (const name of routeNames) await api.importStory(storyFile(withStub(routes[name], stub.url)));
}

/** Waits until nothing is left to do. What is left after that is stuck, and the judge tells of it. */
async function drained(api: StoryApi, signal: AbortSignal): Promise<void> {
  const begin = performance.now();
  while (performance.now() - begin < drainWithinMs) {
    if ((await api.countPending().catch(() => null)) === 0) return;
    await pause(200, undefined, { signal });
  }
}

/** Reads the database when all processes have ended in good order: what is there now is what is on the disk. */
async function onStopped<Result>(
  ways: readonly FaultyWay[],
  ground: Ground,
  open: Database | null,
  say: (text: string) => void,
  read: (database: Database) => Promise<Result>,
): Promise<Result> {
  await Promise.all(
    ways.map(async ({ program }) => {
      if (!(await program.stop())) say(`         ${program.name} did not end when it was asked to, and was killed`);
    }),
  );
  if (open !== null) return read(open);
  const database = await ground.open();
  try {
    return await read(database);
  } finally {
    await database.close();
  }
}

/** How many minutes begin between two moments. */
function minutesWithin(from: number, to: number): number {
  return Math.max(0, Math.floor(to / 60_000) - Math.floor(from / 60_000));
}

function plural(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
