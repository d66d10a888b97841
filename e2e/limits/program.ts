/** The built program in a process of its own, as a user runs it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../world/free-port.ts';

const bundle = fileURLToPath(new URL('../../dist/fabula.mjs', import.meta.url));

export interface Program {
  readonly url: string;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Gives it when it is ready. */
export async function startProgram(settings: Readonly<Record<string, string>>, limitMs = 60_000): Promise<Program> {
  if (!existsSync(bundle)) throw new Error('dist/fabula.mjs is missing; run: node scripts/build.mjs');
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [bundle, 'server'], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: port, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      output = (output + text.toString()).slice(-20_000);
    });
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const giveUpAt = Date.now() + limitMs;
  while (!(await isReady(url))) {
    if (!hasEnded() && Date.now() < giveUpAt) {
      await pause(20);
      continue;
    }
    child.kill('SIGKILL');
    throw new Error(`the program did not become ready:\n${output}`);
  }
  return {
    url,
    async end(signal) {
      if (!hasEnded()) child.kill(signal);
      await ended;
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}
