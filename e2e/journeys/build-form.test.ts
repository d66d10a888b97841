import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { BuildForm } from '../pages/build-form.ts';
import { StoryPage } from '../pages/story-page.ts';
import { readApi } from '../world/api.ts';
import { desktop, phone } from '../world/sizes.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();

/** The code editor is large and loaded with the first form; a save waits for a pause. */
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 10_000 });

interface StoredAction {
  readonly id: number;
  readonly name: string;
  readonly options: Record<string, unknown>;
}

async function openStory(name: string) {
  const storyId = await world.importStory(doorCheck, name);
  const { agents } = await readApi<{ agents: StoredAction[] }>(
    world.fabula,
    `/api/v1/actions?story_id=${storyId}&per_page=100`,
  );
  const idOf = (action: string): number => {
    const found = agents.find((each) => each.name === action);
    if (found === undefined) throw new Error(`no action ${action}`);
    return found.id;
  };
  const stored = async (action: string) =>
    (await readApi<StoredAction>(world.fabula, `/api/v1/actions/${idOf(action)}`)).options;
  const { path, secret } = await stored('Badge scanned');
  const scanBadge = () =>
    fetch(`${world.fabula.url}/webhook/${path}/${secret}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"person":"Ada","door":3,"badge":12,"allowed":true}',
    });
  return { storyId, idOf, stored, scanBadge };
}

/** Somebody else, by the API. */
async function writeOptions(actionId: number, options: Record<string, unknown>): Promise<void> {
  const answer = await fetch(`${world.fabula.url}/api/v1/actions/${actionId}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${world.fabula.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ options }),
  });
  expect(answer.status).toBe(200);
}

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

test('an option is changed by keyboard, saved by itself and used by the next run', async () => {
  const { storyId, stored, scanBadge } = await openStory('Built by keyboard');
  const page = await world.openSignedIn(`/stories/${storyId}`);
  const story = new StoryPage(page);
  const form = new BuildForm(page);
  await story.card('Who is it').focus();
  await page.keyboard.press('Enter');
  await eventually(() => story.inspector.evaluate((panel) => panel === document.activeElement)).toBe(true);
  await story.tab('Events').focus();
  for (const tab of ['Logs', 'Build']) {
    await page.keyboard.press('ArrowRight');
    await eventually(() => story.tab(tab).getAttribute('aria-selected')).toBe('true');
  }

  await form.field('Payload.person').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('Welcome, <<badge_scanned.body.person>');
  await page.keyboard.type('>');
  await page.keyboard.press('Escape');
  await form.untilSaved();
  expect(await stored('Who is it')).toMatchObject({ payload: { person: 'Welcome, <<badge_scanned.body.person>>' } });

  await scanBadge();
  await story.tab('Events').click();
  await eventually(() => story.value('person').textContent()).toContain('Welcome, Ada');

  await story.tab('Build').click();
  await form.field('Payload.person').focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('!');
  await page.keyboard.press('ControlOrMeta+z');
  await eventually(() => form.textOf(form.field('Payload.person'))).toBe('Welcome, <<badge_scanned.body.person>>');
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await eventually(() => form.textOf(form.field('Payload.person'))).toBe('Welcome, <<badge_scanned.body.person>>!');
  await story.tab('Logs').click();
  await eventually(() => stored('Who is it')).toMatchObject({
    payload: { person: 'Welcome, <<badge_scanned.body.person>>!' },
  });
});

test('an action is tried without a trace, with what is written, and run for real', async () => {
  const { storyId, idOf, scanBadge } = await openStory('Tried');
  await scanBadge();
  const page = await world.openSignedIn('/stories');
  const story = new StoryPage(page);
  const form = new BuildForm(page);
  await form.goto(storyId, idOf('Who is it'));
  await story.tab('Events').filter({ hasText: '1' }).waitFor();
  await form.field('Payload.person').fill('Tried: <<badge_scanned.body.person>>');
  const tryIt = form.root.getByRole('region', { name: 'Try it' });
  await tryIt.getByRole('button', { name: 'Try it' }).click();
  await eventually(() => tryIt.getByRole('status', { name: 'Result' }).textContent()).toContain('Tried: Ada');
  await story.tab('Events').filter({ hasText: '1' }).waitFor();

  await tryIt.getByRole('button', { name: 'Run', exact: true }).click();
  await tryIt.getByRole('button', { name: 'Show its run' }).click();
  await story.runEvents.first().waitFor();
  await story.tab('Events').filter({ hasText: '2' }).click();
  await story.events.first().click();
  await eventually(() => story.value('person').textContent()).toContain('Tried: Ada');
});

test('the mode decides what is asked for, a wrong number is told in the words of the log, nothing is lost', async () => {
  const { storyId, idOf, stored } = await openStory('A wrong number');
  const page = await world.openSignedIn('/stories');
  const form = new BuildForm(page);
  await form.goto(storyId, idOf('Who is it'));
  await form.root.getByRole('combobox', { name: 'Mode' }).selectOption('delay');
  await form.field('Seconds').fill('soon');
  await eventually(() => form.option('seconds').textContent()).toContain("Invalid Options: 'seconds' must be a");
  expect(await form.field('Seconds').getAttribute('aria-invalid')).toBe('true');
  await form.field('Seconds').fill('2');
  await eventually(() => form.option('seconds').textContent()).not.toContain('Invalid Options');
  await form.untilSaved();
  expect(await stored('Who is it')).toMatchObject({
    mode: 'delay',
    seconds: 2,
    payload: { badge: '=badge_scanned.body.badge' },
  });

  await form.root.getByRole('button', { name: 'Add option' }).click();
  await page.keyboard.type('local');
  await page.keyboard.press('Enter');
  // Its first control gets the keyboard once the option is drawn.
  await form.option('local').locator(':focus').waitFor();
  await page.keyboard.press('Enter');
  await eventually(() => form.option('local').getByRole('textbox', { name: /^Key / }).count()).toBe(1);
  await form.option('local').getByRole('textbox', { name: /^Key / }).and(page.locator(':focus')).waitFor();
  await page.keyboard.type('greeting');
  await page.keyboard.press('Enter');
  await form.untilSaved();
  expect(await stored('Who is it')).toMatchObject({ local: { greeting: '' } });
});

