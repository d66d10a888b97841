/** Each target is a process of its own, started with nothing but the settings given here. */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../e2e/world/free-port.ts';

export interface Target {
  readonly name: string;
  /** `none` for a target that keeps nothing. */
  readonly database: 'none' | 'embedded' | 'postgres';
  readonly base: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** `args`: what Node is started with. Ready as soon as it answers at all. */
export async function startTarget(
  name: string,
  database: Target['database'],
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<Target> {
  const port = await freePort();
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    NODE_ENV: 'production',
    PORT: String(port),
    ...settings,
  };
  const child = spawn(process.execPath, [...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const base = `http://127.0.0.1:${port}`;
  for (const begin = performance.now(); !(await answers(`${base}/readyz`)); await pause(50)) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
    if (performance.now() - begin > 60_000) throw new Error(`${name} does not answer`);
  }
  return {
    name,
    database,
    base,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Anything but "not ready": the floors have no /readyz and answer 404. */
async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status < 500;
  } catch {
    return false;
  }
}
