/**
 * Pictures of every screen, in light and dark, on a desktop and on a phone: to be looked at.
 *
 * Command: `npm run screenshots -- FOLDER [NAME …]`; with names, those screens alone. It fails when a screen does not come up, the
 * browser's console tells of an error, or a request fails.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../browser.ts';
import { startOutside } from '../world/outside.ts';
import { desktop, phone } from '../world/sizes.ts';
import { type Fabula, startFabula } from '../world/start-fabula.ts';
import { firstScreens, outsideScreens, type Screen, screens } from './screens.ts';
import { type Furnished, furnish } from './world.ts';

const looks = [desktop, phone].flatMap((viewport) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ viewport, colorScheme })),
);
const patienceMs = 8_000;

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: npm run screenshots -- FOLDER [NAME …]');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const faults: string[] = [];
const [fabula, browser, outside] = await Promise.all([
  startFabula({ FABULA_EGRESS_ALLOW: '127.0.0.0/8' }),
  launchBrowser(),
  startOutside(),
]);
try {
  const nothing: Furnished = { story: 0, draft: 0, failing: 0, resource: 0, empty: 0 };
  await takeAll(outsideScreens, nothing, false);
  await takeAll(firstScreens, nothing, true);
  const wanted = screens.filter(({ name }) => names.length === 0 || names.includes(name));
  await takeAll(wanted, await furnish(fabula, outside), true);
} finally {
  await browser.close();
  await fabula.stop();
  outside.close();
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

async function takeAll(of: readonly Screen[], furnished: Furnished, isSignedIn: boolean): Promise<void> {
  const chosen = of.filter(({ name }) => names.length === 0 || names.includes(name));
  if (chosen.length === 0) return;
  for (const { viewport, colorScheme } of looks) {
    const look = `${viewport === desktop ? 'desktop' : 'phone'}-${colorScheme}`;
    const page = await openPage(browser, fabula, { viewport, colorScheme }, isSignedIn);
    for (const screen of chosen) {
      listenTo(page, `${screen.name} ${look}`);
      try {
        await screen.open(page, furnished);
      } catch (error) {
        faults.push(`${screen.name} ${look} did not come up: ${error instanceof Error ? error.message : error}`);
      }
      await takePicture(page, join(folder ?? '', `${screen.name}-${look}.png`));
    }
    await page.context().close();
  }
}

async function openPage(
  from: Browser,
  { url, email, password }: Fabula,
  look: { readonly viewport: typeof desktop; readonly colorScheme: 'light' | 'dark' },
  isSignedIn: boolean,
): Promise<Page> {
  const context = await from.newContext({ ...look, baseURL: url, reducedMotion: 'reduce', deviceScaleFactor: 1 });
  if (isSignedIn) await context.request.post('/api/session', { data: { email, password } });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  return page;
}

function listenTo(page: Page, screen: string): void {
  page.removeAllListeners();
  page.on('pageerror', (error) => faults.push(`${screen}: ${error}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${screen}: ${message.text()}`);
  });
  page.on('response', (response) => {
    // Before somebody has signed in the page asks who is there.
    const isExpected = response.status() === 401 && screen.startsWith('sign-in');
    if (response.status() >= 400 && !isExpected) faults.push(`${screen}: ${response.status()} ${response.url()}`);
  });
}

/** What is painted piece by piece is taken when two pictures in a row are the same. */
async function takePicture(page: Page, path: string): Promise<void> {
  let picture = await page.screenshot();
  for (let tries = 0; tries < 20; tries += 1) {
    const next = await page.screenshot();
    if (next.equals(picture)) break;
    picture = next;
  }
  writeFileSync(path, picture);
}
