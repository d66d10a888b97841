import { describe, expect, it } from 'vitest';
import { goalResults, isMet } from './goals.ts';
import { aMeasurement } from './report.test-kit.ts';
import type { Footprint, Measurement } from './report.ts';

const line = (change: Partial<Measurement>): Measurement => ({ ...aMeasurement, ...change });

const footprint: Footprint = {
  kind: 'footprint',
  scenario: 'sync',
  program: 'fabula',
  database: 'postgres',
  firstReadySeconds: 1,
  readySeconds: 1,
  idleMegabytes: 160,
  peakMegabytes: null,
  bytesPerRun: 2000,
  journalBytesPerRun: 1,
  transactionsPerRun: 0.05,
};

const resultOf = (goal: string, loads: readonly Measurement[], footprints: readonly Footprint[] = []) =>
  goalResults(loads, footprints, ['sync', 'http']).find((result) => result.goal === goal);

describe('goals', () => {
  it('compare with the floor on the same database, at full load', () => {
    const loads = [
      line({ runsPerSecond: 500 }),
      line({ program: 'durable handler', database: 'embedded', runsPerSecond: 900 }),
      line({ program: 'durable handler', callers: 16, runsPerSecond: 800 }),
      line({ program: 'durable handler', runsPerSecond: 1000 }),
    ];
    const result = resultOf('sync ÷ durable handler', loads);
    expect(result).toMatchObject({ database: 'postgres', measured: 0.5, bound: 0.6 });
    expect(result && isMet(result)).toBe(false);
  });

  it('are meant for one process', () => {
    const loads = [line({ processes: 2 }), line({ program: 'durable handler' })];
    expect(resultOf('sync ÷ durable handler', loads)).toBeUndefined();
  });

  it('set the wait of a lone caller against the bare commit', () => {
    const loads = [
      line({ callers: 1, p50: 2.5 }),
      line({ program: 'bare commit', callers: 1, p50: 1 }),
      line({ p50: 50 }),
    ];
    const result = resultOf('sync, 1 caller: p50 beyond a bare commit', loads);
    expect(result).toMatchObject({ measured: 1.5 });
    expect(result && isMet(result)).toBe(true);
  });

  it('compare http with the bare proxy', () => {
    const loads = [
      line({ scenario: 'http', runsPerSecond: 1200 }),
      line({ scenario: 'http', program: 'echo', database: 'none', runsPerSecond: 6000 }),
    ];
    expect(resultOf('http ÷ bare proxy', loads)).toMatchObject({ measured: 0.2 });
  });

  it('allow the embedded database more memory than a server', () => {
    const footprints = [footprint, { ...footprint, database: 'embedded' as const }];
    const results = goalResults([], footprints, ['sync']).filter(({ goal }) => goal === 'memory when idle');
    expect(results.map((result) => [result.database, isMet(result)])).toEqual([
      ['embedded', true],
      ['postgres', false],
    ]);
  });

  it('are left out when nothing was measured', () => {
    expect(goalResults([], [], ['sync'])).toEqual([]);
  });
});
