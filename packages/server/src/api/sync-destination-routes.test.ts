/** Sync destinations by the letter of the documented API (reference: api/sync-destinations.md): each row of its tables has a test. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createDestination,
  publishedStory,
  startTwoTenants,
  type TwoTenants,
  untilAll,
} from '../sync/two-tenants.test-kit.ts';
import { type Answer, at, idAt, listAt, oneDatabase, ownerKey, until } from '../testing/fabula.test-kit.ts';

const base = '/api/v1/admin/sync_destinations';

describe.each(oneDatabase)('sync destinations (%s)', (kind) => {
  let world: TwoTenants;
  let stories: readonly number[] = [];
  let uncontrolled = 0;
  beforeAll(async () => {
    world = await startTwoTenants(kind);
    const { source, sourceTeam } = world;
    stories = [
      await publishedStory(source, sourceTeam, 'High-Priority Alerts'),
      await publishedStory(source, sourceTeam, 'Change Control Requests'),
      await publishedStory(source, sourceTeam, 'Incident Response'),
    ];
    const plain = await source.ask('POST', '/api/v1/stories', { body: { team_id: sourceTeam, name: 'Plain' } });
    uncontrolled = idAt(plain.body);
  });
  afterAll(() => world.drop());

  const remote = () => ({
    destination_tenant_url: world.targetUrl,
    destination_tenant_api_key: ownerKey,
    destination_team_id: world.targetTeam,
    team_id: world.sourceTeam,
    story_ids: [stories[0]],
    manual_sync_only: true,
  });
  const code = (answer: Answer) => [answer.status, at(answer.body, 'errors.0.code'), at(answer.body, 'errors.0.field')];
  const subscribed = (answer: Answer) =>
    listAt(answer.body, 'sync_destination.subscriptions').map((each) => at(each, 'story.id'));

  async function removeAll(): Promise<void> {
    for (const each of listAt((await world.source.ask('GET', base)).body, 'sync_destinations')) {
      await world.source.ask('DELETE', `${base}/${idAt(each)}`, { body: { keep_stories: false } });
    }
    await until(async () => {
      const rows = await world.source.fabula.database.kysely.selectFrom('sync_destination').select('id').execute();
      return rows.length === 0;
    });
  }
  beforeEach(removeAll);

  describe.each(['PUT', 'PATCH'])('update by %s', (method) => {
    let id = 0;
    const update = (body: Readonly<Record<string, unknown>>) => world.source.ask(method, `${base}/${id}`, { body });
    const show = () => world.source.ask('GET', `${base}/${id}`);
    beforeEach(async () => {
      id = await createDestination(world.source, remote());
    });

    describe('request: destination_tenant_api_key', () => {
      test('another key that may write there takes the place of the former one; subscriptions stay as they are', async () => {
        await world.source.ask('POST', `${base}/${id}/manual_sync`);
        await untilAll(world.source, id, 'synced');
        const key = await world.target.addUser('EDITOR', { id: world.targetTeam as never, name: 'Readers' });
        const updated = await update({ destination_tenant_api_key: key });
        expect([updated.status, at(updated.body, 'sync_destination.subscriptions.0.status')]).toEqual([200, 'synced']);
        await world.source.ask('POST', `${base}/${id}/manual_sync`);
        await untilAll(world.source, id, 'synced');
      });

      test('left out, the key that is there stays', async () => {
        expect((await update({ manual_sync_only: false })).status).toBe(200);
        await untilAll(world.source, id, 'synced');
      });

      test.each([[null], [''], ['   ']])('%j is refused, and the key that is there stays', async (key) => {
        expect(code(await update({ destination_tenant_api_key: key }))).toEqual([
          ...[422, 'invalid_parameter', 'destination_tenant_api_key'],
        ]);
        await world.source.ask('POST', `${base}/${id}/manual_sync`);
        await untilAll(world.source, id, 'synced');
      });

      test('one that the other tenant does not know is refused with the words of that', async () => {
        const refused = await update({ destination_tenant_api_key: 'not-a-key', story_ids: [] });
        expect(code(refused)).toEqual([422, 'sync_refused', 'destination_tenant_api_key']);
        expect(at(refused.body, 'errors.0.details')).toContain('does not accept the API key');
        expect(subscribed(await show())).toEqual([stories[0]]);
      });

      test('one that may only read there is refused', async () => {
        const key = await world.target.addUser('VIEWER', { id: world.targetTeam as never, name: 'Readers' });
        const refused = await update({ destination_tenant_api_key: key });
        expect(code(refused)).toEqual([422, 'sync_refused', 'destination_tenant_api_key']);
        expect(at(refused.body, 'errors.0.details')).toContain('may not build stories in team');
      });

      test('it is never answered, logged in the audit log or kept as it is', async () => {
        const answers = [await update({ destination_tenant_api_key: ownerKey }), await show()];
        answers.push(
          await world.source.ask('GET', '/api/v1/audit_logs?per_page=100'),
          await world.source.ask('GET', base),
        );
        for (const answer of answers) expect(answer.text).not.toContain(ownerKey);
        const row = await world.source.fabula.database.kysely
          .selectFrom('sync_destination')
          .select('sealed_key')
          .where('id', '=', id)
          .executeTakeFirstOrThrow();
        expect(row.sealed_key?.includes(ownerKey)).toBe(false);
      });
    });

    describe('request: story_ids', () => {
      test('these stories are synced from now on, in this order, each once', async () => {
        const updated = await update({ story_ids: [stories[2], String(stories[0]), stories[2], stories[1]] });
        expect([updated.status, subscribed(updated)]).toEqual([200, [stories[2], stories[0], stories[1]]]);
        expect(subscribed(await show())).toEqual([stories[2], stories[0], stories[1]]);
      });

      test('a story that is added requires a sync, without a message', async () => {
        const updated = await update({ story_ids: [stories[0], stories[1]] });
        expect(at(updated.body, 'sync_destination.subscriptions.1')).toEqual({
          story: { id: stories[1], name: 'Change Control Requests' },
          status: 'requires_sync',
          error_message: null,
        });
      });

      test('[] removes all subscriptions, and the copies stay as stories of their own', async () => {
        await world.source.ask('POST', `${base}/${id}/manual_sync`);
        await untilAll(world.source, id, 'synced');
        const updated = await update({ story_ids: [] });
        expect([updated.status, subscribed(updated)]).toEqual([200, []]);
        const copy = await until(async () => {
          const listed = await world.target.ask(
            'GET',
            `/api/v1/stories?team_id=${world.targetTeam}&search=High-Priority`,
          );
          return listAt(listed.body, 'stories').find((story) => at(story, 'synced_from') === null);
        });
        expect(at(copy, 'locked')).toBe(false);
        await world.target.ask('DELETE', `/api/v1/stories/${idAt(copy)}`);
      });

      test('left out, the subscriptions stay', async () => {
        expect(subscribed(await update({ manual_sync_only: true }))).toEqual([stories[0]]);
      });

      test('unknown stories, and those of other teams, are refused by name, and nothing is changed', async () => {
        const other = idAt((await world.source.ask('POST', '/api/v1/teams', { body: { name: 'Other' } })).body);
        const foreign = await publishedStory(world.source, other, 'Foreign');
        const refused = await update({ story_ids: [stories[1], 999_999, foreign], manual_sync_only: false });
        expect(code(refused)).toEqual([422, 'invalid_parameter', 'story_ids']);
        expect(at(refused.body, 'errors.0.details')).toContain(`999999, ${foreign}`);
        const after = await show();
        expect([subscribed(after), at(after.body, 'sync_destination.manual_sync_only')]).toEqual([[stories[0]], true]);
      });

      test('a story without change control is refused by name', async () => {
        const refused = await update({ story_ids: [stories[1], uncontrolled] });
        expect(code(refused)).toEqual([422, 'change_control_off', 'story_ids']);
        expect(at(refused.body, 'errors.0.details')).toContain(`${uncontrolled} "Plain"`);
      });

      test.each([[null], ['all'], [[0]], [[-1]], [[1.5]], [{}]])('%j is no list of stories', async (value) => {
        const refused = await update({ story_ids: value });
        expect([refused.status, String(at(refused.body, 'errors.0.field'))]).toEqual([
          422,
          expect.stringMatching(/^story_ids/),
        ]);
        expect(subscribed(await show())).toEqual([stories[0]]);
      });
    });

    describe('request: manual_sync_only', () => {
      test('true: nothing is sent until somebody asks for it', async () => {
        const updated = await update({ manual_sync_only: 'true', story_ids: stories });
        expect(at(updated.body, 'sync_destination.manual_sync_only')).toBe(true);
        await world.source.ask('POST', `${base}/${id}/story/${stories[2]}/sync`);
        await until(async () => at((await show()).body, 'sync_destination.subscriptions.2.status') === 'synced');
        expect(at((await show()).body, 'sync_destination.subscriptions.1.status')).toBe('requires_sync');
      });

      test('false: everything that requires it is sent', async () => {
        expect(at((await update({ manual_sync_only: false })).body, 'sync_destination.manual_sync_only')).toBe(false);
        await untilAll(world.source, id, 'synced');
      });

      test('left out, it stays', async () => {
        expect(at((await update({ story_ids: [] })).body, 'sync_destination.manual_sync_only')).toBe(true);
      });

      test.each([['maybe'], [null], [7]])('%j is neither', async (value) => {
        const refused = await update({ manual_sync_only: value });
        expect(code(refused)).toEqual([422, 'invalid_parameter', 'manual_sync_only']);
      });
    });

    test.each([['destination_tenant_url'], ['destination_team_id'], ['team_id'], ['origin_team_id']])(
      'request: %s cannot be changed',
      async (field) => {
        const refused = await update({ [field]: field === 'destination_tenant_url' ? 'https://example.com' : 1 });
        expect(code(refused)).toEqual([422, 'invalid_parameter', field]);
        expect(at(refused.body, 'errors.0.details')).toContain('delete this sync destination and create another');
      },
    );

    test.each([
      ['id', () => id],
      ['destination_tenant_url', () => world.targetUrl],
      ['destination_team_id', () => world.targetTeam],
      ['manual_sync_only', () => true],
      ['origin_team_id', () => world.sourceTeam],
      ['subscriptions.0.story.id', () => stories[0]],
      ['subscriptions.0.story.name', () => 'High-Priority Alerts'],
      ['subscriptions.0.status', () => 'requires_sync'],
      ['subscriptions.0.error_message', () => null],
    ])('response: %s', async (field, value) => {
      expect(at((await update({})).body, `sync_destination.${field}`)).toEqual(value());
    });

    test('response: subscriptions', async () => {
      const updated = await update({ story_ids: stories.slice(0, 2) });
      expect(listAt(updated.body, 'sync_destination.subscriptions')).toHaveLength(2);
      expect(Object.keys((updated.body as { sync_destination: object }).sync_destination)).toEqual([
        'id',
        'destination_tenant_url',
        'destination_team_id',
        'manual_sync_only',
        'origin_team_id',
        'subscriptions',
      ]);
    });

    test('response: subscriptions[].status is failed, with subscriptions[].error_message, when the key was revoked', async () => {
      const key = await world.target.addUser('EDITOR', { id: world.targetTeam as never, name: 'Readers' });
      await update({ destination_tenant_api_key: key });
      await world.target.fabula.database.kysely.deleteFrom('api_key').where('name', '=', 'Test').execute();
      await world.source.ask('POST', `${base}/${id}/manual_sync`);
      const failed = await until(async () => {
        const shown = await show();
        return at(shown.body, 'sync_destination.subscriptions.0.status') === 'failed' ? shown : null;
      });
      expect(at(failed.body, 'sync_destination.subscriptions.0.error_message')).toContain(
        'does not accept the API key',
      );
      await update({ destination_tenant_api_key: ownerKey });
      await untilAll(world.source, id, 'synced');
    });

    test('one that is not there is 404', async () => {
      const missing = await world.source.ask(method, `${base}/999999`, { body: {} });
      expect(code(missing)).toEqual([404, 'sync_destination_not_found', null]);
    });
  });

  describe('create', () => {
    const create = (body: Readonly<Record<string, unknown>>) => world.source.ask('POST', base, { body });

    test('to another tenant: 201, and the stories are sent at once', async () => {
      const created = await create({ ...remote(), manual_sync_only: undefined });
      expect([created.status, at(created.body, 'sync_destination.manual_sync_only')]).toEqual([201, false]);
      await untilAll(world.source, idAt(created.body, 'sync_destination.id'), 'synced');
    });

    test('a second one from the same team to the same place is refused and names the first', async () => {
      const first = await createDestination(world.source, remote());
      const second = await create({ ...remote(), destination_tenant_url: `${world.targetUrl}/` });
      expect(code(second)).toEqual([422, 'invalid_parameter', 'destination_team_id']);
      expect(at(second.body, 'errors.0.details')).toContain(`Sync destination ${first} `);
    });

    const refused: readonly (readonly [string, Record<string, unknown>, readonly unknown[]])[] = [
      [
        'no key for another tenant',
        { destination_tenant_api_key: undefined },
        [422, 'missing_parameter', 'destination_tenant_api_key'],
      ],
      ['a wrong key', { destination_tenant_api_key: 'wrong' }, [422, 'sync_refused', 'destination_tenant_api_key']],
      ['a team that is not there', { destination_team_id: 999_999 }, [422, 'sync_refused', 'destination_team_id']],
      [
        'an address that does not answer',
        { destination_tenant_url: 'http://127.0.0.1:1' },
        [422, 'sync_refused', 'destination_tenant_url'],
      ],
      [
        'an address that is forbidden',
        { destination_tenant_url: 'http://169.254.169.254' },
        [422, 'sync_refused', 'destination_tenant_url'],
      ],
      ['no address', { destination_tenant_url: 'tenant' }, [422, 'invalid_parameter', 'destination_tenant_url']],
      [
        'another scheme',
        { destination_tenant_url: 'ftp://example.com' },
        [422, 'invalid_parameter', 'destination_tenant_url'],
      ],
      [
        'a password in the address',
        { destination_tenant_url: 'https://a:b@example.com' },
        [422, 'invalid_parameter', 'destination_tenant_url'],
      ],
      ['no origin team', { team_id: undefined }, [422, 'missing_parameter', 'team_id']],
      ['an origin team that is not there', { team_id: 999_999 }, [404, 'team_not_found', 'team_id']],
      ['no stories', { story_ids: undefined }, [422, 'missing_parameter', 'story_ids']],
      [
        'the own tenant with a key',
        { destination_tenant_url: 'http://source.test' },
        [422, 'invalid_parameter', 'destination_tenant_api_key'],
      ],
    ];
    test.each(refused)('%s is refused, and nothing is made', async (_what, change, expected) => {
      expect(code(await create({ ...remote(), ...change }))).toEqual(expected);
      expect(listAt((await world.source.ask('GET', base)).body, 'sync_destinations')).toEqual([]);
    });

    test('a team is not synced to itself', async () => {
      const local = {
        ...remote(),
        destination_tenant_url: 'http://source.test',
        destination_tenant_api_key: undefined,
      };
      expect(code(await create({ ...local, destination_team_id: world.sourceTeam }))).toEqual([
        ...[422, 'invalid_parameter', 'destination_team_id'],
      ]);
    });

    test('a synced copy is not synced on', async () => {
      const local = {
        destination_tenant_url: 'http://source.test',
        destination_team_id: idAt((await world.source.ask('POST', '/api/v1/teams', { body: { name: 'Copies' } })).body),
        team_id: world.sourceTeam,
        story_ids: [stories[0]],
      };
      const id = await createDestination(world.source, local);
      await untilAll(world.source, id, 'synced');
      const listed = await world.source.ask('GET', `/api/v1/stories?team_id=${local.destination_team_id}`);
      const back = await create({
        ...local,
        team_id: local.destination_team_id,
        destination_team_id: world.sourceTeam,
        story_ids: [at(listed.body, 'stories.0.id')],
      });
      expect(code(back)).toEqual([422, 'story_synced', 'story_ids']);
    });
  });

  test('the list is paged, oldest first', async () => {
    const first = await createDestination(world.source, remote());
    const listed = await world.source.ask('GET', `${base}?per_page=1`);
    expect([at(listed.body, 'sync_destinations.0.id'), at(listed.body, 'meta.count')]).toEqual([first, 1]);
  });

  test('manual_sync and story sync answer at once; a story that is not subscribed is 404', async () => {
    const id = await createDestination(world.source, remote());
    const all = await world.source.ask('POST', `${base}/${id}/manual_sync`);
    expect([all.status, all.body]).toEqual([200, { sync_initiated: true }]);
    const one = await world.source.ask('POST', `${base}/${id}/story/${stories[0]}/sync`);
    expect([one.status, one.body]).toEqual([200, { story_sync_initiated: true }]);
    const none = await world.source.ask('POST', `${base}/${id}/story/${stories[1]}/sync`);
    expect(code(none)).toEqual([404, 'subscription_not_found', null]);
    await untilAll(world.source, id, 'synced');
  });

  test('a preview says what a sync would change, and changes nothing', async () => {
    const id = await createDestination(world.source, remote());
    const preview = async () => world.source.ask('GET', `${base}/${id}/preview?story_id=${stories[0]}`);
    expect(at((await preview()).body, 'operation')).toBe('create');
    await world.source.ask('POST', `${base}/${id}/manual_sync`);
    await untilAll(world.source, id, 'synced');
    expect(at((await preview()).body, 'operation')).toBe('none');
    expect(code(await world.source.ask('GET', `${base}/${id}/preview?story_id=${stories[1]}`))).toEqual([
      ...[404, 'subscription_not_found', 'story_id'],
    ]);
  });

  test('delete with keep_stories leaves the copies, as stories of their own', async () => {
    const id = await createDestination(world.source, { ...remote(), story_ids: [stories[1]], manual_sync_only: false });
    await untilAll(world.source, id, 'synced');
    const deleted = await world.source.ask('DELETE', `${base}/${id}`, { body: { keep_stories: true } });
    expect(deleted.status).toBe(204);
    const listed = () => world.target.ask('GET', `/api/v1/stories?team_id=${world.targetTeam}&search=Change Control`);
    await until(async () => at((await listed()).body, 'stories.0.synced_from') === null);
    expect(at((await listed()).body, 'stories.0.locked')).toBe(false);
  });

  test('a story that is synced stays under change control and in its team', async () => {
    await createDestination(world.source, remote());
    const other = idAt((await world.source.ask('POST', '/api/v1/teams', { body: { name: 'Elsewhere' } })).body);
    const change = (body: object) => world.source.ask('PUT', `/api/v1/stories/${stories[0]}`, { body });
    expect(code(await change({ change_control_enabled: false }))).toEqual([
      422,
      'story_subscribed',
      'change_control_enabled',
    ]);
    expect(code(await change({ team_id: other }))).toEqual([422, 'story_subscribed', 'team_id']);
  });
});
