/**
 * The process that the user started with FABULA_PROCESSES above 1: it only supervises. The others are the same program
 * with the same arguments (`node:cluster`); this one holds the port and hands each new connection to the next of them.
 *
 * Wishes to stop travel over the channel between them, not as signals: Ctrl-C and systemd signal every process, and a
 * second signal would mean "at once".
 */
import cluster from 'node:cluster';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Streams } from '../cli/streams.ts';
import type { Logger } from '../observe/logger.ts';
import { relayMetricsOfCluster } from './metrics-exchange.ts';
import { type Child, supervise } from './supervise.ts';

/** What a child says when it is ready. */
export interface Ready {
  readonly ready: string;
}

/** What the primary says to a child. */
export const STOP = 'stop';

/** Gives the exit code when all processes have ended. */
export function runPrimary(count: number, { output }: Streams, log: Logger): Promise<number> {
  cluster.setupPrimary({ exec: program() });
  relayMetricsOfCluster();
  return supervise({
    count,
    fork: forkChild,
    announce: (text) => output.write(`${text}\n`),
    onDeath: (facts) => log.warn(facts, 'a process died; another one takes its place'),
    onStop: (listener) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, listener);
    },
    now: Date.now,
    later: (ms, call) => {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    },
  });
}

/** A process of the program that `cluster` was set up with. */
export function forkChild(): Child {
  const worker = cluster.fork();
  const ended = new Promise<number | null>((resolve) => {
    worker.once('exit', (code: number | null) => resolve(code));
    // What is said to a process that has just died fails here; its end is told by itself. One that could not even be
    // started has no end.
    worker.on('error', () => {
      if (worker.process.pid === undefined) resolve(null);
    });
  });
  return {
    pid: worker.process.pid ?? 0,
    ready: new Promise((resolve) => {
      worker.on('message', (message: unknown) => {
        if (isReady(message)) resolve(message.ready);
      });
    }),
    ended,
    stop: () => {
      if (worker.isConnected()) worker.send(STOP);
    },
    kill: () => worker.process.kill('SIGKILL'),
  };
}

function isReady(message: unknown): message is Ready {
  return typeof message === 'object' && message !== null && 'ready' in message && typeof message.ready === 'string';
}

/** The bundle that this is part of; from the sources, the file that the bundle is made from. */
function program(): string {
  const here = fileURLToPath(import.meta.url);
  return here.endsWith('.mjs') ? here : join(dirname(here), '..', 'cli', 'main.ts');
}
