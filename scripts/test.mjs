// `npm test`: installs and builds what is missing, then runs every test. Arguments go to vitest: `npm test -- --project store`.
//
// With TEST_DATABASE_URL the suites that touch the store run on that PostgreSQL as well; with FABULA_STORY_CORPUS the real
// exports in that folder are imported too. Both are passed on as they are.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

await ensureInstalled();
await ensureBuilt();
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const given = process.argv.slice(2);
// only a run of everything can say whether every option has its test
const env = given.length === 0 ? { ...process.env, FABULA_OPTIONS: 'check' } : process.env;
const child = spawn(process.execPath, [vitest, 'run', ...given], { cwd: root, stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => process.exit(code ?? 1));
