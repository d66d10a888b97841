import { openFabulaDatabase } from '../compose/open-database.ts';
import { createLogger } from '../observe/logger.ts';
import type { Settings } from '../settings.ts';
import type { Streams } from './streams.ts';

export async function migrateDatabase(settings: Settings, { output }: Streams): Promise<number> {
  const database = await openFabulaDatabase(settings, createLogger(settings));
  await database.close();
  output.write('The schema is up to date.\n');
  return 0;
}
