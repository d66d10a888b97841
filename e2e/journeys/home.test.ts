/** The list of stories: a new one, its settings, the ways to find it, the trash and back. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { StoriesPage } from '../pages/stories-page.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();

test('a story is made, put into a new folder, found there, made a favourite, thrown away and restored', async () => {
  const page = await world.openSignedIn('/stories');
  const stories = new StoriesPage(page);
  await page.getByRole('button', { name: 'New story' }).first().click();
  await page.getByRole('dialog', { name: 'New story' }).getByLabel('Name').fill('Night watch');
  await page.getByRole('button', { name: 'Create the story' }).click();
  await page.getByRole('heading', { name: 'Night watch' }).waitFor();

  await page.goto('/stories');
  await stories.choose('Night watch', 'Settings…');
  const settings = page.getByRole('dialog', { name: 'Settings of Night watch' });
  await settings.getByLabel('Tags').fill('night, guards');
  await settings.getByLabel('Folder').selectOption('New folder…');
  await settings.getByLabel('Name of the folder').fill('Guards');
  await settings.getByRole('button', { name: 'Save' }).click();
  await settings.waitFor({ state: 'detached' });
  await page.getByRole('treeitem', { name: 'Guards, 1 story' }).click();
  await expect.poll(() => stories.names(), { timeout: 10_000 }).toEqual(['Night watch']);
  await page.getByLabel('Tag', { exact: true }).selectOption('guards');
  await stories.story('Night watch').getByText('guards', { exact: true }).waitFor();

  await page.getByRole('button', { name: 'Make Night watch a favourite' }).click();
  await page.getByRole('button', { name: 'Take Night watch off your favourites' }).waitFor();
  await page.goto('/stories');
  await page.getByLabel('State').selectOption('Favourites');
  await expect.poll(() => stories.names(), { timeout: 10_000 }).toEqual(['Night watch']);

  await stories.choose('Night watch', 'Delete…');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the story' }).click();
  await page.getByText('No favourites yet').waitFor();
  await page.getByRole('button', { name: 'Trash' }).click();
  await page.getByRole('button', { name: 'Restore Night watch' }).click();
  await page.getByRole('dialog').getByText('is back').waitFor();
});

test('a file that is dropped on the page is imported', async () => {
  const page = await world.openSignedIn('/stories');
  const stories = new StoriesPage(page);
  await page.getByRole('list', { name: 'Stories' }).waitFor();
  const text = readFileSync(doorCheck, 'utf8');
  const files = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], 'door-check.json', { type: 'application/json' }));
    return transfer;
  }, text);
  await page.getByRole('main').dispatchEvent('drop', { dataTransfer: files });
  await stories.importDialog.getByText('8 actions').waitFor();
  await stories.confirmImport();
  await page.getByRole('heading', { name: 'Door check' }).waitFor();
});

test('the list of stories is there with 300 kB of compressed JavaScript at most', async () => {
  const page = await world.openSignedIn('/stories');
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    if (request.resourceType() === 'script')
      sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await page.reload();
  await page.getByRole('heading', { name: 'Stories' }).waitFor();
  await page.waitForLoadState('networkidle');
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(300_000);
});
