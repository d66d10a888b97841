import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { Mouse } from '../pages/mouse.ts';
import { StoryPage } from '../pages/story-page.ts';
import { askApi, graphOf, newStory } from '../world/api.ts';
import { useWorld } from '../world/world.ts';

const world = useWorld();

async function openNewStory(name: string) {
  const id = await newStory(world.fabula, name);
  const page = await world.openSignedIn(`/stories/${id}`);
  const story = new StoryPage(page);
  await page.getByText('Nothing happens here yet').waitFor();
  return { id, page, story };
}

const built = [
  'Webhook → DEFAULT Message',
  'Message → DEFAULT Condition',
  'Condition → NO_MATCH HTTP request',
  'HTTP request',
];

test('a story is drawn by mouse', async () => {
  const { id, page, story } = await openNewStory('Drawn by mouse');
  const mouse = new Mouse(story);
  await page.getByRole('button', { name: 'Add the first action' }).click();
  for (const [name, y] of [
    ['Webhook', 200],
    ['Message', 340],
    ['Condition', 480],
    ['HTTP request', 620],
  ] as const) {
    await mouse.addAction(name, 720, y);
  }
  await mouse.connect('Webhook', 'Message');
  await mouse.connect('Message', 'Condition');
  await mouse.connect('Condition', 'HTTP request');
  await page.getByRole('radio', { name: 'No match' }).click();
  await story.untilDrawn();
  expect(await graphOf(world.fabula, id)).toEqual(built);

  await page.keyboard.press('Control+z');
  await story.untilDrawn();
  expect((await graphOf(world.fabula, id))[2]).toBe('Condition → DEFAULT HTTP request');
});

test('a story is drawn by keyboard', async () => {
  const { id, page, story } = await openNewStory('Drawn by keyboard');
  for (const [typed, name] of [
    ['webhook', 'Webhook'],
    ['message', 'Message'],
    ['if', 'Condition'],
    ['http', 'HTTP request'],
  ] as const) {
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Kind of action' }).waitFor();
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await story.card(name).waitFor();
    await expect.poll(() => focused(page)).toBe(name);
  }
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => focused(page)).toBe('Condition');
  // Takes the link off, and makes it again for what does not match.
  for (const type of ['Next', 'No match']) {
    await page.keyboard.press('c');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('http');
    if (type !== 'Next') await page.getByRole('radio', { name: type }).press('Space');
    await page.getByRole('combobox', { name: 'Where to' }).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('Condition');
  }
  await story.untilDrawn();
  expect(await graphOf(world.fabula, id)).toEqual(built);

  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await story.untilDrawn();
  await expect.poll(() => graphOf(world.fabula, id)).toEqual([]);
  await page.keyboard.press('Control+z');
  await story.untilDrawn();
  expect((await graphOf(world.fabula, id)).sort()).toEqual(built.toSorted());
});

function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label')?.split(',')[0]);
}

test('what lies in a group has a frame with its name, which opens the group', async () => {
  const id = await newStory(world.fabula, 'Grouped');
  const [group, input, output] = ['1', '2', '3'].map((digit) => digit.repeat(32));
  const action = (guid: string | undefined, kind: string, name: string, x: number, y: number, of?: string) => ({
    ...{ guid, type: `Agents::${kind}Agent`, name, options: {}, position: { x, y } },
    ...(of === undefined ? {} : { group: of }),
  });
  await askApi(world.fabula, 'POST', `/api/v1/stories/${id}/board`, {
    add: {
      actions: [
        action(group, 'Group', 'Look it up', 0, 0),
        action(input, 'GroupInput', 'What is asked', 300, 60, group),
        action(output, 'GroupOutput', 'What is found', 300, 150, group),
      ],
      links: [{ source: input, receiver: output, type: 'DEFAULT' }],
    },
  });
  const page = await world.openSignedIn(`/stories/${id}`);
  const story = new StoryPage(page);
  const frame = story.board.getByRole('img', { name: 'Inside Look it up' });
  await frame.waitFor();
  const [around, card] = [await frame.boundingBox(), await story.card('What is found').boundingBox()];
  expect((around?.x ?? 0) < (card?.x ?? 0)).toBe(true);
  expect((around?.y ?? 0) + (around?.height ?? 0) > (card?.y ?? 0) + (card?.height ?? 0)).toBe(true);
  await frame.getByText('Look it up').click();
  await page.getByRole('region', { name: 'Action Look it up' }).waitFor();
});
