/**
 * Examines an installation and says what is wrong with it. Changes nothing; and what cannot be examined, because something
 * that it needs is broken, is left out or told of, never thrown.
 */
import { type Database, DirectoryInUse, openForDiagnosis } from '@fabula/store';
import type { SettingsDiagnosis } from '../settings.ts';
import { checkAddress } from './check-address.ts';
import { checkDataDirectory } from './check-data-directory.ts';
import { checkSchema, checkServer, checkTables } from './check-server.ts';
import { checkEgress, checkNode, checkProxy, checkPublicUrl, checkReadable } from './check-settings.ts';
import { checkWork } from './check-work.ts';
import { broken, type Finding, fine, reasonOf } from './finding.ts';

export async function examine(diagnosis: SettingsDiagnosis, nodeVersion: string): Promise<readonly Finding[]> {
  const { settings } = diagnosis;
  const findings: Finding[] = [];
  const add = async (check: string, look: () => Promise<readonly Finding[]> | readonly Finding[]): Promise<void> => {
    try {
      findings.push(...(await look()));
    } catch (error) {
      findings.push(
        broken(check, `This cannot be examined: ${reasonOf(error)}.`, 'Mend what is told of above and run this again.'),
      );
    }
  };

  await add('node', () => [checkNode(nodeVersion)]);
  await add('settings', () => checkReadable(diagnosis));
  await add('public url', () => [checkPublicUrl(settings)]);
  await add('proxy', () => [checkProxy(settings)]);
  await add('egress', () => [checkEgress(settings)]);
  let hasDatabase = false;
  await add('data directory', async () => {
    const directory = await checkDataDirectory(settings);
    hasDatabase = directory.hasDatabase;
    return directory.findings;
  });
  await add('server', async () => [await checkAddress(settings)]);
  const hasBadUrl = diagnosis.errors.some((error) => error.startsWith('DATABASE_URL '));
  if (settings.databaseUrl === null && (!hasDatabase || hasBadUrl)) {
    if (!hasBadUrl) findings.push(fine('database', 'There is no embedded database yet; the first start makes it.'));
    return findings;
  }
  await withDatabase(diagnosis, findings, async (database) => {
    await add('database', () => checkServer(database, settings));
    let isCurrent = false;
    await add('schema', async () => {
      const schema = await checkSchema(database);
      isCurrent = schema.isCurrent;
      return [schema.finding];
    });
    await add('disk use', async () => [await checkTables(database)]);
    // Tables of another version may be others.
    if (isCurrent) await add('work', () => checkWork(database, settings, Date.now()));
  });
  return findings;
}

async function withDatabase(
  { settings }: SettingsDiagnosis,
  findings: Finding[],
  look: (database: Database) => Promise<void>,
): Promise<void> {
  let database: Database;
  try {
    database = await openForDiagnosis({
      ...(settings.databaseUrl === null ? {} : { url: settings.databaseUrl }),
      dataDir: settings.dataDir,
    });
  } catch (error) {
    findings.push(whyNotOpen(error, settings.databaseUrl));
    return;
  }
  try {
    await look(database);
  } finally {
    await database.close();
  }
}

function whyNotOpen(error: unknown, url: string | null): Finding {
  if (error instanceof DirectoryInUse) {
    return fine(
      'database',
      `Process ${error.pid} has the embedded database open. What is inside can be seen through it only: in the editor, the API and /metrics.`,
    );
  }
  const reason = reasonOf(error);
  if (url === null) {
    return broken(
      'database',
      `The embedded database does not open: ${reason}.`,
      'Bring the data directory back from a backup.',
    );
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return broken(
    'database',
    `The database of DATABASE_URL cannot be reached: ${reason}.`,
    waysIn[code] ?? waysIn['other'] ?? '',
  );
}

const waysIn: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Start PostgreSQL, or correct host and port in DATABASE_URL.',
  ENOTFOUND: 'Correct the host in DATABASE_URL; the name has no address.',
  EAI_AGAIN: 'Names cannot be looked up at the moment; check the network and the host in DATABASE_URL.',
  '28P01': 'Correct user and password in DATABASE_URL.',
  '28000': 'Correct user and password in DATABASE_URL, and what pg_hba.conf allows.',
  '3D000': 'Create the database (createdb), or correct its name in DATABASE_URL.',
  '53300': 'PostgreSQL has no connection left: raise max_connections, or end what holds them.',
  other: 'Check DATABASE_URL, the network, and the log of PostgreSQL.',
};

/** One line for those who only want to know how it stands. */
export function summaryOf(findings: readonly Finding[]): string {
  const failures = findings.filter(({ verdict }) => verdict === 'fail').length;
  const warnings = findings.filter(({ verdict }) => verdict === 'warn').length;
  if (failures === 0 && warnings === 0) return 'All is well.';
  const parts = [
    ...(failures > 0 ? [`${failures} ${failures === 1 ? 'thing is' : 'things are'} broken`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'thing needs' : 'things need'} a look`] : []),
  ];
  return `${parts.join(', ')}.`;
}
