/** A whole Fabula in the test's own process, on a database of its own; requests go through `app.inject`. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getKey, isArrayValue, isObjectValue, parseJson, stringifyJson, type Value } from '@fabula/formula';
import type { Role } from '@fabula/model';
import { createApiKey, createTeam, createUser, prepareTemplate, setMember, type Team } from '@fabula/store';
import { makeOwnDatabase } from '@fabula/store/testing';
import { pino } from 'pino';
import { composeFabula, type Fabula, type Overrides } from '../compose.ts';
import { readSettings } from '../settings.ts';
import { hashSecret } from '../sign-in/secrets.ts';
import { recordAnswer, type Watch } from './endpoint-record.test-kit.ts';

export type DatabaseKind = 'embedded' | 'postgres';

const serverUrl = process.env['TEST_DATABASE_URL'];

/**
 * For `describe.each`, which databases a suite runs on. What a statement means is proved on both by the suites of the store; a
 * suite of the server is on both when it is about what happens at one moment, or to rows over time: callers at once, claims,
 * sweeps, synced stories, starts and upgrades, kills. All others run on one.
 */
export const databaseKinds: readonly DatabaseKind[] = serverUrl ? ['embedded', 'postgres'] : ['embedded'];

/** One that answers many at once, where there is one. */
export const oneDatabase: readonly DatabaseKind[] = serverUrl ? ['postgres'] : ['embedded'];

/**
 * One with a single connection, for suites whose requests write much within a transaction: one that asks for a second connection
 * meanwhile stands still here, and nowhere else until many callers come at once.
 */
export const oneConnection: readonly DatabaseKind[] = ['embedded'];

export const ownerKey = 'the-key-of-the-owner';
export const owner = { email: 'owner@example.com', password: 'correct horse battery staple' };

/** What is read of it is noted: only an answer whose status and body a test looked at is in the table of endpoints. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The body as JSON; null when it is empty or something else. */
  readonly body: Value;
  /** Of the first error; null, and no details, when there is none. */
  readonly code: Value;
  readonly field: Value;
  readonly details: string;
}

export interface Question {
  /** null: nobody. The owner's key when left out. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** A value becomes JSON; a text is sent as it is. */
  readonly body?: unknown;
  readonly contentType?: string;
}

export interface TestFabula {
  readonly fabula: Fabula;
  readonly dataDir: string;
  /** The variables that it was started with. */
  readonly environment: Readonly<Record<string, string>>;
  ask(method: string, url: string, question?: Question): Promise<Answer>;
  /** A new user with this role in the team, or in none; gives the user's API key. */
  addUser(role: Role | null, team?: Team): Promise<string>;
  addTeam(name: string): Promise<Team>;
  drop(): Promise<void>;
}

export async function startFabula(
  kind: DatabaseKind,
  environment: Readonly<Record<string, string>> = {},
  overrides: Overrides = {},
): Promise<TestFabula> {
  const dataDir = await mkdtemp(join(tmpdir(), 'fabula-server-'));
  const database = kind === 'postgres' ? await makeOwnDatabase(serverUrl ?? '') : null;
  const variables = {
    FABULA_DATA_DIR: dataDir,
    FABULA_URL: 'http://fabula.test',
    FABULA_BOOTSTRAP_EMAIL: owner.email,
    FABULA_BOOTSTRAP_PASSWORD: owner.password,
    FABULA_BOOTSTRAP_API_KEY: ownerKey,
    ...(database === null ? {} : { DATABASE_URL: database.url }),
    ...environment,
  };
  const settings = readSettings(variables);
  if (!settings.ok) throw new Error(settings.error);
  const fabula = await composeFabula(settings.value, {
    log: pino({ level: 'warn' }),
    templateDirectory: await templateDirectory(),
    ...overrides,
  });
  await fabula.start();
  let users = 0;

  return {
    fabula,
    dataDir,
    environment: variables,
    async ask(method, url, { key = ownerKey, headers = {}, body, contentType } = {}) {
      const response = await fabula.app.inject({
        // Any method may be tried; inject's type knows only the usual ones.
        method: method as 'GET',
        url,
        headers: {
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: toPayload(body) }),
      });
      const watch = recordAnswer(fabula.routes, { method, url, status: response.statusCode, body: response.body });
      return watched({ status: response.statusCode, headers: response.headers, text: response.body }, watch);
    },
    addTeam: (name) => createTeam(fabula.database.kysely, name),
    async addUser(role, team) {
      users += 1;
      const { kysely } = fabula.database;
      const user = await createUser(kysely, {
        email: `user-${users}-${randomBytes(4).toString('hex')}@example.com`,
        firstName: 'User',
        lastName: String(users),
        passwordHash: null,
        isAdmin: false,
      });
      if (role !== null && team !== undefined) await setMember(kysely, team.id, user.id, role);
      const key = randomBytes(16).toString('hex');
      await createApiKey(kysely, {
        userId: user.id,
        kind: 'personal',
        teamId: null,
        name: 'Test',
        keyHash: hashSecret(key),
      });
      return key;
    },
    async drop() {
      await fabula.stop();
      await database?.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function watched(answer: Pick<Answer, 'status' | 'headers' | 'text'>, watch: Watch): Answer {
  const parsed = answer.text === '' ? null : parseJson(answer.text);
  const body = parsed?.ok ? parsed.value : null;
  return {
    headers: answer.headers,
    get status() {
      watch('status');
      return answer.status;
    },
    get text() {
      watch('body');
      return answer.text;
    },
    get body() {
      watch('body');
      return body;
    },
    get code() {
      watch('body');
      return at(body, 'errors.0.code');
    },
    get field() {
      watch('body');
      return at(body, 'errors.0.field');
    },
    get details() {
      watch('body');
      return String(at(body, 'errors.0.details') ?? '');
    },
  };
}

function toPayload(body: unknown): string | Buffer {
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body;
  // Tests write plain data.
  return stringifyJson(body as Value);
}

/** An empty cluster of the embedded database, made once per checkout: making one takes seconds, copying it a moment. */
async function templateDirectory(): Promise<string> {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const directory = join(root, 'node_modules', '.cache', 'fabula', 'templates');
  await prepareTemplate(directory);
  return directory;
}

/** What lies at `a.b.0` of an answer. */
export function at(value: Value, path: string): Value {
  let found: Value = value;
  for (const part of path.split('.')) {
    if (isArrayValue(found)) found = found[Number(part)] ?? null;
    else if (isObjectValue(found)) found = getKey(found, part) ?? null;
    else return null;
  }
  return found;
}

export function idAt(value: Value, path = 'id'): number {
  const id = at(value, path);
  if (typeof id !== 'number') throw new Error(`there is no id at ${path} of ${stringifyJson(value)}`);
  return id;
}

export function listAt(value: Value, path: string): readonly Value[] {
  const list = at(value, path);
  if (!isArrayValue(list)) throw new Error(`there is no list at ${path} of ${stringifyJson(value)}`);
  return list;
}

/** Waits until `read` gives something, looking again every 10 ms; fails when that takes longer than `patienceMs`. */
export async function until<T>(read: () => Promise<T | null | undefined | false>, patienceMs = 10_000): Promise<T> {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const found = await read();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > giveUpAt) throw new Error(`waited ${patienceMs / 1000} seconds for nothing`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
