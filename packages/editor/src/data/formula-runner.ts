/**
 * The one worker that evaluates formulas, started when it is first needed. It works on one question at a time; a question
 * that it does not end in time ends it, and the next one gets a new worker.
 */
import type { WorkerAnswer, WorkerQuestion } from './formula-answer.ts';

/** More than the language's own budget of time, which answers first whenever it can. */
const patienceMs = 4_000;

const tooSlow: WorkerAnswer = {
  problem: { code: 'budget', message: 'The formula takes too long to be shown here', range: [0, 0] },
};

interface Running {
  ask(question: WorkerQuestion): Promise<WorkerAnswer>;
}

let running: Promise<Running> | null = null;
let last: Promise<unknown> = Promise.resolve();

/** Waits for its turn. An aborted question is not asked any more. */
export function runFormula(question: WorkerQuestion, signal: AbortSignal): Promise<WorkerAnswer> {
  const turn = last.then(async () => {
    signal.throwIfAborted();
    running ??= startWorker();
    return (await running).ask(question);
  });
  last = turn.catch(() => undefined);
  return turn;
}

function startWorker(): Promise<Running> {
  const worker = new Worker(new URL('./formula-worker.ts', import.meta.url), { type: 'module', name: 'formulas' });
  const end = () => {
    worker.terminate();
    running = null;
  };
  return new Promise((resolve, reject) => {
    worker.addEventListener('error', () => {
      end();
      reject(new Error('The formula engine could not be started in this browser.'));
    });
    worker.addEventListener('message', () => resolve({ ask: (question) => ask(worker, question, end) }), {
      once: true,
    });
  });
}

function ask(worker: Worker, question: WorkerQuestion, end: () => void): Promise<WorkerAnswer> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const finish = (settle: () => void) => {
      clearTimeout(watchdog);
      over.abort();
      settle();
    };
    const watchdog = setTimeout(() => {
      end();
      finish(() => resolve(tooSlow));
    }, patienceMs);
    const { signal } = over;
    worker.addEventListener('message', ({ data }: MessageEvent<WorkerAnswer>) => finish(() => resolve(data)), {
      signal,
    });
    worker.addEventListener(
      'error',
      (event) => {
        end();
        finish(() => reject(new Error(event.message)));
      },
      { signal },
    );
    worker.postMessage(question);
  });
}
