// `npm run bench`: measures Fabula beside its floors (bench/README.md, which also lists the options) on the embedded
// database and, where one answers, on a PostgreSQL: that of DATABASE_URL or TEST_DATABASE_URL, else one at the usual places
// of this machine.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bundle, ensureBuilt } from './build.mjs';
import { findPostgres } from './find-postgres.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

await ensureInstalled();
await ensureBuilt();
const targets = ['echo', 'durable-handler', 'stub'];
await bundle(
  join(root, 'dist', 'bench'),
  Object.fromEntries(targets.map((name) => [name, `bench/targets/${name}.ts`])),
);
const postgres = await findPostgres(process.env.DATABASE_URL, process.env.TEST_DATABASE_URL);
const args = [
  '--import',
  'tsx',
  'bench/run.ts',
  ...(postgres === null ? [] : ['--postgres', postgres]),
  ...process.argv.slice(2),
];
const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => process.exit(code ?? 1));
