/** When a process is to end, and whom it tells that it is ready: the user, or the primary that forked it. */
import cluster from 'node:cluster';
import type { Streams } from '../cli/streams.ts';
import { type Ready, STOP } from './primary.ts';

export interface Life {
  /** Resolves, with the reason, at the first wish that the process ends. */
  readonly ending: Promise<string>;
  announce(text: string): void;
  /** Lets go of what would keep the process from ending. */
  leave(): void;
}

/** Whether another process of this program forked this one, which has settled how many there are. */
export function isForked(): boolean {
  return cluster.isWorker;
}

/** A wish during the start counts. Alone, a second signal does not wait any longer; forked, the primary decides that. */
export function beginLife(streams: Streams): Life {
  const worker = cluster.worker;
  return worker === undefined ? aloneLife(streams) : forkedLife(worker);
}

function aloneLife({ output }: Streams): Life {
  const ending = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1));
        resolve(signal);
      });
    }
  });
  return { ending, announce: (text) => output.write(`${text}\n`), leave: () => undefined };
}

function forkedLife(worker: NonNullable<typeof cluster.worker>): Life {
  const ending = new Promise<string>((resolve) => {
    process.on('SIGTERM', resolve);
    // Ctrl-C reaches every process of the terminal; the primary passes it on.
    process.on('SIGINT', () => undefined);
    process.on('message', (message) => {
      if (message === STOP) resolve('the primary process stops');
    });
    // What is said to a primary that has just died.
    worker.on('error', () => resolve('the primary process is gone'));
    worker.once('disconnect', () => {
      // Node would end this process at once, with work under way.
      worker.exitedAfterDisconnect = true;
      resolve('the primary process is gone');
    });
  });
  return {
    ending,
    announce: (text) => {
      const ready: Ready = { ready: text };
      if (worker.isConnected()) worker.send(ready);
    },
    leave: () => {
      if (worker.isConnected()) worker.disconnect();
    },
  };
}
