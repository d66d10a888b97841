import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { StoryPage } from '../pages/story-page.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();

async function openDoorCheck(): Promise<{ page: Page; story: StoryPage }> {
  const id = await world.importStory(doorCheck, 'Door check by keyboard');
  const page = await world.openSignedIn(`/stories/${id}`);
  const story = new StoryPage(page);
  await story.card('Badge scanned').waitFor();
  return { page, story };
}

/** The name of the action whose card has the focus. */
function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label')?.split(',')[0]);
}

test('every action is reached, opened and closed without a mouse', async () => {
  const { page, story } = await openDoorCheck();
  await story.card('Badge scanned').focus();
  const met: (string | undefined)[] = [await focused(page)];
  for (let step = 1; step < 8; step += 1) {
    const before = met.at(-1);
    await page.keyboard.press('Tab');
    await expect.poll(() => focused(page)).not.toBe(before);
    met.push(await focused(page));
  }
  expect(met).toEqual([
    'Badge scanned',
    'Who is it',
    'May they enter?',
    'Open the door',
    'Write to the owner',
    'Keep it shut',
    'Tell the guard',
    'Guard is asleep',
  ]);

  await page.keyboard.press('ArrowUp');
  await expect.poll(() => focused(page)).toBe('Tell the guard');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Action Tell the guard' }).waitFor();
  await page.keyboard.press('Escape');
  await story.inspector.waitFor({ state: 'detached' });
  await expect.poll(() => focused(page)).toBe('Tell the guard');
});

test('an action is found by name', async () => {
  const { page } = await openDoorCheck();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('guard as');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Action Guard is asleep' }).waitFor();
});

test('an action is found by what its formulas say, and opens at the option that says it', async () => {
  const { page, story } = await openDoorCheck();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('body.badge');
  const found = page.getByRole('option', { name: /Who is it/ });
  await found.getByText('Payload.badge:').waitFor();
  expect(await found.locator('mark').textContent()).toBe('body.badge');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Action Who is it' }).waitFor();
  await story.inspector.locator('[data-option="payload"]:focus-within').waitFor();
});

test('the shortcuts are listed on ?, and do nothing while someone types', async () => {
  const { page, story } = await openDoorCheck();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+f');
  await page.keyboard.type('r');
  expect(await story.runs.count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('r');
  await story.runs.waitFor();
});

test('f brings the whole story back into sight', async () => {
  const { page, story } = await openDoorCheck();
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('+');
  await expect.poll(() => story.card('Guard is asleep').count()).toBe(0);
  await page.keyboard.press('f');
  await story.card('Guard is asleep').waitFor();
  await story.card('Badge scanned').waitFor();
});

test('Ctrl K does what is on the page, and goes to pages and stories by their names', async () => {
  await world.importStory(doorCheck, 'Lights at night');
  const { page, story } = await openDoorCheck();
  const command = async (text: string, name: string) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'What to do, or where to go' }).waitFor();
    await page.keyboard.type(text);
    await page.getByRole('option', { name, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  await command('runs', 'Show the runs');
  await story.runs.waitFor();
  await command('add an', 'Add an action');
  await page.getByRole('combobox', { name: 'Kind of action' }).waitFor();
  await page.keyboard.press('Escape');
  await command('audit', 'Audit log');
  await page.getByRole('heading', { name: 'Audit log' }).waitFor();
  await command('lights', 'Lights at night');
  await story.card('Badge scanned').waitFor();
  expect(await page.title()).toBe('Lights at night · Fabula');
});
