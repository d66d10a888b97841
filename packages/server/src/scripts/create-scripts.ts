/**
 * Runs scripts in sandboxes (docs/decisions/0011-scripts.md). Processes are started when they are needed, stay warm for a while,
 * and end when nobody has used them: a server that runs no scripts has none.
 *
 * - A process that has run a script of one owner runs no other's. An owner's next script takes its warm process.
 * - After a Python script one process without an owner is kept loaded, so that the next owner does not wait for Python.
 * - There are never more than `maxProcesses`. When all are busy, scripts wait in order of arrival; when one is warm for
 *   somebody else, it makes room.
 */
import type { AbortSignalLike, Script, Scripts } from '@fabula/engine';
import type { Language } from './fork-sandbox.ts';
import { createPythonSnapshot } from './python-snapshot.ts';
import { type RunResult, type ScriptProcess, startScriptProcess } from './script-process.ts';
import { chooseWheels } from './wheels.ts';

export interface ScriptSettings {
  /** null: there are none. */
  readonly wheelFolder: string | null;
  /** For what makes starting quick; null: nothing is kept. */
  readonly cacheFolder: string | null;
  readonly maxProcesses: number;
  /** How long an unused process stays. */
  readonly idleMs: number;
  readonly maxMemoryBytes: number;
  readonly maxInputLength: number;
  readonly maxOutputLength: number;
  readonly maxPrintedLength: number;
  readonly startTimeoutMs: number;
}

export const defaultScriptSettings: Omit<ScriptSettings, 'wheelFolder' | 'cacheFolder' | 'maxProcesses'> = {
  idleMs: 60_000,
  maxMemoryBytes: 512 * 1024 ** 2,
  maxInputLength: 25_000_000,
  maxOutputLength: 25_000_000,
  maxPrintedLength: 50_000,
  // three seconds of computing, on a machine that may be busy with other things
  startTimeoutMs: 180_000,
};

export interface RunningScripts extends Scripts {
  /** How many processes there are, for tests and metrics. */
  readonly processCount: number;
  /** Ends all processes. */
  close(): Promise<void>;
}

export function createScripts(settings: ScriptSettings): RunningScripts {
  const processes = new Set<ScriptProcess>();
  /** Last used, for those that are idle. */
  const idleSince = new Map<ScriptProcess, NodeJS.Timeout>();
  const waiting: { readonly script: Script; readonly take: (process: ScriptProcess | null) => void }[] = [];
  const snapshot = createPythonSnapshot(settings.cacheFolder, settings);
  let isClosed = false;

  function start(language: Language): ScriptProcess {
    const path = language === 'python' ? snapshot.path : null;
    const started = startScriptProcess({ language, snapshot: path }, settings);
    processes.add(started);
    if (path !== null) void started.ready.then((isReady) => isReady || isClosed || snapshot.distrust());
    void started.ended.then(() => {
      processes.delete(started);
      stopIdling(started);
      serveNext();
    });
    return started;
  }

  function stopIdling(process: ScriptProcess): void {
    clearTimeout(idleSince.get(process));
    idleSince.delete(process);
  }

  function idle(process: ScriptProcess): void {
    stopIdling(process);
    if (process.hasEnded) return;
    const timer = setTimeout(() => process.end(), settings.idleMs);
    timer.unref();
    idleSince.set(process, timer);
  }

  /** A process for the script; null: none is free, and one may have been told to make room. */
  function find({ language, owner }: Script): ScriptProcess | null {
    const free = [...idleSince.keys()].filter((process) => !process.hasEnded);
    const found =
      free.find((process) => process.language === language && process.owner === owner) ??
      free.find((process) => process.language === language && process.owner === null);
    if (found !== undefined) {
      stopIdling(found);
      return found;
    }
    if (processes.size < settings.maxProcesses) return start(language);
    free[0]?.end();
    return null;
  }

  function serveNext(): void {
    while (waiting[0] !== undefined) {
      const process = isClosed ? null : find(waiting[0].script);
      if (process === null && !isClosed) return;
      waiting.shift()?.take(process);
    }
  }

  function acquire(script: Script, signal: AbortSignalLike): Promise<ScriptProcess | null> {
    return new Promise((resolve) => {
      const place = { script, take };
      function take(process: ScriptProcess | null): void {
        signal.removeEventListener('abort', giveUp);
        // from here on nobody else may have it
        if (process !== null) process.owner = script.owner;
        resolve(process);
      }
      function giveUp(): void {
        const index = waiting.indexOf(place);
        if (index >= 0) waiting.splice(index, 1);
        take(null);
      }
      signal.addEventListener('abort', giveUp);
      waiting.push(place);
      if (waiting.length === 1) serveNext();
    });
  }

  /** JavaScript needs none: it starts in a fraction of a second. */
  async function keepPython(): Promise<void> {
    await snapshot.make();
    const hasStandby = [...processes].some((process) => process.owner === null && process.language === 'python');
    if (isClosed || hasStandby || waiting.length > 0 || processes.size >= settings.maxProcesses) return;
    idle(start('python'));
  }

  async function run(script: Script, signal: AbortSignalLike, isSecondTry = false): Promise<RunResult> {
    if (script.input.length > settings.maxInputLength) {
      return failure('result', `The input is larger than ${Math.floor(settings.maxInputLength / 1_000_000)} MB.`);
    }
    if (script.language === 'javascript' && script.requirements.some((line) => line.trim() !== '')) {
      return failure('requirements', 'Packages can be required by Python scripts only.');
    }
    const wheels = await chooseWheels(settings.wheelFolder, script.requirements);
    if (!wheels.ok) return failure('requirements', wheels.error);
    if (signal.aborted) return aborted;
    const process = await acquire(script, signal);
    if (process === null) return signal.aborted ? aborted : failure('unavailable', 'Fabula is stopping.');
    const abort = (): void => process.end(aborted.error);
    signal.addEventListener('abort', abort);
    try {
      if (!(await process.ready)) {
        if (signal.aborted) return aborted;
        // it may have been the snapshot, which is gone now
        if (!isSecondTry && script.language === 'python') return await run(script, signal, true);
        return failure('unavailable', 'The interpreter of the script could not be started.');
      }
      if (signal.aborted) return aborted;
      const { source, input, timeoutMs } = script;
      return await process.run({ source, input, timeoutMs }, wheels.value);
    } catch {
      return failure(
        'requirements',
        'The packages of the script cannot be read from the folder of FABULA_PYTHON_WHEELS.',
      );
    } finally {
      signal.removeEventListener('abort', abort);
      idle(process);
      serveNext();
      if (script.language === 'python') void keepPython();
    }
  }

  return {
    run: (script, signal) => run(script, signal),
    get processCount() {
      return processes.size;
    },
    async close() {
      isClosed = true;
      snapshot.close();
      serveNext();
      const ends = [...processes].map((process) => {
        process.end();
        return process.ended;
      });
      await Promise.all(ends);
    },
  };
}

const aborted = failure('aborted', 'The script was ended because its run was cancelled.');

function failure(kind: 'result' | 'requirements' | 'unavailable' | 'aborted', message: string) {
  return { ok: false, error: { kind, message, printed: '' } } as const;
}
