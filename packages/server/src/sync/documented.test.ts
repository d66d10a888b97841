/** Towards a tenant that only speaks the documented API: a Fabula whose own endpoint is switched off. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, ownerKey, until } from '../testing/fabula.test-kit.ts';
import {
  createDestination,
  publish,
  publishedStory,
  startTwoTenants,
  storiesOf,
  type TwoTenants,
  untilAll,
} from './two-tenants.test-kit.ts';

describe.each(oneDatabase)('syncing by the documented API alone (%s)', (kind) => {
  let world: TwoTenants;
  let story = 0;
  let destination = 0;
  beforeAll(async () => {
    world = await startTwoTenants(kind, { FABULA_TAKE_SYNCED_STORIES: 'off' });
    const { source, sourceTeam, targetTeam, targetUrl } = world;
    story = await publishedStory(source, sourceTeam, 'Plain words');
    destination = await createDestination(source, {
      destination_tenant_url: targetUrl,
      destination_tenant_api_key: ownerKey,
      destination_team_id: targetTeam,
      team_id: sourceTeam,
      story_ids: [story],
    });
    await untilAll(source, destination, 'synced');
  });
  afterAll(() => world.drop());

  const copies = () => storiesOf(world.target, world.targetTeam);
  const actionsOf = async (id: number) =>
    listAt((await world.target.ask('GET', `/api/v1/actions?story_id=${id}`)).body, 'agents');

  test('there is nothing of our own to ask', async () => {
    expect((await world.target.ask('POST', '/api/v1/sync/check', { body: { team_id: world.targetTeam } })).status).toBe(
      404,
    );
    expect((await world.target.ask('GET', '/api/v1/info')).text).not.toContain('fabula_sync');
    const progress = await world.source.ask('GET', `/api/v1/admin/sync_destinations/${destination}/progress`);
    expect(progress).toMatchObject({ status: 200, body: { promise: 'best_effort', stories: [{ missing: null }] } });
    const preview = await world.source.ask(
      'GET',
      `/api/v1/admin/sync_destinations/${destination}/preview?story_id=${story}`,
    );
    expect([preview.status, at(preview.body, 'errors.0.code')]).toEqual([422, 'sync_refused']);
  });

  test('the copy is imported and locked; the next version, of another name, takes its place', async () => {
    const first = (await copies()).get('Plain words') ?? null;
    expect(at(first, 'locked')).toBe(true);
    const [webhook] = await actionsOf(idAt(first));
    const secret = at(webhook ?? null, 'options.secret');
    expect(secret).toMatch(/^[0-9a-f]{32}$/);

    await publish(world.source, story, 'again', 'Other words');
    await untilAll(world.source, destination, 'synced');
    const all = await copies();
    expect([...all.keys()]).toEqual(['Other words']);
    const second = all.get('Other words') ?? null;
    expect([idAt(second), at(second, 'locked')]).toEqual([idAt(first), true]);
    const after = await actionsOf(idAt(second));
    expect(after.map((action) => at(action, 'options.payload.text'))).toContain('again');
    expect(after.map((action) => at(action, 'options.secret'))).toContain(secret);
  });

  test('one that was deleted there by hand is made anew', async () => {
    const copy = idAt((await copies()).get('Other words') ?? null);
    await world.target.ask('PUT', `/api/v1/stories/${copy}`, { body: { locked: false } });
    await world.target.ask('DELETE', `/api/v1/stories/${copy}`);
    await world.source.ask('POST', `/api/v1/admin/sync_destinations/${destination}/manual_sync`);
    const anew = await until(async () => (await copies()).get('Other words'));
    expect(idAt(anew)).not.toBe(copy);
    await untilAll(world.source, destination, 'synced');
  });

  test("somebody else's story of the same name is left alone, and the message says so; renamed, the sync goes on", async () => {
    const { source, target, sourceTeam, targetTeam } = world;
    const taken = idAt(
      (await target.ask('POST', '/api/v1/stories', { body: { team_id: targetTeam, name: 'Taken' } })).body,
    );
    const other = await publishedStory(source, sourceTeam, 'Taken');
    await source.ask('PUT', `/api/v1/admin/sync_destinations/${destination}`, { body: { story_ids: [story, other] } });
    const subscription = async () => {
      const shown = await source.ask('GET', `/api/v1/admin/sync_destinations/${destination}`);
      return at(shown.body, 'sync_destination.subscriptions.1');
    };
    await until(async () => at(await subscription(), 'status') === 'failed');
    expect(at(await subscription(), 'error_message')).toContain('has a story "Taken" already that is not a copy');
    expect(await actionsOf(taken)).toEqual([]);
    await target.ask('PUT', `/api/v1/stories/${taken}`, { body: { name: 'Mine' } });
    // It heals by itself when the cause is gone.
    await until(async () => at(await subscription(), 'status') === 'synced', 15_000);
  });

  test('deleting the destination deletes the copies', async () => {
    await world.source.ask('DELETE', `/api/v1/admin/sync_destinations/${destination}`);
    await until(async () => [...(await copies()).keys()].join() === 'Mine');
  });
});
