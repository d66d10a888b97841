import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { StoryPage } from '../pages/story-page.ts';
import { askApi, newStory, readApi } from '../world/api.ts';
import { useWorld } from '../world/world.ts';

const world = useWorld();

async function openNewStory(name: string) {
  const id = await newStory(world.fabula, name);
  const page = await world.openSignedIn(`/stories/${id}`);
  const story = new StoryPage(page);
  await page.getByText('Nothing happens here yet').waitFor();
  return { id, page, story };
}

/** What the server has, as "name → names of receivers". */
async function graphOf(storyId: number): Promise<string[]> {
  type Action = { id: number; name: string; links_to_receivers: { receiver_id: number; type: string }[] };
  const { agents } = await readApi<{ agents: Action[] }>(world.fabula, `/api/v1/actions?story_id=${storyId}`);
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  return agents.map(({ name, links_to_receivers: links }) =>
    [name, ...links.map(({ receiver_id: id, type }) => `${type} ${names.get(id)}`)].join(' → '),
  );
}

const built = [
  'Webhook → DEFAULT Message',
  'Message → DEFAULT Condition',
  'Condition → NO_MATCH HTTP request',
  'HTTP request',
];

test('a story is drawn by mouse', async () => {
  const { id, page, story } = await openNewStory('Drawn by mouse');
  const drag = async (fromX: number, fromY: number, toX: number, toY: number) => {
    await page.mouse.move(fromX, fromY);
    await page.mouse.down();
    await page.mouse.move((fromX + toX) / 2, (fromY + toY) / 2, { steps: 4 });
    await page.mouse.move(toX, toY, { steps: 4 });
    await page.mouse.up();
  };
  await page.getByRole('button', { name: 'Add the first action' }).click();
  for (const [name, y] of [
    ['Webhook', 200],
    ['Message', 340],
    ['Condition', 480],
    ['HTTP request', 620],
  ] as const) {
    if ((await page.getByRole('region', { name: 'New action' }).count()) === 0) {
      await page.mouse.click(1200, 800);
      await page.getByRole('button', { name: 'Add an action' }).click();
    }
    const row = await boxOf(page, page.getByRole('option', { name, exact: true }));
    await drag(row.x + 40, row.y + 12, 720, y);
    await story.card(name).waitFor();
  }
  for (const [from, to] of [
    ['Webhook', 'Message'],
    ['Message', 'Condition'],
    ['Condition', 'HTTP request'],
  ] as const) {
    const foot = await boxOf(page, story.card(from));
    const head = await boxOf(page, story.card(to));
    await drag(foot.x + foot.width / 2, foot.y + foot.height + 2, head.x + 40, head.y + 20);
    await page.getByRole('toolbar', { name: 'Link' }).waitFor();
  }
  await page.getByRole('radio', { name: 'No match' }).click();
  await story.untilDrawn();
  expect(await graphOf(id)).toEqual(built);

  await page.keyboard.press('Control+z');
  await story.untilDrawn();
  expect((await graphOf(id))[2]).toBe('Condition → DEFAULT HTTP request');
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
  expect(await graphOf(id)).toEqual(built);

  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await story.untilDrawn();
  await expect.poll(() => graphOf(id)).toEqual([]);
  await page.keyboard.press('Control+z');
  await story.untilDrawn();
  expect((await graphOf(id)).sort()).toEqual(built.toSorted());
});

function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label')?.split(',')[0]);
}

async function boxOf(page: Page, locator: ReturnType<Page['locator']>) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error(`${locator} is not to be seen on ${page.url()}`);
  return box;
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
