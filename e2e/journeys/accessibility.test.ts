import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { StoriesPage } from '../pages/stories-page.ts';
import { StoryPage } from '../pages/story-page.ts';
import { askApi, readApi } from '../world/api.ts';
import { desktop, phone } from '../world/sizes.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();

async function complaintsAbout(page: Page): Promise<string[]> {
  // Contrast is measured on what is painted: let what just opened be painted whole.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
    // No page of ours has frames; looking for them opens a page for every look.
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}

const looks = [
  { name: 'light and wide', colorScheme: 'light', viewport: desktop },
  { name: 'dark, on a phone', colorScheme: 'dark', viewport: phone },
] as const;

describe.each(looks)('the rules of accessibility hold: $name', ({ colorScheme, viewport }) => {
  const options = { colorScheme, viewport, reducedMotion: 'reduce' } as const;

  test('on the way in and in the list', async () => {
    const page = await world.openPage('/', options);
    await page.getByLabel('Email').waitFor();
    expect(await complaintsAbout(page)).toEqual([]);
    const inside = await world.openSignedIn('/stories', options);
    await inside.getByRole('list', { name: 'Stories' }).waitFor();
    expect(await complaintsAbout(inside)).toEqual([]);
    await inside.getByRole('button', { name: 'Import', exact: true }).first().click();
    await inside.getByRole('dialog').waitFor();
    expect(await complaintsAbout(inside)).toEqual([]);
  });

  test('in the settings of a story, among folders, and in a table', async () => {
    const { teams } = await readApi<{ teams: { id: number }[] }>(world.fabula, '/api/v1/teams');
    const ours = { team_id: teams[0]?.id, name: `Doors in ${colorScheme}` };
    const post = (path: string, body: object) => askApi<{ id: number }>(world.fabula, 'POST', path, body);
    const { id: folder_id } = await post('/api/v1/folders', { ...ours, content_type: 'STORY' });
    await post('/api/v1/stories', { ...ours, folder_id });
    const { id } = await post('/api/v1/global_resources', { ...ours, value: [{ door: 'North', floor: 1, tags: [1] }] });

    const page = await world.openSignedIn(`/stories?folder=${folder_id}`, options);
    const stories = new StoriesPage(page);
    await stories.story(ours.name).waitFor();
    if (viewport === phone) await page.getByRole('button', { name: /^Folder:/ }).click();
    await page.getByRole('treeitem', { name: `${ours.name}, 1 story` }).waitFor();
    expect(await complaintsAbout(page)).toEqual([]);
    await stories.choose(ours.name, 'Settings…');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Who may call it').selectOption('STS_AND_WORKBENCH');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Nothing is saved yet').waitFor();
    expect(await complaintsAbout(page)).toEqual([]);

    const table = await world.openSignedIn(`/settings/resources/${id}`, options);
    await table.getByRole('grid').getByText('1', { exact: true }).last().dblclick();
    await table.getByRole('textbox', { name: 'floor in row 1' }).fill('one');
    await table.keyboard.press('Enter');
    await table.getByText('This is no number.', { exact: false }).waitFor();
    expect(await complaintsAbout(table)).toEqual([]);
  });

  test('on the board, in the panels and in the dialogs', async () => {
    const id = await world.importStory(doorCheck, `Door check in ${colorScheme}`);
    const page = await world.openSignedIn(`/stories/${id}`, options);
    const story = new StoryPage(page);
    await story.untilLive();
    await story.card('Badge scanned').click();
    await story.tab('Summary').click();
    expect(await complaintsAbout(page)).toEqual([]);
    await fetch((await story.inspector.getByRole('region', { name: 'Address' }).locator('code').textContent()) ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"person":"Eve","door":{"floor":3},"allowed":false}',
    });
    await story.tab('Events').click();
    await story.events.first().waitFor();
    expect(await complaintsAbout(page)).toEqual([]);
    await story.inspector.getByRole('button', { name: 'Close' }).click();

    await story.card('Tell the guard').click();
    await story.tab('Logs').click();
    await story.logs.first().waitFor();
    expect(await complaintsAbout(page)).toEqual([]);
    await story.tab('Build').click();
    expect(await complaintsAbout(page)).toEqual([]);
    await story.inspector.getByRole('button', { name: 'Close' }).click();

    await page.getByRole('button', { name: 'Runs' }).click();
    await story.runList.first().click();
    await story.runEvents.first().waitFor();
    expect(await complaintsAbout(page)).toEqual([]);
    await story.runs.getByRole('button', { name: 'Close' }).click();
    for (const [key, opened] of [
      ['?', page.getByRole('dialog')],
      ['Control+f', page.getByRole('dialog')],
      ['/', page.getByRole('combobox', { name: 'Kind of action' })],
    ] as const) {
      await page.keyboard.press(key);
      await opened.waitFor();
      expect(await complaintsAbout(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await opened.waitFor({ state: 'detached' });
    }
  });
});
