/** Runs programs of stories in a sandbox: no network, no files, a limit of time and of memory. */
import type { AbortSignalLike } from '../outgoing.ts';

export interface Script {
  readonly language: 'python' | 'javascript';
  /** Defines `main(input)`. */
  readonly source: string;
  /** JSON text. */
  readonly input: string;
  /** Names of packages, as in a requirements.txt. */
  readonly requirements: readonly string[];
  readonly timeoutMs: number;
  /** An interpreter that has run a script of one owner never runs one of another. */
  readonly owner: string;
}

export interface ScriptFailure {
  readonly kind: 'timeout' | 'memory' | 'raised' | 'requirements' | 'result' | 'aborted' | 'unavailable';
  /** A sentence for the action's log, with the line of the script where there is one. */
  readonly message: string;
  readonly printed: string;
}

export interface Scripts {
  /** Never throws. `output` is JSON text of what `main` gave back; `printed` what it wrote on the way. */
  run(
    script: Script,
    signal: AbortSignalLike,
  ): Promise<
    | { readonly ok: true; readonly value: { readonly output: string; readonly printed: string } }
    | { readonly ok: false; readonly error: ScriptFailure }
  >;
}
