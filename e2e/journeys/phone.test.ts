import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { StoryPage } from '../pages/story-page.ts';
import { addColleague } from '../world/colleague.ts';
import { phone } from '../world/sizes.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();
const options = { viewport: phone, hasTouch: true, isMobile: true };

/** Nothing sticks out sideways. */
async function fits(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
}

test('a story is read on a phone: board, panel over the whole width, and back', async () => {
  const id = await world.importStory(doorCheck, 'Door check on a phone');
  const page = await world.openSignedIn('/stories', options);
  await page.getByRole('list', { name: 'Stories' }).waitFor();
  expect(await fits(page)).toBe(true);

  const story = new StoryPage(page);
  await story.goto(id);
  expect(await fits(page)).toBe(true);
  await story.card('Badge scanned').tap();
  await expect.poll(() => story.inspector.boundingBox()).toMatchObject({ x: 0, width: phone.width });
  expect(await fits(page)).toBe(true);

  await story.inspector.getByRole('button', { name: 'Close' }).tap();
  await story.inspector.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Runs' }).tap();
  await story.runs.getByText('No runs yet').waitFor();
});

test('on a phone one sees who else is here, and gets everywhere from the menu of the person', async () => {
  const id = await world.importStory(doorCheck, 'Door check with a long name, looked at by two');
  const bob = await addColleague(world.fabula, 'Bob');
  const page = await world.openSignedIn(`/stories/${id}`, options);
  await new StoryPage(page).card('Badge scanned').waitFor();
  const bobsPage = await world.openPage('/sign-in');
  await bobsPage.request.post('/api/session', { data: bob });
  await bobsPage.goto(page.url());
  await page.getByRole('button', { name: 'Bob is also here' }).tap();
  await page.getByRole('list', { name: 'Also here' }).getByText(/^Bob/).first().waitFor();
  expect(await fits(page)).toBe(true);
  await page.keyboard.press('Escape');
  const name = page.getByRole('heading', { name: /^Door check with a long name/ });
  expect((await name.boundingBox())?.width).toBeGreaterThan(90);
  await page.getByRole('button', { name: /account and appearance/ }).tap();
  await page.getByRole('menuitem', { name: 'Settings' }).tap();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  expect(await fits(page)).toBe(true);
});

test('the chosen look is kept on the device', async () => {
  const page = await world.openSignedIn('/stories', { ...options, colorScheme: 'light' });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole('button', { name: /account and appearance/ }).tap();
  await page.getByRole('menuitemradio', { name: 'Dark' }).tap();
  await expect.poll(background).not.toBe(light);
  const dark = await background();
  await page.reload();
  await page.getByRole('heading', { name: 'Stories' }).waitFor();
  expect(await background()).toBe(dark);
});
