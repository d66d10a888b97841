import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { paced } from './paced.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first value goes at once, then the newest of each pause, and the last one always', async () => {
  const sent: number[] = [];
  const send = paced(async (value: number) => sent.push(value), 100);
  for (let value = 0; value < 50; value++) {
    send(value);
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent[0]).toBe(0);
  expect(sent.at(-1)).toBe(49);
  expect(sent).toHaveLength(6);
});

test('nothing is sent before the one before has arrived, and a failure does not end it', async () => {
  const sent: number[] = [];
  const answers: ((error: Error) => void)[] = [];
  const send = paced((value: number) => {
    sent.push(value);
    return new Promise((_, reject) => answers.push(reject));
  }, 100);
  send(1);
  send(2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(sent).toEqual([1]);
  answers[0]?.(new Error('no answer'));
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([1, 2]);
});
