/** What `fabula torture` says at the end. The names are those of `--json`. */
import type { Verdict } from './judge.ts';

export interface Spread {
  readonly median: number;
  readonly worst: number;
}

export interface Report extends Verdict {
  /** Of this program. */
  readonly version: string;
  readonly database: string;
  readonly processes: number;
  readonly seed: number;
  readonly seconds: number;
  readonly sent: number;
  readonly kills: number;
  /** How often connections to the database were cut, or the database was out of reach. */
  readonly cuts: number;
  /** Crashes of the database itself. */
  readonly restarts: number;
  /** Processes that ended by themselves, because they had been taken for dead, and were started again. */
  readonly exits: number;
  /**
   * One process: from the kill to the first request that is accepted again. Several: from the kill until the others have
   * taken over the dead one's work.
   */
  readonly recovery_ms: Spread | null;
  /** From the start of a process to its being ready. */
  readonly ready_ms: Spread | null;
}

/** null: there is nothing to tell. */
export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  const worst = sorted.at(-1);
  return middle === undefined || worst === undefined ? null : { median: Math.round(middle), worst: Math.round(worst) };
}

/** Anything lost, duplicated, stuck or wrong. */
export function isBroken({ lost, duplicated, stuck, wrong }: Verdict): boolean {
  return lost + duplicated + stuck + wrong > 0;
}

const faultsShown = 20;

/** `--json`: one object on one line. */
export function asJson(report: Report): string {
  return JSON.stringify({ ...report, faults: report.faults.slice(0, faultsShown) });
}

/** A small table for people. */
export function asTable(report: Report): string {
  const { recovery_ms: recovery, ready_ms: ready } = report;
  const rows: [string, number | string, string][] = [
    ['accepted', report.accepted, `of ${count(report.sent)} requests; the others met something that was down`],
    ['completed', report.completed, 'runs that came to their end'],
    ['lost', report.lost, ''],
    ['duplicated', report.duplicated, ''],
    ['stuck', report.stuck, ''],
    ['unknown', report.unknown, 'requests cut in the middle; their logs say so, and they were not repeated'],
    [
      'kills',
      report.kills,
      `${report.processes === 1 ? 'one process' : `${report.processes} processes`} on ${report.database}`,
    ],
    ...(report.cuts + report.restarts > 0
      ? [
          ['cuts', report.cuts, `of the way to the database; ${report.restarts} crashes of it`] satisfies [
            string,
            number,
            string,
          ],
        ]
      : []),
    ...(recovery === null
      ? []
      : [
          ['recovery', `${recovery.median} ms`, `median; ${recovery.worst} ms at worst`] satisfies [
            string,
            string,
            string,
          ],
        ]),
    ...(ready === null
      ? []
      : [
          ['ready', `${ready.median} ms`, `median of a start; ${ready.worst} ms at worst`] satisfies [
            string,
            string,
            string,
          ],
        ]),
  ];
  const lines = rows.map(([name, value, remark]) =>
    `  ${name.padEnd(12)}${(typeof value === 'number' ? count(value) : value).padStart(10)}  ${remark}`.trimEnd(),
  );
  const faults = report.faults.slice(0, faultsShown).map((text) => `  - ${text}`);
  const more = report.faults.length - faults.length;
  return [
    '',
    ...lines,
    '',
    isBroken(report)
      ? `The promise is broken (seed ${report.seed}).`
      : `Nothing was lost, and nothing happened twice (seed ${report.seed}).`,
    ...faults,
    ...(more > 0 ? [`  … and ${count(more)} more`] : []),
  ].join('\n');
}

function count(value: number): string {
  return value.toLocaleString('en');
}
