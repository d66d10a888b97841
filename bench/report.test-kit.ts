/** A measurement for tests, which change what matters to them. */
import type { Measurement } from './report.ts';

export const aMeasurement: Measurement = {
  kind: 'load',
  scenario: 'sync',
  program: 'fabula',
  database: 'postgres',
  processes: 1,
  callers: 64,
  runsPerSecond: 100,
  answersPerSecond: 100,
  p50: 10,
  p99: 20,
  cpuMs: null,
  transactions: null,
};
