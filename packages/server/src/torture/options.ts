/** The words after `fabula torture`. */
import { UsageError } from '../cli/streams.ts';

export interface TortureOptions {
  readonly kills: number;
  readonly processes: number;
  readonly secondsBetween: number;
  readonly seed: number;
  readonly isJson: boolean;
  /** Leave database and logs behind, to be looked at. */
  readonly keeps: boolean;
  readonly databaseUrl: string | null;
  /** A PostgreSQL of our own; `binaries`: where its programs are, null: at the usual places. */
  readonly ownPostgres: { readonly binaries: string | null } | null;
}

export interface TortureWords {
  readonly kills?: string | undefined;
  readonly processes?: string | undefined;
  readonly 'seconds-between'?: string | undefined;
  readonly seed?: string | undefined;
  readonly json?: boolean | undefined;
  readonly keep?: boolean | undefined;
  readonly 'own-postgres'?: boolean | undefined;
}

/** `folder`: the word that stood beside the options. */
export function readTortureOptions(
  words: TortureWords,
  folder: string | undefined,
  databaseUrl: string | null,
): TortureOptions {
  const isOwn = words['own-postgres'] === true;
  if (folder !== undefined && !isOwn) throw new UsageError(`"${folder}" was not expected.`);
  const processes = wholeNumber(words.processes, 'processes', 1, 1, 32);
  if (processes > 1 && databaseUrl === null && !isOwn) {
    throw new UsageError(
      'Several processes share a PostgreSQL: set DATABASE_URL, or give --own-postgres. The embedded database serves one.',
    );
  }
  return {
    kills: wholeNumber(words.kills, 'kills', 20, 1, 100_000),
    processes,
    secondsBetween: seconds(words['seconds-between']),
    seed: wholeNumber(words.seed, 'seed', Math.floor(Math.random() * 2 ** 31), 0, 2 ** 31 - 1),
    isJson: words.json === true,
    keeps: words.keep === true,
    databaseUrl: isOwn ? null : databaseUrl,
    ownPostgres: isOwn ? { binaries: folder ?? null } : null,
  };
}

function wholeNumber(text: string | undefined, name: string, usual: number, least: number, most: number): number {
  if (text === undefined) return usual;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}.`);
}

function seconds(text: string | undefined): number {
  if (text === undefined) return 1;
  const value = /^\d{1,4}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (value <= 3600) return value;
  throw new UsageError('--seconds-between must be a number of seconds, at most 3600.');
}
