import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { Mouse } from '../pages/mouse.ts';
import { StoryPage } from '../pages/story-page.ts';
import { askApi, graphOf, newStory, readApi } from '../world/api.ts';
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

test('what is selected becomes a group and back, and the story does the same all the time', async () => {
  const id = await newStory(world.fabula, 'To be grouped');
  const [hook, double, tell] = ['4', '5', '6'].map((digit) => digit.repeat(32));
  const message = (guid: string | undefined, name: string, y: number, payload: object) => ({
    ...{ guid, type: 'Agents::EventTransformationAgent', name, position: { x: 300, y } },
    options: { mode: 'message_only', payload },
  });
  await askApi(world.fabula, 'POST', `/api/v1/stories/${id}/board`, {
    add: {
      actions: [
        {
          ...{ guid: hook, type: 'Agents::WebhookAgent', name: 'Hook', position: { x: 300, y: 0 } },
          options: { path: 'to-be-grouped', secret: 'here', verbs: 'post' },
        },
        message(double, 'Double', 150, { n: '=hook.body.n * 2' }),
        message(tell, 'Tell', 300, { text: '<<double.n>> of <<hook.body.n>>' }),
      ],
      links: [
        { source: hook, receiver: double },
        { source: double, receiver: tell },
      ],
    },
  });
  const page = await world.openSignedIn(`/stories/${id}`);
  const story = new StoryPage(page);
  const frame = story.board.getByRole('img', { name: 'Inside Group' });
  const told = async (n: number, count: number) => {
    await story.untilDrawn();
    await fetch(`${world.fabula.url}/webhook/to-be-grouped/here`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ n }),
    });
    await story.card(`Tell, Message, ${count} event${count === 1 ? '' : 's'}`).waitFor();
    const { agents } = await readApi<{ agents: { id: number; name: string }[] }>(
      world.fabula,
      `/api/v1/actions?story_id=${id}`,
    );
    const { events } = await readApi<{ events: { payload: { tell: { text: string } } }[] }>(
      world.fabula,
      `/api/v1/actions/${agents.find(({ name }) => name === 'Tell')?.id}/events`,
    );
    return events[0]?.payload.tell.text;
  };
  await story.card('Double').click({ modifiers: ['ControlOrMeta'] });
  await story.card('Tell').click({ modifiers: ['ControlOrMeta'] });
  await page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: 'Group' }).click();
  await frame.waitFor();
  expect(await told(4, 1)).toBe('8 of 4');

  await page.keyboard.press('ControlOrMeta+z');
  await frame.waitFor({ state: 'detached' });
  expect(await told(5, 2)).toBe('10 of 5');
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await frame.waitFor();

  await story.card('Group').focus();
  await page.keyboard.press('ControlOrMeta+Shift+g');
  await frame.waitFor({ state: 'detached' });
  expect(await told(6, 3)).toBe('12 of 6');
  expect(await graphOf(world.fabula, id)).toEqual(['Hook → DEFAULT Double', 'Double → DEFAULT Tell', 'Tell']);

  // A webhook stays outside, and the board says so.
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+g');
  await story.board.getByText('“Hook” begins runs of its own, so it stays outside of a group.').waitFor();
});
