/** Every file of a folder of real story exports (FABULA_STORY_CORPUS) is imported by hand and looked at. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { StoriesPage } from '../pages/stories-page.ts';
import { StoryPage } from '../pages/story-page.ts';
import { useWorld } from '../world/world.ts';

const world = useWorld();
const folder = process.env['FABULA_STORY_CORPUS'];
const files = folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.json'));
if (folder === undefined) console.warn('The journey of the story corpus is left out: FABULA_STORY_CORPUS is not set.');

interface Export {
  readonly name: string;
  readonly agents: readonly object[];
  readonly links: readonly object[];
}

/** What went wrong in the page since the last look. The world fails the test for errors of the console. */
function watch(page: Page): () => string[] {
  const complaints: string[] = [];
  page.on('requestfailed', (request) => {
    // A page that is left takes its open requests along.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`${request.url()} failed`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()} answered ${response.status()}`);
  });
  void page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (report) =>
      console.error(`CSP: ${report.violatedDirective} ${report.blockedURI}`),
    );
  });
  return () => complaints.splice(0);
}

test.skipIf(files.length === 0)('each story is imported and drawn with all its actions and links', async () => {
  const page = await world.openSignedIn('/stories');
  const complaints = watch(page);
  await page.goto('/stories');
  const [stories, story] = [new StoriesPage(page), new StoryPage(page)];
  for (const file of files) {
    const path = join(folder ?? '', file);
    const { agents, links }: Export = JSON.parse(readFileSync(path, 'utf8'));
    await stories.chooseFile(path);
    await stories.confirmImport();
    await story.board.locator('[data-action]').first().waitFor();
    // What is out of sight is not drawn.
    await page.keyboard.press('f');
    await expect.poll(() => story.board.locator('[data-action]').count(), { message: file }).toBe(agents.length);
    await expect.poll(() => story.links.count(), { message: file }).toBe(links.length);
    expect(complaints(), file).toEqual([]);
    await page.getByRole('navigation', { name: 'Where you are' }).getByRole('link', { name: 'Stories' }).click();
  }
});
