import { describe, expect, test } from 'vitest';
import { ByteBudget } from './byte-budget.ts';

const budget = (parts: Partial<ConstructorParameters<typeof ByteBudget>[0]> = {}) =>
  new ByteBudget({ capacity: 100, maxWaiting: 10, maxWaitMs: 60_000, ...parts });

/** What has been settled so far. */
async function settled(promises: readonly Promise<boolean>[]): Promise<(boolean | 'waiting')[]> {
  const undecided = new Promise<'waiting'>((resolve) => setImmediate(() => resolve('waiting')));
  return Promise.all(promises.map((promise) => Promise.race([promise, undecided])));
}

describe('a budget of bytes', () => {
  test('grants what is free at once, and the rest in the order of arrival', async () => {
    const bytes = budget();
    expect(bytes.tryTake(60)).toBe(true);
    const waiting = [bytes.take(50), bytes.take(10), bytes.take(40)];
    // Ten would fit, but those who came before go first.
    expect(bytes.tryTake(10)).toBe(false);
    expect(await settled(waiting)).toEqual(['waiting', 'waiting', 'waiting']);
    bytes.giveBack(60);
    expect(await settled(waiting)).toEqual([true, true, true]);
    expect([bytes.held, bytes.waiting]).toEqual([100, 0]);
  });

  test('grants more than it has when nobody else holds anything', async () => {
    const bytes = budget();
    bytes.tryTake(1);
    const huge = bytes.take(1_000);
    expect(await settled([huge])).toEqual(['waiting']);
    bytes.giveBack(1);
    expect(await huge).toBe(true);
    expect(bytes.tryTake(1)).toBe(false);
    bytes.giveBack(1_000);
    expect(bytes.held).toBe(0);
  });

  test('turns away who would be one too many, and who has waited too long', async () => {
    const bytes = budget({ maxWaiting: 1, maxWaitMs: 5 });
    bytes.tryTake(100);
    const first = bytes.take(1);
    expect(await bytes.take(1)).toBe(false);
    expect(await first).toBe(false);
    expect(bytes.waiting).toBe(0);
  });

  test('goes on with the next when the first in the queue gives up', async () => {
    const bytes = budget({ maxWaitMs: 20 });
    bytes.tryTake(90);
    const large = bytes.take(50);
    await new Promise((resolve) => setTimeout(resolve, 10));
    const small = bytes.take(5);
    expect([await large, await small]).toEqual([false, true]);
  });
});
