// Checks who may import whom (ARCHITECTURE.md, "Direction"), what the pure packages may not touch, and that every import
// from outside is declared. It first reads a deliberately wrong tree (fixtures/wrong-direction) and fails unless each
// rule below finds its fault there: a check that sees no files must not pass.
//
// Sources are read as text: imports by their own syntax (type-only ones count, the compiler would drop them), the rest
// after esbuild has removed comments and types.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { transform } from 'esbuild';
import { root } from './root.mjs';

/** Package → the packages of ours that it may import. */
const mayImport = {
  formula: [],
  model: ['formula'],
  engine: ['formula', 'model'],
  actions: ['formula', 'model', 'engine'],
  store: ['formula', 'model', 'engine'],
  server: ['formula', 'model', 'engine', 'actions', 'store'],
  editor: ['formula', 'model'],
};
const purePackages = ['formula', 'model', 'engine'];
const timelessPackages = ['formula', 'model', 'engine', 'actions'];
/** The one file that reads the environment. */
const settingsFile = 'packages/server/src/settings.ts';

/** Inside a package: files whose path begins with `from` must not import files whose path begins with one of `banned`. */
const insidePackages = [
  {
    from: 'packages/engine/src/decide/',
    banned: ['packages/engine/src/ports/', 'packages/engine/src/simulation/'],
    typesAllowed: true,
  },
  {
    from: 'packages/engine/src/schedule/',
    banned: ['packages/engine/src/ports/', 'packages/engine/src/simulation/'],
    typesAllowed: true,
  },
  { from: 'packages/store/src/repositories/', banned: ['packages/store/src/queue/'] },
  { from: 'packages/store/src/queue/', banned: ['packages/store/src/repositories/'] },
  {
    from: 'packages/server/src/api/',
    banned: ['packages/server/src/compose.ts', 'packages/server/src/compose/', 'packages/server/src/cli/'],
  },
  { from: 'packages/editor/src/canvas/', banned: ['packages/editor/src/inspector/', 'packages/editor/src/runs/'] },
  { from: 'packages/editor/src/inspector/', banned: ['packages/editor/src/canvas/', 'packages/editor/src/runs/'] },
  { from: 'packages/editor/src/runs/', banned: ['packages/editor/src/canvas/', 'packages/editor/src/inspector/'] },
];

/** Data that the program carries along; not a package. */
const sharedData = 'examples/stories/';

