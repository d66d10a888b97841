/** The built program in processes of its own, as a user starts them; told to end, killed or frozen by real signals. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort } from '../world/free-port.ts';
import { until } from './until.ts';

const bundle = fileURLToPath(new URL('../../dist/fabula.mjs', import.meta.url));
/** The machine may be busy with other tests. */
const readyWithinMs = 60_000;

export interface Program {
  readonly pid: number;
  /** Of a worker: where its health is. */
  readonly url: string;
  /** Everything it has printed. */
  output(): string;
  /** Resolves with the exit code; null: a signal ended it. */
  readonly ended: Promise<number | null>;
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

export interface ProgramOptions {
  readonly command: 'server' | 'worker';
  readonly flags?: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  /** Runs it inside of another command, such as `ip netns exec …`. */
  readonly prefix?: readonly string[];
  /** Whether to wait until it is ready. True when left out. */
  readonly isAwaited?: boolean;
}

export async function startProgram({
  command,
  flags = [],
  settings,
  prefix = [],
  isAwaited = true,
}: ProgramOptions): Promise<Program> {
  if (!existsSync(bundle)) throw new Error('dist/fabula.mjs is missing; run: node scripts/build.mjs');
  const port = settings['PORT'] ?? String(await freePort());
  const words = [...prefix, process.execPath, bundle, command, ...flags];
  if (command === 'worker') words.push('--health-port', port);
  const [file = '', ...args] = words;
  const child = spawn(file, args, {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LOG_LEVEL: 'warn', PORT: port, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const program = wrap(child, `http://${settings['HOST'] ?? '127.0.0.1'}:${port}`);
  if (isAwaited) {
    const isUp = async () => {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${program.output()}`);
      return isReady(program.url);
    };
    try {
      await until(isUp, readyWithinMs, () => `a ready ${command}:\n${program.output()}`);
    } catch (error) {
      // Nobody has it in hand yet, so nobody else would end it.
      child.kill('SIGKILL');
      throw error;
    }
  }
  return program;
}

export async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

function wrap(child: ChildProcess, url: string): Program {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text: Buffer) => {
      output += text.toString();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const program: Program = {
    pid: child.pid ?? 0,
    url,
    output: () => output,
    ended,
    signal: (signal) => child.kill(signal),
    end: async (signal) => {
      child.kill(signal);
      return ended;
    },
  };
  return program;
}
