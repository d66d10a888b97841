/** When people hear that a credential expires: a week before, a day before, and when it has. Each once. */
import type { ExpiryMark } from '@fabula/store';

const dayMs = 86_400_000;
/** How far ahead anything is told. */
export const expiryNoticeMs = 7 * dayMs;

/** What there is to tell of at this moment; null: it is too early, or was told. Milliseconds since 1970. */
export function expiryMark(expiresAt: number, told: ExpiryMark | null, now: number): ExpiryMark | null {
  const left = expiresAt - now;
  if (left > expiryNoticeMs) return null;
  const mark = left <= 0 ? 'over' : left <= dayMs ? 'day' : 'week';
  return mark === told ? null : mark;
}
