/** What is measured by hand opens its databases here, and leaves none behind. */
import { type Database, migrate, openDatabase } from '@fabula/store';
import { type Databases, embeddedDatabases, PostgresServer } from './bench-databases.ts';
import { CleanUps } from './clean-ups.ts';

/** Calls with the databases of a server, or, without an address, with embedded ones; afterwards they are gone. */
export async function useDatabases<T>(
  postgres: string | undefined,
  use: (databases: Databases, cleanUps: CleanUps) => Promise<T>,
): Promise<T> {
  const cleanUps = new CleanUps();
  try {
    const databases =
      postgres === undefined ? embeddedDatabases(cleanUps) : await PostgresServer.connect(postgres, cleanUps);
    return await use(databases, cleanUps);
  } finally {
    await cleanUps.run();
  }
}

/** Calls with a new database that has every migration; afterwards it is closed. */
export async function useDatabase<T>(databases: Databases, use: (database: Database) => Promise<T>): Promise<T> {
  const { settings } = await databases.make();
  const database = await openDatabase({
    url: settings['DATABASE_URL'],
    dataDir: settings['FABULA_DATA_DIR'] ?? '',
    onError: (error) => {
      throw error;
    },
  });
  try {
    await migrate(database);
    return await use(database);
  } finally {
    await database.close();
  }
}
