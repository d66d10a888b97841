/** What stands around the stories, looked after by hand: secrets, values, people, keys, and where stories are published to. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { askApi, readApi } from '../world/api.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();

test('a secret goes in and is not seen again', async () => {
  const page = await world.openSignedIn('/settings/credentials');
  await page.getByRole('link', { name: 'New credential' }).click();
  await page.getByLabel('Name').fill('Ticket system');
  await page.getByLabel('Secret', { exact: true }).fill('hunter2-hunter2');
  await page.getByLabel(/^Hosts/).fill('not a host!');
  await press(page, 'Create');
  await page.getByText(/allowed_hosts must be host names/).waitFor();
  await page.getByLabel(/^Hosts/).fill('tickets.example.com');
  await press(page, 'Create');
  await page.getByText('CREDENTIAL.ticket_system').waitFor();
  expect(await page.getByLabel('Secret', { exact: true }).inputValue()).toBe('');
  expect(await page.content()).not.toContain('hunter2');
});

test('a value that somebody else changed meanwhile is not overwritten unseen', async () => {
  const page = await world.openSignedIn('/settings/resources/new');
  await page.getByLabel('Name').fill('Doors');
  await page.getByRole('textbox', { name: 'Value' }).fill('{"north":"open"}');
  await page.getByText('stories will read an object of 1 key').waitFor();
  await press(page, 'Create');
  await page.getByText('RESOURCE.doors').waitFor();
  const path = `/api/v1/global_resources/${new URL(page.url()).pathname.split('/').pop()}`;
  await askApi(world.fabula, 'PUT', path, { value: { north: 'theirs' } });

  await page.getByRole('radio', { name: 'Text' }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill('{"north":"mine"}');
  await press(page, 'Save');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('theirs', { exact: false }).last().waitFor();
  await dialog.getByRole('button', { name: 'Save mine over it' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  expect(await readApi(world.fabula, path)).toMatchObject({ value: '{"north":"mine"}' });
});

test('people are invited, given a role, and a key is shown once', async () => {
  const page = await world.openSignedIn('/settings');
  await page
    .getByRole('main')
    .getByRole('link', { name: /^Members/ })
    .click();
  await page.getByLabel('E-mail address').fill('grace@example.com');
  await press(page, 'Invite');
  await page.getByText(/\/invitation#/).waitFor();
  await page.getByLabel('Role of grace@example.com').selectOption('VIEWER');
  const { teams } = await readApi<{ teams: { id: number }[] }>(world.fabula, '/api/v1/teams');
  const roleOfGrace = async () => {
    const path = `/api/v1/teams/${teams[0]?.id}/members`;
    const { members } = await readApi<{ members: { email: string; role: string }[] }>(world.fabula, path);
    return members.find(({ email }) => email === 'grace@example.com')?.role;
  };
  await expect.poll(roleOfGrace).toBe('VIEWER');

  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'API keys' }).click();
  await press(page, 'New key');
  await page.getByRole('dialog').getByLabel('Name').fill('Deployment');
  await press(page, 'Create');
  const key = (await page.getByRole('dialog').locator('code').textContent()) ?? '';
  const answer = await fetch(`${world.fabula.url}/api/v1/teams`, { headers: { authorization: `Bearer ${key}` } });
  expect(answer.status).toBe(200);
  await press(page, 'I have copied it');
  await page.getByRole('list', { name: 'API keys' }).getByText('Deployment').waitFor();
  expect(await page.content()).not.toContain(key);

  await page.goto('/settings/audit-log?operation=AuthenticationTokenCreation');
  const entries = page.getByRole('list', { name: 'Entries' }).getByRole('listitem');
  await entries.first().getByText('Details').click();
  await entries.first().getByText('"Deployment"').waitFor();
});

test('a story is published to another team, and what a sync would change is seen before', async () => {
  const storyId = await world.importStory(doorCheck, 'Published door');
  await askApi(world.fabula, 'PUT', `/api/v1/stories/${storyId}`, { change_control_enabled: true });
  await askApi(world.fabula, 'POST', '/api/v1/teams', { name: 'Branch office' });
  const page = await world.openSignedIn('/settings/sync');
  await press(page, 'New destination');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Team', { exact: true }).selectOption({ label: 'Branch office' });
  await dialog.getByRole('checkbox', { name: /Published door/ }).check();
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('heading', { name: 'Branch office, here' }).waitFor();
  await page.getByText('Its story is synced').waitFor();
  await press(page, 'What a sync of Published door would change');
  await page.getByText('A sync would change nothing').waitFor();
});
