/** What is measured of the web application, each beside a floor: the same in a page that does nothing. */
import type { BrowserContext, Page } from 'playwright-core';
import type { Fabula } from '../../e2e/world/start-fabula.ts';
import { quantile } from '../load.ts';
import { type Frames, measureFrames, moveSlowly } from './frames.ts';
import { largeStory, storyWithEvents } from './stories.ts';

export interface Measured {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  /** What the same costs where nothing is done. */
  readonly floor: string;
  readonly isReached: boolean;
}

const steps = 120;
/** Of a frame, a tenth more than 60 a second allow: the clock of the page is no finer. */
const smoothMs = 18.4;
const mostKilobytes = 300;

export async function measureEditor(context: BrowserContext, fabula: Fabula): Promise<Measured[]> {
  const floor = await emptyPage(context);
  const [large, many] = [await largeStory(fabula, 500), await storyWithEvents(fabula, 10_000)];
  const measured = [
    await firstLoad(context),
    ...(await drawing(context, large, floor)),
    await opening(context, await largeStory(fabula, 2_000), await largeStory(fabula, 1)),
    await typing(context, large),
    await scrolling(context, many, floor),
  ];
  return measured;
}

/** A page on which nothing but the mouse moves. */
async function emptyPage(context: BrowserContext): Promise<Frames> {
  const page = await context.newPage();
  await page.goto('data:text/html,<p>Nothing moves here.');
  const frames = await measureFrames(page, () => moveSlowly(page, { x: 700, y: 450 }, { x: -300, y: -200 }, steps));
  await page.close();
  return frames;
}

async function firstLoad(context: BrowserContext): Promise<Measured> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const scripts = new Map<string, number>();
  const ids = new Map<string, string>();
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  session.on('Network.responseReceived', ({ requestId, response, type }) => {
    if (type === 'Script') ids.set(requestId, response.url);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = ids.get(requestId);
    if (url !== undefined) scripts.set(url, encodedDataLength);
  });
  await page.goto('/stories');
  await page.getByRole('list', { name: 'Stories' }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.close();
  const bytes = [...scripts.values()].reduce((sum, size) => sum + size, 0);
  return {
    what: 'First load: compressed JavaScript of the list of stories',
    wanted: `≤ ${mostKilobytes} kB`,
    measured: `${(bytes / 1000).toFixed(0)} kB in ${scripts.size} files`,
    floor: '–',
    isReached: bytes <= mostKilobytes * 1000,
  };
}

async function drawing(context: BrowserContext, story: number, floor: Frames): Promise<Measured[]> {
  const page = await context.newPage();
  await openStory(page, story);
  const near = await pan(page);
  const dragging = await dragOne(page);
  await page.keyboard.press('f');
  await untilStill(page);
  const far = await pan(page);
  await page.close();
  return [
    framesRow('Panning with 500 actions, near enough to read them', near, floor),
    framesRow('Panning with all 500 actions in sight', far, floor),
    framesRow('Dragging one of 500 actions', dragging, floor),
  ];
}

async function pan(page: Page): Promise<Frames> {
  // Between the cards, where the board itself is taken hold of.
  const free = await freePlace(page);
  await page.mouse.move(free.x, free.y);
  await page.mouse.down();
  const frames = await measureFrames(page, () => moveSlowly(page, free, { x: -300, y: -200 }, steps));
  await page.mouse.up();
  return frames;
}

