import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { migrations } from '../migrations/index.ts';

/** Where in `folder` the template for this program is, whether it was made or not. See ./prepare-template.ts. */
export function templateIn(folder: string): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const manifest: { version: string } = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8'));
  return join(folder, `pglite-${manifest.version}-${stateOfMigrations()}`);
}

/** Another one as soon as a migration is added or changed; a part of names. */
export function stateOfMigrations(): string {
  const hash = createHash('sha256');
  for (const migration of migrations) hash.update(`${migration.number}\0${migration.sql}\0`);
  return hash.digest('hex').slice(0, 12);
}
