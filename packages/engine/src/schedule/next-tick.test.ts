import { describe, expect, it } from 'vitest';
import { nextTick } from './next-tick.ts';

const at = (text: string): number => Date.parse(text);

describe('the next tick of a cron entry', () => {
  it.each([
    ['*/15 * * * *', 'UTC', '2026-01-01T00:00:00Z', '2026-01-01T00:15:00Z'],
    ['0 9 * * 1-5', 'Europe/Dublin', '2026-07-03T09:00:00Z', '2026-07-06T08:00:00Z'],
    ['0 9 * * 1-5', 'America/Chicago', '2026-01-02T12:00:00Z', '2026-01-02T15:00:00Z'],
    ['59 23 31 12 *', 'UTC', '2026-01-01T00:00:00Z', '2026-12-31T23:59:00Z'],
    // the clocks jump from 1:00 to 2:00 UTC+1 on that day
    ['30 2 29 3 *', 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-29T01:00:00Z'],
  ])('%s in %s after %s', (cron, timezone, after, expected) => {
    const next = nextTick(cron, timezone, at(after));
    expect(next === null ? null : new Date(next).toISOString()).toBe(new Date(expected).toISOString());
  });

  it('is after the given moment, never at it', () => {
    expect(nextTick('0 * * * *', 'UTC', at('2026-01-01T01:00:00Z'))).toBe(at('2026-01-01T02:00:00Z'));
  });

  it.each([
    ['not a cron', 'UTC'],
    ['* * * * *', 'Mars/Olympus'],
    ['0 0 31 2 *', 'UTC'],
  ])('%s in %s never comes', (cron, timezone) => {
    expect(nextTick(cron, timezone, at('2026-01-01T00:00:00Z'))).toBeNull();
  });
});
