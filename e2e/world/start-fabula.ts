/**
 * The real program, started as a user starts it, on a data folder of its own. It ends when `stop` is called; a program
 * that does not end by itself then is killed, and that is an error of the test.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

export interface Fabula {
  readonly url: string;
  readonly email: string;
  readonly password: string;
  readonly apiKey: string;
  /** Kills it (SIGKILL) and starts it again on what it left. */
  killAndStart(): Promise<void>;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
/** A first start may have to build. */
const readyWithinMs = 90_000;
const endsWithinMs = 15_000;

/** `settings`: further variables of the environment. */
export async function startFabula(settings: Readonly<Record<string, string>> = {}): Promise<Fabula> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'fabula-journey-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const person = {
    email: 'ada@example.com',
    password: 'a-password-for-journeys',
    apiKey: 'key-for-journeys-0123456789abcdef',
  };
  const env = {
    ...process.env,
    HOST: '127.0.0.1',
    PORT: String(port),
    FABULA_URL: url,
    FABULA_DATA_DIR: dataDirectory,
    FABULA_BOOTSTRAP_EMAIL: person.email,
    FABULA_BOOTSTRAP_PASSWORD: person.password,
    FABULA_BOOTSTRAP_API_KEY: person.apiKey,
    DATABASE_URL: '',
    ...settings,
  };
  let output = '';
  async function start(): Promise<ChildProcess> {
    const started = spawn(process.execPath, ['scripts/start.mjs'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [started.stdout, started.stderr]) stream.on('data', (text) => (output += text));
    try {
      await untilReady(url, started);
    } catch (error) {
      started.kill('SIGKILL');
      rmSync(dataDirectory, { recursive: true, force: true });
      throw new Error(`Fabula did not start: ${String(error)}\n${output}`);
    }
    return started;
  }
  let program = await start();
  return {
    url,
    ...person,
    async killAndStart() {
      const ended = new Promise((resolve) => program.once('exit', resolve));
      program.kill('SIGKILL');
      await ended;
      program = await start();
    },
    async stop() {
      const isClean = await end(program);
      rmSync(dataDirectory, { recursive: true, force: true });
      if (!isClean) throw new Error(`Fabula did not end within ${endsWithinMs} ms.\n${output}`);
    },
  };
}

async function untilReady(url: string, program: ChildProcess): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    if (program.exitCode !== null) throw new Error(`it ended with code ${program.exitCode}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`/readyz did not answer within ${readyWithinMs} ms`);
}

async function end(program: ChildProcess): Promise<boolean> {
  if (program.exitCode !== null) return true;
  const ended = new Promise<true>((resolve) => program.once('exit', () => resolve(true)));
  program.kill('SIGTERM');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), endsWithinMs);
  });
  const isClean = await Promise.race([ended, late]);
  clearTimeout(timer);
  if (!isClean) program.kill('SIGKILL');
  return isClean;
}
