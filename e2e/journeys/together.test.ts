/** Two people at one storyboard. */
import { expect, test } from 'vitest';
import { StoryPage } from '../pages/story-page.ts';
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
