// `npm run docs:actions`: runs the tests that name options and writes docs/reference/actions from what the kinds of action
// say of themselves and from the tests that passed (scripts/option-reporter.mjs).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './root.mjs';

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const projects = ['actions', 'server'].flatMap((name) => ['--project', name]);
const child = spawn(process.execPath, [vitest, 'run', ...projects, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, FABULA_OPTIONS: 'write' },
});
child.on('close', (code) => process.exit(code ?? 1));
