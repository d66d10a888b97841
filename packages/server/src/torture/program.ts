/** One process of the very program that runs here: started, killed, started again on the same data. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** It could not be brought to an end; the message says what was waited for. */
export class GaveUp extends Error {}

interface ProgramOptions {
  readonly name: string;
  readonly command: 'server' | 'worker';
  readonly port: number;
  readonly environment: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** It ended although nobody had killed it. It is started again. */
  readonly onExit: (name: string, code: number | null) => void;
}

const readyWithinMs = 120_000;
const stopWithinMs = 15_000;
const restartAfterMs = 100;

export class Program {
  readonly name: string;
  readonly isServer: boolean;
  readonly url: string;
  readonly #options: ProgramOptions;
  #child: ChildProcess | null = null;
  #isWanted = false;

  constructor(options: ProgramOptions) {
    this.#options = options;
    this.name = options.name;
    this.isServer = options.command === 'server';
    this.url = `http://127.0.0.1:${options.port}`;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it, and again whenever it ends by itself, until it is killed or stopped. */
  start(): void {
    this.#isWanted = true;
    this.#launch();
  }

  async untilReady(signal: AbortSignal): Promise<void> {
    const begin = performance.now();
    while (!(await this.#isReady())) {
      if (performance.now() - begin > readyWithinMs) {
        throw new GaveUp(
          `${this.name} was not ready after ${readyWithinMs / 1000} s. Its last words:\n${this.lastWords()}`,
        );
      }
      await pause(20, undefined, { signal });
    }
  }

  /** No chance to say goodbye. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Asks it to end; kills it when it takes too long. False: it had to be killed. */
  async stop(): Promise<boolean> {
    let isGraceful = true;
    const impatience = setTimeout(() => {
      isGraceful = false;
      this.#child?.kill('SIGKILL');
    }, stopWithinMs);
    await this.#end('SIGTERM');
    clearTimeout(impatience);
    return isGraceful;
  }

  /** It stands still, and knows nothing of the time that passes, until `resume`. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  lastWords(): string {
    return readFileSync(this.#options.logFile, 'utf8').slice(-2_000);
  }

  #launch(): void {
    const { command, port, environment, logFile } = this.#options;
    const program = process.argv[1] ?? '';
    const words = command === 'server' ? ['server'] : ['worker', '--health-port', String(port)];
    const log = openSync(logFile, 'a');
    const child = spawn(process.execPath, [...process.execArgv, program, ...words], {
      env: environment,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#child = child;
    child.once('exit', (code) => {
      if (this.#child !== child) return;
      this.#child = null;
      if (!this.#isWanted) return;
      this.#options.onExit(this.name, code);
      setTimeout(() => {
        if (this.#isWanted && this.#child === null) this.#launch();
      }, restartAfterMs);
    });
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.#isWanted = false;
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).ok;
    } catch {
      return false;
    }
  }
}
