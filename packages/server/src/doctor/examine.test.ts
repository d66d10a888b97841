import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@fabula/store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { diagnoseSettings } from '../settings.ts';
import { databaseKinds, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';
import { examine } from './examine.ts';
import type { Finding } from './finding.ts';

const secret = 'correct-horse-9';

async function findingsFor(environment: Record<string, string>): Promise<readonly Finding[]> {
  return examine(diagnoseSettings({ PORT: '0', ...environment }), 'v20.19.0');
}

function named(findings: readonly Finding[], check: string): Finding {
  const found = findings.find((finding) => finding.check === check);
  if (found === undefined) throw new Error(`nothing was found about ${check}: ${JSON.stringify(findings)}`);
  return found;
}

const notWell = (findings: readonly Finding[]) => findings.filter(({ verdict }) => verdict !== 'ok');

describe('before the first start', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'fabula-doctor-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  test('all is well, and nothing is made', async () => {
    const findings = await findingsFor({ FABULA_DATA_DIR: join(dataDir, 'not', 'yet') });
    expect(notWell(findings)).toEqual([]);
    expect(named(findings, 'database').message).toContain('first start makes it');
    expect(readdirSync(dataDir)).toEqual([]);
  });

  test('settings that cannot be read are told one by one, and the rest is examined all the same', async () => {
    const findings = await findingsFor({
      FABULA_DATA_DIR: dataDir,
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      FABULA_WEBHOK_LIMIT: '3',
    });
    const settings = findings.filter(({ check }) => check === 'settings');
    expect(settings.map(({ verdict, message }) => [verdict, message])).toEqual([
      ['fail', 'PORT must be a whole number from 0 to 65535.'],
      ['fail', expect.stringMatching(/^LOG_LEVEL must be one of/)],
      ['warn', 'There is no setting FABULA_WEBHOK_LIMIT.'],
    ]);
    expect(named(findings, 'data directory').verdict).toBe('ok');
  });

  test('a data directory that is a file', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    expect(named(await findingsFor({ FABULA_DATA_DIR: file }), 'data directory')).toMatchObject({
      verdict: 'fail',
      wayOut: expect.stringContaining('FABULA_DATA_DIR'),
    });
    // Below a file nothing can be made.
    expect(named(await findingsFor({ FABULA_DATA_DIR: join(file, 'data') }), 'data directory').verdict).toBe('fail');
  });

  test('a data directory and a key that others can read, and a key that is none', async () => {
    chmodSync(dataDir, 0o755);
    const key = join(dataDir, 'encryption.key');
    writeFileSync(key, Buffer.alloc(32).toString('base64'), { mode: 0o644 });
    const findings = await findingsFor({ FABULA_DATA_DIR: dataDir });
    expect(named(findings, 'data directory')).toMatchObject({ verdict: 'warn', wayOut: `chmod 700 ${dataDir}` });
    expect(named(findings, 'encryption key')).toMatchObject({
      verdict: 'fail',
      wayOut: expect.stringContaining(`chmod 600 ${key}`),
    });
    chmodSync(key, 0o600);
    writeFileSync(key, 'not a key');
    expect(named(await findingsFor({ FABULA_DATA_DIR: dataDir }), 'encryption key').verdict).toBe('fail');
  });

  test('a database that does not answer, and no password in what is told of it', async () => {
    const url = `postgres://fabula:${secret}@127.0.0.1:1/fabula`;
    const findings = await findingsFor({ FABULA_DATA_DIR: dataDir, DATABASE_URL: url });
    expect(named(findings, 'database')).toMatchObject({
      verdict: 'fail',
      wayOut: expect.stringContaining('Start PostgreSQL'),
    });
    expect(JSON.stringify(findings)).not.toContain(secret);
  });

  test('an embedded database that is damaged', async () => {
    const findings = await withFiles(dataDir, async () => findingsFor({ FABULA_DATA_DIR: dataDir }));
    expect(named(findings, 'database')).toMatchObject({
      verdict: 'fail',
      wayOut: expect.stringContaining('backup'),
    });
    expect(named(findings, 'encryption key')).toMatchObject({ verdict: 'warn' });
  });

  test('another program on the port', async () => {
    const other = createServer((_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    // A listening server has an address.
    const { port } = other.address() as AddressInfo;
    const findings = await findingsFor({ FABULA_DATA_DIR: dataDir, PORT: String(port) });
    expect(named(findings, 'server')).toMatchObject({ verdict: 'fail', wayOut: expect.stringContaining('PORT') });
    await new Promise((resolve) => other.close(resolve));
  });
});

/** A folder that looks like a database and is none. */
async function withFiles<T>(dataDir: string, look: () => Promise<T>): Promise<T> {
  mkdirSync(join(dataDir, 'database'), { recursive: true });
  writeFileSync(join(dataDir, 'database', 'PG_VERSION'), '17\n');
  return look();
}

test('an old Node.js', async () => {
  expect(named(await examine(diagnoseSettings({ PORT: '0' }), 'v20.18.3'), 'node').verdict).toBe('fail');
});

