/** Webhook → message → condition → HTTP request, from an empty board to what arrives outside. */
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { BuildForm } from '../pages/build-form.ts';
import { Keyboard } from '../pages/keyboard.ts';
import { Mouse } from '../pages/mouse.ts';
import { StoryPage } from '../pages/story-page.ts';
import { graphOf, newStory, readApi } from '../world/api.ts';
import { type Outside, startOutside } from '../world/outside.ts';
import { useWorld } from '../world/world.ts';

const world = useWorld(async () => ({ FABULA_EGRESS_ALLOW: '127.0.0.0/8' }));
let outside: Outside | undefined;
afterAll(() => outside?.close());

/** The code editor is large and loaded with the first form. */
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 10_000 });

async function openNewStory(name: string) {
  outside ??= await startOutside();
  const id = await newStory(world.fabula, name);
  const page = await world.openSignedIn(`/stories/${id}`);
  await page.getByText('Nothing happens here yet').waitFor();
  /** Somebody calls the webhook. */
  const call = async (body: unknown) => {
    const { agents } = await readApi<{ agents: { type: string; options: { path: string; secret: string } }[] }>(
      world.fabula,
      `/api/v1/actions?story_id=${id}`,
    );
    const { path, secret } = agents.find(({ type }) => type === 'Agents::WebhookAgent')?.options ?? {};
    const answer = await fetch(`${world.fabula.url}/webhook/${path}/${secret}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.ok).toBe(true);
  };
  return { id, page, story: new StoryPage(page), form: new BuildForm(page), outside, call };
}

const suggestion = (page: Page, text: string) =>
  page.locator('.cm-tooltip-autocomplete').getByRole('option', { name: text });
const tip = (page: Page, text: string) => page.locator('.cm-tooltip', { hasText: text });
const shownValue = (form: BuildForm, field: string) =>
  form.root
    .getByRole('region', { name: `${field} with this event` })
    .getByRole('status')
    .textContent();

const drawn = [
  'Webhook → DEFAULT Message',
  'Message → DEFAULT Condition',
  'Condition → DEFAULT HTTP request',
  'HTTP request',
];

test('by mouse', async () => {
  const { id, page, story, form, outside, call } = await openNewStory('Four by mouse');
  const mouse = new Mouse(story);
  await page.getByRole('button', { name: 'Add the first action' }).click();
  await mouse.addAction('Webhook', 720, 200);
  await mouse.addAction('Message', 720, 340);
  await mouse.connect('Webhook', 'Message');
  await story.untilDrawn();
  await call({ person: 'Ada', score: 8 });
  await story.card('Message, Message, 1 event').waitFor();

  // What a past event holds is offered, and what comes of it is seen while one writes.
  await story.card('Message').click();
  await story.tab('Build').click();
  const field = form.field('Payload.message');
  await field.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Hello <<web');
  await suggestion(page, 'webhook').click();
  for (const key of ['body', 'person']) {
    await page.keyboard.type('.');
    await suggestion(page, key).click();
  }
  await eventually(() => form.textOf(field)).toBe('Hello <<webhook.body.person>>');
  await eventually(() => shownValue(form, 'Payload.message')).toBe('Hello Ada');

  // A function tells what it takes; what is wrong is underlined and said.
  await page.keyboard.press('End');
  await page.keyboard.type('<<UPCASE(');
  await tip(page, 'UPCASE(text)').waitFor();
  await page.keyboard.type('webhook.body.person, 2');
  await field.locator('.cm-lintRange-error').first().waitFor();
  for (const _ of ', 2') await page.keyboard.press('Backspace');
  await field.locator('.cm-lintRange-error').first().waitFor({ state: 'detached' });
  await eventually(() => shownValue(form, 'Payload.message')).toBe('Hello AdaADA');

  // How it comes about, part by part.
  await form.root.getByRole('button', { name: 'Step by step: Payload.message' }).click();
  await form.root.getByRole('treeitem').filter({ hasText: 'UPCASE' }).first().waitFor();
  await form.untilSaved();

  await story.inspector.getByRole('button', { name: 'Close' }).click();
  await mouse.addAction('Condition', 720, 480);
  await mouse.connect('Message', 'Condition');
  await page.mouse.click(1200, 800);
  await mouse.addAction('HTTP request', 720, 620);
  await mouse.connect('Condition', 'HTTP request');
  await story.untilDrawn();
  expect(await graphOf(world.fabula, id)).toEqual(drawn);

  await story.card('Condition').click();
  await form.field('Rules 1, what is looked at').click();
  await page.keyboard.type('<<webhook.body.score>>');
  await form.root.getByRole('combobox', { name: 'Rules 1, comparison' }).selectOption({ label: 'is greater than' });
  await form.field('Rules 1, value').fill('5');
  await form.untilSaved();

  await story.card('HTTP request').click();
  await form.field('URL').fill(outside.url);
  await form.root.getByRole('combobox', { name: 'Method' }).selectOption({ label: 'POST' });
  await form.root.getByRole('button', { name: 'Add a key to Payload' }).click();
  await form.root.getByRole('textbox', { name: /^Key / }).and(page.locator(':focus')).waitFor();
  await page.keyboard.type('text');
  await page.keyboard.press('Enter');
  await form.field('Payload.text').click();
  await page.keyboard.type('<<message.message>>');
  await form.untilSaved();

  await expectItWorks({ story, outside, call }, async () => {
    await page.getByRole('button', { name: 'Runs' }).click();
    await story.runList.first().click();
  });
});

test('by keyboard', async () => {
  const { id, page, story, form, outside, call } = await openNewStory('Four by keyboard');
  const keyboard = new Keyboard(page);
  const add = async (typed: string, name: string) => {
    await keyboard.press('/');
    await page.getByRole('combobox', { name: 'Kind of action' }).waitFor();
    await keyboard.type(typed);
    await keyboard.press('Enter');
    await expect.poll(() => keyboard.focused()).toMatch(new RegExp(`^${name}`));
  };
  await add('webhook', 'Webhook');
  await add('message', 'Message');
  await story.untilDrawn();
  await call({ person: 'Ada', score: 8 });
  await story.card('Message, Message, 1 event').waitFor();

  const open = async () => {
    await keyboard.press('Enter');
    await story.inspector.and(page.locator(':focus')).waitFor();
  };
  const close = async () => {
    // Suggestions, then the field, then the panel.
    for (let presses = 0; presses < 3 && (await story.inspector.count()) > 0; presses += 1) {
      await keyboard.press('Escape');
    }
    await story.inspector.waitFor({ state: 'detached' });
  };
  await open();
  await keyboard.tabTo('Events1');
  for (const tab of ['Logs', 'Build']) {
    await keyboard.press('ArrowRight');
    await expect.poll(() => keyboard.focused()).toBe(tab);
  }
  await form.root.waitFor();
  await keyboard.tabTo('Payload.message');
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('Hello <<web');
  await suggestion(page, 'webhook').waitFor();
  await keyboard.press('Tab');
  for (const key of ['body', 'person']) {
    await keyboard.type('.');
    await suggestion(page, key).waitFor();
    await keyboard.type(key.slice(0, 2));
    await keyboard.press('Enter');
  }
  await keyboard.type('>><<UPCASE(');
  await tip(page, 'UPCASE(text)').waitFor();
  await keyboard.type('webhook.body.person');
  await keyboard.press('Escape');
  await eventually(() => shownValue(form, 'Payload.message')).toBe('Hello AdaADA');
  await form.untilSaved();
  await close();

  await add('if', 'Condition');
  await open();
  await form.root.waitFor();
  await keyboard.tabTo('Rules 1, what is looked at');
  await keyboard.type('<<webhook.body.score>>');
  await keyboard.press('Escape');
  await keyboard.tabTo('Rules 1, comparison');
  await keyboard.type('is greater than');
  await keyboard.tabTo('Rules 1, value');
  await keyboard.type('5');
  await form.untilSaved();
  await close();

  await add('http', 'HTTP request');
  await open();
  await form.root.waitFor();
  await keyboard.tabTo('URL');
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type(outside.url);
  await keyboard.tabTo('Method');
  await keyboard.type('POST');
  await keyboard.tabTo('Add a key to Payload');
  await keyboard.press('Enter');
  await expect.poll(() => keyboard.focused()).toMatch(/^Key /);
  await keyboard.type('text');
  await keyboard.tabTo('Payload.text');
  await keyboard.type('<<message.message>>');
  await form.untilSaved();
  expect(await graphOf(world.fabula, id)).toEqual(drawn);
  await keyboard.press('Escape');
  await close();
  await expectItWorks({ story, outside, call }, async () => {
    await keyboard.press('r');
    await story.runList.first().waitFor();
    await story.runs.and(page.locator(':focus')).waitFor();
    await keyboard.tabTo(/4 events/);
    await keyboard.press('Enter');
  });
});

/** Those who score high are told of outside, and the run shows its way. */
async function expectItWorks(
  { story, outside, call }: Pick<Awaited<ReturnType<typeof openNewStory>>, 'story' | 'outside' | 'call'>,
  showNewestRun: () => Promise<void>,
) {
  const before = outside.received.length;
  await call({ person: 'Grace', score: 9 });
  await story.card('HTTP request, HTTP request, 1 event').waitFor();
  expect(outside.received.slice(before)).toEqual([{ text: 'Hello GraceGRACE' }]);
  await showNewestRun();
  await expect.poll(() => story.namesOnPath()).toEqual(['Condition', 'HTTP request', 'Message', 'Webhook']);

  await call({ person: 'Eve', score: 1 });
  await story.card('Message, Message, 3 events').waitFor();
  expect(outside.received).toHaveLength(before + 1);
}
