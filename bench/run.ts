/**
 * `npm run bench`: Fabula beside two floors, on the same machine, in the same minutes, on the same databases (README.md
 * beside this file says how to read it). Rounds are interleaved, so that a machine that slows down slows all of them.
 */
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type BenchDatabase, makeEmbedded, PostgresServer } from './bench-databases.ts';
import { cpuTimeOf, postgresCpuTime } from './cpu-time.ts';
import { load } from './load.ts';
import { checkAnswer } from './order.ts';
import { type Measurement, medians, ratioTable } from './report.ts';
import { startTarget, type Target } from './start-target.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    callers: { type: 'string', default: '1,16,64' },
    /** Given by scripts/bench.mjs where one is reachable. */
    postgres: { type: 'string' },
    'only-postgres': { type: 'boolean', default: false },
  },
});
const apiKey = 'bench-key';
const cleanUps: (() => Promise<void>)[] = [];

interface Measured {
  readonly target: Target;
  readonly url: string;
}

const server = options.postgres === undefined ? null : await PostgresServer.connect(options.postgres);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cleanUpAll().finally(() => process.exit(130)));
}
try {
  const facts = {
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`,
    node: process.versions.node,
    postgres: server === null ? null : await server.version(),
  };
  console.log(JSON.stringify(facts));
  const lines = medians(await measureAll(await startAll()));
  for (const line of lines) console.log(JSON.stringify(line));
  console.log(`\n${facts.machine}, Node ${facts.node}${server === null ? '' : `, PostgreSQL ${facts.postgres}`}\n`);
  console.log(ratioTable(lines));
} finally {
  await cleanUpAll();
}

async function cleanUpAll(): Promise<void> {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  await server?.close();
}

async function startAll(): Promise<Measured[]> {
  const floor = (file: string) => ['--import', 'tsx', `bench/targets/${file}.ts`];
  const echo = await start('echo', 'none', floor('echo'), {});
  const measured = [{ target: echo, url: `${echo.base}/order` }];
  const databases = [
    ...(options['only-postgres'] ? [] : [{ kind: 'embedded' as const, make: makeEmbedded }]),
    ...(server === null
      ? []
      : [{ kind: 'postgres' as const, make: (purpose: string) => server.makeDatabase(purpose) }]),
  ];
  for (const { kind, make } of databases) {
    const handler = await start('durable handler', kind, floor('durable-handler'), await keep(make('handler')));
    const fabula = await start('fabula', kind, ['dist/fabula.mjs', 'server'], {
      ...(await keep(make('fabula'))),
      LOG_LEVEL: 'warn',
      FABULA_BOOTSTRAP_EMAIL: 'owner@example.com',
      FABULA_BOOTSTRAP_PASSWORD: 'a password for the bench',
      FABULA_BOOTSTRAP_API_KEY: apiKey,
    });
    await importStory(fabula.base);
    measured.push(
      { target: handler, url: `${handler.base}/order` },
      { target: fabula, url: `${fabula.base}/webhook/bench-sync/bench` },
    );
  }
  return measured;
}

async function start(...args: Parameters<typeof startTarget>): Promise<Target> {
  const target = await startTarget(...args);
  cleanUps.push(() => target.stop());
  return target;
}

async function keep(made: Promise<BenchDatabase>): Promise<BenchDatabase['settings']> {
  const database = await made;
  cleanUps.push(() => database.drop());
  return database.settings;
}

async function importStory(base: string): Promise<void> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const teams: { teams: { id: number }[] } = await (await fetch(`${base}/api/v1/teams`, { headers })).json();
  const story: unknown = JSON.parse(await readFile('examples/stories/bench-sync.json', 'utf8'));
  const body = JSON.stringify({ new_name: 'Bench sync', data: story, team_id: teams.teams[0]?.id, mode: 'new' });
  const response = await fetch(`${base}/api/v1/stories/import`, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`the story was not imported: ${response.status} ${await response.text()}`);
}

async function measureAll(measured: readonly Measured[]): Promise<Measurement[]> {
  const callers = options.callers.split(',').map(Number);
  const seconds = Number(options.seconds);
  for (const { url } of measured) {
    await checkAnswer(url);
    // Long enough for the compiler to have seen every path often.
    await load(url, 64, 2 * seconds);
  }
  const found: Measurement[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const count of callers) {
      for (const { target, url } of measured) found.push(await measure(target, url, count, seconds));
    }
  }
  return found;
}

async function measure(target: Target, url: string, callers: number, seconds: number): Promise<Measurement> {
  const isOnServer = target.database === 'postgres';
  const usage = async () => ({
    own: cpuTimeOf(target.pid),
    database: isOnServer ? postgresCpuTime() : 0,
    transactions: isOnServer && server !== null ? await server.countTransactions() : null,
  });
  const before = await usage();
  const { requests, seconds: taken, p50, p99 } = await load(url, callers, seconds);
  const after = await usage();
  const per = (now: number | null, then: number | null) =>
    now === null || then === null ? null : (now - then) / requests;
  const own = per(after.own, before.own);
  const database = per(after.database, before.database);
  return {
    target: target.name,
    database: target.database,
    callers,
    requestsPerSecond: requests / taken,
    p50,
    p99,
    cpuMs: own === null || database === null ? null : own + database,
    transactions: per(after.transactions, before.transactions),
  };
}
