/** The events of a whole story: found, looked at, and emitted again. */
import { expect, test } from 'vitest';
import { StoryPage } from '../pages/story-page.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();

async function scan(person: string): Promise<void> {
  const response = await fetch(`${world.fabula.url}/webhook/badge-scanned/journeys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ person, door: 'north', allowed: true }),
  });
  expect(response.status).toBe(200);
}

test('events of all actions are listed as they come, narrowed, opened by keys, and emitted again', async () => {
  const id = await world.importStory(doorCheck, 'Door check with events');
  const page = await world.openSignedIn(`/stories/${id}`);
  const story = new StoryPage(page);
  await story.untilLive();
  await page.keyboard.press('e');
  const panel = page.getByRole('region', { name: 'Events of the story' });
  const rows = panel.getByRole('list', { name: 'Events, newest first' }).getByRole('listitem');
  await panel.getByText('No events yet').waitFor();

  await scan('Grace');
  await rows.filter({ hasText: 'Who is it' }).filter({ hasText: 'Grace at north' }).waitFor();
  await scan('Ada');
  await rows.filter({ hasText: 'Who is it' }).filter({ hasText: 'Ada at north' }).waitFor();

  const search = panel.getByRole('searchbox', { name: 'Text in the payload' });
  await search.fill('ADA at');
  await panel.getByText('3 found in 8 of 8 events').waitFor();
  await search.fill('nobody');
  await panel.getByText('No event is like that').waitFor();
  await search.fill('');
  await panel.getByText('8 events', { exact: true }).waitFor();

  await panel.getByLabel('Action', { exact: true }).selectOption('Who is it');
  await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(2);
  expect(await rows.nth(0).textContent()).toContain('Ada at north');
  await panel.getByLabel('Time').selectOption('The last hour');
  await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(2);

  await rows.nth(0).getByRole('button').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await story.value('person').filter({ hasText: 'Grace at north' }).waitFor();
  const address = new URL(page.url());
  await page.goto(address.href);
  await story.value('person').filter({ hasText: 'Grace at north' }).waitFor();
  expect(address.searchParams.get('event')).not.toBeNull();

  await panel.getByLabel('Action', { exact: true }).selectOption('Who is it');
  await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(2);
  for (const row of [0, 1]) await rows.nth(row).getByRole('checkbox').check();
  await panel.getByText('2 chosen').waitFor();
  await panel.getByRole('button', { name: 'Emit again…' }).click();
  const question = page.getByRole('alertdialog', { name: 'Emit 2 events again?' });
  await question.getByRole('button', { name: 'Emit again' }).click();
  await panel.getByText('2 events were emitted again.').waitFor();
  await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(4);
  await panel.getByLabel('Only those that were emitted again').check();
  await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(2);
  // In the order in which they had been.
  expect(await rows.nth(0).textContent()).toContain('Ada at north');
});