/** Each rule takes a file, and all files, and gives sentences about what is wrong in it. */
const rules = {
  'package-direction': (file) =>
    file.imports
      .filter(({ target }) => target.kind === 'ours' && target.package !== file.package)
      .filter(
        ({ target }) =>
          !mayImport[file.package]?.includes(target.package) && !(file.isTest && target.package !== 'server'),
      )
      .map(({ text }) => `${file.package} must not import ${text}`),

  'own-door-only': (file) =>
    file.imports
      .filter(({ target }) => target.kind === 'ours')
      .filter(({ target }) => target.package === file.package || !file.doors(target.package).includes(target.subpath))
      .map(({ text, target }) =>
        target.package === file.package
          ? `imports its own package as ${text}; use a relative path`
          : `${text} is not among the exports of ${target.package}`,
      ),

  'leaves-its-package': (file) =>
    file.imports
      .filter(({ target }) => target.kind === 'file' && !file.isTest)
      .filter(({ target }) => ![`packages/${file.package}/`, sharedData].some((place) => target.path.startsWith(place)))
      .map(({ text }) => `${text} reaches into another package by path`),

  undeclared: (file) =>
    file.imports
      .filter(({ target }) => target.kind === 'outside' && !file.declared.includes(target.package))
      .map(({ target }) => `${target.package} is not in the dependencies of packages/${file.package}/package.json`),

  'node-in-pure-package': (file) =>
    file.isTest || !purePackages.includes(file.package)
      ? []
      : file.imports
          .filter(({ target }) => target.kind === 'node')
          .map(({ text }) => `${text}: ${file.package} runs in the browser too`),

  'inside-package': (file) =>
    file.isTest
      ? []
      : insidePackages
          .filter(({ from }) => file.path.startsWith(from))
          .flatMap(({ banned, typesAllowed }) =>
            file.imports
              .filter(({ target, isType }) => target.kind === 'file' && !(typesAllowed && isType))
              .filter(({ target }) => banned.some((prefix) => target.path.startsWith(prefix)))
              .map(({ text }) => `must not import ${text}`),
          ),

  cycle: (file, files) => {
    const way = wayBack(file, files);
    // Told once, at the file of the cycle that comes first.
    return way === null || way.some((path) => path < file.path) ? [] : [`imports itself by way of ${way.join(', ')}`];
  },

  environment: (file) =>
    file.isTest || file.path === settingsFile || !/\bprocess\.env\b/.test(file.code)
      ? []
      : [`reads process.env; only ${settingsFile} does`],

  'clock-or-chance': (file) => {
    if (file.isTest || !timelessPackages.includes(file.package)) return [];
    const found =
      /\b(Date\.now|Math\.random|performance\.now|Temporal\.Now|randomUUID)\b|\bnew Date\(\s*\)|\bnew Date\b(?!\s*\()/.exec(
        file.code,
      );
    return found === null ? [] : [`${found[0]}: time, chance and identity are parameters here`];
  },
};

const wrong = await faultsIn(join(root, 'scripts/fixtures/wrong-direction'));
const blind = Object.keys(rules).filter((rule) => !wrong.faults.some((fault) => fault.rule === rule));
if (blind.length > 0) {
  console.error(`The check is blind: nothing found in the wrong fixture for ${blind.join(', ')}.`);
  process.exit(1);
}
const { faults, fileCount } = await faultsIn(root);
for (const { path, rule, sentence } of faults) console.error(`${path}: ${sentence} (${rule})`);
console.log(`directions: ${fileCount} files, ${faults.length} faults`);
process.exit(faults.length > 0 || fileCount === 0 ? 1 : 0);

async function faultsIn(top) {
  const files = new Map();
  for (const name of readdirSync(join(top, 'packages'))) {
    const manifest = readManifest(top, name);
    if (manifest === null) continue;
    for (const path of sourcesUnder(top, `packages/${name}`))
      files.set(path, await readSource(top, name, path, manifest));
  }
  const faults = [...files.values()].flatMap((file) =>
    Object.entries(rules).flatMap(([rule, find]) =>
      find(file, files).map((sentence) => ({ path: file.path, rule, sentence })),
    ),
  );
  return { faults, fileCount: files.size };
}

/** The files over which `file` is reached from itself, types aside, or null. */
function wayBack(file, files) {
  const seen = new Set();
  const search = (at, way) => {
    for (const { target, isType } of files.get(at)?.imports ?? []) {
      if (target.kind !== 'file' || isType) continue;
      if (target.path === file.path) return way;
      if (seen.has(target.path)) continue;
      seen.add(target.path);
      const found = search(target.path, [...way, target.path]);
      if (found !== null) return found;
    }
    return null;
  };
  return search(file.path, []);
}

function readManifest(top, name) {
  const file = join(top, 'packages', name, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

function sourcesUnder(top, folder) {
  return readdirSync(join(top, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory())
      return entry.name === 'node_modules' || entry.name === 'dist' ? [] : sourcesUnder(top, path);
    return /\.(ts|tsx|mjs)$/.test(entry.name) ? [path] : [];
  });
}

async function readSource(top, packageName, path, manifest) {
  const text = readFileSync(join(top, path), 'utf8');
  const isTest =
    /\.(test|test-kit|prop\.test|db\.test|fixture)\.tsx?$/.test(path) ||
    /\/testing\//.test(path) ||
    !path.includes('/src/');
  const { code } = await transform(text, {
    loader: path.endsWith('.tsx') ? 'tsx' : 'ts',
    legalComments: 'none',
    jsx: 'preserve',
  });
  const tools = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies;
  return {
    path,
    package: packageName,
    isTest,
    code,
    imports: importsOf(text).map((found) => ({ ...found, target: targetOf(path, found.text) })),
    declared: Object.keys({ ...manifest.dependencies, ...(isTest || packageName === 'editor' ? tools : {}) }),
    doors: (name) => Object.keys(readManifest(top, name)?.exports ?? {}),
  };
}

function importsOf(text) {
  const statement = /^[ \t]*(?:import|export)\b(?<clause>[^'"`;=]*?)\bfrom\s*['"](?<from>[^'"]+)['"]/gm;
  const bare = /^[ \t]*import\s*['"](?<from>[^'"]+)['"]/gm;
  const dynamic = /\bimport\(\s*['"](?<from>[^'"]+)['"]/g;
  return [statement, bare, dynamic].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ groups }) => ({ text: groups.from, isType: importsTypesOnly(groups.clause) })),
  );
}

/** `type { A }`, or `{ type A, type B }`. */
function importsTypesOnly(clause = '') {
  if (/^\s*type\b/.test(clause)) return true;
  const named = /^\s*\{(.*)\}\s*$/s.exec(clause);
  return named?.[1].split(',').every((name) => /^\s*(type\s|$)/.test(name)) ?? false;
}

function targetOf(path, text) {
  if (text.startsWith('.')) return { kind: 'file', path: posix.join(posix.dirname(path), text) };
  const ours = /^@fabula\/([^/]+)(\/.+)?$/.exec(text);
  if (ours !== null) return { kind: 'ours', package: ours[1], subpath: `.${ours[2] ?? ''}` };
  if (isBuiltin(text)) return { kind: 'node' };
  return { kind: 'outside', package: text.split('/', text.startsWith('@') ? 2 : 1).join('/') };
}
