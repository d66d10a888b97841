import { setTimeout as pause } from 'node:timers/promises';

/** Waits until it is so, looking again every 10 ms. Gives the milliseconds that it took. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  limitMs: number,
  what: string | (() => string),
): Promise<number> {
  const begin = performance.now();
  while (!(await holds())) {
    if (performance.now() - begin > limitMs) {
      throw new Error(`waited ${limitMs} ms in vain for ${typeof what === 'string' ? what : what()}`);
    }
    await pause(10);
  }
  return performance.now() - begin;
}
