/** Loads the engine for the patterns that cannot run in linear time. Once, before the first formula. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { loadOniguruma } from '@fabula/formula';

export async function loadRegularExpressions(): Promise<void> {
  const require = createRequire(import.meta.url);
  await loadOniguruma(await readFile(require.resolve('vscode-oniguruma/release/onig.wasm')));
}
