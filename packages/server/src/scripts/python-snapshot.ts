/**
 * A file with the memory of a freshly loaded Python, from which processes go on in a third of the time. It is made once
 * for an installation, by a process of its own, after the first script has run. Without it everything works, more slowly:
 * the folder may be read-only, and Pyodide calls snapshots an experiment.
 */
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { forkSandbox, pyodideVersion, type SandboxLimits } from './fork-sandbox.ts';

export interface PythonSnapshot {
  /** null: there is none, or none that can be used. */
  readonly path: string | null;
  /** Makes it when it is missing. Never rejects; tries once. */
  make(): Promise<void>;
  /** Python did not start from it: it is removed, and made anew by the next server. */
  distrust(): void;
  close(): void;
}

/** The memory that Python begins with. From less, Pyodide waits for ever instead of failing. */
const leastBytes = 20 * 1024 ** 2;

export function createPythonSnapshot(cacheFolder: string | null, limits: SandboxLimits): PythonSnapshot {
  const path = cacheFolder === null ? null : resolve(cacheFolder, `python-${pyodideVersion()}.snapshot`);
  let isTrusted = true;
  let making: Promise<void> | null = null;
  let stop = (): void => undefined;

  async function make(): Promise<void> {
    if (path === null || cacheFolder === null || isWhole(path)) return;
    try {
      mkdirSync(cacheFolder, { recursive: true });
    } catch {
      // a folder that cannot be written to: Python is loaded anew each time
      return;
    }
    const writable = join(resolve(cacheFolder), '/');
    const unfinished = `${path}.${process.pid}.new`;
    const maker = forkSandbox(
      {
        language: 'python',
        file: 'python-snapshot.mjs',
        arguments: [unfinished],
        snapshot: null,
        writable,
      },
      limits,
    );
    maker.unref();
    maker.channel?.unref();
    stop = () => maker.kill('SIGKILL');
    const code = await new Promise((done) => maker.on('exit', done).on('error', done));
    // whole or not at all
    if (code === 0) renameSync(unfinished, path);
    else rmSync(unfinished, { force: true });
  }

  return {
    get path() {
      return path !== null && isTrusted && isWhole(path) ? path : null;
    },
    make() {
      making ??= make();
      return making;
    },
    distrust() {
      isTrusted = false;
      if (path !== null) rmSync(path, { force: true });
    },
    close: () => stop(),
  };
}

function isWhole(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) >= leastBytes;
}
