// Builds what is stale into dist/: the program (one bundle, because reading a thousand small files costs a second at
// every start) and the editor. What is stale is told by the content of the sources, so that a fresh checkout, a branch
// change or a clock that is wrong cannot mislead it. A build appears whole, by renaming, or not at all.
//
// Command: `node scripts/build.mjs`; `--force` builds everything.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { root } from './root.mjs';

const dist = join(root, 'dist');
const staging = join(dist, '.staging');
const always = ['package-lock.json', 'tsconfig.base.json', 'scripts/build.mjs'];

const parts = [
  {
    name: 'program',
    stamp: join(dist, '.program-stamp'),
    sources: [...always, ...sourcesOf('formula', 'model', 'engine', 'actions', 'store', 'server'), 'examples/stories'],
    outputs: ['fabula.mjs', 'fabula.mjs.map', 'embedded-worker.mjs', 'embedded-worker.mjs.map'],
    build: buildProgram,
  },
  {
    name: 'editor',
    stamp: join(dist, '.editor-stamp'),
    sources: [...always, ...sourcesOf('formula', 'model', 'editor')],
    outputs: ['editor'],
    build: buildEditor,
  },
];

/** Builds what is stale; says so in one line. `force` takes everything as stale. */
export async function ensureBuilt({ force = false } = {}) {
  const isStale = (part) =>
    force || part.outputs.some((name) => !existsSync(join(dist, name))) || stampOf(part) !== hashOf(part);
  if (!parts.some(isStale)) return;
  await withLock('build', async () => {
    const stale = parts.filter(isStale);
    if (stale.length === 0) return;
    console.log(`Building ${stale.map((part) => part.name).join(' and ')} …`);
    const begin = Date.now();
    rmSync(staging, { recursive: true, force: true });
    mkdirSync(staging, { recursive: true });
    const results = await Promise.allSettled(stale.map(buildPart));
    rmSync(staging, { recursive: true, force: true });
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
    console.log(`Built in ${((Date.now() - begin) / 1000).toFixed(1)} s.`);
  });
}

async function buildPart(part) {
  const hash = hashOf(part);
  rmSync(part.stamp, { force: true });
  await part.build();
  for (const name of part.outputs) {
    const target = join(dist, name);
    if (existsSync(target)) renameSync(target, join(staging, `old-${name}`));
    renameSync(join(staging, name), target);
  }
  writeFileSync(part.stamp, hash);
}

async function buildProgram() {
  const esbuild = await import('esbuild');
  const shared = {
    absWorkingDir: root,
    outdir: staging,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
    // PGlite finds its WebAssembly beside its own files; pg's native driver is optional and never installed.
    external: ['@electric-sql/pglite', '@electric-sql/pglite/*', 'pg-native'],
    // Bundled CommonJS packages ask for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as fabulaCreateRequire } from 'node:module'; const require = fabulaCreateRequire(import.meta.url);",
    },
  };
  await esbuild.build({
    ...shared,
    entryPoints: {
      fabula: 'packages/server/src/cli/main.ts',
      'embedded-worker': firstExisting('packages/store/src/database/embedded-worker'),
    },
  });
}

function firstExisting(stem) {
  return ['.ts', '.mjs'].map((ending) => stem + ending).find((path) => existsSync(join(root, path)));
}

async function buildEditor() {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', 'packages/editor', '--outDir', join(staging, 'editor'), '--logLevel', 'warn'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`the editor did not build:\n${output}`);
}

function sourcesOf(...packages) {
  return packages.map((name) => `packages/${name}`);
}

function stampOf(part) {
  return existsSync(part.stamp) ? readFileSync(part.stamp, 'utf8') : '';
}

function hashOf(part) {
  const hash = createHash('sha1').update(process.versions.node);
  const add = (path) =>
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  for (const source of part.sources) {
    if (/\.\w+$/.test(source)) add(source);
    else for (const path of filesUnder(source)) add(path);
  }
  return hash.digest('hex');
}

/** Everything but tests and what npm put there, in a fixed order. */
function filesUnder(folder) {
  if (!existsSync(join(root, folder))) return [];
  const found = [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'dist') found.push(...filesUnder(path));
    } else if (!/\.(test|test-kit)\.tsx?$|\.md$/.test(entry.name)) {
      found.push(path);
    }
  }
  return found;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureInstalled();
  await ensureBuilt({ force: process.argv.includes('--force') });
}
