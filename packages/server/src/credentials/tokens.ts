/**
 * What is fetched for credentials, kept until it is about to expire. However many actions wait, it is fetched once: in this
 * process because they wait for the same promise, among processes because one at a time has the turn to fetch.
 *
 *   nothing ──load──► in the database, good? ──yes──────────────────────────► held
 *                        │ no                                                  │ expires, or is refused (401)
 *                        ├──► our turn ──► fetch ──► written down, sealed ──► held
 *                        │                   └─fails──► the failure is held for a moment, so that nobody storms the server
 *                        └──► another's turn: looked for again
 */
import type { Clock } from '@fabula/engine';
import { getKey, isObjectValue, makeObject, stringifyJson, type Value } from '@fabula/formula';
import {
  beginFetch,
  type Database,
  type Executor,
  expireToken,
  finishFetch,
  giveUpFetch,
  readSealedToken,
  type SealedToken,
} from '@fabula/store';
import type { Fetch, FetchContext, Fetched } from './fetch/fetched.ts';
import type { HeldCredential } from './held-credential.ts';
import { Needles } from './needles.ts';
import { CannotOpen } from './vault.ts';

/** Longer than any fetch takes: a process that died while it was fetching holds the others up for so long. */
const turnMs = 90_000;
const lookAgainMs = 150;
const holdFailureMs = 5_000;
/** A token is used up to so long before its end, or the fifth of its life that is shorter. */
const leewayMs = 30_000;
/** However short it lives, who waited for it can use it. */
const shortestUseMs = 5_000;

export type TokenState =
  | { readonly kind: 'held'; readonly fetched: Fetched; readonly number: number }
  | { readonly kind: 'failed'; readonly message: string };

interface Held {
  readonly sealed: Buffer;
  /** Milliseconds since 1970; null: until it is refused. */
  readonly goodUntil: number | null;
  readonly number: number;
}

interface Entry {
  held: Held | null;
  failure: { readonly message: string; readonly until: number } | null;
  loading: Promise<void> | null;
  /** The token that was refused last: not used again, wherever it is found. */
  refused: number | null;
}

export interface TokenParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly context: FetchContext;
  /** null: nothing is fetched for such a credential. */
  readonly fetchFor: (held: HeldCredential) => Fetch | null;
  /** Secrets of a credential that a message must not show. */
  readonly secretsOf: (held: HeldCredential) => readonly string[];
}

