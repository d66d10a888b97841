/** The database of the settings, open and with its schema up to date. */
import { type Database, migrate, openDatabase } from '@fabula/store';
import type { Logger } from '../observe/logger.ts';
import type { Settings } from '../settings.ts';
import { besideProgram } from './beside-program.ts';

/** Who wants to know what becomes of the database while it is open. */
export interface DatabaseWatch {
  connectionBroke(error: Error): void;
  /** The embedded one is dead for good. */
  died?(reason: string): void;
}

export async function openFabulaDatabase(
  settings: Settings,
  log: Logger,
  templateDirectory = besideProgram('database-template'),
  watch: DatabaseWatch = {
    connectionBroke: (error) => log.error({ err: error }, 'the connection to the database broke'),
  },
): Promise<Database> {
  const database = await openDatabase({
    ...(settings.databaseUrl === null ? {} : { url: settings.databaseUrl }),
    dataDir: settings.dataDir,
    templateDirectory,
    onError: (error) => {
      watch.connectionBroke(error);
      // A server comes back and the pool with it; the embedded database lives and dies with its thread.
      if (settings.databaseUrl === null) watch.died?.('the embedded database died');
    },
  });
  try {
    const applied = await migrate(database);
    if (applied.length > 0)
      log.debug({ migrations: applied.map(({ name }) => name) }, 'the schema was brought up to date');
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
