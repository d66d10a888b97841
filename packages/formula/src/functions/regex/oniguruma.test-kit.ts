/** Loads the engine for tests, as a program does at its start. */
import wasm from 'vscode-oniguruma/release/onig.wasm?url&inline';
import { loadOniguruma } from './oniguruma.ts';

export async function loadOnigurumaForTests(): Promise<void> {
  const response = await fetch(wasm);
  await loadOniguruma(await response.arrayBuffer());
}
