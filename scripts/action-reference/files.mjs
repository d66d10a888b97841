// The pages of docs/reference/actions on disk.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.mjs';

const folder = join(root, 'docs', 'reference', 'actions');

export function writePages(pages) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of pages) writeFileSync(join(folder, name), text);
}

/** Names of pages that are missing, different, or too many. */
export function readStoredPages(pages) {
  const stored = existsSync(folder) ? readdirSync(folder) : [];
  const changed = [...pages]
    .filter(([name, text]) => !stored.includes(name) || readFileSync(join(folder, name), 'utf8') !== text)
    .map(([name]) => name);
  return [...changed, ...stored.filter((name) => !pages.has(name))];
}
