/** What is fetched from outside before a credential can be used: a token, or keys for a while. */
import type { AbortSignalLike, Outgoing, OutgoingFailure, OutgoingResponse } from '@fabula/engine';
import type { Value } from '@fabula/formula';
import type { Result } from '@fabula/model';
import type { HeldCredential } from '../held-credential.ts';

export interface Fetched {
  /** What CREDENTIAL.x is, or the keys that requests are signed with. */
  readonly value: Value;
  /** What the next fetch may use instead of a person. */
  readonly refresh: string | null;
  /** How long it holds; null: until it is refused. */
  readonly expiresInMs: number | null;
}

export interface FetchContext {
  readonly outgoing: Outgoing;
  readonly signal: AbortSignalLike;
  readonly now: () => number;
}

/** `former`: what the fetch before has left. The error is a sentence without its subject: "the token server answered …". */
export type Fetch = (
  held: HeldCredential,
  former: Fetched | null,
  context: FetchContext,
) => Promise<Result<Fetched, string>>;

const timeoutMs = 30_000;
const maxBytes = 5_000_000;

export interface SmallRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | null;
}

/** One request of our own. It follows no redirect: a secret goes where the credential says, and nowhere else. */
export function sendSmall(
  { outgoing, signal }: FetchContext,
  { method, url, headers, body }: SmallRequest,
): Promise<Result<OutgoingResponse, OutgoingFailure>> {
  return outgoing.send(
    {
      method,
      url,
      headers: [...headers, ['user-agent', 'Fabula'], ['accept', 'application/json']],
      body: body === null ? null : Buffer.from(body, 'utf8'),
      timeoutMs,
      followRedirects: false,
      verifyTls: true,
      maxResponseBytes: maxBytes,
    },
    signal,
  );
}
