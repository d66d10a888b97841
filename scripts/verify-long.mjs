// `npm run verify:long`: what is worth knowing but takes too long for every change. Writes its report to
// docs/verification.md. Options: --fuzz 50 (rounds of every property, as a multiple of those of `npm test`),
// --kills 100 (on each database; on PostgreSQL when one is found, see find-postgres.mjs), --events 10000000 (that retention
// works through on PostgreSQL, and that the listed story has on each database)
//
// Each part is a command that fails when its promise does not hold, and a sentence about what it did.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './build.mjs';
import { findPostgres } from './find-postgres.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

const { values } = parseArgs({
  options: {
    fuzz: { type: 'string', default: '50' },
    kills: { type: 'string', default: '100' },
    events: { type: 'string', default: '10000000' },
  },
});
const fuzz = wholeNumber('fuzz');
const kills = wholeNumber('kills');
const events = wholeNumber('events');

await ensureInstalled();
await ensureBuilt();
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const report = join(root, '.cache', 'verify-long.json');

/** What `fabula torture --json` reported, in order. */
const tortures = [];

const parts = [
  {
    name: 'fuzz of the formula language',
    args: [
      vitest,
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
  torturePart('the embedded database', 1, ''),
  readingPart('the embedded database', '--only-embedded'),
  {
    name: 'story sync beside import',
    args: ['--import', 'tsx', 'bench/story-sync.ts'],
    env: {},
    did: (output) => {
      if (!output.startsWith('{')) return 'no report';
      const { stories, actions, first_ratio, ratio, unchanged_ratio } = JSON.parse(output.split('\n')[0]);
      return `${stories} stories of ${actions} actions; per story, in times of an import: ${first_ratio} at first, ${ratio} changed, ${unchanged_ratio} unchanged (goal: below 20)`;
    },
  },
];
const postgres = await findPostgres(process.env.TEST_DATABASE_URL, process.env.DATABASE_URL);
if (postgres === null) console.error('No PostgreSQL was found: it is left out. TEST_DATABASE_URL names one.');
else {
  parts.push(
    torturePart('PostgreSQL', 3, postgres),
    retentionPart(postgres),
    readingPart('PostgreSQL', '--only-postgres', '--postgres', postgres),
  );
}

const rows = [];
for (const { name, args, env, did } of parts) {
  const begin = Date.now();
  const { code, output } = await run(args, env);
  rows.push({ name, did: did(output), isGood: code === 0, minutes: (Date.now() - begin) / 60_000 });
}
writeFileSync(join(root, 'docs', 'verification.md'), page(rows));
console.log(rows.map(({ name, isGood }) => `${isGood ? 'passed' : 'FAILED'}: ${name}`).join('\n'));
process.exit(rows.every(({ isGood }) => isGood) ? 0 : 1);

function torturePart(where, processes, url) {
  return {
    name: `kills on ${where}`,
    args: [
      join(root, 'dist', 'fabula.mjs'),
      'torture',
      '--kills',
      String(kills),
      '--processes',
      String(processes),
      '--json',
    ],
    env: { DATABASE_URL: url },
    did: (output) => {
      // Whatever stopped it has been said already; then there is no report.
      if (!output.startsWith('{')) return 'no report';
      const told = JSON.parse(output);
      tortures.push(told);
      return `${told.kills} kills under load, ${told.accepted.toLocaleString('en')} accepted`;
    },
  };
}

function retentionPart(url) {
  return {
    name: 'retention under a writer at full speed',
    args: ['--import', 'tsx', 'bench/retention.ts', '--events', String(events), '--seconds', '60', '--postgres', url],
    env: {},
    did: (output) => {
      const line = output.split('\n').find((each) => each.startsWith('{'));
      if (line === undefined) return 'no report';
      const { filled, written_per_s, removed_per_s, behind_s } = JSON.parse(line);
      const [all, written, removed] = [filled, written_per_s, removed_per_s].map((each) => each.toLocaleString('en'));
      return `${all} events kept; then ${written} written and ${removed} removed a second, ${behind_s} s behind at the end`;
    },
  };
}

function readingPart(where, ...options) {
  const args = ['--import', 'tsx', 'bench/run.ts', '--scenario', 'reading', '--strict', '--events', String(events)];
  return {
    name: `lists on ${where}, beside the same rows read by key`,
    args: [...args, ...options],
    env: {},
    did: (output) => {
      const goals = output
        .split('\n')
        .filter((line) => line.startsWith('{"kind":"reading"'))
        .map((line) => JSON.parse(line))
        .filter(({ isGoal }) => isGoal);
      if (goals.length === 0) return 'no report';
      const worst = Math.max(...goals.map(({ p50, byKey }) => p50 / byKey));
      return `${goals.length} pages, ${events.toLocaleString('en')} events; the slowest ${worst.toFixed(1)} times as slow`;
    },
  };
}

function wholeNumber(option) {
  const value = Number(values[option]);
  if (Number.isInteger(value) && value >= 1) return value;
  console.error(`--${option} takes a whole number from 1`);
  process.exit(2);
}

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
${tortureTable()}`;
}

/** What `fabula torture` reported, a column for each database. */
function tortureTable() {
  if (tortures.length === 0) return '';
  const row = (name, cell) => `| ${name} | ${tortures.map((told) => cell(told)).join(' | ')} |`;
  const count = (key) => (told) => told[key].toLocaleString('en');
  const spread = (key) => (told) => (told[key] === null ? '–' : `${told[key].median} ms, ${told[key].worst} ms`);
  return `
## Kills

\`fabula torture --kills ${kills}\`: real processes, killed at random under load, their connections cut. What was accepted is what
the senders were told; calls of the outside are what the stub counted.

${[
  row('', ({ database, processes }) => `${database}, ${processes} ${processes === 1 ? 'process' : 'processes'}`),
  `| --- |${tortures.map(() => ' ---: |').join('')}`,
  row('kills', count('kills')),
  row('connections cut', count('cuts')),
  row('accepted', count('accepted')),
  row('completed', count('completed')),
  row('lost', count('lost')),
  row('duplicated', count('duplicated')),
  row('stuck', count('stuck')),
  row('wrong answers', count('wrong')),
  row('calls of the outside whose outcome is unknown, and called so', count('unknown')),
  row('recovery: median, worst', spread('recovery_ms')),
  row('start: median, worst', spread('ready_ms')),
  row('seed', ({ seed }) => String(seed)),
].join('\n')}
`;
}

/** Gives the exit code and what was written to the standard output, which is shown as well. */
async function run(args, env) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['inherit', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const stop = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
    process.stdout.write(text);
  });
  const code = await new Promise((done) => child.on('close', done));
  for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop);
  return { code, output };
}
