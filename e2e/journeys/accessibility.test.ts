import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { StoryPage } from '../pages/story-page.ts';
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
