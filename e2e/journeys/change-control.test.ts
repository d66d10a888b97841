/** From a change in a draft, past a colleague, to what is live. */
import { expect, test } from 'vitest';
import { ChangeControl } from '../pages/change-control.ts';
import { StoryPage } from '../pages/story-page.ts';
import { addColleague } from '../world/colleague.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();

test('a draft is made, changed, sent back, asked for again, approved by somebody else, and promoted', async () => {
  const id = await world.importStory(doorCheck, 'Door check under control');
  const bob = await addColleague(world.fabula, 'Bob');
  const page = await world.openSignedIn(`/stories/${id}`);
  const [story, control] = [new StoryPage(page), new ChangeControl(page)];
  await control.turnOn();
  await control.strip.getByText('What is live is changed through drafts.').waitFor();
  await story.card('Who is it').click();
  await story.tab('Build').click();
  const name = story.inspector.getByLabel('Name', { exact: true });
  expect(await name.getAttribute('readonly')).not.toBeNull();

  await control.newDraft('Ask for the name');
  // The action that was open is open in the draft, and may be changed there.
  await name.and(page.locator('input:not([readonly])')).waitFor();
  await name.fill('Who asks');
  await name.press('Enter');
  await story.inspector.getByRole('status', { name: 'Saving' }).filter({ hasText: 'Saved' }).waitFor();
  await story.inspector.getByRole('button', { name: 'Close' }).click();
  await control.openChanges();
  const change = control.changes.filter({ hasText: 'Who asks' });
  await change.getByText('changed', { exact: true }).waitFor();
  await change.getByRole('button', { name: /^Who asks/ }).click();
  await change.getByText('Who is it').waitFor();
  await story.board.getByRole('button', { name: /^Who asks,.* changed$/ }).waitFor();

  await control.askForReview('Ask who it is');
  await control.strip.getByText('waits for review').waitFor();
  await control.request.getByText('You asked for this, so somebody else approves it.').waitFor();
  expect(await control.request.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);

  const bobsPage = await world.openPage('/sign-in');
  await bobsPage.request.post('/api/session', { data: bob });
  await bobsPage.goto(page.url());
  const bobs = new ChangeControl(bobsPage);
  await bobs.reject('Call it by its full name');
  await page.reload();
  await control.panel.getByText('Call it by its full name').waitFor();
  await control.askForReview('Ask who it is, again');
  await bobsPage.reload();
  await bobs.approve();

  await page.reload();
  await control.promote();
  await story.card('Who asks').waitFor();
  expect(new URL(page.url()).searchParams.get('draft')).toBeNull();
});

test('what a draft has removed stays on its board as ghosts while the changes are open', async () => {
  const id = await world.importStory(doorCheck, 'Door check with ghosts');
  const page = await world.openSignedIn(`/stories/${id}`);
  const [story, control] = [new StoryPage(page), new ChangeControl(page)];
  await control.turnOn();
  await control.newDraft('Without asking');
  await story.card('Who is it').click();
  await story.inspector.getByRole('button', { name: 'Close' }).click();
  await story.card('Who is it').focus();
  await page.keyboard.press('Delete');
  await story.card('Who is it').waitFor({ state: 'detached' });
  const ghost = story.board.getByRole('img', { name: /^Who is it, .*removed$/ });
  expect(await ghost.count()).toBe(0);
  await control.openChanges();
  await ghost.waitFor();
  await story.board.locator('.link-line[data-change="removed"]').first().waitFor({ state: 'attached' });
  // Seven actions and a note: the ghost is not among what is chosen.
  await story.card('Badge scanned').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await story.board.getByText('8 selected').waitFor();
  await page.keyboard.press('Escape');
  await story.card('Badge scanned').focus();
  await page.keyboard.press('ControlOrMeta+z');
  await story.card('Who is it').waitFor();
  await ghost.waitFor({ state: 'detached' });
});
