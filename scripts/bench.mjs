// `npm run bench`: measures Fabula beside its floors (bench/README.md) on the embedded database and, where one answers, on
// a PostgreSQL: that of DATABASE_URL or TEST_DATABASE_URL, else one at the usual places of this machine.
// Options: --seconds 3 --rounds 3 --callers 1,16,64 --only-postgres
import { spawn } from 'node:child_process';
import { ensureBuilt } from './build.mjs';
import { findPostgres } from './find-postgres.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

await ensureInstalled();
await ensureBuilt();
const postgres = await findPostgres(process.env.DATABASE_URL, process.env.TEST_DATABASE_URL);
const args = [
  '--import',
  'tsx',
  'bench/run.ts',
  ...(postgres === null ? [] : ['--postgres', postgres]),
  ...process.argv.slice(2),
];
const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => process.exit(code ?? 1));
