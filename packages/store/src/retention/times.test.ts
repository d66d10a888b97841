import { describe, expect, test } from 'vitest';
import { type Looked, nextLook } from './times.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 0, 10);

const run = (parts: Partial<Looked>): Looked => ({
  startedAt: now - 3 * hour,
  endedAt: now - 3 * hour,
  keepMs: hour,
  isKept: false,
  oldestShownAt: null,
  pending: null,
  ...parts,
});

describe('the next look at a run', () => {
  test.each<[string, Partial<Looked>, number | string]>([
    ['never comes for one that is kept', { isKept: true }, 'never'],
    ['is that at all the others while its period lasts', { startedAt: now - 30 * minute }, 'with the others'],
    ['is when its oldest event expires', { oldestShownAt: now - 20 * minute, endedAt: now - minute }, 41 * minute + 1],
    ['comes sixteen times in a period for one that writes all the time', { oldestShownAt: now - hour }, 3.75 * minute],
    ['waits for what is due', { pending: { nextDueAt: now + 5 * hour } }, 5 * hour + minute],
    ['comes once a day for one that waits longer', { pending: { nextDueAt: now + 6 * day } }, day],
    [
      'comes less often the longer an answer is missing',
      { startedAt: now - 4 * day, pending: { nextDueAt: null } },
      12 * hour,
    ],
    [
      'comes less often the longer it is overdue',
      { startedAt: now - 2 * day, pending: { nextDueAt: now - day } },
      6 * hour,
    ],
    ['is when the logs of its last moments expire', { endedAt: now - 30 * minute }, 31 * minute + 1],
  ])('%s', (_name, parts, expected) => {
    const next = nextLook(run(parts), now);
    expect(typeof next === 'number' ? next - now : next).toBe(expected);
  });
});
