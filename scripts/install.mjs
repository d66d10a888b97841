// Installs the dependencies when they are missing or belong to another lock file or another Node. Uses nothing but Node
// itself, because it runs first. When nothing is missing it reads two files and touches no network.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { root } from './root.mjs';

const oldestNode = [20, 19];
const stampFile = join(root, 'node_modules', '.fabula-install');

/** Ends the process with a sentence when the Node is too old or the installation fails. */
export async function ensureInstalled() {
  checkNode();
  if (isInstalled()) return;
  const isDone = await withLock('install', () => isInstalled() || install());
  if (!isDone) process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  console.error(`Fabula needs Node ${oldestNode.join('.')} or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}

function isInstalled() {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wantedStamp()) return true;
  if (!isInstalledByHand()) return false;
  writeFileSync(stampFile, wantedStamp());
  return true;
}

/** Whether somebody ran npm himself: its own record of node_modules then agrees with the lock file. */
function isInstalledByHand() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const present = packagesIn(record);
  return Object.entries(packagesIn(join(root, 'package-lock.json')))
    .filter(([path, wanted]) => path.startsWith('node_modules/') && (wanted.optional !== true || path in present))
    .every(([path, wanted]) => present[path]?.version === wanted.version && present[path]?.link === wanted.link);
}

function wantedStamp() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  return `${hash.digest('hex')} node ${process.versions.node}\n`;
}

/** Whether it worked; if not, the reason has been printed. */
function install() {
  console.error('Installing dependencies, once …');
  const begin = Date.now();
  const command = npmCommand();
  const args = [
    ...command.slice(1),
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const result = spawnSync(command[0], [...args, ...cacheOption()], { cwd: root, encoding: 'utf8' });
  if (result.status !== 0) {
    console.error(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`);
    console.error('The installation failed. Fabula needs the npm registry for it; once installed it runs without.');
    return false;
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampFile, wantedStamp());
  console.error(`Installed in ${((Date.now() - begin) / 1000).toFixed(0)} s.`);
  return true;
}

/** The npm that started this script, else the one on the path. */
function npmCommand() {
  const own = process.env.npm_execpath;
  if (own?.endsWith('npm-cli.js') && existsSync(own)) return [process.execPath, own];
  return process.platform === 'win32' ? ['cmd', '/c', 'npm'] : ['npm'];
}

/** npm keeps its cache in the home folder; where that cannot be written, it goes beside the repository's other caches. */
function cacheOption() {
  try {
    accessSync(homedir(), constants.W_OK);
    return [];
  } catch {
    return [`--cache=${join(root, '.cache', 'npm')}`];
  }
}
