/** A PostgreSQL of our own in a temporary folder, so that it can be crashed. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from '../cli/streams.ts';
import type { CleanUps } from './ground.ts';
import { freePort } from './loopback.ts';

const run = promisify(execFile);

export interface OwnPostgres {
  readonly url: string;
  readonly folder: string;
  /** Ends it as a power cut would, and starts it again. */
  crash(): Promise<void>;
}

/** Folders in which systems keep the programs of PostgreSQL; `*` is a version. */
const usualPlaces = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/bin',
  '/usr/bin',
];
const user = 'fabula';

/** `binaries`: the folder of initdb and pg_ctl; null: looked for at the usual places. */
export async function startOwnPostgres(
  binaries: string | null,
  cleanUps: CleanUps,
  keeps: boolean,
): Promise<OwnPostgres> {
  const programs = binaries ?? findPrograms();
  if (programs === null || !existsSync(join(programs, 'initdb'))) {
    throw new UsageError(
      `initdb is not in ${programs ?? usualPlaces.join(', ')}: name the folder of PostgreSQL's programs after --own-postgres.`,
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'fabula-torture-postgres-'));
  if (!keeps) cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  const owner = await findOwner();
  const call = (program: string, words: readonly string[]): Promise<unknown> =>
    run(join(programs, program), words, { cwd: folder, ...owner });

  const password = randomBytes(16).toString('hex');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (owner !== null) for (const path of [folder, passwordFile]) await chown(path, owner.uid, owner.gid);
  const data = join(folder, 'data');
  await call('initdb', ['-D', data, '-U', user, '-E', 'UTF8', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]);

  const port = await freePort();
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_connections=200`;
  const start = () => call('pg_ctl', ['start', '-w', '-D', data, '-l', join(folder, 'log'), '-o', settings]);
  const stop = () => call('pg_ctl', ['stop', '-w', '-D', data, '-m', 'immediate']);
  await start();
  cleanUps.push(stop);
  return {
    url: `postgres://${user}:${password}@127.0.0.1:${port}/postgres`,
    folder,
    async crash() {
      await stop();
      await start();
    },
  };
}

function findPrograms(): string | null {
  const folders = usualPlaces.flatMap((place) => {
    const [before = '', after] = place.split('*');
    if (after === undefined) return [place];
    const parent = before.slice(0, before.lastIndexOf('/') + 1);
    const prefix = before.slice(parent.length);
    if (!existsSync(parent)) return [];
    return readdirSync(parent)
      .filter((name) => name.startsWith(prefix))
      .sort((a, b) => versionIn(b) - versionIn(a))
      .map((name) => `${parent}${name}${after}`);
  });
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

function versionIn(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0);
}

/** PostgreSQL refuses to run as root; null: this process is somebody else. */
async function findOwner(): Promise<{ readonly uid: number; readonly gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all(
        ['-u', '-g'].map(async (what) => Number((await run('id', [what, name])).stdout)),
      );
      if (uid !== undefined && gid !== undefined) return { uid, gid };
    } catch {
      // There is no such user here; the next one may be.
    }
  }
  throw new UsageError(
    'PostgreSQL does not run as root, and there is neither a user postgres nor nobody. Run this as another user.',
  );
}
