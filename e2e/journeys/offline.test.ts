/** Fabula is not reached for a while: what is drawn and written is kept, the marks say so, and it is saved afterwards. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { BuildForm } from '../pages/build-form.ts';
import { StoryPage } from '../pages/story-page.ts';
import { readApi } from '../world/api.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();
const kept = 'Kept here until Fabula is reached';

interface StoredAction {
  readonly name: string;
  readonly options: { readonly payload?: Readonly<Record<string, unknown>> };
}

async function openDoorCheck(name: string) {
  const id = await world.importStory(doorCheck, name);
  const page = await world.openSignedIn(`/stories/${id}`);
  const story = new StoryPage(page);
  await story.untilLive();
  const stored = async () => {
    const path = `/api/v1/actions?story_id=${id}&per_page=100`;
    return (await readApi<{ agents: StoredAction[] }>(world.fabula, path)).agents;
  };
  const names = async () => (await stored()).map((action) => action.name);
  return { page, story, stored, names };
}

const connection = (page: Page) => page.getByRole('status').filter({ hasText: /Connected|Reconnecting/ });

test('what is drawn without a connection is kept, and saved in order when it returns', async () => {
  const { page, story, names } = await openDoorCheck('Drawn on a train');
  const before = await names();
  await page.context().setOffline(true);
  await story.card('Guard is asleep').click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Delete');
  await story.card('Guard is asleep').waitFor({ state: 'detached' });
  await page.keyboard.press('/');
  await page.keyboard.type('message');
  await page.keyboard.press('Enter');
  await story.card('Message').waitFor();
  await page.getByRole('status', { name: 'Drawing' }).filter({ hasText: kept }).waitFor();
  expect(await names()).toEqual(before);

  await page.context().setOffline(false);
  await story.untilDrawn();
  expect((await names()).sort()).toEqual([...before.filter((name) => name !== 'Guard is asleep'), 'Message'].sort());
});

test('what is written in a form that was closed meanwhile is saved as well, and the board is live again', async () => {
  const { page, story, stored } = await openDoorCheck('Written on a train');
  const form = new BuildForm(page);
  await story.card('Who is it').click();
  await story.tab('Build').click();
  await form.field('Payload.person').waitFor();
  await page.context().setOffline(true);
  await form.field('Payload.person').fill('Written in a tunnel');
  await form.saving.filter({ hasText: kept }).waitFor();
  await story.inspector.getByRole('button', { name: 'Close' }).click();
  await form.root.waitFor({ state: 'detached' });

  await page.context().setOffline(false);
  const person = async () => (await stored()).find(({ name }) => name === 'Who is it')?.options.payload?.['person'];
  await expect.poll(person, { timeout: 20_000 }).toBe('Written in a tunnel');
  await connection(page).filter({ hasText: 'Connected' }).waitFor({ state: 'attached' });
});

test('while the program itself is away and comes back, an open board loses nothing', async () => {
  const { page, story, names } = await openDoorCheck('Drawn through a restart');
  const restarted = world.fabula.killAndStart();
  await connection(page).filter({ hasText: 'Reconnecting' }).waitFor({ state: 'attached' });
  await page.keyboard.press('/');
  await page.keyboard.type('message');
  await page.keyboard.press('Enter');
  await story.card('Message').waitFor();
  await restarted;
  await story.untilDrawn();
  expect(await names()).toContain('Message');
});
