/** What a journey needs: a running Fabula, a browser, and pages that fail the test when the console shows an error. */
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { importStory } from './api.ts';
import { desktop } from './sizes.ts';
import { type Fabula, startFabula } from './start-fabula.ts';

export interface World {
  readonly fabula: Fabula;
  /** A page of a visitor of its own, who is not signed in. */
  openPage(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** A page of somebody who signed in before. */
  openSignedIn(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** Brings a story in through the API; gives its id. */
  importStory(path: string, name?: string): Promise<number>;
}

export const doorCheck = fileURLToPath(new URL('./stories/door-check.json', import.meta.url));

type StorageState = NonNullable<BrowserContextOptions['storageState']>;

const patienceMs = 15_000;

/**
 * One program and one browser for all tests of a file. Call it at the top level of the file. `settings`: further variables of the
 * environment, made before the program starts.
 */
export function useWorld(settings: () => Promise<Readonly<Record<string, string>>> = async () => ({})): World {
  let fabula: Fabula;
  let browser: Browser;
  let session: StorageState | undefined;
  const complaints: string[] = [];

  beforeAll(async () => {
    [fabula, browser] = await Promise.all([settings().then(startFabula), launchBrowser()]);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(complaints.splice(0), 'errors in the browser').toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await fabula?.stop();
  });

  async function openPage(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: desktop, baseURL: fabula.url, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      // The browser itself reports every status 4xx; the journeys look at what the page makes of them.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
    await page.goto(path);
    return page;
  }

  /** Cookies of a session, made once: that signing in works has a journey of its own. */
  async function signedIn(): Promise<StorageState> {
    if (session === undefined) {
      const context = await browser.newContext({ baseURL: fabula.url });
      const { email, password } = fabula;
      const answer = await context.request.post('/api/session', { data: { email, password } });
      if (!answer.ok()) throw new Error(`signing in answered ${answer.status()}`);
      session = await context.storageState();
      await context.close();
    }
    return session;
  }

  return {
    get fabula() {
      return fabula;
    },
    openPage,
    async openSignedIn(path, options) {
      return openPage(path, { storageState: await signedIn(), ...options });
    },
    importStory: (path, name) => importStory(fabula, path, name),
  };
}
