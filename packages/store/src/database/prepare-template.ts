/**
 * A ready-made embedded database, migrated and empty: making one takes seconds of computing, copying one a moment.
 * It belongs to one version of PGlite and one state of the migrations; its name says which, so an old one is never taken.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { openDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { templateIn } from './template-name.ts';

/** Makes the template in this folder unless it is there. The folder is what `openDatabase` takes as `templateDirectory`. */
export async function prepareTemplate(folder: string): Promise<void> {
  const directory = templateIn(folder);
  if (existsSync(directory)) return;
  const workshop = `${directory}.making-${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(workshop, { recursive: true });
    await makeDatabase(workshop);
    await rename(`${workshop}/database`, directory);
  } catch (error) {
    // Somebody else was quicker.
    if (!existsSync(directory)) throw error;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function makeDatabase(dataDir: string): Promise<void> {
  const failures: Error[] = [];
  const database = await openDatabase({ dataDir, onError: (error) => failures.push(error) });
  await migrate(database);
  // What new databases would be copied from: two thirds of the files, and nobody makes one here.
  await database.pool.query("update pg_database set datistemplate = false where datname in ('template0', 'template1')");
  await database.pool.query('drop database template0');
  await database.pool.query('drop database template1');
  await database.close();
  if (failures[0] !== undefined) throw failures[0];
}
