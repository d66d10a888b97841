import { describe, expect, it } from 'vitest';
import { aMeasurement } from './report.test-kit.ts';
import { driftOf, type Measurement, medianOf, medians } from './report.ts';

const line: Measurement = { ...aMeasurement, p50: 1, p99: 2, cpuMs: 0.5, transactions: 0.1 };

describe('medians', () => {
  it('takes the median of each figure by itself', () => {
    const rounds = [
      { ...line, runsPerSecond: 100, p99: 9 },
      { ...line, runsPerSecond: 300, p99: 7 },
      { ...line, runsPerSecond: 200, p99: 8 },
    ];
    expect(medians(rounds)).toEqual([{ ...line, runsPerSecond: 200, p99: 8 }]);
  });

  it('keeps apart what was measured differently, in the order of the first rounds', () => {
    const others = [
      { ...line, callers: 1 },
      { ...line, processes: 2 },
      { ...line, database: 'embedded' as const },
      { ...line, program: 'echo' as const },
      { ...line, scenario: 'ack' },
    ];
    expect(medians([line, ...others, line])).toEqual([line, ...others]);
  });

  it('leaves unknown what no round knows', () => {
    expect(medians([{ ...line, cpuMs: null }])[0]?.cpuMs).toBeNull();
  });
});

describe('medianOf', () => {
  it('is the mean of the two in the middle of an even number', () => {
    expect(medianOf([4, 1, 100, 2])).toBe(3);
  });

  it('passes over unknown figures', () => {
    expect(medianOf([null, 5, null])).toBe(5);
    expect(medianOf([null])).toBeNull();
  });
});

describe('driftOf', () => {
  it('is nothing when all values are equal, or when there is one', () => {
    expect(driftOf([7, 7, 7])).toBe(0);
    expect(driftOf([7])).toBe(0);
  });

  it('is the change from the first to the last on a straight line, as a share of the mean', () => {
    expect(driftOf([110, 105, 100, 95, 90])).toBeCloseTo(-0.2);
    expect(driftOf([90, 110])).toBeCloseTo(0.2);
  });

  it('does not take one bad moment in the middle for a drift', () => {
    expect(driftOf([100, 100, 10, 100, 100])).toBeCloseTo(0);
  });
});
