/**
 * Keeps a second program out of a data directory: the embedded database has no protection of its own, and two programs
 * on one directory destroy it.
 *
 * The lock is a file that names its holder. A holder that was killed leaves the file behind, so the file alone proves
 * nothing: a process of this host holds it only while it lives and is still the one that wrote it (process ids are
 * used again, above all in containers). A holder on another host or in another container cannot be asked; it is
 * believed as long as it keeps touching the file.
 *
 * Who finds a dead lock takes a lock of its own first, named after what the dead one says, and only whoever has that replaces the
 * dead one, after looking once more. So however long a starter takes, it never takes a living program's lock away.
 */
import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeDirectory } from './make-directory.ts';

export interface DirectoryLock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Tells this process from a later one of the same id; empty where the system does not say. */
  readonly startedAt: string;
}

interface Timing {
  readonly touchEveryMs: number;
  /** How long a holder that cannot be asked is believed after it touched the file. */
  readonly believeForMs: number;
}

const usualTiming: Timing = { touchEveryMs: 2_000, believeForMs: 7_000 };

export class DirectoryInUse extends Error {
  readonly directory: string;
  readonly pid: number;

  constructor(directory: string, pid: number) {
    super(
      `the data directory ${directory} is in use by process ${pid}: stop that program, or give this one another FABULA_DATA_DIR`,
    );
    this.name = 'DirectoryInUse';
    this.directory = directory;
    this.pid = pid;
  }
}

/** Throws {@link DirectoryInUse} when a living program has the directory. */
export async function lockDirectory(directory: string, timing: Timing = usualTiming): Promise<DirectoryLock> {
  // for its owner only: it holds keys, and every event
  await makeDirectory(directory);
  const path = join(directory, 'fabula.lock');
  const own: Holder = { pid: process.pid, host: hostname(), startedAt: await startOf(process.pid) };
  const nonce = randomUUID();
  const text = `${JSON.stringify({ ...own, nonce })}\n`;
  const claim = `${path}.${nonce}`;
  await writeFile(claim, text);
  try {
    await take(path, claim, directory, timing);
  } finally {
    await rm(claim, { force: true });
  }
  const touching = setInterval(() => {
    const now = new Date();
    // A file that cannot be touched is at worst taken for stale by a program on another host.
    utimes(path, now, now).catch(() => undefined);
  }, timing.touchEveryMs);
  touching.unref();
  return {
    release: async () => {
      clearInterval(touching);
      if ((await readLock(path))?.text === text) await rm(path, { force: true });
    },
  };
}

/** Puts the claim at the path, in the place of nothing or of a dead lock. */
async function take(path: string, claim: string, directory: string, timing: Timing): Promise<void> {
  // A link is made by one of several at most, and whole.
  while (!(await linked(claim, path))) {
    const found = await readLock(path);
    if (found === null) continue;
    if (await isHeld(path, found, timing)) throw new DirectoryInUse(directory, found.pid);
    // A starter that was killed in the middle leaves this one behind, and it is taken over in the same way.
    const turn = `${path}.${createHash('sha256').update(found.text).digest('hex').slice(0, 16)}`;
    await take(turn, claim, directory, timing);
    if ((await readLock(path))?.text === found.text) return rename(turn, path);
    await rm(turn, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isFileError(error, 'EEXIST')) return false;
    throw error;
  }
}

async function readLock(path: string): Promise<(Holder & { readonly text: string }) | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return null;
    throw error;
  }
  try {
    const { pid, host, startedAt }: Partial<Record<keyof Holder, unknown>> = JSON.parse(text);
    if (typeof pid === 'number' && typeof host === 'string' && typeof startedAt === 'string') {
      return { pid, host, startedAt, text };
    }
  } catch {
    // Not written by this program, or destroyed: nobody holds it.
  }
  return { pid: 0, host: '', startedAt: '', text };
}

async function isHeld(path: string, found: Holder, timing: Timing): Promise<boolean> {
  if (found.pid === 0) return false;
  if (found.host === hostname()) return isAlive(found.pid) && (await startOf(found.pid)) === found.startedAt;
  const before = await touchedAt(path);
  if (before === null || Date.now() - before > timing.believeForMs) return false;
  await delay(timing.believeForMs);
  const after = await touchedAt(path);
  return after !== null && after !== before;
}

async function touchedAt(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isFileError(error, 'EPERM');
  }
}

/** Moment of the process's start as Linux writes it: field 22 of its stat, counted behind the name in brackets. */
async function startOf(pid: number): Promise<string> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    // No such file system here, or no such process: the id alone has to do.
    return '';
  }
}

function isFileError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
