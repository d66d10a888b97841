/** How evenly a page is drawn while something moves. */
import type { Page } from 'playwright-core';
import { quantile } from '../load.ts';

export interface Frames {
  /** Milliseconds between frames. */
  readonly p50: number;
  readonly p95: number;
  /** Frames a second, over the whole of it. */
  readonly rate: number;
}

/** Of the page while `gesture` goes on. */
export async function measureFrames(page: Page, gesture: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const times: number[] = [];
    const window_ = window as unknown as { frameTimes: number[]; stopFrames: () => void };
    let isGoingOn = true;
    window_.frameTimes = times;
    window_.stopFrames = () => {
      isGoingOn = false;
    };
    const next = (time: number) => {
      times.push(time);
      if (isGoingOn) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  await gesture();
  const times = await page.evaluate(() => {
    const window_ = window as unknown as { frameTimes: number[]; stopFrames: () => void };
    window_.stopFrames();
    return window_.frameTimes;
  });
  const between = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const whole = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return { p50: quantile(between, 0.5), p95: quantile(between, 0.95), rate: (between.length / whole) * 1000 };
}

/** Moves the mouse from one place to another, a step for each frame of the page. */
export async function moveSlowly(
  page: Page,
  from: { readonly x: number; readonly y: number },
  by: { readonly x: number; readonly y: number },
  steps: number,
): Promise<void> {
  for (let step = 1; step <= steps; step += 1) {
    // There and back, so that nothing leaves the screen.
    const part = Math.sin((step / steps) * Math.PI);
    await page.mouse.move(from.x + by.x * part, from.y + by.y * part);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
}
