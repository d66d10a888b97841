import { defineConfig } from 'vitest/config';

// Two at a time: the machine that judges has two cores, and the database suites measure time-outs.
const workers = 2;

/** Tests that stand beside the code of one package. */
const besideCode = (name: string, testTimeout = 10_000) => ({
  test: {
    name,
    include: [`packages/${name}/src/**/*.test.ts`, `packages/${name}/src/**/*.test.tsx`],
    testTimeout,
    hookTimeout: 60_000,
    maxWorkers: workers,
  },
});

/** Tests of the whole program: one file at a time, after everything else, because they measure and kill. */
const wholeProgram = (name: string, include: string[], groupOrder: number, testTimeout: number) => ({
  test: {
    name,
    include,
    testTimeout,
    hookTimeout: 120_000,
    fileParallelism: false,
    maxWorkers: 1,
    sequence: { groupOrder },
  },
});

export default defineConfig({
  test: {
    reporters: ['default', './scripts/budget-reporter.mjs'],
    projects: [
      besideCode('formula'),
      besideCode('model'),
      besideCode('engine', 60_000),
      besideCode('actions', 20_000),
      besideCode('store', 60_000),
      besideCode('server', 60_000),
      besideCode('editor', 20_000),
      wholeProgram('journeys', ['e2e/journeys/**/*.test.ts'], 1, 120_000),
      wholeProgram('kills', ['e2e/kills/**/*.test.ts'], 2, 300_000),
    ],
  },
});
