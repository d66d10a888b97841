/** When a request that failed is sent again: 25 times at most, after delays that grow to a good 3 hours 20 minutes in all. */
import type { OptionReader } from '@fabula/engine';
import * as fields from './fields.ts';
import { readStatuses, type StatusTest } from './statuses.ts';

/** The delay before retry n is 2.17 s · n². The squares of 1 to 25 add up to 5,525: 12,000 s. */
const firstDelayMs = 2170;
/** Longer waits that a server asks for are cut to this: a day. */
const maxRetryAfterMs = 86_400_000;

export interface RetryPolicy {
  readonly applies: StatusTest;
  readonly retries: number;
}

export function readRetryPolicy(reader: OptionReader): RetryPolicy {
  return {
    applies: readStatuses(fields.retryOnStatus, reader) ?? (() => false),
    retries: fields.retries.read(reader),
  };
}

/** Milliseconds until the next attempt. `attempt` is 0 for the first; `chance` in [0, 1) spreads retries by a tenth. */
export function retryDelayMs(attempt: number, chance: number, retryAfter: string | undefined, now: number): number {
  const growing = firstDelayMs * (attempt + 1) ** 2 * (0.95 + chance / 10);
  return Math.round(Math.max(growing, Math.min(retryAfterMs(retryAfter, now), maxRetryAfterMs)));
}

/** Retry-After: seconds or a date (RFC 9110 section 10.2.3); 0 for anything else. */
function retryAfterMs(header: string | undefined, now: number): number {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? 0 : Math.max(0, moment - now);
}
