import { beforeEach, describe, expect, test } from 'vitest';
import { MemoryWatch, makeCollector, readMemoryShare } from './memory-watch.ts';

describe('memory', () => {
  /** Held by somebody, and garbage on top of it. */
  let held: number;
  let garbage: number;
  let now: number;
  let isIdle: boolean;
  let collections: number;
  let changes: boolean[];
  let watch: MemoryWatch;
  beforeEach(() => {
    [held, garbage, now, isIdle, collections, changes] = [0.2, 0, 0, false, 0, []];
    watch = new MemoryWatch({
      readShare: () => held + garbage,
      collect: () => {
        collections += 1;
        garbage = 0;
      },
      isIdle: () => isIdle,
      now: () => now,
      onChange: (isShort) => changes.push(isShort),
    });
  });
  const sampleAfter = (ms: number) => {
    now += ms;
    watch.sample();
    return watch.isShort;
  };

  test('runs short from 80 % and has room again below 70 %', () => {
    const seen = [0.79, 0.8, 0.75, 0.7, 0.69, 0.79, 0.81].map((share) => {
      held = share;
      return sampleAfter(10_000);
    });
    expect(seen).toEqual([false, true, true, true, false, false, true]);
    expect(changes).toEqual([true, false, true]);
  });

  test('that is only garbage is collected, and nobody is turned away', () => {
    [held, garbage] = [0.3, 0.6];
    expect(sampleAfter(0)).toBe(false);
    expect(collections).toBe(1);
  });

  test('is not collected again and again', () => {
    held = 0.9;
    for (let sample = 0; sample < 10; sample++) sampleAfter(100);
    expect(collections).toBe(1);
    expect(sampleAfter(2_000)).toBe(true);
    expect(collections).toBe(2);
  });

  test('that stays used when nothing is under way keeps nobody out for ever', () => {
    held = 0.9;
    expect(sampleAfter(0)).toBe(true);
    isIdle = true;
    // Not before a collection has shown that it stays.
    expect(sampleAfter(100)).toBe(true);
    expect(sampleAfter(5_000)).toBe(false);
  });

  test.each([0.72, 0.8, 0.9, 0.99, 1.3])('that rests at %f is looked at quietly while nothing is under way', (rest) => {
    held = 0.95 + rest / 2;
    expect(sampleAfter(0)).toBe(true);
    [held, isIdle] = [rest, true];
    while (now < 5_000) sampleAfter(200);
    changes = [];
    const seen = new Set<boolean>();
    for (let sample = 0; sample < 150; sample++) {
      // Whoever is idle leaves garbage, too, and sometimes much.
      garbage = sample % 25 === 24 ? 0.2 : 0.001 * (sample % 10);
      seen.add(sampleAfter(200));
    }
    expect([[...seen], changes]).toEqual([[false], []]);
    expect(collections).toBeLessThan(15);
  });

  test('that rests above the mark lets a little work in, and is short again before the limit', () => {
    [held, isIdle] = [0.85, true];
    sampleAfter(0);
    isIdle = false;
    const seen = [0.86, 0.89, 0.91, 0.88, 0.87].map((share) => {
      held = share;
      return sampleAfter(200);
    });
    expect(seen).toEqual([false, false, true, true, false]);
    expect(changes).toEqual([true, false]);
  });

  test('that rested high once and fell is measured by the usual marks again', () => {
    [held, isIdle] = [0.9, true];
    sampleAfter(0);
    isIdle = false;
    const seen = [0.92, 0.3, 0.81].map((share) => {
      held = share;
      return sampleAfter(200);
    });
    expect(seen).toEqual([false, false, true]);
  });

  test('that fills up between two collections is short before it is full', () => {
    garbage = 0.7;
    expect(sampleAfter(0)).toBe(false);
    held = 0.85;
    expect(sampleAfter(200)).toBe(true);
    expect(collections).toBe(1);
  });

  test('of this process is a share, and collecting gives back what nobody holds', () => {
    const collect = makeCollector();
    collect();
    const before = process.memoryUsage().heapUsed;
    let waste: number[][] | null = Array.from({ length: 200 }, () => new Array<number>(20_000).fill(1.5));
    expect(waste.length).toBe(200);
    const filled = process.memoryUsage().heapUsed;
    waste = null;
    collect();
    expect(filled - before).toBeGreaterThan(20_000_000);
    expect(process.memoryUsage().heapUsed).toBeLessThan(filled - 20_000_000);
    expect(readMemoryShare(1)).toBeGreaterThan(0);
    expect(readMemoryShare(1)).toBeLessThan(1);
    expect(readMemoryShare(1_000_000)).toBeGreaterThan(1);
  });
});
