import { expect, test } from 'vitest';
import { StoryPage } from '../pages/story-page.ts';
import { makeAskedStory } from '../world/asked-story.ts';
import { useWorld } from '../world/world.ts';

const world = useWorld();

test('calls that wait for approval come up in the open story; one is approved, one is denied', async () => {
  const asked = await makeAskedStory(world.fabula);
  const page = await world.openSignedIn(`/stories/${asked.id}`);
  const story = new StoryPage(page);
  await story.untilLive();

  const approved = asked.call({ address: '192.0.2.7' });
  await page.getByRole('button', { name: 'Runs, 1 to approve' }).click();
  await story.waitingCall.getByRole('treeitem').filter({ hasText: '192.0.2.7' }).waitFor();
  await story.waitingCall.getByRole('button', { name: 'Approve' }).click();
  expect(await approved).toBe('Blocked 192.0.2.7');
  await story.waitingCall.waitFor({ state: 'detached' });

  const denied = asked.call({ address: '192.0.2.8' });
  await story.waitingCall.getByRole('button', { name: 'Deny' }).click();
  await page.keyboard.type('That one is ours.');
  await page.keyboard.press('Enter');
  expect(await denied).toMatch(/did not approve this call.*Their reason: That one is ours\./);
  await story.waitingCall.waitFor({ state: 'detached' });
});
