import { expect, test } from 'vitest';
import { RecentlyUsed } from './recently-used.ts';

test('what is asked for again and again is made once, however much else comes', () => {
  const cache = new RecentlyUsed<number>();
  let made = 0;
  const often = () => cache.get('often', () => (made += 1));
  for (let index = 0; index < 50_000; index += 1) {
    cache.get(`once ${index}`, () => index);
    expect(often()).toBe(1);
  }
});

test('what has not been asked for in a long time is forgotten', () => {
  const cache = new RecentlyUsed<number>();
  cache.get('old', () => 1);
  for (let index = 0; index < 11_000; index += 1) cache.get(`other ${index}`, () => index);
  expect(cache.get('old', () => 2)).toBe(2);
});

test('a very long source is not kept', () => {
  const cache = new RecentlyUsed<number>();
  const long = 'x'.repeat(200_000);
  cache.get(long, () => 1);
  expect(cache.get(long, () => 2)).toBe(2);
});
