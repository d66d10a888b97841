/** What was written and cannot be saved yet stays with whoever wrote it, wherever they go, and leaving with it is asked about. */
import { expect, test } from 'vitest';
import { BuildForm } from '../pages/build-form.ts';
import { StoriesPage } from '../pages/stories-page.ts';
import { StoryPage } from '../pages/story-page.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();

test('a half-written text is still there after a walk through the pages, and closing the tab is asked about', async () => {
  const id = await world.importStory(doorCheck, 'Half a sentence');
  const page = await world.openSignedIn(`/stories/${id}`);
  const story = new StoryPage(page);
  const form = new BuildForm(page);
  const questions: string[] = [];
  page.on('dialog', (dialog) => {
    questions.push(dialog.type());
    void dialog.dismiss();
  });
  await story.card('May they enter?').click();
  await story.tab('Build').click();
  await form.root.getByRole('radio', { name: 'JSON' }).click();
  await form.field('All options, JSON').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('{"rules": [], "must_match"');
  await expect.poll(() => form.root.textContent(), { timeout: 10_000 }).toContain('Expected');

  // The form is closed, then the story.
  await story.inspector.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: 'Stories', exact: true }).click();
  await page.getByRole('list', { name: 'Stories' }).waitFor();
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => questions).toEqual(['beforeunload']);
  expect(page.isClosed()).toBe(false);

  await new StoriesPage(page).open('Half a sentence');
  await story.card('May they enter?').click();
  await story.tab('Build').click();
  await form.root.getByRole('button', { name: 'Go on with it' }).click();
  expect(await form.textOf(form.field('All options, JSON'))).toBe('{"rules": [], "must_match"');

  // Once it is given up or finished, nobody is asked.
  await form.field('All options, JSON').focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText(': 3}');
  await form.untilSaved();
  await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })]);
  expect(questions).toEqual(['beforeunload']);
});