export class Tokens {
  readonly #parts: TokenParts;
  readonly #entries = new Map<string, Entry>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(parts: TokenParts) {
    this.#parts = parts;
  }

  isFetched(held: HeldCredential): boolean {
    return this.#parts.fetchFor(held) !== null;
  }

  /** undefined: must be loaded first. */
  peek(held: HeldCredential): TokenState | undefined {
    const entry = this.#entries.get(keyOf(held));
    const now = this.#parts.clock.now();
    if (entry?.held && isGood(entry.held, now)) return openState(held, entry.held);
    if (entry?.failure && entry.failure.until > now) return { kind: 'failed', message: entry.failure.message };
    return undefined;
  }

  load(held: HeldCredential): Promise<void> {
    const key = keyOf(held);
    const entry = this.#entries.get(key) ?? { held: null, failure: null, loading: null, refused: null };
    this.#entries.set(key, entry);
    if (entry.loading !== null) return entry.loading;
    const loading = this.#load(held, entry).finally(() => {
      entry.loading = null;
      this.#underWay.delete(loading);
    });
    entry.loading = loading;
    this.#underWay.add(loading);
    return loading;
  }

  /** The other side did not take it: the next who asks has a new one fetched. */
  refuse(held: HeldCredential, number: number): void {
    const entry = this.#entries.get(keyOf(held));
    if (entry === undefined) return;
    entry.refused = number;
    if (entry.held?.number === number) entry.held = null;
    // should that fail, another process is refused once more
    expireToken(this.#parts.database.kysely, held.ref, number).catch(() => undefined);
  }

  /** A token that came another way: by a person's sign-in. false: the credential has changed meanwhile. `drop` after the commit. */
  async keep(executor: Executor, held: HeldCredential, fetched: Fetched): Promise<boolean> {
    const { sealed, goodUntil } = this.#sealed(held, fetched);
    return finishFetch(executor, held.ref, sealed, dateOf(goodUntil));
  }

  /** Its token, or that there is none, is looked up anew. */
  drop(held: HeldCredential): void {
    this.#entries.delete(keyOf(held));
  }

  /** Resolves when nothing is being fetched any more, well or not. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  /** Credentials have changed: tokens of former values and failures are forgotten. */
  forget(): void {
    this.#entries.clear();
  }

  async #load(held: HeldCredential, entry: Entry): Promise<void> {
    const { database, clock, context } = this.#parts;
    const giveUpAt = clock.now() + turnMs;
    for (;;) {
      const stored = await readSealedToken(database.kysely, held.ref);
      if (stored === null || stored.revision !== held.row.revision) {
        return this.#fail(entry, 'it has just been changed; the next attempt uses the new values');
      }
      const found = heldFrom(stored);
      if (found !== null && found.number !== entry.refused && isGood(found, clock.now())) {
        entry.held = found;
        return;
      }
      if (await beginFetch(database.kysely, held.ref, stored.number, turnMs)) return this.#fetch(held, entry, stored);
      if (clock.now() > giveUpAt || context.signal.aborted)
        return this.#fail(entry, 'another process has been fetching it for too long');
      await new Promise<void>((resolve) => clock.at(clock.now() + lookAgainMs, resolve));
    }
  }

  async #fetch(held: HeldCredential, entry: Entry, stored: SealedToken): Promise<void> {
    const { database, context, fetchFor } = this.#parts;
    let failure: string;
    try {
      const former = stored.token === null ? null : readFetched(held.openToken(stored.token));
      const answer = await fetchFor(held)?.(held, former, context);
      if (answer?.ok) {
        const { sealed, goodUntil } = this.#sealed(held, answer.value);
        await finishFetch(database.kysely, held.ref, sealed, dateOf(goodUntil));
        entry.held = { sealed, goodUntil, number: stored.number + 1 };
        entry.failure = null;
        return;
      }
      failure = this.masked(held, answer?.error ?? 'nothing is fetched for it');
    } catch (thrown) {
      if (!(thrown instanceof CannotOpen)) {
        await giveUpFetch(database.kysely, held.ref).catch(() => undefined);
        throw thrown;
      }
      failure = thrown.message;
    }
    this.#fail(entry, failure);
    await giveUpFetch(database.kysely, held.ref);
  }

  #fail(entry: Entry, message: string): void {
    entry.held = null;
    entry.failure = { message, until: this.#parts.clock.now() + holdFailureMs };
  }

  /** A message from outside, without the secrets of the credential. */
  masked(held: HeldCredential, message: string): string {
    const needles = new Needles();
    for (const secret of this.#parts.secretsOf(held)) needles.add(secret);
    return needles.mask(message);
  }

  #sealed(held: HeldCredential, fetched: Fetched): { readonly sealed: Buffer; readonly goodUntil: number | null } {
    const stored = makeObject([
      ['value', fetched.value],
      ['refresh', fetched.refresh],
    ]);
    return { sealed: held.sealToken(stringifyJson(stored)), goodUntil: this.#goodUntil(fetched.expiresInMs) };
  }

  #goodUntil(expiresInMs: number | null): number | null {
    if (expiresInMs === null) return null;
    const usable = expiresInMs - Math.min(leewayMs, expiresInMs / 5);
    return this.#parts.clock.now() + Math.max(shortestUseMs, usable);
  }
}

function openState(held: HeldCredential, { sealed, number }: Held): TokenState {
  try {
    return { kind: 'held', fetched: readFetched(held.openToken(sealed)), number };
  } catch (thrown) {
    if (thrown instanceof CannotOpen) return { kind: 'failed', message: thrown.message };
    throw thrown;
  }
}

function keyOf({ row }: HeldCredential): string {
  return `${row.id} ${row.isTest} ${row.revision}`;
}

function heldFrom({ token, expiresAt, number }: SealedToken): Held | null {
  return token === null ? null : { sealed: token, goodUntil: expiresAt?.getTime() ?? null, number };
}

function isGood({ goodUntil }: Held, now: number): boolean {
  return goodUntil === null || goodUntil > now;
}

function readFetched(stored: Value): Fetched {
  const field = (name: string): Value | undefined => (isObjectValue(stored) ? getKey(stored, name) : undefined);
  const refresh = field('refresh');
  return { value: field('value') ?? null, refresh: typeof refresh === 'string' ? refresh : null, expiresInMs: null };
}

/** The database keeps it as a moment. */
function dateOf(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}
