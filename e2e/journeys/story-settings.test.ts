/** The settings of a story: who owns it, who hears of failures, who may call it; at once, or in a draft. */
import { expect, test } from 'vitest';
import { StoriesPage } from '../pages/stories-page.ts';
import { askApi, newStory, readApi } from '../world/api.ts';
import { addColleague } from '../world/colleague.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();

interface Settings {
  readonly owners: number[];
  readonly recipients: { address: string }[];
  readonly entry_agent_id: number | null;
  readonly exit_agents: { id: number }[];
  readonly tags: string[];
  readonly priority: boolean;
}

const read = (id: number, draft = '') => readApi<Settings>(world.fabula, `/api/v1/stories/${id}${draft}`);

async function openSettings(name: string) {
  const page = await world.openSignedIn('/stories');
  await new StoriesPage(page).choose(name, 'Settings…');
  const dialog = page.getByRole('dialog', { name: `Settings of ${name}` });
  return { page, dialog, save: dialog.getByRole('button', { name: 'Save' }) };
}

test('owners, recipients, callers and the API of a story are set, and what is refused is said at its field', async () => {
  const id = await world.importStory(doorCheck, 'Gate keeper');
  const before = await read(id);
  await addColleague(world.fabula, 'Grace');
  const { page, dialog, save } = await openSettings('Gate keeper');

  await dialog.getByLabel('Another owner').selectOption({ label: 'Grace' });
  await dialog.getByRole('switch', { name: /Tell its recipients/ }).click();
  await dialog.getByLabel('Another recipient').fill('guards@example.com');
  await dialog.getByLabel('Another recipient').press('Enter');
  await dialog.getByLabel('Who may call it').selectOption('STS_AND_WORKBENCH');
  await save.click();
  await dialog.getByText('Choose the webhook action that work comes in by.').waitFor();
  await dialog.getByText('Nothing is saved yet').waitFor();
  expect((await read(id)).owners).toEqual(before.owners);

  const calls = dialog.getByRole('region', { name: 'Send to Story' });
  await calls.getByLabel('Work comes in by').selectOption({ label: 'Badge scanned' });
  await calls.getByRole('checkbox', { name: 'Who is it' }).check();
  // Closing would lose all of it: that is asked about.
  await page.keyboard.press('Escape');
  await page
    .getByRole('alertdialog', { name: 'Leave without saving?' })
    .getByRole('button', { name: 'Cancel' })
    .click();
  await calls.getByRole('switch', { name: /approves each call/ }).click();
  const api = dialog.getByRole('region', { name: 'Webhook API' });
  await api.getByRole('switch').click();
  await api.getByLabel('Work comes in by').selectOption({ label: 'Badge scanned' });
  await api.getByRole('checkbox', { name: 'Who is it' }).check();
  // Typed only, as people leave it: it goes with the rest.
  await dialog.getByLabel('Another recipient').fill('nobody');
  await save.click();
  await dialog.getByText(/Write an e-mail address/).waitFor();
  await dialog.getByLabel('Another recipient').fill('https://chat.example/hook');
  await save.click();
  await dialog.waitFor({ state: 'detached' });

  const { agents } = await readApi<{ agents: { id: number; name: string }[] }>(
    world.fabula,
    `/api/v1/actions?story_id=${id}&per_page=100`,
  );
  const idOf = (name: string) => agents.find((each) => each.name === name)?.id;
  const stored = await read(id);
  expect(stored).toMatchObject({
    monitor_failures: true,
    recipients: [{ address: 'guards@example.com' }, { address: 'https://chat.example/hook' }],
    send_to_story_access_source: 'STS_AND_WORKBENCH',
    send_to_story_access: 'TEAM',
    entry_agent_id: idOf('Badge scanned'),
    exit_agents: [{ id: idOf('Who is it') }],
    send_to_story_skill_use_requires_confirmation: false,
    webhook_api_enabled: true,
    api_entry_action_id: idOf('Badge scanned'),
    api_exit_action_ids: [idOf('Who is it')],
  });
  expect(stored.owners).toHaveLength(before.owners.length + 1);
});

test('a story without the right actions says what it lacks; what only the server knows is shown at its field', async () => {
  const id = await newStory(world.fabula, 'Bare');
  const { dialog, save } = await openSettings('Bare');
  await dialog.getByLabel('Who may call it').selectOption('STS');
  await dialog.getByText(/has no webhook action/).waitFor();
  await dialog.getByText(/has no event transformation/).waitFor();
  await dialog.getByLabel('Who may call it').selectOption('OFF');
  // What mail cannot be sent to is known to the server alone.
  await dialog.getByLabel('Tags').fill('bare');
  await dialog.getByLabel('Another recipient').fill('ada@exa<mple.com');
  await save.click();
  await dialog.getByText('address must be an e-mail address or an http(s) URL.').waitFor();
  // The tags got through, and are not sent a second time.
  await dialog.getByLabel('Another recipient').fill('');
  await expect.poll(() => save.isDisabled()).toBe(true);
  expect((await read(id)).tags).toEqual(['bare']);
});

test('under change control what runs goes to the draft, and where it lies changes at once', async () => {
  const id = await world.importStory(doorCheck, 'Controlled gate');
  await askApi(world.fabula, 'PUT', `/api/v1/stories/${id}`, { change_control_enabled: true });
  const { dialog, save } = await openSettings('Controlled gate');
  await dialog.getByLabel('These settings go to the draft').waitFor();
  await dialog.getByRole('switch', { name: /High priority/ }).click();
  await dialog.getByLabel('Another recipient').fill('guards@example.com');
  await dialog.getByLabel('Tags').fill('gate');
  await dialog.getByRole('switch', { name: /^Locked/ }).click();
  await save.click();
  await dialog.waitFor({ state: 'detached' });

  expect(await read(id)).toMatchObject({ priority: false, recipients: [], tags: ['gate'], locked: true });
  const { drafts } = await readApi<{ drafts: { id: number; name: string }[] }>(
    world.fabula,
    `/api/v1/stories/${id}/drafts`,
  );
  expect(drafts.map(({ name }) => name)).toEqual(['test']);
  expect(await read(id, `?draft_id=${drafts[0]?.id}`)).toMatchObject({
    priority: true,
    recipients: [{ address: 'guards@example.com' }],
  });
});
