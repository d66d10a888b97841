/**
 * Databases of the tests' own on the PostgreSQL of TEST_DATABASE_URL. Each is a copy of one that is migrated and empty, which
 * is made once for each state of the migrations: copying takes a third of what migrating does.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openDatabase } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { stateOfMigrations } from '../database/template-name.ts';

export interface OwnDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Any number that nothing else locks. */
const LOCK = 7_241_987;
const PREFIX = 'fabula_template_';
const NO_SUCH_DATABASE = '3D000';

/** Made in this process, or found. */
let ready: Promise<string> | null = null;

export async function makeOwnDatabase(server: string): Promise<OwnDatabase> {
  const name = `fabula_test_${randomBytes(6).toString('hex')}`;
  try {
    await copyTemplate(server, name);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === NO_SUCH_DATABASE)) throw error;
    // It had become old, and another checkout tidied up.
    ready = null;
    await copyTemplate(server, name);
  }
  return {
    url: addressOf(server, name),
    drop: () => onServer(server, async (client) => void (await client.query(`drop database ${name} with (force)`))),
  };
}

async function copyTemplate(server: string, name: string): Promise<void> {
  ready ??= prepareTemplate(server);
  const template = await ready;
  await onServer(server, async (client) => void (await client.query(`create database ${name} template ${template}`)));
}

/** Gives its name. Several processes may ask at once: one makes it, under a name for the meantime. */
async function prepareTemplate(server: string): Promise<string> {
  const template = `${PREFIX}${stateOfMigrations()}`;
  await onServer(server, async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount !== 0) return;
    await dropOld(client);
    const workshop = `${template}_${randomBytes(4).toString('hex')}`;
    await client.query(`create database ${workshop}`);
    await client.query(`comment on database ${workshop} is '${new Date().toISOString()}'`);
    await migrateAt(addressOf(server, workshop));
    // Nobody may be connected to what is copied, autovacuum neither.
    await client.query(`alter database ${workshop} with allow_connections false`);
    await client.query(`alter database ${workshop} rename to ${template}`);
  });
  return template;
}

/** Those of other states of the migrations, unless another checkout may be using them today. */
async function dropOld(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select datname as name from pg_database
     where starts_with(datname, $1) and coalesce(shobj_description(oid, 'pg_database'), '') < $2`,
    [PREFIX, new Date(Date.now() - 86_400_000).toISOString()],
  );
  for (const { name } of rows) await client.query(`drop database if exists ${name} with (force)`);
}

async function migrateAt(url: string): Promise<void> {
  const failures: Error[] = [];
  const database = await openDatabase({ url, dataDir: '', onError: (error) => failures.push(error) });
  await migrate(database);
  await database.close();
  if (failures[0] !== undefined) throw failures[0];
}

function addressOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** A session of its own: its locks go with it. */
async function onServer(server: string, act: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await act(client);
  } finally {
    await client.end();
  }
}
