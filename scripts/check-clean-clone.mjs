// As a newcomer: clones HEAD into an empty place with an empty home folder, runs `npm start`, and waits for /readyz; then
// stops it by a signal to npm and starts it once more. Fails when either takes too long or anything is left running.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './root.mjs';

/** Generous: they tell a hang from a slow machine. The goals, 5 s after installation and 2 s later, are printed beside. */
const firstStartLimitMs = 240_000;
const laterStartLimitMs = 30_000;

const place = mkdtempSync(join(tmpdir(), 'fabula-clean-clone-'));
const clone = join(place, 'fabula');
const port = await freePort();
try {
  mkdirSync(join(place, 'home'));
  runGit('clone', '--quiet', root, clone);
  const first = await startAndStop(firstStartLimitMs);
  const later = await startAndStop(laterStartLimitMs);
  console.log(
    `clean clone: first start ${first.total} s (${first.afterInstall} s after installation, goal 5), next ${later.total} s (goal 2)`,
  );
} catch (error) {
  console.error(`clean clone: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(place, { recursive: true, force: true });
}

async function startAndStop(limitMs) {
  const begin = Date.now();
  const env = { ...foreignEnvironment(), HOME: join(place, 'home'), PORT: String(port) };
  const child = spawn('npm', ['start'], { cwd: clone, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const closed = new Promise((done) => child.on('close', done));
  let output = '';
  let installedAt = begin;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
      if (String(text).includes('Installed in')) installedAt = Date.now();
    });
  }
  try {
    while (!(await isReady())) {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${output}`);
      if (Date.now() - begin > limitMs) throw new Error(`not ready after ${limitMs / 1000} s:\n${output}`);
      await pause(20);
    }
    const readyAt = Date.now();
    child.kill('SIGTERM');
    const isClosed = await Promise.race([closed.then(() => true), pause(15_000, false)]);
    if (!isClosed) throw new Error(`still running 15 s after SIGTERM:\n${output}`);
    if (await isReady()) throw new Error('npm has ended, but something still answers');
    const seconds = (from) => ((readyAt - from) / 1000).toFixed(1);
    return { total: seconds(begin), afterInstall: seconds(installedAt) };
  } finally {
    endGroup(child.pid);
  }
}

/** What the machine needs (paths, proxies, certificates), without npm's and our own settings. */
function foreignEnvironment() {
  const ours = /^(npm_|FABULA_|DATABASE_URL$|HOST$|LOG_LEVEL$|NODE_ENV$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left, as it should be.
  }
}

async function isReady() {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => done(free));
    });
  });
}

function runGit(...args) {
  const { status, stderr } = spawnSync('git', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
}