async function dragOne(page: Page): Promise<Frames> {
  const card = await page.locator('[data-action]').nth(10).boundingBox();
  if (card === null) throw new Error('the board has no card in sight');
  const at = { x: card.x + card.width / 2, y: card.y + card.height / 2 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  const frames = await measureFrames(page, () => moveSlowly(page, at, { x: 200, y: 150 }, steps));
  await page.mouse.up();
  return frames;
}

/** Until the board is in the same place in two looks. */
async function untilStill(page: Page): Promise<void> {
  const place = () => page.locator('.react-flow__viewport').getAttribute('style');
  for (let before = ''; ; ) {
    const now = (await place()) ?? '';
    if (now === before) return;
    before = now;
    await page.waitForTimeout(200);
  }
}

async function freePlace(page: Page): Promise<{ x: number; y: number }> {
  const place = await page.evaluate(() => {
    for (let y = 500; y < 800; y += 3)
      for (let x = 500; x < 1000; x += 3)
        if (document.elementFromPoint(x, y)?.classList.contains('react-flow__pane')) return { x, y };
    return null;
  });
  if (place === null) throw new Error('the board has no free place');
  return place;
}

function framesRow(what: string, frames: Frames, floor: Frames): Measured {
  const text = ({ rate, p50, p95 }: Frames) =>
    `${rate.toFixed(0)} a second, p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`;
  return {
    what,
    wanted: '60 frames a second',
    measured: text(frames),
    floor: text(floor),
    isReached: frames.p50 <= Math.max(smoothMs, floor.p50 * 1.1),
  };
}

/** From the navigation to the frame in which the cards are painted; the files lie in the browser's cache. */
async function opening(context: BrowserContext, story: number, small: number): Promise<Measured> {
  const times = { large: [] as number[], small: [] as number[] };
  for (let round = 0; round < 5; round += 1) {
    times.large.push(await openingTime(context, story));
    times.small.push(await openingTime(context, small));
  }
  const [large, floor] = [quantile(times.large, 0.5), quantile(times.small, 0.5)];
  return {
    what: 'Opening a story of 2,000 actions',
    wanted: '< 1 s',
    measured: `${(large / 1000).toFixed(2)} s`,
    floor: `${(floor / 1000).toFixed(2)} s with one action`,
    isReached: large < 1_000,
  };
}

async function openingTime(context: BrowserContext, story: number): Promise<number> {
  const page = await context.newPage();
  await page.goto(`/stories/${story}`, { waitUntil: 'commit' });
  const time = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          const isThere = document.querySelector('.react-flow__node [data-action]') !== null;
          if (!isThere) return requestAnimationFrame(look);
          return requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
        };
        look();
      }),
  );
  await page.close();
  return time;
}

/** From a key to the paint after it, in a formula with a preview, and in a plain field of the same page. */
async function typing(context: BrowserContext, story: number): Promise<Measured> {
  const page = await context.newPage();
  await openStory(page, story);
  await page.locator('[data-action]').first().click();
  await page.getByRole('tab', { name: 'Build' }).click();
  await page.getByRole('button', { name: 'Add a key to Payload' }).click();
  await page.keyboard.type('text');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Payload.text', exact: true }).click();
  const formula = await keyTimes(page, '<<UPCASE(hook.body.name) & JOIN(MAP(hook.list, LAMBDA(x, x.a)), ", ")>> ');
  await page.evaluate(() => {
    const plain = document.createElement('textarea');
    plain.style.cssText = 'position:fixed;top:0;left:0;z-index:99';
    document.body.append(plain);
    plain.focus();
  });
  const plain = await keyTimes(page, 'A text that is typed into a field that does nothing, of the same length. ');
  await page.close();
  const text = (times: readonly number[]) =>
    `p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms`;
  return {
    what: 'Typing a formula: from a key to the paint after it',
    wanted: 'p95 ≤ 50 ms',
    measured: text(formula),
    floor: `${text(plain)} in a plain field`,
    isReached: quantile(formula, 0.95) <= 50,
  };
}

async function keyTimes(page: Page, text: string): Promise<number[]> {
  await page.evaluate(() => {
    const window_ = window as unknown as { keyTimes: number[]; stopKeys: () => void };
    window_.keyTimes = [];
    const onKey = () => {
      const began = performance.now();
      // The message comes after the paint of the frame that is due.
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => window_.keyTimes.push(performance.now() - began);
        channel.port2.postMessage(null);
      });
    };
    addEventListener('keydown', onKey, true);
    window_.stopKeys = () => removeEventListener('keydown', onKey, true);
  });
  await page.keyboard.type(text, { delay: 60 });
  return page.evaluate(() => {
    const window_ = window as unknown as { keyTimes: number[]; stopKeys: () => void };
    window_.stopKeys();
    return window_.keyTimes;
  });
}

async function scrolling(context: BrowserContext, story: number, floor: Frames): Promise<Measured> {
  const page = await context.newPage();
  await openStory(page, story);
  await page.keyboard.press('e');
  const list = page.getByRole('list', { name: /Events/ });
  await list.getByRole('button').first().waitFor();
  const box = await list.boundingBox();
  await page.mouse.move((box?.x ?? 0) + 100, (box?.y ?? 0) + 200);
  const frames = await measureFrames(page, async () => {
    for (let step = 0; step < steps; step += 1) {
      await page.mouse.wheel(0, 400);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
  });
  await page.close();
  return framesRow('Scrolling through 10,000 events', frames, floor);
}

async function openStory(page: Page, story: number): Promise<void> {
  await page.goto(`/stories/${story}`);
  await page.locator('[data-action]').first().waitFor();
  await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
}
