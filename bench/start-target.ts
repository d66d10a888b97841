/** Each target is a process of its own, started with nothing but the settings given here. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../e2e/world/free-port.ts';
import type { CleanUps } from './clean-ups.ts';

export interface Started {
  readonly base: string;
  readonly pid: number;
  /** From the start of the process to its first answer. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const readyWithinMs = 60_000;
const endsWithinMs = 30_000;

/** `args`: what Node is started with. Ready as soon as it answers at all. */
export async function startTarget(
  name: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  cleanUps: CleanUps,
): Promise<Started> {
  const port = await freePort();
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    NODE_ENV: 'production',
    PORT: String(port),
    ...settings,
  };
  const begin = performance.now();
  // In a group of its own: a Ctrl-C reaches the bench alone, which ends its targets in order, with what they have started.
  const child = spawn(process.execPath, [...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  const stop = makeStop(name, child);
  cleanUps.add(stop);
  const base = `http://127.0.0.1:${port}`;
  while (!(await answers(`${base}/readyz`))) {
    if (hasEnded(child)) throw new Error(`${name} ended with ${child.exitCode ?? child.signalCode}`);
    if (performance.now() - begin > readyWithinMs) throw new Error(`${name} does not answer`);
    await pause(20);
  }
  return { base, pid: child.pid ?? 0, readyMs: performance.now() - begin, stop };
}

/** Anything but "not ready": the floors have no /readyz and answer 404. */
async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status < 500;
  } catch {
    return false;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function makeStop(name: string, child: ChildProcess): () => Promise<void> {
  let stopping: Promise<void> | null = null;
  const stop = async () => {
    const { pid } = child;
    if (pid === undefined || hasEnded(child)) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const kill = () => process.kill(-pid, 'SIGKILL');
    const timer = setTimeout(() => {
      console.error(`${name} did not end within ${endsWithinMs / 1000} s and was killed`);
      kill();
    }, endsWithinMs);
    await ended;
    clearTimeout(timer);
    try {
      kill();
    } catch {
      // It left no children, as it should be.
    }
  };
  return () => {
    stopping ??= stop();
    return stopping;
  };
}
