/** Two people at one storyboard. */
import { expect, test } from 'vitest';
import { BuildForm } from '../pages/build-form.ts';
import { StoryPage } from '../pages/story-page.ts';
import { readApi } from '../world/api.ts';
import { addColleague } from '../world/colleague.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();

test('people see who else is here and where their pointers are, until they leave', async () => {
  const id = await world.importStory(doorCheck, 'Door check, looked at by two');
  const bob = await addColleague(world.fabula, 'Bob');
  const page = await world.openSignedIn(`/stories/${id}`);
  const story = new StoryPage(page);
  await story.card('Who is it').waitFor();
  const here = page.getByRole('list', { name: 'Also here' });
  expect(await here.count()).toBe(0);

  const bobsPage = await world.openPage('/sign-in');
  await bobsPage.request.post('/api/session', { data: bob });
  await bobsPage.goto(page.url());
  await here.getByText(/^Bob/).waitFor();
  await bobsPage.getByRole('list', { name: 'Also here' }).waitFor();

  const pointer = page.locator('[data-pointer^="Bob"]');
  const card = new StoryPage(bobsPage).card('Who is it');
  await card.hover();
  await pointer.waitFor();
  // Both look at the whole story on screens of one size.
  const seen = async () => {
    const [at, box] = [await pointer.boundingBox(), await story.card('Who is it').boundingBox()];
    if (at === null || box === null) return false;
    return at.x > box.x && at.x < box.x + box.width && at.y > box.y && at.y < box.y + box.height;
  };
  await expect.poll(seen).toBe(true);
  await new StoryPage(bobsPage).card('Tell the guard').hover();
  await expect.poll(seen).toBe(false);

  await bobsPage.close();
  await here.waitFor({ state: 'detached' });
  expect(await pointer.count()).toBe(0);
});

test('each sees what the other draws and writes, and where both wrote the same, nothing is lost unseen', async () => {
  const id = await world.importStory(doorCheck, 'Door check, edited by two');
  const eve = await addColleague(world.fabula, 'Eve');
  const page = await world.openSignedIn(`/stories/${id}`);
  const evesPage = await world.openPage('/sign-in');
  await evesPage.request.post('/api/session', { data: eve });
  await evesPage.goto(page.url());
  const [mine, hers] = [new StoryPage(page), new StoryPage(evesPage)];
  await Promise.all([mine.untilLive(), hers.untilLive()]);

  // Drawing: what both do is on both boards.
  for (const [story, kind] of [
    [mine, 'Message'],
    [hers, 'Condition'],
  ] as const) {
    await story.page.keyboard.press('/');
    await story.page.keyboard.type(kind);
    await story.page.keyboard.press('Enter');
    await Promise.all([mine.card(kind).waitFor(), hers.card(kind).waitFor()]);
    await story.untilDrawn();
  }

  // What one deletes while the other has it open is gone for both, and no second time.
  await mine.card('Message').click();
  await hers.card('Message').click();
  await hers.page.keyboard.press('Escape');
  await hers.page.keyboard.press('Delete');
  await mine.card('Message').waitFor({ state: 'detached' });
  await page.goto(page.url().split('?')[0] ?? '');

  // Writing: the same option of the same action.
  const forms = [new BuildForm(page), new BuildForm(evesPage)] as const;
  for (const story of [mine, hers]) {
    await story.board.locator('[data-action]').first().waitFor();
    await story.page.keyboard.press('f');
    await story.card('Who is it').click();
    await story.tab('Build').click();
  }
  await Promise.all(forms.map((form) => form.field('Payload.person').waitFor()));
  const written = async () => {
    const { agents } = await readApi<{ agents: { name: string; options: { payload?: { person?: string } } }[] }>(
      world.fabula,
      `/api/v1/actions?story_id=${id}&per_page=100`,
    );
    return agents.find(({ name }) => name === 'Who is it')?.options.payload?.person;
  };
  await forms[1].field('Payload.person').fill('as Eve says');
  await forms[1].untilSaved();
  expect(await written()).toBe('as Eve says');
  await forms[0].field('Payload.person').fill('as Ada says');
  const alert = forms[0].root.getByRole('alert').filter({ hasText: 'Somebody else changed this action' });
  await alert.getByText('as Eve says').waitFor();
  await alert.getByText('as Ada says').waitFor();
  expect(await written()).toBe('as Eve says');
  await alert.getByRole('button', { name: 'Keep mine' }).click();
  await forms[0].untilSaved();
  expect(await written()).toBe('as Ada says');
});
