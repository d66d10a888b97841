/** The built program in a process of its own, as a user runs it; killed and started again on the same data. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../world/free-port.ts';

const bundle = fileURLToPath(new URL('../../dist/fabula.mjs', import.meta.url));

export class Program {
  readonly url: string;
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | null = null;
  #output = '';

  private constructor(port: number, settings: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${port}`;
    this.#env = {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PORT: String(port),
      LOG_LEVEL: 'warn',
      ...settings,
    };
  }

  /** Always on the same port, so that callers find it again after a restart. */
  static async onFreePort(settings: Readonly<Record<string, string>>): Promise<Program> {
    if (!existsSync(bundle)) throw new Error('dist/fabula.mjs is missing; run: node scripts/build.mjs');
    return new Program(await freePort(), settings);
  }

  /** Gives the milliseconds until it was ready. */
  async start(limitMs = 30_000): Promise<number> {
    const begin = performance.now();
    const child = spawn(process.execPath, [bundle, 'server'], { env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => {
        this.#output = (this.#output + text.toString()).slice(-20_000);
      });
    }
    while (!(await this.#isReady())) {
      if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode}:\n${this.#output}`);
      if (performance.now() - begin > limitMs) throw new Error(`not ready after ${limitMs} ms:\n${this.#output}`);
      await pause(10);
    }
    return performance.now() - begin;
  }

  /** No chance to say goodbye. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = null;
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
