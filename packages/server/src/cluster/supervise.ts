/**
 * Keeps a number of processes alive.
 *
 *   first process ──ready──► the others, all at once ──one dies──► a pause that grows ──► another in its place
 *
 * The first one brings the schema up to date before any other looks at it. When it ends before it was ready, nothing
 * else is tried: what is wrong with it would be wrong with each. A wish to stop goes to all of them; the second wish, or
 * a process that does not follow in time, ends them without ceremony.
 */
import { restartDelay } from './restart-delay.ts';

export interface Child {
  readonly pid: number;
  /** Resolves, with what people are to be told, when it is ready for work. Never when it ends before. */
  readonly ready: Promise<string>;
  /** Resolves with the exit code; null: a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Asks it to finish what is under way and end. */
  stop(): void;
  kill(): void;
}

export interface Supervision {
  readonly count: number;
  fork(): Child;
  /** Called once, when the first process is ready. */
  announce(text: string): void;
  onDeath(facts: { readonly pid: number; readonly code: number | null; readonly againInMs: number }): void;
  /** Calls back at each wish to stop. */
  onStop(listener: () => void): void;
  readonly now: () => number;
  /** Calls back once. Gives a function that cancels. */
  readonly later: (ms: number, call: () => void) => () => void;
}

/** A process that lived as long has not died quickly. */
const steadyAfterMs = 60_000;
/** More than a process takes to end by itself. */
const patienceMs = 20_000;

/** Gives the exit code of the whole: 0 when all ended as they were asked to. */
export async function supervise(supervision: Supervision): Promise<number> {
  const alive = new Set<Child>();
  let isStopping = false;
  let isClean = true;
  let endPauses = (): void => undefined;
  const stopping = new Promise<void>((resolve) => {
    endPauses = resolve;
  });
  const killAll = (): void => {
    for (const child of alive) child.kill();
  };
  let forgetPatience = (): void => undefined;
  supervision.onStop(() => {
    if (isStopping) return killAll();
    isStopping = true;
    endPauses();
    for (const child of alive) child.stop();
    forgetPatience = supervision.later(patienceMs, killAll);
  });

  function fork(): Child {
    const child = supervision.fork();
    alive.add(child);
    return child;
  }

  async function endOf(child: Child): Promise<number | null> {
    const code = await child.ended;
    alive.delete(child);
    if (isStopping && code !== 0) isClean = false;
    return code;
  }

  /** One place among the processes, taken by one after the other. */
  async function keep(first: Child): Promise<void> {
    let child = first;
    let quickDeaths = 0;
    for (;;) {
      const bornAt = supervision.now();
      const code = await endOf(child);
      if (isStopping) return;
      quickDeaths = supervision.now() - bornAt >= steadyAfterMs ? 1 : quickDeaths + 1;
      const againInMs = restartDelay(quickDeaths);
      supervision.onDeath({ pid: child.pid, code, againInMs });
      await Promise.race([pause(againInMs), stopping]);
      if (isStopping) return;
      child = fork();
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = supervision.later(ms, resolve);
      void stopping.then(cancel);
    });
  }

  const first = fork();
  const firstEnd = endOf(first);
  const welcome = await Promise.race([first.ready, firstEnd.then(() => null)]);
  if (welcome === null) {
    forgetPatience();
    return (await firstEnd) ?? 1;
  }
  supervision.announce(welcome);
  const others = isStopping ? [] : Array.from({ length: supervision.count - 1 }, fork);
  await Promise.all([first, ...others].map(keep));
  forgetPatience();
  return isClean ? 0 : 1;
}
