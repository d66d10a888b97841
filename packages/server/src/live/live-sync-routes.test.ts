import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDestination, publishedStory } from '../sync/two-tenants.test-kit.ts';
import { idAt, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';
import { watchStream } from './watch-stream.test-kit.ts';

let world: TestFabula;
let isStopped = false;
beforeAll(async () => {
  world = await startFabula('embedded', { FABULA_URL: 'http://source.test' });
  await world.fabula.listen(0);
});
afterAll(() => (isStopped ? undefined : world.drop()));

test('whoever watches a destination sees what is pending, what is done, and the end when the server stops', async () => {
  const team = async (name: string) => idAt((await world.ask('POST', '/api/v1/teams', { body: { name } })).body);
  const from = await team('Authors');
  const story = await publishedStory(world, from, 'Watched');
  const destination = await createDestination(world, {
    destination_tenant_url: 'http://source.test',
    destination_team_id: await team('Readers'),
    team_id: from,
    story_ids: [story],
    manual_sync_only: true,
  });
  const { port } = world.fabula.app.server.address() as AddressInfo;
  const stream = await watchStream(`http://127.0.0.1:${port}/api/live/sync_destinations/${destination}`);
  const next = async () => {
    const [event, data = ''] = ((await stream.next()) ?? '').split('\ndata: ');
    expect(event).toBe('event: progress');
    return JSON.parse(data);
  };
  expect(await next()).toMatchObject({
    pending: 0,
    stories: [{ story: { name: 'Watched' }, status: 'requires_sync' }],
  });

  await world.ask('POST', `/api/v1/admin/sync_destinations/${destination}/manual_sync`);
  let seen = await next();
  while (seen.pending > 0) seen = await next();
  expect(seen).toMatchObject({ pending: 0, stories: [{ status: 'synced', error_message: null }] });

  isStopped = true;
  await world.drop();
  expect(await stream.next()).toBeNull();
});
