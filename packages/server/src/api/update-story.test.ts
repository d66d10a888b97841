/**
 * Updating a story, parameter by parameter (the documented endpoint that Fabula began with): what each means, what each needs,
 * where each is written, and the documented samples field by field.
 */
import { asId, type UserId } from '@fabula/model';
import { setMember } from '@fabula/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, oneConnection, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

type Fields = Record<string, unknown>;

describe.each(oneConnection)('updating a story (%s)', (kind) => {
  let world: TestFabula;
  let team: number;
  beforeAll(async () => {
    world = await startFabula(kind);
    team = (await world.addTeam('Updaters')).id;
  });
  afterAll(() => world.drop());

  const send = async (method: string, url: string, body: Fields = {}) => {
    return world.ask(method, `/api/v1${url}`, { body });
  };

  /** A story with a webhook, two message-only transforms and one of another mode. */
  async function aStory(more: Fields = {}) {
    const id = idAt((await send('POST', '/stories', { team_id: team, name: 'Simple story', ...more })).body);
    const action = async (type: string, name: string, options: Fields) =>
      idAt((await send('POST', '/actions', { story_id: id, type, name, options, position: { x: 0, y: 0 } })).body);
    const transform = 'Agents::EventTransformationAgent';
    return {
      id,
      hook: await action('Agents::WebhookAgent', 'Hook', {}),
      exit: await action(transform, 'Exit', { mode: 'message_only', payload: {} }),
      other: await action(transform, 'Other exit', { mode: 'message_only', payload: {} }),
      delay: await action(transform, 'Delay', { mode: 'delay', seconds: 1 }),
    };
  }
  const put = (id: number, body: Fields) => send('PUT', `/stories/${id}`, body);
  const read = async (id: number, more: Fields = {}) => (await send('GET', `/stories/${id}`, more)).body;

  test('the documented sample: every field, with its type and null rule', async () => {
    const { id } = await aStory({ tags: ['Tag 1', 'Tag 2'] });
    await send('POST', `/stories/${id}/recipients`, { address: 'test@example.com' });
    const answer = await put(id, { name: 'Updated Simple story', description: 'Updates story description' });
    const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      name: 'Updated Simple story',
      user_id: expect.any(Number),
      description: 'Updates story description',
      keep_events_for: 604800,
      disabled: false,
      priority: false,
      send_to_story_enabled: false,
      send_to_story_access_source: 'OFF',
      send_to_story_access: null,
      send_to_story_skill_use_requires_confirmation: true,
      shared_team_slugs: [],
      entry_agent_id: null,
      exit_agents: [],
      team_id: team,
      tags: ['Tag 1', 'Tag 2'],
      guid: expect.stringMatching(/^[0-9a-f]{32}$/),
      // The sample keeps the slug of the old name; here it follows the name (unconfirmed).
      slug: 'updated_simple_story',
      created_at: timestamp,
      updated_at: timestamp,
      edited_at: timestamp,
      mode: 'LIVE',
      id,
      folder_id: null,
      published: true,
      change_control_enabled: false,
      locked: false,
      owners: [expect.any(Number)],
      draft_id: null,
      draft_name: null,
      monitor_failures: false,
      actions_with_monitoring: [],
      recipients: [{ address: 'test@example.com' }],
    });
    expect(at(answer.body, 'send_to_story_referring_story_ids')).toBeNull();
  });

  test('the documented sample of a draft: its id and name, and the story that it belongs to', async () => {
    const { id } = await aStory();
    await put(id, { change_control_enabled: true });
    const draft = idAt((await send('POST', `/stories/${id}/drafts`, { name: 'Updated Draft' })).body);
    const answer = await put(id, { draft_id: draft, name: 'Updated Simple story' });
    expect(answer.body).toMatchObject({ id, draft_id: draft, draft_name: 'Updated Draft', mode: 'TEST' });
  });

  test('the documented sample that enables Send to Story, ids as text', async () => {
    const { id, hook, exit } = await aStory();
    const answer = await put(id, {
      entry_action_id: String(hook),
      exit_action_ids: [String(exit)],
      send_to_story_access_source: 'STS',
    });
    expect(answer.body).toMatchObject({
      send_to_story_enabled: true,
      send_to_story_access_source: 'STS',
      send_to_story_access: 'TEAM',
      send_to_story_referring_story_ids: [],
      entry_agent_id: hook,
      exit_agents: [{ id: exit }],
    });
  });

  describe('each parameter is written and read back', () => {
    test.each<[Fields, Fields?]>([
      [{ name: 'New name' }, { name: 'New name', slug: 'new_name' }],
      [{ description: 'New' }],
      [{ description: '' }],
      [{ disabled: true }],
      [{ disabled: 'true' }, { disabled: true }],
      [{ locked: true }],
      [{ priority: true }],
      [{ priority: 'False' }, { priority: false }],
      [{ change_control_enabled: true }],
      [{ change_control_owners_only: true }],
      [{ monitor_failures: true }],
      [{ add_tag_names: ['one', 'two'] }, { tags: ['one', 'two'] }],
      [{ add_tag_names: 'one,two' }, { tags: ['one', 'two'] }],
      [{ folder_id: null }],
      [{ folder_id: '' }, { folder_id: null }],
      ...[3600, 21600, 86400, 259200, 604800, 1209600, 2592000, 5184000, 7776000, 15552000, 31536000].map(
        (keep_events_for): [Fields] => [{ keep_events_for }],
      ),
      [{ keep_events_for: '3600' }, { keep_events_for: 3600 }],
    ])('%j', async (given, expected = given) => {
      const { id } = await aStory();
      const answer = await put(id, given);
      expect(answer).toMatchObject({ status: 200, body: expected });
      expect(await read(id)).toMatchObject(expected);
    });

    test('tags are removed by name; one that is not there is no error', async () => {
      const { id } = await aStory({ tags: ['a', 'b', 'c'] });
      expect((await put(id, { remove_tag_names: ['b', 'never'], add_tag_names: ['d', 'a'] })).body).toMatchObject({
        tags: ['a', 'c', 'd'],
      });
    });

    test('monitor_failures sets every action, and is true only while all of them monitor', async () => {
      const { id, hook } = await aStory();
      const on = await put(id, { monitor_failures: true });
      expect(on.body).toMatchObject({ monitor_failures: true });
      expect((at(on.body, 'actions_with_monitoring') as number[]).length).toBe(4);
      await send('PUT', `/actions/${hook}`, { monitor_failures: false, monitor_all_events: false });
      expect(await read(id)).toMatchObject({ monitor_failures: false });
      expect((await put(id, { monitor_failures: false })).body).toMatchObject({ actions_with_monitoring: [] });
    });

    test('parameters in the query string mean the same', async () => {
      const { id } = await aStory();
      const answer = await world.ask(
        'PUT',
        `/api/v1/stories/${id}?name=By+query&priority=true&add_tag_names[]=x&add_tag_names[]=y`,
      );
      expect(answer.body).toMatchObject({ name: 'By query', priority: true, tags: ['x', 'y'] });
    });

    test('what is left out stays; unknown parameters are ignored', async () => {
      const { id } = await aStory({ description: 'kept', priority: true });
      expect((await put(id, { unknown: 1 })).body).toMatchObject({
        description: 'kept',
        priority: true,
        name: 'Simple story',
      });
    });
  });

  describe('what needs something else', () => {
    test.each<[string, (story: Awaited<ReturnType<typeof aStory>>) => Fields, string, number?]>([
      ['webhook_api_enabled without its actions', () => ({ webhook_api_enabled: true }), 'api_entry_action_id'],
      [
        'api_entry_action_id without exits',
        ({ hook }) => ({ webhook_api_enabled: true, api_entry_action_id: hook }),
        'api_exit_action_ids',
      ],
      [
        'api_exit_action_ids without an entry',
        ({ exit }) => ({ webhook_api_enabled: true, api_exit_action_ids: [exit] }),
        'api_entry_action_id',
      ],
      [
        'both without the switch',
        ({ hook, exit }) => ({ api_entry_action_id: hook, api_exit_action_ids: [exit] }),
        'webhook_api_enabled',
      ],
      [
        'an entry that is no webhook',
        ({ exit }) => ({ webhook_api_enabled: true, api_entry_action_id: exit, api_exit_action_ids: [exit] }),
        'api_entry_action_id',
      ],
      [
        'an exit of another mode',
        ({ hook, delay }) => ({ webhook_api_enabled: true, api_entry_action_id: hook, api_exit_action_ids: [delay] }),
        'api_exit_action_ids',
      ],
      [
        'an exit that is not there',
        ({ hook }) => ({ webhook_api_enabled: true, api_entry_action_id: hook, api_exit_action_ids: [999999] }),
        'api_exit_action_ids',
      ],
      [
        'no exits',
        ({ hook }) => ({ webhook_api_enabled: true, api_entry_action_id: hook, api_exit_action_ids: [] }),
        'api_exit_action_ids',
      ],
      ...['STS', 'WORKBENCH', 'STS_AND_WORKBENCH'].map((source): [string, () => Fields, string] => [
        `${source} without its actions`,
        () => ({ send_to_story_access_source: source }),
        'entry_action_id',
      ]),
      [
        'entry_action_id without exits',
        ({ hook }) => ({ send_to_story_access_source: 'STS', entry_action_id: hook }),
        'exit_action_ids',
      ],
      [
        'entry and exits while it is off',
        ({ hook, exit }) => ({ entry_action_id: hook, exit_action_ids: [exit] }),
        'send_to_story_access_source',
      ],
      [
        'an entry that is no webhook, for Send to Story',
        ({ exit }) => ({ send_to_story_access_source: 'STS', entry_action_id: exit, exit_action_ids: [exit] }),
        'entry_action_id',
      ],
      [
        'SPECIFIC_TEAMS without teams',
        ({ hook, exit }) => ({
          send_to_story_access_source: 'STS',
          entry_action_id: hook,
          exit_action_ids: [exit],
          send_to_story_access: 'SPECIFIC_TEAMS',
        }),
        'shared_team_slugs',
      ],
      [
        'a team that is not there',
        ({ hook, exit }) => ({
          send_to_story_access_source: 'STS',
          entry_action_id: hook,
          exit_action_ids: [exit],
          send_to_story_access: 'SPECIFIC_TEAMS',
          shared_team_slugs: ['nobody'],
        }),
        'shared_team_slugs',
      ],
      ['an access while it is off', () => ({ send_to_story_access: 'GLOBAL' }), 'send_to_story_access'],
      [
        'confirmation with STS',
        ({ hook, exit }) => ({
          send_to_story_access_source: 'STS',
          entry_action_id: hook,
          exit_action_ids: [exit],
          send_to_story_skill_use_requires_confirmation: true,
        }),
        'send_to_story_skill_use_requires_confirmation',
      ],
      ['a retention that is not offered', () => ({ keep_events_for: 5 }), 'keep_events_for'],
      ['an unknown source', () => ({ send_to_story_access_source: 'ALL' }), 'send_to_story_access_source'],
      ['an unknown access', () => ({ send_to_story_access: 'ALL' }), 'send_to_story_access'],
      ['an empty name', () => ({ name: '' }), 'name'],
      ['a name that is no text', () => ({ name: 5 }), 'name'],
      ['a flag that is none', () => ({ disabled: 'perhaps' }), 'disabled'],
      ['tags that are none', () => ({ add_tag_names: [5] }), 'add_tag_names'],
      ['an unknown team', () => ({ team_id: 999999 }), 'team_id', 404],
      ['an unknown folder', () => ({ folder_id: 999999 }), 'folder_id', 404],
      ['an unknown draft', () => ({ draft_id: 999999 }), 'draft_id', 404],
    ])('%s is refused, naming it, and changes nothing', async (_name, given, field, status = 422) => {
      const story = await aStory();
      const before = await read(story.id);
      const answer = await put(story.id, { add_tag_names: ['never'], ...given(story) });
      expect(answer).toMatchObject({ status, field });
      expect(await read(story.id)).toEqual(before);
    });

    test('an unknown story, and one of a team that is not yours', async () => {
      expect(await put(999999, { name: 'x' })).toMatchObject({ status: 404, code: 'story_not_found' });
      const { id } = await aStory();
      const stranger = await world.addUser('TEAM_ADMIN', await world.addTeam('Strangers'));
      const answer = await world.ask('PUT', `/api/v1/stories/${id}`, { key: stranger, body: { name: 'x' } });
      expect(answer.status).toBe(404);
    });
  });

  test('a story is shared only with teams in which its editor may write stories', async () => {
    const { kysely } = world.fabula.database;
    const [own, read, written] = [
      await world.addTeam('Own'),
      await world.addTeam('Read'),
      await world.addTeam('Written'),
    ];
    const key = await world.addUser('EDITOR', own);
    const user = asId<UserId>(idAt((await world.ask('GET', '/api/session', { key })).body, 'user.id'));
    await setMember(kysely, read.id, user, 'VIEWER');
    await setMember(kysely, written.id, user, 'EDITOR');
    const { id, hook, exit } = await aStory({ team_id: own.id });
    const share = (slug: string) =>
      world.ask('PUT', `/api/v1/stories/${id}`, {
        key,
        body: {
          send_to_story_access_source: 'STS',
          send_to_story_access: 'SPECIFIC_TEAMS',
          shared_team_slugs: [slug],
          entry_action_id: hook,
          exit_action_ids: [exit],
        },
      });
    const refused = await share('read');
    expect([refused.status, at(refused.body, 'errors.0.field')]).toEqual([422, 'shared_team_slugs']);
    expect((await share('written')).body).toMatchObject({ shared_team_slugs: ['written'] });
  });

  test('the webhook API, all of it: on, other exits, off, and on again with what it had', async () => {
    const { id, hook, exit, other } = await aStory();
    const on = { webhook_api_enabled: true, api_entry_action_id: hook, api_exit_action_ids: [exit] };
    expect((await put(id, on)).body).toMatchObject(on);
    expect((await put(id, { ...on, api_exit_action_ids: [exit, other] })).body).toMatchObject({
      api_exit_action_ids: [exit, other],
    });
    expect((await put(id, { webhook_api_enabled: false })).body).toMatchObject({ webhook_api_enabled: false });
    expect((await put(id, { webhook_api_enabled: true })).body).toMatchObject({
      api_entry_action_id: hook,
      api_exit_action_ids: [exit, other],
    });
  });

  test('a story for Workbench may ask for confirmation; OFF ends it', async () => {
    const { id, hook, exit } = await aStory();
    const on = { send_to_story_access_source: 'WORKBENCH', entry_action_id: hook, exit_action_ids: [exit] };
    expect((await put(id, { ...on, send_to_story_skill_use_requires_confirmation: false })).body).toMatchObject({
      send_to_story_access_source: 'WORKBENCH',
      send_to_story_enabled: true,
      send_to_story_skill_use_requires_confirmation: false,
    });
    expect((await put(id, { send_to_story_access_source: 'OFF' })).body).toMatchObject({
      send_to_story_enabled: false,
      send_to_story_access: null,
    });
  });

  test('older clients: send_to_story_enabled, entry_agent_id, exit_agent_ids, one exit_agent_id', async () => {
    const { id, hook, exit } = await aStory();
    expect(
      (await put(id, { send_to_story_enabled: 'true', entry_agent_id: `${hook}`, exit_agent_id: `${exit}` })).body,
    ).toMatchObject({
      send_to_story_access_source: 'STS',
      entry_agent_id: hook,
      exit_agents: [{ id: exit }],
    });
    expect((await put(id, { send_to_story_enabled: false })).body).toMatchObject({
      send_to_story_access_source: 'OFF',
    });
  });

  test('a move without a folder lands at the root of the new team; a folder must lie in the new team', async () => {
    const other = (await world.addTeam('New home')).id;
    const folderIn = async (teamId: number) =>
      idAt((await send('POST', '/folders', { name: 'F', content_type: 'STORY', team_id: teamId })).body);
    const [here, there] = [await folderIn(team), await folderIn(other)];
    const { id } = await aStory({ folder_id: here });
    expect(await put(id, { team_id: other, folder_id: here })).toMatchObject({ status: 404, field: 'folder_id' });
    expect((await put(id, { team_id: other, folder_id: there })).body).toMatchObject({
      team_id: other,
      folder_id: there,
    });
    expect((await put(id, { team_id: team })).body).toMatchObject({ team_id: team, folder_id: null });
  });

  test('edited_at moves with what the story does, updated_at with everything', async () => {
    const { id } = await aStory();
    const { kysely } = world.fabula.database;
    const age = () =>
      kysely
        .updateTable('story')
        .set({ updated_at: new Date(0), edited_at: new Date(0) })
        .where('id', '=', id)
        .execute();
    await age();
    const user = at(await read(id), 'owners.0');
    await send('DELETE', `/stories/${id}/owners`, { user_id: user });
    expect(await read(id)).toMatchObject({
      edited_at: '1970-01-01T00:00:00Z',
      updated_at: expect.not.stringMatching(/^1970/),
    });
    for (const change of [{ add_tag_names: ['new'] }, { folder_id: null }, { locked: true }, { locked: false }]) {
      await age();
      await put(id, change);
      expect(await read(id)).toMatchObject({
        edited_at: '1970-01-01T00:00:00Z',
        updated_at: expect.not.stringMatching(/^1970/),
      });
    }
    await age();
    await put(id, {});
    expect(await read(id)).toMatchObject({ edited_at: '1970-01-01T00:00:00Z', updated_at: '1970-01-01T00:00:00Z' });
    await put(id, { name: 'Edited' });
    expect(await read(id)).toMatchObject({ edited_at: expect.not.stringMatching(/^1970/) });
    await put(id, { change_control_enabled: true });
    await age();
    await put(id, { name: 'In the draft' });
    expect(await read(id)).toMatchObject({ edited_at: '1970-01-01T00:00:00Z' });
  });
});
