/** Folders beside the list of stories: made, named, moved and deleted, by hand and by keyboard, with stories dropped on them. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { StoriesPage } from '../pages/stories-page.ts';
import { newStory, readApi } from '../world/api.ts';
import { phone } from '../world/sizes.ts';
import { useWorld } from '../world/world.ts';

const world = useWorld();

interface Folder {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  readonly parent_folder_id: number | null;
}

/** "Guards / Night (1)" for every folder that the server has. */
async function stored(): Promise<string[]> {
  const { folders } = await readApi<{ folders: Folder[] }>(world.fabula, '/api/v1/folders?content_type=STORY');
  const path = ({ name, parent_folder_id }: Folder): string => {
    const around = folders.find(({ id }) => id === parent_folder_id);
    return around === undefined ? name : `${path(around)} / ${name}`;
  };
  return folders.map((folder) => `${path(folder)} (${folder.size})`).sort();
}

const item = (page: Page, name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name}, `) });

async function choose(page: Page, folder: string, what: string): Promise<void> {
  await item(page, folder).hover();
  await page.getByRole('button', { name: `More about the folder ${folder}` }).click();
  await page.getByRole('menuitem', { name: what }).click();
}

async function make(page: Page, name: string): Promise<void> {
  await page.getByRole('dialog').getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Create the folder' }).click();
  await item(page, name).waitFor();
}

test('folders are put into each other, stories are dropped on them, and nothing is lost with a folder that goes', async () => {
  await newStory(world.fabula, 'Night watch');
  await newStory(world.fabula, 'Day watch');
  const page = await world.openSignedIn('/stories');
  const stories = new StoriesPage(page);
  await page.getByRole('button', { name: 'New folder' }).click();
  await make(page, 'Guards');
  await choose(page, 'Guards', 'New folder inside…');
  await make(page, 'Night');
  await page.getByRole('button', { name: 'New folder' }).click();
  await make(page, 'Late');
  await choose(page, 'Late', 'Rename…');
  await page.getByRole('dialog').getByLabel('Name').fill('After hours');
  await page.keyboard.press('Enter');

  await stories.story('Night watch').dragTo(item(page, 'Night'));
  await item(page, 'Night')
    .and(page.getByRole('treeitem', { name: 'Night, 1 story' }))
    .waitFor();
  await stories.choose('Day watch', 'Move to a folder…');
  await page.getByLabel('Search folders').fill('after');
  await page.keyboard.press('Enter');
  await page.getByRole('treeitem', { name: 'After hours, 1 story' }).waitFor();
  await item(page, 'After hours').dragTo(item(page, 'Night'));
  await expect.poll(stored).toEqual(['Guards (0)', 'Guards / Night (1)', 'Guards / Night / After hours (1)']);

  // By keyboard: to the folder, its stories, and away with it.
  await page.getByRole('treeitem', { name: 'All stories' }).focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await expect.poll(() => stories.names()).toEqual(['Night watch']);
  await page.keyboard.press('Delete');
  const question = page.getByRole('alertdialog', { name: 'Delete the folder “Night”?' });
  await question.getByText('1 story and 1 folder move into the folder around it, “Guards”.').waitFor();
  await question.getByRole('button', { name: 'Delete the folder' }).click();
  await item(page, 'Night').waitFor({ state: 'detached' });
  expect(await stored()).toEqual(['Guards (1)', 'Guards / After hours (1)']);
  await expect.poll(() => stories.names()).toEqual(['Night watch']);
  await stories.story('Night watch').dragTo(page.getByRole('treeitem', { name: 'All stories' }));
  await expect.poll(stored).toEqual(['Guards (0)', 'Guards / After hours (1)']);
});

test('what the server refuses is taken back and said', async () => {
  await newStory(world.fabula, 'Stubborn');
  const page = await world.openSignedIn('/stories');
  await page.getByRole('button', { name: 'New folder' }).click();
  await make(page, 'Attic');
  let refuse = () => {};
  const refused = new Promise<void>((resolve) => {
    refuse = resolve;
  });
  await page.route('**/api/v1/stories/*', async (route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    await refused;
    await route.abort();
  });
  await new StoriesPage(page).story('Stubborn').dragTo(item(page, 'Attic'));
  // Shown before the server has said anything.
  await page.getByRole('treeitem', { name: 'Attic, 1 story' }).waitFor();
  await new StoriesPage(page).story('Stubborn').getByText('Attic').waitFor();
  refuse();
  await page.getByText(/“Stubborn” could not be moved: Fabula cannot be reached/).waitFor();
  await page.getByRole('treeitem', { name: 'Attic, 0 stories' }).waitFor();
  expect(await stored()).toContain('Attic (0)');
});

test('on a phone the folders are put away until they are wanted', async () => {
  const page = await world.openSignedIn('/stories', { viewport: phone, hasTouch: true, isMobile: true });
  await page.getByRole('button', { name: 'Folders', exact: true }).tap();
  await page.getByRole('treeitem', { name: 'All stories' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
});
