/** A PostgreSQL of the test's own, started in a namespace by somebody who is not root. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { until } from './until.ts';

const user = 'postgres';

export interface ThrowAwayPostgres {
  /** For this process: a socket in the file system, which all namespaces share. */
  readonly url: string;
  /** For other hosts. */
  readonly remoteUrl: string;
  stop(): Promise<void>;
}

/** The folder of PostgreSQL's programs; null: there is none, or nobody to run them. */
export function findPrograms(): string | null {
  if (spawnSync('id', [user]).status !== 0 || spawnSync('runuser', ['--version']).status !== 0) return null;
  const folders = ['19', '18', '17', '16', '15'].map((version) => `/usr/lib/postgresql/${version}/bin`);
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

export async function startPostgres(
  programs: string,
  prefix: readonly string[],
  address: string,
): Promise<ThrowAwayPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'fabula-postgres-'));
  spawnSync('chown', [user, folder]);
  const data = join(folder, 'data');
  const asUser = ['runuser', '-u', user, '--'];
  const made = run([
    ...asUser,
    join(programs, 'initdb'),
    '-D',
    data,
    '-U',
    user,
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-sync',
  ]);
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  await appendFile(join(data, 'pg_hba.conf'), 'host all all 10.213.7.0/24 trust\n');
  const settings = { listen_addresses: address, port: '5432', unix_socket_directories: folder, fsync: 'off' };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [file = '', ...args] = [...prefix, ...asUser, join(programs, 'postgres'), '-D', data, ...flags];
  const server = spawn(file, args, { stdio: 'ignore' });
  const url = `postgres://${user}@/postgres?host=${encodeURIComponent(folder)}`;
  await until(() => answers(url), 20_000, 'the throw-away PostgreSQL');
  return {
    url,
    remoteUrl: `postgres://${user}@${address}:5432/postgres`,
    stop: async () => {
      await end(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function run([file = '', ...args]: readonly string[]) {
  return spawnSync(file, args, { encoding: 'utf8' });
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Fast: sessions are ended. `runuser` passes SIGTERM on, after which PostgreSQL would wait for them. */
async function end(server: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const { stdout } = run(['pgrep', '-P', String(server.pid)]);
  for (const pid of stdout.split('\n').filter((line) => line !== '')) process.kill(Number(pid), 'SIGQUIT');
  if (stdout === '') server.kill('SIGQUIT');
  await ended;
}
