import { describe, expect, test } from 'vitest';
import { relativeTime, shortDuration } from './relative-time.ts';

const now = Date.UTC(2026, 10, 22, 12, 0, 0);
const second = 1_000;
const hour = 3_600 * second;

describe('a relative time', () => {
  test.each([
    [-5 * second, 'now'],
    [2.9 * second, 'now'],
    [3 * second, '3 s ago'],
    [59.9 * second, '59 s ago'],
    [60 * second, '1 min ago'],
    [hour - 1, '59 min ago'],
    [hour, '1 h ago'],
    [24 * hour, '1 d ago'],
    [6.9 * 24 * hour, '6 d ago'],
    [7 * 24 * hour, '15 Nov'],
    [400 * 24 * hour, '18 Oct 2025'],
  ])('%d ms back reads %s', (back, text) => {
    expect(relativeTime(now - back, now)).toBe(text);
  });
});

describe('a duration', () => {
  test.each([
    [0, '0 s'],
    [48, '48 s'],
    [180, '3 min'],
    [185, '3 min 5 s'],
    [7_800, '2 h 10 min'],
  ])('%d s reads %s', (seconds, text) => {
    expect(shortDuration(seconds)).toBe(text);
  });
});
