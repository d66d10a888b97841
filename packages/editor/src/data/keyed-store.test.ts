import { describe, expect, test } from 'vitest';
import { KeyedStore } from './keyed-store.ts';

function listened(store: KeyedStore<number, string>, key: number): { count: number; stop: () => void } {
  const heard = { count: 0, stop: () => {} };
  heard.stop = store.subscribe(key, () => {
    heard.count += 1;
  });
  return heard;
}

describe('a keyed store', () => {
  test('tells only the listeners of the key that changed', () => {
    const store = new KeyedStore<number, string>();
    const one = listened(store, 1);
    const two = listened(store, 2);
    store.set(1, 'a');
    expect([one.count, two.count]).toEqual([1, 0]);
    expect(store.get(1)).toBe('a');
  });

  test('keeps quiet when the value is the same', () => {
    const store = new KeyedStore<number, string>();
    store.set(1, 'a');
    const one = listened(store, 1);
    store.set(1, 'a');
    store.replace(new Map([[1, 'a']]));
    expect(one.count).toBe(0);
  });

  test('replacing tells who came, who went and who changed', () => {
    const store = new KeyedStore<number, string>();
    store.replace(
      new Map([
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ]),
    );
    const heard = [1, 2, 3, 4].map((key) => listened(store, key));
    store.replace(
      new Map([
        [1, 'a'],
        [2, 'B'],
        [4, 'd'],
      ]),
    );
    expect(heard.map(({ count }) => count)).toEqual([0, 1, 1, 1]);
    expect(store.get(3)).toBeUndefined();
  });

  test('a listener that stopped hears nothing more', () => {
    const store = new KeyedStore<number, string>();
    const one = listened(store, 1);
    one.stop();
    store.set(1, 'a');
    expect(one.count).toBe(0);
  });
});
