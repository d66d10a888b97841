/** What one check found: for people a sentence and the way out, for programs a name and a verdict. */
export type Verdict = 'ok' | 'warn' | 'fail';

export interface Finding {
  /** Stable; for programs. */
  readonly check: string;
  readonly verdict: Verdict;
  /** A sentence. */
  readonly message: string;
  /** What to do about it; null when all is well. */
  readonly wayOut: string | null;
  /** One thing per line. */
  readonly details: readonly string[];
}

export function fine(check: string, message: string, details: readonly string[] = []): Finding {
  return { check, verdict: 'ok', message, wayOut: null, details };
}

export function doubtful(check: string, message: string, wayOut: string, details: readonly string[] = []): Finding {
  return { check, verdict: 'warn', message, wayOut, details };
}

export function broken(check: string, message: string, wayOut: string, details: readonly string[] = []): Finding {
  return { check, verdict: 'fail', message, wayOut, details };
}

export function worstOf(findings: readonly Finding[]): Verdict {
  if (findings.some(({ verdict }) => verdict === 'fail')) return 'fail';
  return findings.some(({ verdict }) => verdict === 'warn') ? 'warn' : 'ok';
}

/** `3 days`, `2 h`, `40 min`, `12 s`: as exact as a person needs it. */
export function spanOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

export function sizeOf(bytes: number): string {
  if (bytes < 1024 ** 2) return `${Math.ceil(bytes / 1024)} KB`;
  if (bytes < 1024 ** 3) return `${Math.round(bytes / 1024 ** 2)} MB`;
  return `${(bytes / 1024 ** 3).toFixed(1)} GB`;
}

/** `1 delivery`, `2 deliveries`. */
export function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The message of anything that was thrown; a refused connection has none, only a code. */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown.message !== '') return thrown.message;
  return 'code' in thrown ? String(thrown.code) : thrown.name;
}
