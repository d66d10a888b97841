/** What a failed statement means for the commit that it was part of. */
import type { CommitFailure } from '@fabula/engine';

/** Raised by `fabula_require`. */
const requirement = 'FB001';
const uniqueViolation = '23505';

/**
 * Classes and codes of PostgreSQL that speak of the moment, not of the data: connection lost (08), resources used up (53,
 * a full disk among them), an operator stopping the server (57), a system error (58), a serialization failure or a deadlock
 * (40001, 40P01), a standby (25006), a transaction that another failure had ended (25P02).
 */
const passing = /^(?:08|53|57|58)|^(?:40001|40P01|25006|25P02|55P03)$/;

export interface StatementFailure {
  readonly failure: CommitFailure;
  /** The connection was lost: whether the statement took effect is not known. */
  readonly isUnsure: boolean;
  /** Rows were there, or gone, as the same commit would have left them. */
  readonly isTaken: boolean;
}

export function classify(thrown: unknown): StatementFailure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  const hasSqlState = code !== null && /^[0-9A-Z]{5}$/.test(code) && 'severity' in error;
  if (!hasSqlState) return { failure: { kind: 'unavailable', message: error.message }, isUnsure: true, isTaken: false };
  if (code === requirement) {
    const failure: CommitFailure =
      error.message === 'fenced'
        ? { kind: 'fenced' }
        : { kind: 'stale', message: 'Another process has done this already.' };
    return { failure, isUnsure: false, isTaken: failure.kind === 'stale' };
  }
  // What ends the session, or the whole server, says nothing about the data.
  if ('severity' in error && (error.severity === 'PANIC' || error.severity === 'FATAL')) {
    return { failure: { kind: 'unavailable', message: error.message }, isUnsure: true, isTaken: false };
  }
  if (passing.test(code)) {
    return {
      failure: { kind: 'unavailable', message: error.message },
      isUnsure: /^(?:08|57P)/.test(code),
      isTaken: false,
    };
  }
  return { failure: { kind: 'refused', message: error.message }, isUnsure: false, isTaken: code === uniqueViolation };
}
