// What `.ci/run` does: all tests (on a PostgreSQL too and with the real story exports, where they are at hand), format and
// lint, types, directions, unused code, the lock file, the generated reference, more fuzz, and `npm start` in a clean
// clone. The last line counts.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findPostgres } from './find-postgres.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

const minute = 60_000;
const vitest = 'node_modules/vitest/vitest.mjs';
let passed = 0;
let failed = 0;

try {
  await ensureInstalled();
  const env = await testEnvironment();
  await runTests(env);
  await runCheck('format and lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']);
  await runCheck('types', ['scripts/check-types.mjs']);
  await runCheck('directions', ['scripts/check-directions.mjs']);
  await runCheck('unused code', ['node_modules/knip/bin/knip.js']);
  await runCheck('lock file', ['scripts/complete-lock.mjs', '--check']);
  await runCheck('reference of formulas', ['scripts/make-formula-reference.mjs', '--check']);
  await runCheck('ten times the fuzz of formulas', [vitest, 'run', '--project', 'formula', '.prop.test'], {
    FABULA_FUZZ: '10',
  });
  await runCheck('start in a clean clone', ['scripts/check-clean-clone.mjs']);
} catch (error) {
  console.error(error);
  failed += 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

async function testEnvironment() {
  const corpus = process.env.FABULA_STORY_CORPUS ?? resolve(root, '..', 'shared', 'stories');
  const postgres = await findPostgres(process.env.TEST_DATABASE_URL);
  console.log(
    `story corpus: ${existsSync(corpus) ? corpus : 'none'}; PostgreSQL: ${postgres === null ? 'none' : 'yes'}`,
  );
  return {
    ...process.env,
    ...(existsSync(corpus) ? { FABULA_STORY_CORPUS: corpus } : {}),
    ...(postgres === null ? {} : { TEST_DATABASE_URL: postgres }),
  };
}

async function runTests(env) {
  const report = join(root, '.cache', 'tests.json');
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(report, { force: true });
  const own = ['./scripts/budget-reporter.mjs', './scripts/option-reporter.mjs', './scripts/endpoint-reporter.mjs'];
  const reporters = ['default', ...own, 'json'].map((name) => `--reporter=${name}`);
  const code = await run(['scripts/test.mjs', ...reporters, `--outputFile.json=${report}`], 45 * minute, {
    ...env,
    FABULA_OPTIONS: 'check',
  });
  const counts = existsSync(report)
    ? JSON.parse(readFileSync(report, 'utf8'))
    : { numPassedTests: 0, numFailedTests: 0 };
  passed += counts.numPassedTests;
  // A file that does not load, or an error outside any test, fails the run without failing a test.
  failed += code !== 0 && counts.numFailedTests === 0 ? 1 : counts.numFailedTests;
}

async function runCheck(name, args, env = {}) {
  const begin = Date.now();
  const code = await run(args, 6 * minute, { ...process.env, ...env });
  const isGood = code === 0;
  if (isGood) passed += 1;
  else failed += 1;
  console.log(`${isGood ? 'passed' : 'FAILED'}: ${name} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
}

/** Runs a Node script to its end, or ends it with all that it started when it takes too long. */
async function run(args, limitMs, env) {
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit', detached: true });
  const timer = setTimeout(() => {
    console.error(`${args[0]} took longer than ${limitMs / minute} minutes`);
    process.kill(-child.pid, 'SIGKILL');
  }, limitMs);
  const code = await new Promise((done) => child.on('close', done));
  clearTimeout(timer);
  return code;
}