test('a text in Liquid says so, and becomes a formula that gives the same, or stays and says why', async () => {
  const { storyId, idOf, stored, scanBadge } = await openStory('Older notation');
  await scanBadge();
  const person = '{{ .badge_scanned.body.person | upcase }}';
  const badge = '{% if badge_scanned.body.badge %}known{% cycle "a", "b" %}{% endif %}';
  await writeOptions(idOf('Who is it'), { mode: 'message_only', payload: { person, badge } });
  const page = await world.openSignedIn('/stories');
  const form = new BuildForm(page);
  await form.goto(storyId, idOf('Who is it'));
  await form.root.getByRole('button', { name: 'Write Payload.person as a formula' }).click();
  await form.untilSaved();
  const { payload } = (await stored('Who is it')) as { payload: { person: string } };
  expect(payload.person).toMatch(/^<<.*UPCASE\(.*badge_scanned\.body\.person.*>>$/);
  await eventually(() =>
    form.root.getByRole('region', { name: 'Payload.person with this event' }).getByRole('status').textContent(),
  ).toBe('ADA');
  await form.root.getByRole('button', { name: 'Write Payload.badge as a formula' }).click();
  await form.root.getByRole('status').filter({ hasText: 'It stays:' }).waitFor();
  await form.root.getByRole('button', { name: 'Undo' }).click();
  await form.untilSaved();
  expect(await stored('Who is it')).toMatchObject({ payload: { person, badge } });
});

test('the JSON view shows the same options, and keeps a text that is no JSON yet', async () => {
  const { storyId, idOf, stored } = await openStory('As JSON');
  const page = await world.openSignedIn('/stories');
  const story = new StoryPage(page);
  const form = new BuildForm(page);
  await form.goto(storyId, idOf('May they enter?'));
  await form.root.getByRole('radio', { name: 'JSON' }).click();
  const json = form.field('All options, JSON');
  const whole = JSON.parse(await form.textOf(json));
  expect(whole).toEqual(await stored('May they enter?'));

  await json.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('{"rules": [], "must_match"');
  await eventually(() => form.root.textContent()).toContain('Expected');
  await story.tab('Logs').click();
  await story.tab('Build').click();
  await form.root.getByText('holds a text that is not finished').waitFor();
  await form.root.getByRole('button', { name: 'Go on with it' }).click();
  await json.focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText(': 3}');
  await form.untilSaved();
  expect(await stored('May they enter?')).toEqual({ rules: [], must_match: 3 });
});

test('what somebody else changed meanwhile is never overwritten unseen', async () => {
  const { storyId, idOf, stored } = await openStory('Two people');
  const page = await world.openSignedIn('/stories');
  const form = new BuildForm(page);
  const id = idOf('Tell the guard');
  await form.goto(storyId, id);
  const before = await stored('Tell the guard');
  await form.field('URL').fill('http://ours.example');
  await writeOptions(id, { ...before, url: 'http://theirs.example' });
  const alert = form.root.getByRole('alert');
  await eventually(() => alert.textContent()).toContain('http://theirs.example');
  expect(await stored('Tell the guard')).toMatchObject({ url: 'http://theirs.example' });
  await alert.getByRole('button', { name: 'Keep mine' }).click();
  await form.untilSaved();
  expect(await stored('Tell the guard')).toMatchObject({ url: 'http://ours.example' });
});

const looks = [
  { name: 'light and wide', action: 'Who is it', colorScheme: 'light', viewport: desktop },
  { name: 'dark, on a phone', action: 'May they enter?', colorScheme: 'dark', viewport: phone },
] as const;

describe.each(looks)('the rules of accessibility hold: $name', ({ name, action, colorScheme, viewport }) => {
  async function complaintsAbout(page: Page): Promise<string[]> {
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .setLegacyMode(true)
      .options({ resultTypes: ['violations'] })
      .analyze();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    );
  }

  test('in the form, its menus and its notices', async () => {
    const { storyId, idOf } = await openStory(`Built ${name}`);
    const page = await world.openSignedIn('/stories', { colorScheme, viewport, reducedMotion: 'reduce' });
    const form = new BuildForm(page);
    await form.goto(storyId, idOf(action));
    await form.untilSaved();
    await form.root
      .getByRole('button', { name: /^Help for / })
      .first()
      .click();
    expect(await fits(page)).toBe(true);
    await form.root.getByRole('button', { name: 'Add option' }).click();
    await page.getByRole('listbox', { name: 'Options' }).waitFor();
    expect(await complaintsAbout(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await form.root.getByRole('radio', { name: 'JSON' }).click();
    expect(await fits(page)).toBe(true);
    expect(await complaintsAbout(page)).toEqual([]);
  });
});
