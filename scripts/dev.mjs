// `npm run dev`: the server from its sources, started again at every change, and the editor with live reload, in one command.
// The editor's address is printed by vite; it passes API calls on to the server.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

await ensureInstalled();
const tool = (...path) => join(root, 'node_modules', ...path);
// Where vite passes API calls on to.
const server = process.env.FABULA_URL ?? `http://127.0.0.1:${process.env.PORT ?? 8400}`;
const children = [
  [tool('tsx', 'dist', 'cli.mjs'), 'watch', '--clear-screen=false', 'packages/server/src/cli/main.ts', 'server'],
  [tool('vite', 'bin', 'vite.js'), 'packages/editor'],
].map((args) =>
  spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, FABULA_URL: server } }),
);

let isStopping = false;
for (const child of children) child.on('close', (code) => stop(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(0));

/** When one of the two ends, so does the other. */
function stop(code) {
  if (isStopping) return;
  isStopping = true;
  process.exitCode = code;
  for (const child of children) child.kill('SIGTERM');
}
