import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test('only so many run at once, and the others follow in order', async () => {
  const turn = createTurns(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const works = [0, 1, 2, 3].map((number) =>
    turn(async () => {
      begun.push(number);
      await new Promise<void>((resolve) => ends.push(resolve));
      return number;
    }),
  );
  expect(begun).toEqual([0, 1]);
  ends[1]?.();
  expect(await works[1]).toBe(1);
  expect(begun).toEqual([0, 1, 2]);
  ends[0]?.();
  await works[0];
  ends[2]?.();
  ends[3]?.();
  expect(await Promise.all(works)).toEqual([0, 1, 2, 3]);
});

test('work that fails gives its place to the next', async () => {
  const turn = createTurns(1);
  const failing = turn(() => Promise.reject(new Error('no')));
  const next = turn(async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
