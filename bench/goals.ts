/** What Fabula wants to reach, beside what was measured. Goals on figures that were not measured are left out. */
import type { Kind } from './bench-databases.ts';
import type { Footprint, Measurement } from './report.ts';

export interface GoalResult {
  readonly goal: string;
  readonly database: Kind;
  readonly measured: number;
  readonly bound: number;
  readonly isLowerBound: boolean;
  readonly unit: string;
}

export function isMet({ measured, bound, isLowerBound }: GoalResult): boolean {
  return isLowerBound ? measured >= bound : measured <= bound;
}

/** Most goals are meant at this many callers. */
const fullLoad = 64;
const kinds = ['embedded', 'postgres'] as const;
const idleMegabytes = { embedded: 260, postgres: 150 };

export function goalResults(
  loads: readonly Measurement[],
  footprints: readonly Footprint[],
  scenarios: readonly string[],
): GoalResult[] {
  const results: GoalResult[] = [];
  const add = (
    goal: string,
    database: Kind,
    comparison: '≥' | '≤',
    bound: number,
    measured: number | null | undefined,
    unit = '',
  ) => {
    if (measured === null || measured === undefined || Number.isNaN(measured)) return;
    results.push({ goal, database, measured, bound, isLowerBound: comparison === '≥', unit });
  };
  const find = (
    scenario: string,
    program: Measurement['program'],
    database: Measurement['database'],
    callers = fullLoad,
  ) =>
    loads.find(
      (line) =>
        line.scenario === scenario &&
        line.program === program &&
        line.database === database &&
        line.callers === callers &&
        line.processes === 1,
    );

  for (const database of kinds) {
    const sync = find('sync', 'fabula', database);
    const ack = find('ack', 'fabula', database);
    add('sync ÷ durable handler', database, '≥', 0.6, rate(sync, find('sync', 'durable handler', database)));
    add(
      'ack, until all runs have ended, ÷ durable handler',
      database,
      '≥',
      0.5,
      rate(ack, find('ack', 'durable handler', database)),
    );
    if (database === 'postgres') {
      add(
        'http ÷ bare proxy',
        database,
        '≥',
        0.18,
        rate(find('http', 'fabula', database), find('http', 'echo', 'none')),
      );
      add(
        'fanout ÷ echo',
        database,
        '≥',
        0.06,
        rate(find('fanout', 'fabula', database), find('fanout', 'echo', 'none')),
      );
    }
    add('sync: CPU per run, database included', database, '≤', 0.4, sync?.cpuMs, ' ms');
    const alone = find('sync', 'fabula', database, 1);
    const commit = find('sync', 'bare commit', database, 1);
    add('sync, 1 caller: p50 beyond a bare commit', database, '≤', 2, difference(alone, commit), ' ms');
    for (const scenario of scenarios) {
      const line = find(scenario, 'fabula', database);
      add(`${scenario}: p99 ÷ p50`, database, '≤', 5, line && line.p99 / line.p50);
      if (database === 'embedded') {
        add(`${scenario}: embedded ÷ PostgreSQL`, database, '≥', 0.4, rate(line, find(scenario, 'fabula', 'postgres')));
      }
    }
    for (const footprint of footprints.filter((each) => each.program === 'fabula' && each.database === database)) {
      const { scenario } = footprint;
      if (scenario === 'sync' || scenario === 'ack') {
        add(`${scenario}: transactions per run`, database, '≤', 0.1, footprint.transactionsPerRun);
      }
      if (scenario !== 'sync') continue;
      add('sync: disk per run', database, '≤', 3, footprint.bytesPerRun / 1000, ' kB');
      add('memory when idle', database, '≤', idleMegabytes[database], footprint.idleMegabytes, ' MB');
      add('first start until ready', database, '≤', 5, footprint.firstReadySeconds, ' s');
      add('later start until ready', database, '≤', 2, footprint.readySeconds, ' s');
    }
  }
  return results;
}

function rate(line: Measurement | undefined, floor: Measurement | undefined): number | undefined {
  return line && floor && line.runsPerSecond / floor.runsPerSecond;
}

function difference(line: Measurement | undefined, floor: Measurement | undefined): number | undefined {
  return line && floor && line.p50 - floor.p50;
}
