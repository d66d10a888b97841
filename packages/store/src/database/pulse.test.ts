import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchPulse } from './pulse.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const timing = { everyMs: 1_000, patience: 8 };

test('as long as answers come, be they errors, nothing is said', async () => {
  const onSilence = vi.fn();
  let asked = 0;
  const stop = watchPulse(
    () => (++asked % 2 === 0 ? Promise.reject(new Error('no')) : Promise.resolve()),
    onSilence,
    timing,
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(60);
  expect(onSilence).not.toHaveBeenCalled();
  stop();
});

test('an answer that stays out is told once, within nine seconds', async () => {
  const onSilence = vi.fn();
  watchPulse(() => new Promise(() => undefined), onSilence, timing);
  await vi.advanceTimersByTimeAsync(8_900);
  expect(onSilence).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(100);
  expect(onSilence).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(onSilence).toHaveBeenCalledTimes(1);
});

test('an answer that comes late, but comes, begins a new count', async () => {
  const onSilence = vi.fn();
  const stop = watchPulse(() => new Promise((resolve) => setTimeout(resolve, 7_500)), onSilence, timing);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(onSilence).not.toHaveBeenCalled();
  stop();
});
