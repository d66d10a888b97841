/** Two installations: a story of one is published to a team of the other, by hand. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StoryPage } from '../pages/story-page.ts';
import { askApi, readApi } from '../world/api.ts';
import { type Fabula, startFabula } from '../world/start-fabula.ts';
import { doorCheck, useWorld } from '../world/world.ts';

// The other installation is on this machine; the program speaks to no such address unless it is allowed.
const world = useWorld(async () => ({ FABULA_EGRESS_ALLOW: '127.0.0.0/8' }));

let branch: Fabula;
beforeAll(async () => {
  branch = await startFabula();
});
afterAll(() => branch?.stop());

test('the copy appears at the other side, and can only be read there', async () => {
  const storyId = await world.importStory(doorCheck, 'Door check of all branches');
  await askApi(world.fabula, 'PUT', `/api/v1/stories/${storyId}`, { change_control_enabled: true });
  const { teams } = await readApi<{ teams: { id: number }[] }>(branch, '/api/v1/teams');

  const page = await world.openSignedIn('/settings/sync');
  await page.getByRole('button', { name: 'New destination' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Another installation' }).click();
  await dialog.getByLabel('Its address').fill(branch.url);
  await dialog.getByLabel('API key of the team there').fill('no key at all');
  await dialog.getByLabel('Id of the team there').fill(String(teams[0]?.id));
  await dialog.getByRole('checkbox', { name: /Door check of all branches/ }).check();
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await dialog.getByText('does not accept the API key').waitFor();
  await dialog.getByLabel('API key of the team there').fill(branch.apiKey);
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Its story is synced').waitFor();
  expect(await page.content()).not.toContain(branch.apiKey);

  const { email, password } = branch;
  const there = await world.openPage('/', { baseURL: branch.url });
  await there.request.post(`${branch.url}/api/session`, { data: { email, password } });
  await there.goto(`${branch.url}/stories`);
  await there.getByRole('link', { name: 'Door check of all branches', exact: true }).click();
  const copy = new StoryPage(there);
  await copy.card('Badge scanned').waitFor();
  await there.getByText('This story is a copy that is kept in step with its original. Change it there.').waitFor();
  expect(await there.getByRole('button', { name: 'Add an action' }).count()).toBe(0);
});
