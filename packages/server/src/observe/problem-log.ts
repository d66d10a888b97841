/**
 * What goes wrong inside, as lines of the log: at once the first time, then one a minute with how often it happened in
 * between, so that a database that is away for an hour leaves sixty lines and not a hundred thousand. When it answers
 * again, one line says so.
 */
import type { Clock, EngineProblem } from '@fabula/engine';
import type { Health } from './health.ts';
import type { Logger } from './logger.ts';

export interface ProblemLog {
  report(problem: EngineProblem): void;
  /** A connection of the pool broke. */
  connectionBroke(error: Error): void;
  /** Traces could not be delivered. */
  spansLost(error: Error): void;
  close(): void;
}

export interface ProblemLogParts {
  readonly log: Logger;
  readonly clock: Clock;
  /** Whether the engine can work: it knows first when the database is back. */
  readonly readHealth: () => Health;
}

const sayEveryMs = 60_000;
const lookEveryMs = 500;
/** Sorts of problem remembered at a time; the one that was said longest ago makes room. */
const capacity = 500;

interface Repeated {
  readonly since: number;
  saidAt: number;
  unsaid: number;
  total: number;
}

const levels = {
  database_unavailable: 'warn',
  run_refused: 'warn',
  run_dropped: 'warn',
  taken_over: 'warn',
  action_threw: 'error',
  fenced: 'error',
} as const satisfies Record<EngineProblem['kind'], 'warn' | 'error'>;

export function createProblemLog({ log, clock, readHealth }: ProblemLogParts): ProblemLog {
  const known = new Map<string, Repeated>();
  let away: { readonly since: number; problems: number } | null = null;
  let cancelLook: (() => void) | null = null;
  let isClosed = false;

  /** Calls `say` when it is time for a line about this sort of problem. */
  function note(sort: string, say: (repeats: { repeated?: number; total?: number }) => void): void {
    const now = clock.now();
    const before = known.get(sort);
    if (before !== undefined && now - before.saidAt < sayEveryMs) {
      before.unsaid++;
      before.total++;
      return;
    }
    known.delete(sort);
    const isGoingOn = before !== undefined && before.unsaid > 0;
    const entry = isGoingOn
      ? { since: before.since, saidAt: now, unsaid: 0, total: before.total + 1 }
      : { since: now, saidAt: now, unsaid: 0, total: 1 };
    known.set(sort, entry);
    for (const oldest of known.keys()) {
      if (known.size <= capacity) break;
      known.delete(oldest);
    }
    say(isGoingOn ? { repeated: before.unsaid + 1, total: entry.total } : {});
  }

  function watchForReturn(): void {
    if (away === null) away = { since: clock.now(), problems: 0 };
    away.problems++;
    if (cancelLook === null && !isClosed) cancelLook = clock.at(clock.now() + lookEveryMs, look);
  }

  function look(): void {
    cancelLook = null;
    if (away === null || isClosed) return;
    if (!readHealth().isReady) {
      cancelLook = clock.at(clock.now() + lookEveryMs, look);
      return;
    }
    const { since, problems } = away;
    away = null;
    known.delete('database_unavailable');
    known.delete('connection');
    log.warn({ problems, awayMs: clock.now() - since }, 'the database is back');
  }

  return {
    report({ kind, message, ...about }) {
      const isDatabase = kind === 'database_unavailable';
      if (isDatabase) watchForReturn();
      // What is said at once of one story must not hide what happens in another.
      const sort = isDatabase ? kind : `${kind} ${about.storyId ?? ''} ${about.actionId ?? ''}`;
      note(sort, (repeats) => log[levels[kind]]({ problem: kind, ...about, ...repeats }, message));
    },
    connectionBroke(error) {
      watchForReturn();
      note('connection', (repeats) => log.error({ err: error, ...repeats }, 'the connection to the database broke'));
    },
    spansLost(error) {
      note('spans', (repeats) => log.warn({ err: error, ...repeats }, 'traces could not be delivered'));
    },
    close() {
      isClosed = true;
      cancelLook?.();
    },
  };
}
