/** A moment of a story is kept, and gone back to. */
import { expect, test } from 'vitest';
import { ChangeControl } from '../pages/change-control.ts';
import { StoryPage } from '../pages/story-page.ts';
import { askApi, readApi } from '../world/api.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();

test('a version is kept, shows what has changed since, is restored, and what was there before can be had again', async () => {
  const id = await world.importStory(doorCheck, 'Door check with versions');
  const page = await world.openSignedIn(`/stories/${id}`);
  const story = new StoryPage(page);
  await story.card('Who is it').waitFor();
  await page.keyboard.press('v');
  const panel = page.getByRole('region', { name: 'Versions' });
  await panel.getByText('No versions yet').waitFor();
  await panel.getByRole('button', { name: 'Keep a version as it is now' }).click();
  await panel.getByLabel('Name').fill('As it was');
  await panel.getByRole('button', { name: 'Keep it' }).click();
  const kept = panel.getByRole('listitem').filter({ hasText: 'As it was' });
  await kept.getByRole('button', { name: /^As it was/ }).click();
  await kept.getByText('It is just as things are now.').waitFor();

  await story.card('Who is it').click();
  await story.tab('Build').click();
  const name = story.inspector.getByLabel('Name', { exact: true });
  await name.fill('Who asks');
  await name.press('Enter');
  await story.inspector.getByRole('status', { name: 'Saving' }).filter({ hasText: 'Saved' }).waitFor();
  await story.inspector.getByRole('button', { name: 'Close' }).click();

  // Closed and opened: it is asked again what is different.
  await kept.getByRole('button', { name: /^As it was/ }).click();
  await kept.getByRole('button', { name: /^As it was/ }).click();
  await kept.getByRole('button', { name: /^Who is it/ }).click();
  await kept.getByText('Who asks').waitFor();
  await kept.getByRole('button', { name: 'Restore…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Restore it' }).click();
  await panel.getByText('As it was is restored.').waitFor();
  await story.card('Who is it').waitFor();
  await panel.getByRole('listitem').filter({ hasText: 'Before version As it was was restored' }).first().waitFor();
  await panel.getByRole('button', { name: 'Undo the restoring' }).click();
  await panel.getByText('Undone. What was there before is there again.').waitFor();
  await story.card('Who asks').waitFor();

  await kept.getByRole('button', { name: 'More about As it was' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the version' }).click();
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  await expect.poll(() => panel.getByText('As it was', { exact: true }).count(), { timeout: 10_000 }).toBe(0);
});

test('under change control a version goes into a draft, and what is live stays', async () => {
  const id = await world.importStory(doorCheck, 'Door check with versions and drafts');
  await askApi(world.fabula, 'POST', `/api/v1/stories/${id}/versions`, { name: 'As it was' });
  await askApi(world.fabula, 'PUT', `/api/v1/stories/${id}`, { description: 'Later', change_control_enabled: true });
  const page = await world.openSignedIn(`/stories/${id}?side=versions`);
  const panel = page.getByRole('region', { name: 'Versions' });
  const kept = panel.getByRole('listitem').filter({ hasText: 'As it was' });
  await kept.getByText(/by you/).waitFor();
  await kept.getByRole('button', { name: 'More about As it was' }).click();
  await page.getByRole('menuitem', { name: 'Restore…' }).click();
  const question = page.getByRole('alertdialog');
  await question.getByText('one called “test” is made').waitFor();
  await question.getByRole('button', { name: 'Restore it' }).click();
  await new ChangeControl(page).strip.getByText('Draft test.').waitFor();
  await panel.getByText('As it was is restored.').waitFor();
  const draft = new URL(page.url()).searchParams.get('draft');
  const describe = async (query: string) =>
    (await readApi<{ description: string }>(world.fabula, `/api/v1/stories/${id}${query}`)).description;
  expect([await describe(''), await describe(`?draft_id=${draft}`)]).toEqual([
    'Later',
    expect.not.stringContaining('Later'),
  ]);
});
