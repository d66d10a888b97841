/** Asks another tenant, and puts into words what can be wrong with it. */

import type { AbortSignalLike, Outgoing } from '@fabula/engine';
import {
  getKey,
  isArrayValue,
  isObjectValue,
  type ObjectValue,
  parseJson,
  stringifyJson,
  type Value,
} from '@fabula/formula';
import { err, ok, type Result } from '@fabula/model';
import { failure, type SyncFailure } from './sync-target.ts';

const maxResponseBytes = 64_000_000;

export interface TenantAnswer {
  readonly status: number;
  /** null: an empty body. */
  readonly body: Value;
}

export interface TenantApi {
  /** The base address, without a slash at its end. */
  readonly url: string;
  /** Answers below 500 but 401 and 429 are for the caller to judge. `path`: `/api/v1/…` */
  ask(method: string, path: string, body?: ObjectValue): Promise<Result<TenantAnswer, SyncFailure>>;
}

export interface TenantAddress {
  readonly url: string;
  readonly key: string;
  /** How long it may take over one answer, the time to send a story included. */
  readonly timeoutMs: number;
}

export function tenantApi(
  outgoing: Outgoing,
  { url, key, timeoutMs }: TenantAddress,
  signal: AbortSignalLike,
): TenantApi {
  const host = new URL(url).host;
  return {
    url,
    async ask(method, path, body) {
      const sent = await outgoing.send(
        {
          method,
          url: `${url}${path}`,
          headers: [
            ['authorization', `Bearer ${key}`],
            ['accept', 'application/json'],
            ...(body === undefined ? [] : [['content-type', 'application/json'] as const]),
          ],
          body: body === undefined ? null : Buffer.from(stringifyJson(body)),
          timeoutMs,
          // The key goes nowhere but to the tenant that it is for.
          followRedirects: false,
          verifyTls: true,
          maxResponseBytes,
        },
        signal,
      );
      if (!sent.ok) return err(failure(`${host} cannot be reached: ${sent.error.message}`));
      const { status, body: bytes } = sent.value;
      const problem = problemOf(host, status);
      if (problem !== null) return err(problem);
      const text = Buffer.from(bytes).toString('utf8');
      const parsed = text.trim() === '' ? ok(null) : parseJson(text);
      if (parsed.ok) return ok({ status, body: parsed.value });
      // What stands before the tenant refuses in words of its own, a body that is too large for example.
      if (status >= 400) return ok({ status, body: null });
      return err(
        failure(`${host} answers ${status} with something that is not JSON: is it the address of the tenant?`),
      );
    },
  };
}

function problemOf(host: string, status: number): SyncFailure | null {
  if (status === 401) {
    const message = `${host} does not accept the API key: it is wrong, or was revoked. Put in one that is valid.`;
    return failure(message, 'destination_tenant_api_key');
  }
  if (status === 429) return failure(`${host} gets too many requests (429); it is tried again.`);
  if (status >= 500) return failure(`${host} has a fault (${status}); it is tried again.`);
  if (status >= 300 && status < 400) {
    return failure(`${host} points to another address (${status}): use that one for the destination.`);
  }
  return null;
}

/** The parameter that the tenant says is wrong. */
export function fieldOf({ body }: TenantAnswer): string | null {
  const errors = isObjectValue(body) ? getKey(body, 'errors') : undefined;
  const first = isArrayValue(errors) ? errors[0] : undefined;
  const field = first !== undefined && isObjectValue(first) ? getKey(first, 'field') : undefined;
  return typeof field === 'string' ? field : null;
}

/** What the tenant says about a request that it refuses. */
export function refusalOf({ status, body }: TenantAnswer): string {
  const errors = isObjectValue(body) ? getKey(body, 'errors') : undefined;
  const words = isArrayValue(errors)
    ? errors.flatMap((error) => {
        if (typeof error === 'string') return [error];
        if (!isObjectValue(error)) return [];
        const details = getKey(error, 'details') || getKey(error, 'message');
        return typeof details === 'string' ? [details] : [];
      })
    : [];
  return words.length === 0 ? `it answers ${status}` : words.join(' ');
}
