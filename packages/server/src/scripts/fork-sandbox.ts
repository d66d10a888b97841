/**
 * Starts a file of `sandbox/` as a child process that can do next to nothing: no environment, no file descriptor but the
 * channel, no code from texts, and Node's permission model, which lets it read its own files, its interpreter and what else
 * is named, and forbids processes, threads and native code.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { SandboxSettings } from './script-message.ts';

export type Language = 'python' | 'javascript';

export interface SandboxLimits {
  readonly maxMemoryBytes: number;
  readonly maxOutputLength: number;
  readonly maxPrintedLength: number;
}

export interface Fork {
  readonly language: Language;
  /** Of `sandbox/`; absent: the one that runs scripts. */
  readonly file?: string;
  /** Further ones. */
  readonly arguments?: readonly string[];
  readonly snapshot: string | null;
  /** Folder that it may write to. */
  readonly writable?: string;
}

/** No code that Node or a signal gives. */
export const outOfMemoryCode = 86;
/** Beside the memory of the interpreter, for V8 itself. */
const heapMegabytes = 256;
const require = createRequire(import.meta.url);

export function forkSandbox(fork_: Fork, limits: SandboxLimits): ChildProcess {
  const { language, file = `${language}-process.mjs`, snapshot, writable } = fork_;
  const entry = sandboxFile(file);
  const pyodide = packageFolder('pyodide');
  const settings: SandboxSettings = {
    interpreter: pathToFileURL(join(pyodide, 'pyodide.mjs')).href,
    snapshot,
    maxMemoryBytes: limits.maxMemoryBytes,
    outOfMemoryCode,
    maxOutputLength: limits.maxOutputLength,
    maxPrintedLength: limits.maxPrintedLength,
    graceMs: 2_000,
  };
  const ofLanguage = language === 'python' ? [pyodide, snapshot] : [];
  const readable = [...ownFiles(entry), ...ofLanguage.filter((path) => path !== null)];
  return fork(entry, [JSON.stringify(settings), ...(fork_.arguments ?? [])], {
    cwd: dirname(entry),
    env: {},
    execArgv: [
      permissionFlag(),
      ...readable.map((path) => `--allow-fs-read=${path}`),
      ...(writable === undefined ? [] : [`--allow-fs-write=${writable}`]),
      '--disallow-code-generation-from-strings',
      `--max-old-space-size=${heapMegabytes}`,
      '--no-addons',
      '--no-warnings',
    ],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** What a snapshot is good for: this very Pyodide. */
export function pyodideVersion(): string {
  const { version }: { readonly version: string } = require('pyodide/package.json');
  return version;
}

/** The same wall under its two names; Node 20 knows only the older one. */
function permissionFlag(): string {
  return process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
}

/** Beside the bundle, or in the sources. */
function sandboxFile(name: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const beside = join(here, name);
  return realpathSync(existsSync(beside) ? beside : join(here, 'sandbox', name));
}

/** In the bundle the file is whole; in the sources it needs its neighbours and the libraries of QuickJS. */
function ownFiles(entry: string): readonly string[] {
  const folder = dirname(entry);
  if (!existsSync(join(folder, 'lock-down.mjs'))) return [entry];
  return [
    folder,
    packageFolder('quickjs-emscripten-core'),
    packageFolder('@jitl/quickjs-ffi-types'),
    packageFolder('@jitl/quickjs-singlefile-mjs-release-sync'),
  ];
}

/** Not every package lets its package.json be asked for. */
function packageFolder(name: string): string {
  const main = realpathSync(require.resolve(name));
  const folder = join('node_modules', ...name.split('/'), '/');
  return main.slice(0, main.lastIndexOf(folder) + folder.length - 1);
}
