import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, databaseKinds, idAt, listAt, ownerKey, until } from '../testing/fabula.test-kit.ts';
import {
  createDestination,
  publish,
  publishedStory,
  startTwoTenants,
  storiesOf,
  type TwoTenants,
  untilAll,
} from './two-tenants.test-kit.ts';

describe.each(databaseKinds)('syncing stories (%s)', (kind) => {
  let world: TwoTenants;
  beforeAll(async () => {
    world = await startTwoTenants(kind);
  });
  afterAll(() => world.drop());

  const answerOf = async (fabula: TwoTenants['target'], story: number) => {
    const actions = listAt((await fabula.ask('GET', `/api/v1/actions?story_id=${story}`)).body, 'agents');
    return actions.find((action) => at(action, 'name') === 'Answer') ?? null;
  };

  test('what is published here is live there, in place: the copy keeps its ids, addresses and events', async () => {
    const { source, target, sourceTeam, targetTeam, targetUrl } = world;
    const story = await publishedStory(source, sourceTeam, 'Travels');
    const destination = await createDestination(source, {
      destination_tenant_url: targetUrl,
      destination_tenant_api_key: ownerKey,
      destination_team_id: targetTeam,
      team_id: sourceTeam,
      story_ids: [story],
    });
    await untilAll(source, destination, 'synced');

    const copy = idAt((await storiesOf(target, targetTeam)).get('Travels') ?? null);
    const before = await answerOf(target, copy);
    expect(at(before, 'options.payload.text')).toBe('first');
    const webhook = listAt((await target.ask('GET', `/api/v1/actions?story_id=${copy}`)).body, 'agents')[0] ?? null;
    // The address is free there; the secret has stayed at home.
    expect(at(webhook, 'options.path')).toBe(`hook-${story}`);
    const secret = String(at(webhook, 'options.secret'));
    expect(secret).toMatch(/^[0-9a-f]{32}$/);
    expect((await target.ask('POST', `/webhook/hook-${story}/${secret}`, { key: null, body: { a: 1 } })).status).toBe(
      201,
    );
    const eventCount = async () =>
      at((await target.ask('GET', `/api/v1/actions/${idAt(before)}/events`)).body, 'meta.count');
    await until(async () => (await eventCount()) === 1);

    await publish(source, story, 'second', 'Travels far');
    await untilAll(source, destination, 'synced');
    const copies = await storiesOf(target, targetTeam);
    expect([...copies.keys()]).toEqual(['Travels far']);
    expect(idAt(copies.get('Travels far') ?? null)).toBe(copy);
    const after = await answerOf(target, copy);
    expect([idAt(after), at(after, 'options.payload.text')]).toEqual([idAt(before), 'second']);
    expect(await eventCount()).toBe(1);
    expect((await target.ask('POST', `/webhook/hook-${story}/${secret}`, { key: null, body: { a: 2 } })).status).toBe(
      201,
    );
  });

  test('a copy is read-only and points to its source; detached it is a story of its own, and the next sync makes another', async () => {
    const { source, target, sourceTeam, targetTeam } = world;
    const [destination] = listAt(
      (await source.ask('GET', '/api/v1/admin/sync_destinations')).body,
      'sync_destinations',
    ).map((each) => idAt(each));
    const story = await publishedStory(source, sourceTeam, 'Read only');
    await source.ask('PUT', `/api/v1/admin/sync_destinations/${destination}`, { body: { story_ids: [story] } });
    await untilAll(source, destination ?? 0, 'synced');
    const copy = (await storiesOf(target, targetTeam)).get('Read only') ?? null;
    expect(at(copy, 'synced_from')).toBe(`http://source.test/stories/${story}`);
    expect(at(copy, 'locked')).toBe(true);

    const action = idAt(await answerOf(target, idAt(copy)));
    const attempts = [
      ['PUT', `/api/v1/stories/${idAt(copy)}`, { name: 'Mine' }],
      ['PUT', `/api/v1/stories/${idAt(copy)}`, { locked: false }],
      ['PUT', `/api/v1/stories/${idAt(copy)}`, { change_control_enabled: true }],
      ['PUT', `/api/v1/actions/${action}`, { name: 'Mine' }],
      ['DELETE', `/api/v1/actions/${action}`, {}],
      ['POST', '/api/v1/notes', { story_id: idAt(copy), content: 'mine', position: { x: 0, y: 0 } }],
      ['POST', `/api/v1/stories/${idAt(copy)}/drafts`, { name: 'mine' }],
    ] as const;
    for (const [method, path, body] of attempts) {
      const refused = await target.ask(method, path, { body });
      expect([path, refused.status, at(refused.body, 'errors.0.code')]).toEqual([path, 422, 'story_synced']);
      expect(at(refused.body, 'errors.0.details')).toContain(`http://source.test/stories/${story}`);
    }
    const detached = await target.ask('POST', `/api/v1/stories/${idAt(copy)}/detach`);
    expect([detached.status, at(detached.body, 'synced_from'), at(detached.body, 'locked')]).toEqual([
      200,
      null,
      false,
    ]);
    expect((await target.ask('PUT', `/api/v1/stories/${idAt(copy)}`, { body: { name: 'Mine' } })).status).toBe(200);
    expect((await target.ask('POST', `/api/v1/stories/${idAt(copy)}/detach`)).status).toBe(422);

    await source.ask('POST', `/api/v1/admin/sync_destinations/${destination}/story/${story}/sync`);
    const another = await until(async () => (await storiesOf(target, targetTeam)).get('Read only'));
    expect(idAt(another)).not.toBe(idAt(copy));
  });

  test('a call by an id reaches the copy of that story, whichever of the two came first', async () => {
    const { source, target, sourceTeam, targetTeam } = world;
    const [known] = listAt((await source.ask('GET', '/api/v1/admin/sync_destinations')).body, 'sync_destinations');
    const destination = idAt(known ?? null);
    const subscribe = async (stories: readonly number[]) => {
      await source.ask('PUT', `/api/v1/admin/sync_destinations/${destination}`, { body: { story_ids: stories } });
      await untilAll(source, destination, 'synced');
    };
    const callee = await publishedStory(source, sourceTeam, 'Called');
    const caller = idAt(
      (await source.ask('POST', '/api/v1/stories', { body: { team_id: sourceTeam, name: 'Caller' } })).body,
    );
    await source.ask('POST', '/api/v1/actions', {
      body: {
        story_id: caller,
        type: 'Agents::SendToStoryAgent',
        name: 'Call',
        options: { story: String(callee), payload: {} },
        position: { x: 0, y: 0 },
      },
    });
    await source.ask('PUT', `/api/v1/stories/${caller}`, { body: { change_control_enabled: true } });
    const called = async () => {
      const copy = idAt((await storiesOf(target, targetTeam)).get('Caller') ?? null);
      const actions = await target.ask('GET', `/api/v1/actions?story_id=${copy}`);
      return at(actions.body, 'agents.0.options.story');
    };
    await subscribe([caller]);
    expect(await called()).toBe('Called');
    await subscribe([caller, callee]);
    const copy = idAt((await storiesOf(target, targetTeam)).get('Called') ?? null);
    expect(await called()).toBe(String(copy));
    await publish(source, callee, 'later', 'Called otherwise');
    await untilAll(source, destination, 'synced');
    expect([await called(), idAt((await storiesOf(target, targetTeam)).get('Called otherwise') ?? null)]).toEqual([
      String(copy),
      copy,
    ]);
    const preview = await source.ask(
      'GET',
      `/api/v1/admin/sync_destinations/${destination}/preview?story_id=${caller}`,
    );
    expect([preview.status, at(preview.body, 'operation')]).toEqual([200, 'none']);
  });

  test('within one tenant: another team gets the stories, with addresses of their own', async () => {
    const { source, sourceTeam } = world;
    const team = idAt((await source.ask('POST', '/api/v1/teams', { body: { name: 'Neighbours' } })).body);
    const story = await publishedStory(source, sourceTeam, 'Next door');
    const destination = await createDestination(source, {
      destination_tenant_url: 'http://source.test/',
      destination_team_id: team,
      team_id: sourceTeam,
      story_ids: [story],
      manual_sync_only: true,
    });
    expect(await statuses(destination)).toEqual([['Next door', 'requires_sync', null]]);
    await source.ask('POST', `/api/v1/admin/sync_destinations/${destination}/manual_sync`);
    await untilAll(source, destination, 'synced');
    const copy = idAt((await storiesOf(source, team)).get('Next door') ?? null);
    const webhook = listAt((await source.ask('GET', `/api/v1/actions?story_id=${copy}`)).body, 'agents')[0] ?? null;
    expect(at(webhook, 'options.path')).toMatch(/^[0-9a-f]{32}$/);

    const before = await writes(copy);
    await source.ask('POST', `/api/v1/admin/sync_destinations/${destination}/manual_sync`);
    await untilAll(source, destination, 'synced');
    expect(await writes(copy)).toEqual(before);

    await publish(source, story, 'later');
    await until(async () => (await statuses(destination))[0]?.[1] === 'requires_sync');
    expect(at(await answerOf(source, copy), 'options.payload.text')).toBe('first');
    await source.ask('PATCH', `/api/v1/admin/sync_destinations/${destination}`, { body: { manual_sync_only: false } });
    await untilAll(source, destination, 'synced');
    expect(at(await answerOf(source, copy), 'options.payload.text')).toBe('later');

    const deleted = await source.ask('DELETE', `/api/v1/admin/sync_destinations/${destination}`);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await source.ask('GET', `/api/v1/admin/sync_destinations/${destination}`)).status).toBe(404);
    await until(async () => (await storiesOf(source, team)).size === 0);
    expect((await source.ask('GET', `/api/v1/stories/${story}`)).status).toBe(200);

    /** Which transaction wrote each row of the copy last. */
    async function writes(id: number) {
      const { rows } = await source.fabula.database.pool.query<{ writer: string }>(
        `select xmin::text as writer from story where id = $1
         union all select xmin::text from action where story_id = $1
         union all select xmin::text from synced_story where story_id = $1`,
        [id],
      );
      expect(rows).toHaveLength(4);
      return rows;
    }

    async function statuses(id: number) {
      const shown = await source.ask('GET', `/api/v1/admin/sync_destinations/${id}`);
      return listAt(shown.body, 'sync_destination.subscriptions').map((each) => [
        at(each, 'story.name'),
        at(each, 'status'),
        at(each, 'error_message'),
      ]);
    }
  });
});
