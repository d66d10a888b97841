/**
 * One sandbox: a child process with one interpreter. States:
 *
 * - starting: loads its interpreter; `ready` resolves when it has.
 * - idle: can run a script.
 * - busy: runs one.
 * - ended: for good. A script that was running has failed.
 *
 * The child ends with its channel.
 */
import { readFile } from 'node:fs/promises';
import type { ScriptFailure } from '@fabula/engine';
import { type Fork, forkSandbox, type Language, outOfMemoryCode, type SandboxLimits } from './fork-sandbox.ts';
import { type FromSandbox, fromSandbox, type ToSandbox } from './script-message.ts';

export type RunResult =
  | { readonly ok: true; readonly value: { readonly output: string; readonly printed: string } }
  | { readonly ok: false; readonly error: ScriptFailure };

export interface ScriptProcess {
  readonly language: Language;
  /** Whose scripts it has run; null: nobody's yet. */
  owner: string | null;
  readonly isBusy: boolean;
  readonly hasEnded: boolean;
  /** Resolves with false when the interpreter could not be loaded. */
  readonly ready: Promise<boolean>;
  /** When it is idle. Rejects when a wheel cannot be read. */
  run(script: Omit<ToSandbox, 'wheels'>, wheelFiles: readonly string[]): Promise<RunResult>;
  /** Kills it; a running script ends with this failure. */
  end(failure?: Pick<ScriptFailure, 'kind' | 'message'>): void;
  readonly ended: Promise<void>;
}

export interface ProcessLimits extends SandboxLimits {
  /** For loading the interpreter, and for the wheels of a script. */
  readonly startTimeoutMs: number;
}

export function startScriptProcess(fork: Fork, limits: ProcessLimits): ScriptProcess {
  const child = forkSandbox(fork, limits);
  let current: { readonly settle: (result: RunResult) => void; readonly timeoutMs: number } | null = null;
  let timer: NodeJS.Timeout | undefined;
  let hasEnded = false;
  const installed = new Set<string>();
  let tellReady: (isReady: boolean) => void = () => undefined;
  const ready = new Promise<boolean>((resolve) => {
    tellReady = resolve;
  });
  let tellEnded: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    tellEnded = resolve;
  });

  const settle = (result: RunResult): void => {
    clearTimeout(timer);
    current?.settle(result);
    current = null;
  };
  const fail = (kind: ScriptFailure['kind'], message: string, printed = ''): void =>
    settle({ ok: false, error: { kind, message, printed } });
  const end: ScriptProcess['end'] = (failure) => {
    hasEnded = true;
    child.kill('SIGKILL');
    fail(failure?.kind ?? 'unavailable', failure?.message ?? 'The script was ended because Fabula stops.');
  };
  const limitTime = (ms: number, kind: ScriptFailure['kind'], message: string): void => {
    clearTimeout(timer);
    timer = setTimeout(() => end({ kind, message }), ms);
    timer.unref();
  };

  const take = (message: FromSandbox): void => {
    if (message.kind === 'ready') {
      clearTimeout(timer);
      tellReady(true);
    } else if (current === null) {
      // Nothing was asked: whatever this process has become, it is not what we started.
      end();
    } else if (message.kind === 'begun') {
      const seconds = current.timeoutMs / 1000;
      limitTime(current.timeoutMs, 'timeout', `The script was ended because it ran for more than ${seconds} s.`);
    } else if (message.kind === 'done') {
      settle({ ok: true, value: { output: message.output, printed: message.printed } });
    } else if (message.kind === 'failed') {
      const { failure, printed } = message;
      if (failure === 'memory') end({ kind: failure, message: outOfMemory(limits) });
      else fail(failure, message.message, printed);
    } else {
      const isMemory = message.failure === 'memory';
      end({ kind: message.failure, message: isMemory ? outOfMemory(limits) : message.message });
    }
  };

  limitTime(limits.startTimeoutMs, 'unavailable', 'The interpreter could not be started in time.');
  child.on('message', (message) => {
    const parsed = fromSandbox.safeParse(message);
    if (parsed.success) take(parsed.data);
    else end();
  });
  child.on('error', () => end());
  child.on('exit', (code, signal) => {
    hasEnded = true;
    tellReady(false);
    // V8 ends a process that is out of memory by a signal.
    const isMemory = code === outOfMemoryCode || ['SIGABRT', 'SIGTRAP', 'SIGILL'].includes(signal ?? '');
    if (isMemory) fail('memory', outOfMemory(limits));
    else fail('unavailable', 'The process of the script ended unexpectedly.');
    tellEnded();
  });
  child.unref();
  child.channel?.unref();

  return {
    language: fork.language,
    owner: null,
    ready,
    ended,
    get isBusy() {
      return current !== null;
    },
    get hasEnded() {
      return hasEnded;
    },
    end,
    async run(script, wheelFiles) {
      const added = wheelFiles.filter((file) => !installed.has(file));
      const wheels = await Promise.all(added.map((file) => readFile(file, 'base64')));
      for (const file of added) installed.add(file);
      return new Promise((resolve) => {
        current = { settle: resolve, timeoutMs: script.timeoutMs };
        limitTime(limits.startTimeoutMs, 'unavailable', 'The packages of the script could not be installed in time.');
        child.send({ ...script, wheels } satisfies ToSandbox, (error) => {
          if (error !== null) end();
        });
      });
    },
  };
}

function outOfMemory({ maxMemoryBytes }: ProcessLimits): string {
  return `The script was ended because it needed more than ${Math.floor(maxMemoryBytes / 1024 ** 2)} MB of memory.`;
}
