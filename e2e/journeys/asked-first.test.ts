/** What is asked before it is done, and what is tried before it is relied on. */
import { expect, test } from 'vitest';
import { StoryPage } from '../pages/story-page.ts';
import { readApi } from '../world/api.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();

test('an action that holds events is deleted only after a question; one without is deleted at once', async () => {
  const id = await world.importStory(doorCheck, 'Door check with a deletion');
  const page = await world.openSignedIn(`/stories/${id}`);
  const story = new StoryPage(page);
  await story.untilLive();
  const answer = await fetch(`${world.fabula.url}/webhook/badge-scanned/journeys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ person: 'Grace', door: 'north', allowed: true }),
  });
  expect(answer.status).toBe(200);
  await story.card('Open the door, Message, 1 event').focus();
  await page.keyboard.press('Delete');
  const question = page.getByRole('alertdialog', { name: 'Delete an action that holds 1 event?' });
  await question.getByText('The events are gone for good.').waitFor();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'detached' });
  await story.card('Open the door, Message, 1 event').focus();
  await page.keyboard.press('Delete');
  await question.getByRole('button', { name: 'Delete', exact: true }).click();
  await story.card('Open the door').waitFor({ state: 'detached' });
  await story.card('Keep it shut').focus();
  await page.keyboard.press('Delete');
  await story.card('Keep it shut').waitFor({ state: 'detached' });
  expect(await page.getByRole('alertdialog').count()).toBe(0);
});

test('a credential is tried where it is kept, and says what to do when it cannot be used', async () => {
  const { teams } = await readApi<{ teams: { id: number }[] }>(world.fabula, '/api/v1/teams');
  const make = async (more: object) =>
    (
      await readApi<{ id: number }>(
        world.fabula,
        '/api/v1/user_credentials',
        JSON.stringify({ team_id: teams[0]?.id, mode: 'TEXT', value: 'hush', ...more }),
      )
    ).id;
  const [good, over] = [await make({ name: 'Good' }), await make({ name: 'Over', expires_at: '2020-01-01' })];
  const page = await world.openSignedIn(`/settings/credentials/${good}`);
  const section = page.getByRole('region', { name: 'Try it' });
  await section.getByRole('button', { name: 'Try it' }).click();
  await section.getByText('It is complete').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Better');
  await section.getByText('save your changes first').waitFor();
  expect(await section.getByRole('button', { name: 'Try it' }).isDisabled()).toBe(true);
  await page.getByLabel('Name', { exact: true }).fill('Good');
  await page.goto(`/settings/credentials/${over}`);
  await section.getByRole('button', { name: 'Try it' }).click();
  await section.getByText('It cannot be used as it is').waitFor();
  await section.getByText(/expired at 2020-01-01/).waitFor();
  expect(await section.textContent()).not.toContain('hush');
});
