/** Before a draft is promoted: what it would have made of what has been. */
import { expect, test } from 'vitest';
import { askApi, readApi } from '../world/api.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();

interface Action {
  readonly id: number;
  readonly name: string;
  readonly options: Record<string, unknown>;
}

test('a draft is tried on the runs that have been, and shows what would be different', async () => {
  const { fabula } = world;
  const id = await world.importStory(doorCheck, 'Door check that is tried');
  const story = `/api/v1/stories/${id}`;
  const actionsOf = async (more: string) =>
    (await readApi<{ agents: Action[] }>(fabula, `/api/v1/actions?story_id=${id}${more}`)).agents;
  const hook = (await actionsOf('')).find(({ options }) => options['path'] !== undefined);
  await fetch(`${fabula.url}/webhook/${hook?.options['path']}/${hook?.options['secret']}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ badge: 'B-7', name: 'Ada' }),
  });
  await askApi(fabula, 'PUT', story, { change_control_enabled: true });
  const draft = await askApi<{ id: number }>(fabula, 'POST', `${story}/drafts`, { name: 'Kinder' });
  const who = (await actionsOf(`&draft_id=${draft.id}`)).find(({ name }) => name === 'Who is it');
  await askApi(fabula, 'PUT', `/api/v1/actions/${who?.id}`, {
    options: { mode: 'message_only', payload: { known: false, greeting: 'Good day' } },
  });

  const page = await world.openSignedIn(`/stories/${id}?draft=${draft.id}&side=changes`);
  const tried = page.getByRole('region', { name: 'Tried on past runs' });
  await expect
    .poll(
      async () => {
        await tried.getByRole('button', { name: /^Try it/ }).click();
        await tried.getByRole('status').or(tried.getByText('has no runs yet')).waitFor();
        return tried.getByRole('listitem').count();
      },
      { timeout: 10_000 },
    )
    .toBe(1);
  await tried.getByText('Of one run: 1 different.').waitFor();
  await tried
    .getByRole('listitem')
    .getByRole('button', { name: /different$/ })
    .click();
  await tried.getByText('Good day').waitFor();
});
