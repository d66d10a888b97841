/** What was measured, as data: each figure the median of its rounds. */
import type { Kind } from './bench-databases.ts';
import type { Program } from './targets.ts';

/** One target under one load. */
export interface Measurement {
  readonly kind: 'load';
  readonly scenario: string;
  /** `bare commit`: a run of `sync` written in a loop, nothing around it. */
  readonly program: Program | 'bare commit';
  readonly database: Kind | 'none';
  readonly processes: number;
  readonly callers: number;
  /** Until the last run has ended. */
  readonly runsPerSecond: number;
  /** Until the last answer; higher where callers do not wait for the run. */
  readonly answersPerSecond: number;
  /** Milliseconds until the answer. */
  readonly p50: number;
  readonly p99: number;
  /** Processor milliseconds per run: the program, and the database where it is a program of its own. */
  readonly cpuMs: number | null;
  /** Writing transactions per run; PostgreSQL only. */
  readonly transactions: number | null;
}

/** What a target needs and leaves behind. */
export interface Footprint {
  readonly kind: 'footprint';
  readonly scenario: string;
  readonly program: Program;
  readonly database: Kind;
  /** From the start of the process until it is ready: on an empty database, and on one that it knows. */
  readonly firstReadySeconds: number;
  readonly readySeconds: number;
  /** Ten seconds after a start; null: not measured for this scenario. */
  readonly idleMegabytes: number | null;
  readonly peakMegabytes: number | null;
  readonly bytesPerRun: number;
  readonly journalBytesPerRun: number;
  readonly transactionsPerRun: number;
}

/** One line for each target and number of callers: each figure is the median of its rounds. */
export function medians(measurements: readonly Measurement[]): Measurement[] {
  const keyOf = ({ scenario, program, database, processes, callers }: Measurement) =>
    JSON.stringify([scenario, program, database, processes, callers]);
  return [...new Set(measurements.map(keyOf))].flatMap((key) => {
    const rounds = measurements.filter((line) => keyOf(line) === key);
    const first = rounds[0];
    if (first === undefined) return [];
    const known = (figure: (round: Measurement) => number) => medianOf(rounds.map(figure)) ?? Number.NaN;
    return [
      {
        ...first,
        runsPerSecond: known((round) => round.runsPerSecond),
        answersPerSecond: known((round) => round.answersPerSecond),
        p50: known((round) => round.p50),
        p99: known((round) => round.p99),
        cpuMs: medianOf(rounds.map((round) => round.cpuMs)),
        transactions: medianOf(rounds.map((round) => round.transactions)),
      },
    ];
  });
}

/** Of an even number the mean of the two in the middle. Unknown figures do not count. */
export function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const [lower, upper] = [known[Math.floor((known.length - 1) / 2)], known[Math.floor(known.length / 2)]];
  return lower === undefined || upper === undefined ? null : (lower + upper) / 2;
}

/**
 * How much `values`, one for each equal step of time, rise or fall from the first to the last along the straight line that
 * fits them best, as a share of their mean: -0.1 means that they fell by a tenth.
 */
export function driftOf(values: readonly number[]): number {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const middle = (count - 1) / 2;
  let covariance = 0;
  let variance = 0;
  for (const [index, value] of values.entries()) {
    covariance += (index - middle) * (value - mean);
    variance += (index - middle) ** 2;
  }
  return variance === 0 ? 0 : (covariance / variance) * ((count - 1) / mean);
}
