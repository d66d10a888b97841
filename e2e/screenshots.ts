/**
 * Pictures of a story as it looks in the editor, in light and dark, on a desktop and on a phone.
 *
 * Command: `node --import tsx e2e/screenshots.ts STORY_FILE FOLDER [--send JSON] [--open ACTION]`
 *   --send   sends this body to the story's first webhook, five times, before the pictures are taken
 *   --open   also takes pictures with this action open and the newest run shown
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { SignInPage } from './pages/sign-in-page.ts';
import { StoryPage } from './pages/story-page.ts';
import { importStory, readApi } from './world/api.ts';
import { desktop, phone } from './world/sizes.ts';
import { type Fabula, startFabula } from './world/start-fabula.ts';

const sizes = [
  { name: 'desktop', viewport: desktop, deviceScaleFactor: 2 },
  { name: 'phone', viewport: phone, deviceScaleFactor: 2 },
] as const;
const requests = 5;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { send: { type: 'string' }, open: { type: 'string' } },
});
const [file, folder] = positionals;
if (file === undefined || folder === undefined) {
  console.error('usage: node --import tsx e2e/screenshots.ts STORY_FILE FOLDER [--send JSON] [--open ACTION]');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

const [fabula, browser] = await Promise.all([startFabula(), launchBrowser()]);
try {
  const storyId = await importStory(fabula, file);
  if (values.send !== undefined) await sendToWebhook(fabula, storyId, values.send);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const size of sizes) {
      const page = await signIn(browser, fabula, { ...size, colorScheme, reducedMotion: 'reduce' });
      await takePictures(page, storyId, (name) => join(folder, `${name}-${size.name}-${colorScheme}.png`));
      await page.context().close();
    }
  }
} finally {
  await browser.close();
  await fabula.stop();
}

async function takePictures(page: Page, storyId: number, path: (name: string) => string): Promise<void> {
  await page.getByRole('list', { name: 'Stories' }).waitFor();
  await takePicture(page, path('stories'));
  const story = new StoryPage(page);
  await story.goto(storyId);
  await story.untilLive();
  await takePicture(page, path('story'));
  if (values.open === undefined) return;
  await story.card(values.open).click();
  await story.events.first().waitFor();
  await takePicture(page, path('action'));
  await page.getByRole('button', { name: 'Show its run' }).click();
  await story.runEvents.first().waitFor();
  await takePicture(page, path('run'));
}

/** A large board is painted piece by piece: the picture is taken when two in a row are the same. */
async function takePicture(page: Page, path: string): Promise<void> {
  let picture = await page.screenshot();
  for (let tries = 0; tries < 20; tries += 1) {
    const next = await page.screenshot();
    if (next.equals(picture)) break;
    picture = next;
  }
  writeFileSync(path, picture);
}

async function signIn(
  ofBrowser: Browser,
  { url, email, password }: Fabula,
  options: Parameters<Browser['newContext']>[0],
): Promise<Page> {
  const page = await (await ofBrowser.newContext({ ...options, baseURL: url })).newPage();
  await page.goto('/');
  await new SignInPage(page).signIn(email, password);
  return page;
}

async function sendToWebhook(ofFabula: Fabula, storyId: number, body: string): Promise<void> {
  const path = `/api/v1/actions?story_id=${storyId}&action_type=Agents::WebhookAgent`;
  const { agents } = await readApi<{ agents: { options: { path: string; secret?: string } }[] }>(ofFabula, path);
  const options = agents[0]?.options;
  if (options === undefined) throw new Error('the story has no webhook');
  const address = [
    ofFabula.url,
    'webhook',
    options.path,
    ...(options.secret === undefined ? [] : [options.secret]),
  ].join('/');
  for (let sent = 0; sent < requests; sent += 1) {
    const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await answer.text();
  }
}
