// Builds what is stale into dist/: the program (one bundle with its libraries: it starts in 0.4 s where reading them file
// by file takes 0.75 s), the editor, and an empty embedded database to start from. What is stale is told by the content of the
// sources, so that a fresh checkout, a branch change or a wrong clock cannot mislead it. A build appears whole, by
// renaming, or not at all.
//
// Command: `node scripts/build.mjs`; `--force` builds everything.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { ensureInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { root } from './root.mjs';

const dist = join(root, 'dist');
const staging = join(dist, '.staging');
const always = ['package-lock.json', 'tsconfig.base.json', 'scripts/build.mjs'];

/** What runs in processes of its own beside the program. */
const sandboxes = Object.fromEntries(
  ['python-process', 'python-snapshot', 'javascript-process'].map((name) => [
    name,
    `packages/server/src/scripts/sandbox/${name}.mjs`,
  ]),
);

const parts = [
  {
    name: 'program',
    stamp: join(dist, '.program-stamp'),
    sources: [...always, ...sourcesOf('formula', 'model', 'engine', 'actions', 'store', 'server'), 'examples/stories'],
    outputs: ['fabula', 'embedded-worker', ...Object.keys(sandboxes)].flatMap((name) => [
      `${name}.mjs`,
      `${name}.mjs.map`,
    ]),
    build: buildProgram,
  },
  {
    name: 'editor',
    stamp: join(dist, '.editor-stamp'),
    sources: [...always, ...sourcesOf('formula', 'model', 'editor')],
    outputs: ['editor'],
    build: buildEditor,
  },
  {
    // An empty embedded database: making it takes seconds, copying it does not.
    name: 'database template',
    stamp: join(dist, '.template-stamp'),
    sources: [
      'scripts/build.mjs',
      'packages/store/src/database',
      'packages/store/src/migrations',
      'node_modules/@electric-sql/pglite/package.json',
    ],
    outputs: ['database-template'],
    build: buildTemplate,
  },
];

/**
 * Builds what is stale; ends the process when it cannot. `force` takes everything as stale. It speaks on the error
 * stream, because commands write their results to the other.
 */
export async function ensureBuilt({ force = false } = {}) {
  try {
    await buildStale(force);
  } catch (error) {
    console.error(`The build failed.\n${error.message}`);
    process.exit(1);
  }
}

async function buildStale(force) {
  const isStale = (part) =>
    force || part.outputs.some((name) => !existsSync(join(dist, name))) || stampOf(part) !== hashOf(part);
  if (!parts.some(isStale)) return;
  await withLock('build', async () => {
    const stale = parts.filter(isStale);
    if (stale.length === 0) return;
    console.error(`Building ${stale.map((part) => part.name).join(' and ')} …`);
    const begin = Date.now();
    rmSync(staging, { recursive: true, force: true });
    mkdirSync(staging, { recursive: true });
    const results = await Promise.allSettled(stale.map(buildPart));
    // Its helper process would otherwise live as long as the server that this process becomes.
    await (await import('esbuild')).stop();
    rmSync(staging, { recursive: true, force: true });
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
    console.error(`Built in ${((Date.now() - begin) / 1000).toFixed(1)} s.`);
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
  await bundle(staging, { fabula: 'packages/server/src/cli/main.ts', ...sandboxes });
}

/** Bundles what Node runs, always with the worker of the embedded database beside it. */
export async function bundle(outdir, entryPoints) {
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { ...entryPoints, 'embedded-worker': 'packages/store/src/database/embedded-worker.mjs' },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
    // PGlite and Pyodide find their WebAssembly beside their own files; pg's native driver is optional and never installed.
    external: ['@electric-sql/pglite', '@electric-sql/pglite/*', 'pyodide', 'pg-native'],
    // Bundled CommonJS packages ask for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as fabulaCreateRequire } from 'node:module'; const require = fabulaCreateRequire(import.meta.url);",
    },
  });
}

async function buildEditor() {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  await run([vite, 'build', 'packages/editor', '--outDir', join(staging, 'editor'), '--logLevel', 'warn']);
  await compressFiles(join(staging, 'editor'));
}

/** Beside each text file that is worth it lies what browsers get, so that no request waits for a compression. */
async function compressFiles(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => /\.(js|css|html|svg)$/.test(name));
  await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const content = readFileSync(path);
      if (content.length < smallest) return;
      // The last steps of quality take ten times as long for a twentieth of the size.
      const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
      writeFileSync(`${path}.br`, await promisify(brotliCompress)(content, { params }));
      writeFileSync(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
    }),
  );
}

/** Bytes; what is smaller fits into one packet anyway. */
const smallest = 1_000;

async function buildTemplate() {
  const maker = join(staging, 'template-maker');
  await bundle(maker, { 'prepare-template': 'packages/store/src/database/prepare-template.ts' });
  const program = pathToFileURL(join(maker, 'prepare-template.mjs')).href;
  const call = `import { prepareTemplate } from '${program}'; await prepareTemplate(process.argv[1]);`;
  // Without the optimising compiler of WebAssembly: in so short a life it costs more than it gives (9 s of computing to 5.5).
  await run(['--liftoff-only', '--input-type=module', '--eval', call, join(staging, 'database-template')]);
}

/** Runs Node quietly; what it printed is the message when it fails. */
async function run(args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(output);
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
