/** Loads the engine for tests, as a program does at its start. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadOniguruma } from './oniguruma.ts';

export function loadOnigurumaForTests(): Promise<void> {
  const require = createRequire(import.meta.url);
  return loadOniguruma(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
}
