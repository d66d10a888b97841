// `npm run docs:formula`: writes docs/reference/formula/functions, its index and the conformance report from the definitions
// of the functions, and runs every example on the way: one that is not true ends it. With `--check` (part of `npm run check`)
// nothing is written, and what would change is named. language.md beside them is written by hand; a test evaluates it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { register } from 'tsx/esm/api';
import { conformanceReport } from './formula-reference/conformance-report.mjs';
import { functionPage } from './formula-reference/function-page.mjs';
import { indexPage } from './formula-reference/index-page.mjs';
import { examineAll } from './formula-reference/run-examples.mjs';
import { root } from './root.mjs';

const folder = join(root, 'docs', 'reference', 'formula');

register();
const entries = await loadEntries();
const examined = await examineAll(entries);
const wrong = examined.filter(({ problem }) => problem !== null);
if (wrong.length > 0) {
  for (const { name, example, problem } of wrong) console.error(`${name}: ${example.formula}\n  ${problem}`);
  console.error(`${wrong.length} examples of the reference are not true.`);
  process.exit(1);
}

const results = new Map(examined.map(({ example, given }) => [example, given]));
const pages = new Map([
  ['README.md', indexPage(entries)],
  ['conformance.md', conformanceReport(entries)],
  ...entries.map((entry) => [`functions/${entry.name}.md`, functionPage(entry, results)]),
]);
const stale = filesOf('functions').filter((path) => !pages.has(path));
const changed = [...pages].filter(([path, text]) => contentsOf(path) !== text).map(([path]) => path);

if (process.argv.includes('--check')) {
  if (stale.length + changed.length === 0) process.exit(0);
  console.error(
    `docs/reference/formula is not what the definitions say (${[...changed, ...stale].slice(0, 5).join(', ')}).`,
  );
  console.error('Run: npm run docs:formula');
  process.exit(1);
}
for (const path of stale) rmSync(join(folder, path));
for (const path of changed) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), pages.get(path));
}
console.log(
  `${entries.length} functions, ${examined.length} examples run, ${changed.length + stale.length} files changed.`,
);

async function loadEntries() {
  const { functionsByName, specialForms } = await import('../packages/formula/src/index.ts');
  const { signatureOf } = await import('../packages/formula/src/functions/signature.ts');
  return [...functionsByName.values(), ...specialForms]
    .map((definition) => ({ ...definition, signature: signatureOf(definition) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function filesOf(part) {
  try {
    return readdirSync(join(folder, part)).map((name) => `${part}/${name}`);
  } catch (problem) {
    if (problem.code === 'ENOENT') return [];
    throw problem;
  }
}

function contentsOf(path) {
  try {
    return readFileSync(join(folder, path), 'utf8');
  } catch (problem) {
    if (problem.code === 'ENOENT') return null;
    throw problem;
  }
}
