/** The data directory: there, writable, private, with room; and the key in it. Nothing is written, not even to try. */
import { constants } from 'node:fs';
import { access, readFile, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Settings } from '../settings.ts';
import { broken, doubtful, type Finding, fine, reasonOf, sizeOf } from './finding.ts';

const littleRoom = 1024 ** 3;
const noRoom = 256 * 1024 ** 2;

export interface DataDirectory {
  readonly findings: readonly Finding[];
  /** Whether an embedded database lies in it. */
  readonly hasDatabase: boolean;
}

export async function checkDataDirectory(settings: Settings): Promise<DataDirectory> {
  const directory = resolve(settings.dataDir);
  const found = await stat(directory).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    return { findings: await checkMissing(directory, found), hasDatabase: false };
  }
  if (!found.isDirectory()) {
    const finding = broken(
      'data directory',
      `${directory} is not a folder.`,
      'Remove it, or set FABULA_DATA_DIR to another place.',
    );
    return { findings: [finding], hasDatabase: false };
  }
  const hasDatabase = settings.databaseUrl === null && (await exists(join(directory, 'database', 'PG_VERSION')));
  return {
    findings: [
      await checkFolder(directory, found.mode, found.uid),
      await checkRoom(directory),
      ...(await checkKey(settings, directory, hasDatabase)),
    ],
    hasDatabase,
  };
}

/** A folder that is not there is made at the first start, if the one above it lets us. */
async function checkMissing(directory: string, error: NodeJS.ErrnoException): Promise<readonly Finding[]> {
  if (error.code !== 'ENOENT') {
    return [
      broken(
        'data directory',
        `${directory} cannot be looked at: ${reasonOf(error)}.`,
        'Give the user that runs Fabula access to it, or set FABULA_DATA_DIR to another place.',
      ),
    ];
  }
  let above = dirname(directory);
  while (!(await exists(above)) && above !== dirname(above)) above = dirname(above);
  return (await isWritable(above))
    ? [fine('data directory', `${directory} is not there yet; the first start makes it.`)]
    : [
        broken(
          'data directory',
          `${directory} is not there, and ${above} does not let Fabula make it.`,
          'Make it, writable for the user that runs Fabula, or set FABULA_DATA_DIR to another place.',
        ),
      ];
}

async function checkFolder(directory: string, mode: number, owner: number): Promise<Finding> {
  if (!(await isWritable(directory))) {
    return broken(
      'data directory',
      `${directory} cannot be written by this user.`,
      `Change its owner (it belongs to user ${owner}), or run Fabula and this command as that user.`,
    );
  }
  if ((mode & 0o077) !== 0) {
    return doubtful(
      'data directory',
      `${directory} is open to other users of this machine (mode ${(mode & 0o777).toString(8)}); it holds keys and events.`,
      `chmod 700 ${directory}`,
    );
  }
  return fine('data directory', `${directory} is there, writable and private.`);
}

async function checkRoom(directory: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  const message = `${sizeOf(free)} are free on its disk.`;
  const wayOut = 'Make room: shorten how long stories keep their events, or give the disk more space.';
  if (free < noRoom) return broken('disk', message, wayOut);
  return free < littleRoom ? doubtful('disk', message, wayOut) : fine('disk', message);
}

async function checkKey(settings: Settings, directory: string, hasDatabase: boolean): Promise<readonly Finding[]> {
  if (settings.encryptionKey !== null) return [fine('encryption key', 'FABULA_ENCRYPTION_KEY is set.')];
  const path = join(directory, 'encryption.key');
  const found = await stat(path).catch(() => null);
  if (found === null) {
    return hasDatabase
      ? [
          doubtful(
            'encryption key',
            `${path} is missing, though there is a database: the next start makes a new one, which opens no credential that was sealed before.`,
            'Bring the file back from a backup.',
          ),
        ]
      : [fine('encryption key', 'The first start makes one.')];
  }
  if ((found.mode & 0o077) !== 0) {
    return [
      broken(
        'encryption key',
        `${path} can be read by other users of this machine.`,
        `chmod 600 ${path}; whoever may have read it can open every credential.`,
      ),
    ];
  }
  const text = await readFile(path, 'utf8').catch((error: unknown) => reasonOf(error));
  if (Buffer.from(text, 'base64').length !== 32) {
    return [broken('encryption key', `${path} does not hold a key.`, 'Bring the file back from a backup.')];
  }
  return [fine('encryption key', 'The generated key is there and private; back it up together with the database.')];
}

async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
