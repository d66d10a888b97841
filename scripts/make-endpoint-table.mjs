// `npm run docs:api`: runs the tests of the server and writes docs/reference/api/tests.md from what they asked and got.
import { spawnSync } from 'node:child_process';

const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'server', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, FABULA_ENDPOINTS: 'write' } },
);
process.exitCode = status ?? 1;
