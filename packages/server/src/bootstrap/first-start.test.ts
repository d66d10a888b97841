import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, databaseKinds, owner, ownerKey, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';
import { welcome } from './first-start.ts';

describe.each(databaseKinds)('the first start on %s', (kind) => {
  let world: TestFabula;

  beforeAll(async () => {
    world = await startFabula(kind);
  });
  afterAll(() => world.drop());

  test('makes one team, its owner, the key that was asked for and one small story', async () => {
    expect(at((await world.ask('GET', '/api/v1/teams', { key: ownerKey })).body, 'meta.count')).toBe(1);
    const stories = await world.ask('GET', '/api/v1/stories');
    expect(at(stories.body, 'meta.count')).toBe(1);
    expect(at(stories.body, 'stories.0')).toMatchObject({ name: 'Hello, Fabula', webhook_api_enabled: true });
    const session = await world.ask('POST', '/api/session', { key: null, body: owner });
    expect(at(session.body, 'user')).toMatchObject({ email: owner.email, is_admin: true });
  });

  test('makes a key file that nobody else can read, and writes down no password that was given', () => {
    expect(statSync(join(world.dataDir, 'encryption.key')).mode & 0o777).toBe(0o600);
    expect(Buffer.from(readFileSync(join(world.dataDir, 'encryption.key'), 'utf8'), 'base64').length).toBe(32);
    expect(() => statSync(join(world.dataDir, 'first-sign-in.txt'))).toThrow();
  });

  test('the printed request is answered by the story', async () => {
    const text = welcome('http://fabula.test', world.fabula.firstStart, world.dataDir);
    const [, payload, url] = /-d '([^']+)' (\S+)$/.exec(text) ?? [];
    const answer = await world.ask('POST', (url ?? '').replace('http://fabula.test', ''), { key: null, body: payload });
    expect([answer.status, at(answer.body, 'urgent')]).toEqual([200, true]);
  });
});

test('without variables the password is made, written down for the owner alone, and printed once', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'fabula-first-'));
  const environment = {
    FABULA_DATA_DIR: dataDir,
    FABULA_BOOTSTRAP_EMAIL: '',
    FABULA_BOOTSTRAP_PASSWORD: '',
    FABULA_BOOTSTRAP_API_KEY: '',
  };
  try {
    const first = await startFabula('embedded', environment);
    const made = first.fabula.firstStart;
    expect(made?.email).toBe('owner@fabula.local');
    expect(made?.password).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    const body = { email: made?.email, password: made?.password };
    expect((await first.ask('POST', '/api/session', { key: null, body })).status).toBe(200);
    const file = join(dataDir, 'first-sign-in.txt');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain(made?.password);
    expect(readFileSync(file, 'utf8')).toContain(made?.apiKey);
    expect((await first.ask('GET', '/api/v1/teams', { key: made?.apiKey ?? null })).status).toBe(200);
    expect(statSync(join(dataDir, 'database')).mode & 0o777).toBe(0o700);
    expect(welcome('http://x', made, dataDir)).toContain(made?.password ?? 'no password');
    const key = readFileSync(join(dataDir, 'encryption.key'), 'utf8');
    await first.fabula.stop();

    const second = await startFabula('embedded', environment);
    expect(second.fabula.firstStart).toBeNull();
    expect(welcome('http://x', null, dataDir)).toBe('Fabula is ready: http://x');
    expect(readFileSync(join(dataDir, 'encryption.key'), 'utf8')).toBe(key);
    expect((await second.ask('POST', '/api/session', { key: null, body })).status).toBe(200);
    await second.fabula.stop();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
