/** The database as a server, and its schema. */
import {
  type Database,
  readSchemaState,
  readServerState,
  readTableSizes,
  type SchemaState,
  type ServerState,
} from '@fabula/store';
import type { Settings } from '../settings.ts';
import { broken, countOf, doubtful, type Finding, fine, sizeOf, spanOf } from './finding.ts';

const oldestMajor = 15;
/** As `openDatabase` opens them when nothing else is said. */
const connectionsPerProcess = 10;
const clockWarnMs = 2_000;
const clockFailMs = 60_000;

export async function checkServer(database: Database, settings: Settings): Promise<readonly Finding[]> {
  const asked = Date.now();
  const state = await readServerState(database);
  const answered = Date.now();
  if (database.kind === 'embedded') return [fine('database', `The embedded PostgreSQL ${state.version} opens.`)];
  return [
    checkVersion(state),
    checkWritable(state),
    checkConnections(state, settings.processes),
    checkClock(state.now.getTime(), asked, answered),
    checkDurability(state),
  ];
}

function checkVersion({ version, major }: ServerState): Finding {
  return major >= oldestMajor
    ? fine('database', `PostgreSQL ${version} answers.`)
    : broken('database', `PostgreSQL ${version} is too old.`, `Upgrade it to ${oldestMajor} or newer.`);
}

function checkWritable({ isReadOnly }: ServerState): Finding {
  return isReadOnly
    ? broken(
        'database writable',
        'The database only lets itself be read: a replica, or a server that was switched to read-only.',
        'Point DATABASE_URL to the primary server.',
      )
    : fine('database writable', 'The database can be written.');
}

export function checkConnections(
  state: Pick<ServerState, 'maxConnections' | 'reservedConnections' | 'connections'>,
  processes: number,
): Finding {
  const usable = state.maxConnections - state.reservedConnections;
  const wanted = processes * connectionsPerProcess;
  const figures = `${countOf(processes, 'process', 'processes')} on this host may open ${wanted} connections; the server allows ${usable}, and ${state.connections} are open.`;
  const wayOut = 'Raise max_connections of PostgreSQL, or start fewer processes (FABULA_PROCESSES).';
  if (wanted > usable) return broken('connections', figures, wayOut);
  return state.connections > usable * 0.8 ? doubtful('connections', figures, wayOut) : fine('connections', figures);
}

/** `asked` and `answered`: the time here around the moment in which the database said its own. */
export function checkClock(databaseNow: number, asked: number, answered: number): Finding {
  const difference = databaseNow < asked ? asked - databaseNow : Math.max(0, databaseNow - answered);
  const message = `The clocks of this host and of the database's differ by ${spanOf(difference)}.`;
  const wayOut = 'Let both hosts set their clocks by NTP: delays, schedules and keeping times go by them.';
  if (difference > clockFailMs) return broken('clock', message, wayOut);
  if (difference > clockWarnMs) return doubtful('clock', message, wayOut);
  return fine('clock', 'The clocks of this host and of the database agree.');
}

export function checkDurability(state: Pick<ServerState, 'fsync' | 'fullPageWrites' | 'synchronousCommit'>): Finding {
  const wrong = [
    ...(state.fsync ? [] : ['fsync = off']),
    ...(state.fullPageWrites ? [] : ['full_page_writes = off']),
    ...(state.synchronousCommit === 'off' ? ['synchronous_commit = off'] : []),
  ];
  return wrong.length === 0
    ? fine('durability', 'PostgreSQL forces each commit to disk.')
    : broken(
        'durability',
        `PostgreSQL runs with ${wrong.join(', ')}: when its machine fails, events that were accepted are lost or the database is destroyed.`,
        'Set them to on in postgresql.conf, and reload.',
      );
}

/** Gives the finding, and whether the tables suit this program. */
export async function checkSchema(database: Database): Promise<{ finding: Finding; isCurrent: boolean }> {
  const state = await readSchemaState(database);
  return { finding: judgeSchema(state), isCurrent: state.applied === state.known || state.isNewerButSuits };
}

function judgeSchema({ applied, known, isNewerButSuits }: SchemaState): Finding {
  if (applied === null) return fine('schema', 'The database is empty; the first start fills it.');
  if (isNewerButSuits) {
    return doubtful(
      'schema',
      `A newer version of Fabula has brought the database to schema ${applied}; this program knows schemas up to ${known}, and may go on working.`,
      'Finish the upgrade: start the newer version everywhere in place of this one.',
    );
  }
  if (applied > known) {
    return broken(
      'schema',
      `The database has schema ${applied}, and this program knows schemas up to ${known}.`,
      'Start the newer version of Fabula that upgraded it, or restore a backup from before the upgrade.',
    );
  }
  return applied < known
    ? doubtful(
        'schema',
        `The database has schema ${applied}, and this program brings ${known}.`,
        'The next start upgrades it; "fabula migrate" does it now. Make a backup before.',
      )
    : fine('schema', `The schema is up to date (${applied}).`);
}

export async function checkTables(database: Database): Promise<Finding> {
  const tables = await readTableSizes(database, 8);
  const details = tables.filter(({ bytes }) => bytes > 1024 ** 2).map(({ name, bytes }) => `${name}: ${sizeOf(bytes)}`);
  const sum = tables.reduce((bytes, table) => bytes + table.bytes, 0);
  return fine('disk use', `The largest tables take ${sizeOf(sum)}.`, details);
}