describe.each(databaseKinds)('an installation on %s', (kind) => {
  let world: TestFabula;
  let environment: Record<string, string>;

  beforeAll(async () => {
    world = await startFabula(kind, { FABULA_URL: 'http://localhost:8400' });
    environment = world.environment;
  });
  afterAll(() => world.drop());

  test('while it runs', async () => {
    await world.fabula.listen(0);
    const { port } = new URL(`http://x:${(world.fabula.app.server.address() as AddressInfo).port}`);
    const findings = await findingsFor({ ...environment, PORT: port });
    expect(notWell(findings)).toEqual([]);
    expect(named(findings, 'server').message).toContain('is ready');
    if (kind === 'embedded') expect(named(findings, 'database').message).toContain(`Process ${process.pid} has`);
    else expect(named(findings, 'processes').message).toBe('1 process works on this database.');
  });

  test('stopped in good order', async () => {
    await world.fabula.stop();
    const before = kind === 'embedded' ? fingerprint(world.dataDir) : null;
    const findings = await findingsFor(environment);
    expect(notWell(findings)).toEqual([]);
    for (const check of ['schema', 'queue', 'claims', 'effects', 'retention', 'budgets', 'disk use']) {
      expect(named(findings, check).verdict).toBe('ok');
    }
    if (before !== null) expect(fingerprint(world.dataDir)).toEqual(before);
  });

  test('stopped with work left, claimed by the dead, unknown and near its limit', async () => {
    await inside(environment, async (query) => {
      await query(`insert into run (id, guid, story_id, origin, started_at, ended_at, event_count, action_run_count)
        select 900001, gen_random_uuid(), id, 'webhook', now(), now(), 1, 1 from story limit 1`);
      await query("insert into process (id, host, pid) overriding system value values (900, 'gone.example.com', 1)");
      const delivery = `insert into delivery (id, run_id, story_id, action_id, due_at, attempt, is_priority, state, claimed_by)
        select $1, 900001, id, 1, now() - interval '3 hours', 0, false, 'null', $2 from story limit 1`;
      await query(delivery, [900_010, null]);
      await query(delivery, [900_011, null]);
      await query(delivery, [900_012, 900]);
      await query(delivery, [900_013, 901]);
      await query(`insert into effect (id, run_id, story_id, action_id, delivery_id, attempt, outcome, started_at, ended_at)
        select 900020, 900001, id, 1, 900012, 0, 'unknown', now(), now() from story limit 1`);
      await query(`insert into daily_usage (day, story_id, events)
        select (now() at time zone 'utc')::date, id, 95 from story limit 1`);
    });
    const findings = await findingsFor({ ...environment, FABULA_DAILY_EVENT_LIMIT_PER_STORY: '100' });
    expect(named(findings, 'queue')).toMatchObject({
      verdict: 'fail',
      message: '2 deliveries are due and not taken up, the oldest for 3 h.',
      wayOut: expect.stringContaining('fabula server'),
      details: [expect.stringMatching(/^"Hello, Fabula" \(1\): 2, the oldest for 3 h$/)],
    });
    expect(named(findings, 'claims')).toMatchObject({
      verdict: 'fail',
      message: expect.stringContaining('1 delivery'),
    });
    expect(named(findings, 'effects')).toMatchObject({
      verdict: 'warn',
      details: [expect.stringContaining('in run ')],
    });
    expect(named(findings, 'budgets')).toMatchObject({
      verdict: 'warn',
      details: ['"Hello, Fabula" (1): 95 of 100'],
    });
    if (kind === 'postgres') {
      expect(named(findings, 'processes')).toMatchObject({
        verdict: 'warn',
        details: ['gone.example.com process 1: no sign of life, 1 delivery taken up'],
      });
    }
  });

  test('upgraded by a newer program, which lets this one go on', async () => {
    await inside(environment, (query) =>
      query("insert into migration (number, name, compatible_from) select 998, 'gentle', max(number) from migration"),
    );
    const findings = await findingsFor(environment);
    expect(named(findings, 'schema')).toMatchObject({
      verdict: 'warn',
      message: expect.stringContaining('schema 998'),
      wayOut: expect.stringContaining('start the newer version'),
    });
    expect(findings.some(({ check }) => check === 'queue')).toBe(true);
  });

  test('upgraded by a newer program', async () => {
    await inside(environment, (query) => query("insert into migration (number, name) values (999, 'later')"));
    const findings = await findingsFor(environment);
    expect(named(findings, 'schema')).toMatchObject({
      verdict: 'fail',
      message: expect.stringContaining('schema 999'),
      wayOut: expect.stringContaining('newer version'),
    });
    expect(findings.some(({ check }) => check === 'queue')).toBe(false);
  });

  type Query = (text: string, values?: unknown[]) => Promise<unknown>;

  async function inside(where: Record<string, string>, change: (query: Query) => Promise<unknown>): Promise<void> {
    const { settings } = diagnoseSettings(where);
    const database = await openDatabase({
      url: settings.databaseUrl ?? undefined,
      dataDir: settings.dataDir,
      onError: (error) => {
        throw error;
      },
    });
    await change((text, values) => database.pool.query(text, values));
    await database.close();
  }
});

/** What a person may have put there or would miss: names, and the content of what is not the database's own. */
function fingerprint(dataDir: string) {
  return readdirSync(dataDir)
    .sort()
    .map((name) => [name, statSync(join(dataDir, name)).isFile() ? readFileSync(join(dataDir, name), 'utf8') : '']);
}
