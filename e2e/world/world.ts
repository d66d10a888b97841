/** What a journey needs: a running Fabula, a browser, and pages that fail the test when the console shows an error. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { SignInPage } from '../pages/sign-in-page.ts';
import { type Fabula, startFabula } from './start-fabula.ts';

export interface World {
  readonly fabula: Fabula;
  /** A page of a visitor of its own, on the sign-in page. */
  openPage(options?: BrowserContextOptions): Promise<Page>;
  /** The same, signed in, on the list of stories. */
  openSignedIn(options?: BrowserContextOptions): Promise<Page>;
  /** Brings a story in through the API; gives its id. */
  importStory(path: string, name?: string): Promise<number>;
}

export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };
export const doorCheck = fileURLToPath(new URL('./stories/door-check.json', import.meta.url));

const patienceMs = 15_000;

/** One program and one browser for all tests of a file. Call it at the top level of the file. */
export function useWorld(): World {
  let fabula: Fabula;
  let browser: Browser;
  const complaints: string[] = [];

  beforeAll(async () => {
    [fabula, browser] = await Promise.all([startFabula(), launchBrowser()]);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(complaints.splice(0), 'errors in the browser').toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await fabula?.stop();
  });

  async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: desktop, baseURL: fabula.url, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      // The browser itself reports every status 4xx; the journeys look at what the page makes of them.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
    await page.goto('/');
    return page;
  }

  return {
    get fabula() {
      return fabula;
    },
    openPage,
    async openSignedIn(options) {
      const page = await openPage(options);
      await new SignInPage(page).signIn(fabula.email, fabula.password);
      await page.getByRole('heading', { name: 'Stories' }).waitFor();
      return page;
    },
    async importStory(path, name) {
      const data = readFileSync(path, 'utf8');
      const teams = await readApi<{ teams: { id: number }[] }>(fabula, '/api/v1/teams');
      const body = `{"new_name":${JSON.stringify(name ?? JSON.parse(data).name)},"team_id":${teams.teams[0]?.id},"data":${data}}`;
      return (await readApi<{ id: number }>(fabula, '/api/v1/stories/import', body)).id;
    },
  };
}

/** Asks the documented API, as a program would. With a body it posts. */
export async function readApi<T>(fabula: Fabula, path: string, body?: string): Promise<T> {
  const response = await fetch(fabula.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${fabula.apiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
