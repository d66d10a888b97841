/**
 * The databases that the store's suites run on: the embedded one always, and the PostgreSQL of TEST_DATABASE_URL too
 * where that is set. A suite opens one database for all its tests and empties it between them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Database, openDatabase } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { prepareTemplate } from '../database/prepare-template.ts';
import { makeOwnDatabase } from './own-database.test-kit.ts';

export interface TestDatabase {
  readonly database: Database;
  /** For a second program on the same PostgreSQL; undefined for the embedded one. */
  readonly url: string | undefined;
  /** Removes all rows. */
  empty(): Promise<void>;
  /** Closes it and removes what it left on disk or on the server. */
  drop(): Promise<void>;
}

export interface TestDatabaseKind {
  readonly kind: Database['kind'];
  open(): Promise<TestDatabase>;
}

const serverUrl = process.env['TEST_DATABASE_URL'];

/** For `describe.each`. */
export const testDatabases: readonly TestDatabaseKind[] = [
  { kind: 'embedded', open: openEmbedded },
  ...(serverUrl ? [{ kind: 'postgres' as const, open: () => openPostgres(serverUrl) }] : []),
];

/** Made once per checkout, version of PGlite and state of the migrations. */
export async function templateDirectory(): Promise<string> {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const folder = join(root, 'node_modules', '.cache', 'fabula', 'templates');
  await prepareTemplate(folder);
  return folder;
}

async function openEmbedded(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'fabula-test-'));
  const database = await openMigrated({ dataDir, templateDirectory: await templateDirectory() });
  return {
    database,
    url: undefined,
    empty: () => empty(database),
    drop: async () => {
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function openPostgres(server: string): Promise<TestDatabase> {
  const own = await makeOwnDatabase(server);
  let isOver = false;
  const database = await openMigrated({ url: own.url, dataDir: '' }, () => isOver);
  return {
    database,
    url: own.url,
    empty: () => empty(database),
    drop: async () => {
      // Sessions that tests threw away may still be saying goodbye.
      isOver = true;
      await database.close();
      await own.drop();
    },
  };
}

async function openMigrated(
  where: { url?: string; dataDir: string; templateDirectory?: string },
  isOver: () => boolean = () => false,
): Promise<Database> {
  const database = await openDatabase({
    ...where,
    onError: (error) => {
      if (!isOver()) throw error;
    },
  });
  await migrate(database);
  return database;
}

/** Deleting a few rows is quicker than truncating: that makes new files and forces each of them to disk. */
async function empty(database: Database): Promise<void> {
  const { rows } = await database.pool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migration'",
  );
  await database.pool.query(rows.map((row) => `delete from "${row.name}"`).join(';'));
}
