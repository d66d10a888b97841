import { type Database, type DatabaseOptions, openDatabase } from '../database/database.ts';

/**
 * Opens a database as it is, without bringing its schema up to date, on one connection that may only read. The embedded
 * one must be there already: opening would make it.
 */
export async function openForDiagnosis(options: Pick<DatabaseOptions, 'url' | 'dataDir'>): Promise<Database> {
  // What breaks is found by the statement that it breaks.
  const database = await openDatabase({ ...options, maxConnections: 1, onError: () => undefined });
  try {
    await database.pool.query("set default_transaction_read_only = on; set statement_timeout = '15s'");
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
