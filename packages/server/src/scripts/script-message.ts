/**
 * What the server and a sandbox process tell each other. What comes from the sandbox is parsed like anything from
 * outside: a program may have broken out into that process.
 */
import { z } from 'zod';

/** Given at the start, as JSON text in the arguments. */
export interface SandboxSettings {
  /** Where the interpreter's main file lies, as a `file:` address. */
  readonly interpreter: string;
  /** A file with the memory of a loaded interpreter; null: it is loaded anew. */
  readonly snapshot: string | null;
  readonly maxMemoryBytes: number;
  /** What the process ends with when it found itself too large. */
  readonly outOfMemoryCode: number;
  readonly maxOutputLength: number;
  readonly maxPrintedLength: number;
  /** How long past its limit of time a script may go on when nobody ends it. */
  readonly graceMs: number;
}

export interface ToSandbox {
  readonly source: string;
  /** JSON text. */
  readonly input: string;
  /** To be installed first; base64. */
  readonly wheels: readonly string[];
  readonly timeoutMs: number;
}

const failures = z.enum(['raised', 'memory', 'result']);

export const fromSandbox = z.discriminatedUnion('kind', [
  /** The interpreter is loaded. */
  z.object({ kind: z.literal('ready') }),
  /** From here on the limit of time counts. */
  z.object({ kind: z.literal('begun') }),
  z.object({ kind: z.literal('done'), output: z.string(), printed: z.string() }),
  z.object({ kind: z.literal('failed'), failure: failures, message: z.string(), printed: z.string() }),
  /** The interpreter itself failed; the process is of no more use. */
  z.object({ kind: z.literal('broken'), failure: failures, message: z.string() }),
]);

export type ScriptFault = z.infer<typeof failures>;
export type FromSandbox = z.infer<typeof fromSandbox>;
