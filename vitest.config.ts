import { defineConfig } from 'vitest/config';

// One project per kind of test, so that a budget can be given to each (CONTRIBUTING.md).
const unit = (name: string, timeout = 10_000) => ({
  test: {
    name,
    include: [`packages/${name}/src/**/*.test.ts`, `packages/${name}/src/**/*.test.tsx`],
    testTimeout: timeout,
  },
});

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      unit('formula'),
      unit('model'),
      unit('engine', 60_000),
      unit('actions', 20_000),
      unit('store', 60_000),
      unit('server', 60_000),
      unit('editor', 20_000),
      { test: { name: 'journeys', include: ['e2e/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false } },
    ],
  },
});
