// `npm run verify:long`: what is worth knowing but takes too long for every change. Writes its report to
// docs/verification.md. Options: --fuzz 50 (rounds of every property, as a multiple of those of `npm test`)
//
// Each part is a command that fails when its promise does not hold, and a sentence about what it did.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

const { values } = parseArgs({ options: { fuzz: { type: 'string', default: '50' } } });
const fuzz = Number(values.fuzz);
if (!Number.isInteger(fuzz) || fuzz < 1) {
  console.error('--fuzz takes a whole number from 1');
  process.exit(2);
}

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const report = join(root, '.cache', 'verify-long.json');

const parts = [
  {
    name: 'fuzz of the formula language',
    args: [
      'run',
      '--project',
      'formula',
      '.prop.test',
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${report}`,
    ],
    env: { FABULA_FUZZ: String(fuzz) },
    did: () => `${testsOf(report)} properties, ${fuzz} times the rounds of \`npm test\``,
  },
];

await ensureInstalled();
await ensureBuilt();
const rows = [];
for (const { name, args, env, did } of parts) {
  const begin = Date.now();
  const code = await run([vitest, ...args], env);
  rows.push({ name, did: did(), isGood: code === 0, minutes: (Date.now() - begin) / 60_000 });
}
writeFileSync(join(root, 'docs', 'verification.md'), page(rows));
console.log(rows.map(({ name, isGood }) => `${isGood ? 'passed' : 'FAILED'}: ${name}`).join('\n'));
process.exit(rows.every(({ isGood }) => isGood) ? 0 : 1);

function testsOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).numTotalTests;
}

function page(rows) {
  const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
  const lines = rows.map(
    ({ name, did, isGood, minutes }) =>
      `| ${name} | ${did} | ${minutes.toFixed(1)} min | ${isGood ? 'holds' : '**failed**'} |`,
  );
  return `# Long verification

The last report of \`npm run verify:long\`, for version ${version}: what is proved beyond \`npm test\`, because it takes too long for every
change. A seed that failed is kept in the tests.

| part | what was done | took | result |
| ---- | ------------- | ---- | ------ |
${lines.join('\n')}
`;
}

async function run(args, env) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((done) => child.on('close', done));
}
