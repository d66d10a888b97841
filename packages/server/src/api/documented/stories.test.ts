/** The documented requests about stories, their files, owners and recipients (reference: api/stories.md). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula, until } from '../../testing/fabula.test-kit.ts';
import { askedFor, type Fields, replay, type Sample } from './replay.test-kit.ts';
import {
  anyObject,
  anything,
  either,
  exactly,
  flag,
  guid,
  integer,
  listOf,
  number,
  object,
  orNull,
  page,
  text,
  time,
} from './shape.test-kit.ts';
import { liveStory, story } from './story-shapes.test-kit.ts';

/** As of schema 30 (reference: story-export.md); what was made here has no origin elsewhere. */
const exported = object(
  {
    schema_version: integer,
    standard_lib_version: integer,
    action_runtime_version: integer,
    name: text,
    description: orNull(text),
    guid,
    slug: text,
    agents: listOf(
      object(
        {
          type: text,
          name: text,
          disabled: flag,
          description: orNull(text),
          guid,
          origin_story_identifier: orNull(text),
          options: anyObject,
          reporting: object({ time_saved_value: number, time_saved_unit: text }),
          monitoring: object({
            monitor_all_events: flag,
            monitor_failures: flag,
            monitor_no_events_emitted: orNull(integer),
          }),
          template: object({
            created_from_template_guid: orNull(text),
            created_from_template_version: orNull(text),
            template_tags: listOf(text),
          }),
          width: orNull(number),
        },
        // Not of types that cannot be scheduled.
        { maybe: { schedule: orNull(listOf(object({ cron: text, timezone: text }))) } },
      ),
    ),
    links: listOf(object({ source: integer, receiver: integer }, { maybe: { type: text } })),
    diagram_notes: listOf(anyObject),
    diagram_layout: text,
    send_to_story_enabled: flag,
    entry_agent_guid: orNull(guid),
    exit_agent_guids: listOf(guid),
    api_entry_action_guids: listOf(guid),
    api_exit_action_guids: listOf(guid),
    keep_events_for: integer,
    reporting_status: flag,
    send_to_story_access: orNull(text),
    send_to_story_access_source: integer,
    send_to_story_skill_use_requires_confirmation: flag,
    send_to_stories: listOf(anyObject),
    parent_only_send_to_story: flag,
    story_library_metadata: anyObject,
    monitor_failures: flag,
    recipients: listOf(either(text, anyObject)),
    synchronous_webhooks_enabled: flag,
    pages: listOf(anyObject),
    tags: listOf(either(text, anyObject)),
    time_saved_unit: text,
    time_saved_value: number,
    origin_story_identifier: orNull(text),
    integration_product: orNull(text),
    integration_vendor: orNull(text),
    llm_product_instructions: text,
    exported_at: time,
    icon: text,
    integrations: listOf(anything),
  },
  {
    more: [
      'sections',
      'send_to_story_timeout_enabled',
      'send_to_story_timeout_duration_seconds',
      'start_reference',
      'app_endpoints',
    ],
  },
);

describe.each(oneDatabase)('stories as documented (%s)', (kind) => {
  let world: TestFabula;
  let stranger: string;
  let team: number;
  let folder: number;
  let member: number;
  /** Two of its actions have a run that waits. */
  let waiting: number;
  let hook: number;

  beforeAll(async () => {
    world = await startFabula(kind);
    const home = await world.addTeam('Home');
    team = home.id;
    stranger = await world.addUser('TEAM_ADMIN', await world.addTeam('Elsewhere'));
    folder = await make('/folders', { name: 'Folder', content_type: 'STORY', team_id: team });
    member = await make(`/teams/${team}/invite_member`, { email: 'member@example.com', role: 'EDITOR' });
    waiting = await aStory();
    hook = await anAction(waiting, 'Agents::WebhookAgent', 'Process webhook', { path: 'waits', secret: 's' });
    for (const name of ['Process it', 'Wait']) {
      const delay = { mode: 'delay', seconds: 86_400 };
      await anAction(waiting, 'Agents::EventTransformationAgent', name, delay, { source_ids: [hook] });
    }
    expect((await world.ask('POST', '/webhook/waits/s', { key: null, body: {} })).status).toBe(201);
    await until(async () => at(await get(`/stories/${waiting}/pending_actions`), 'meta.count') === 2);
  });
  afterAll(() => world.drop());

  const get = async (url: string, key?: string) =>
    (await world.ask('GET', `/api/v1${url}`, key === undefined ? {} : { key })).body;
  async function make(url: string, body: Fields): Promise<number> {
    const answer = await world.ask('POST', `/api/v1${url}`, { body });
    if (answer.status >= 300) throw new Error(answer.text);
    return idAt(answer.body);
  }
  const aStory = (more: Fields = {}) => make('/stories', { team_id: team, name: 'Simple story', ...more });
  const anAction = (story_id: number, type: string, name: string, options: Fields = {}, more: Fields = {}) =>
    make('/actions', { story_id, type, name, options, position: { x: 0, y: 0 }, ...more });
  const path = (story_id: number) => ({ path: { story_id } });

  const samples: readonly Sample[] = [
    {
      ask: 'POST /stories',
      status: 201,
      answer: story,
      given: () => {
        const send = {
          team_id: team,
          name: 'Simple story',
          description: 'What it is for',
          keep_events_for: 86_400,
          folder_id: folder,
          tags: ['tag 1', 'tag 2'],
          disabled: true,
          priority: true,
        };
        return { send, gives: { ...send, slug: 'simple_story', mode: 'LIVE', published: true, locked: false } };
      },
    },
    {
      ask: 'POST /stories',
      about: 'with its team alone',
      status: 201,
      answer: story,
      given: () => ({
        send: { team_id: team },
        gives: {
          team_id: team,
          description: null,
          keep_events_for: 604_800,
          folder_id: null,
          tags: [],
          disabled: false,
        },
      }),
    },
    {
      ask: 'GET /stories/{story_id}',
      status: 200,
      answer: story,
      choices: ['story_mode'],
      given: () => ({ ...path(waiting), send: { story_mode: 'LIVE' }, gives: { id: waiting } }),
    },
    {
      ask: 'GET /stories/{story_id}',
      about: 'with live activity',
      status: 200,
      answer: liveStory,
      given: () => ({
        ...path(waiting),
        send: { include_live_activity: true },
        gives: { pending_action_runs_count: 2 },
      }),
    },
    ...['PUT', 'PATCH'].map(
      (method): Sample => ({
        ask: `${method} /stories/{story_id}`,
        status: 200,
        answer: story,
        given: async () => {
          const changed = {
            name: 'Updated story',
            description: 'Other',
            keep_events_for: 3_600,
            disabled: true,
            priority: true,
            locked: true,
            folder_id: folder,
            change_control_enabled: false,
          };
          return {
            ...path(await aStory({ tags: ['old', 'stays'] })),
            send: { ...changed, add_tag_names: ['new'], remove_tag_names: ['old'], monitor_failures: true },
            gives: { ...changed, tags: ['stays', 'new'] },
          };
        },
      }),
    ),
    {
      ask: 'PUT /stories/{story_id}',
      about: 'switching Send to Story on',
      status: 200,
      answer: story,
      choices: ['send_to_story_access_source', 'send_to_story_access'],
      given: async () => {
        const id = await aStory();
        const entry = await anAction(id, 'Agents::WebhookAgent', 'Entry');
        const exit = await anAction(id, 'Agents::EventTransformationAgent', 'Exit', { mode: 'message_only' });
        return {
          ...path(id),
          send: {
            send_to_story_access_source: 'STS_AND_WORKBENCH',
            send_to_story_access: 'SPECIFIC_TEAMS',
            shared_team_slugs: ['elsewhere'],
            entry_action_id: entry,
            exit_action_ids: [exit],
            send_to_story_skill_use_requires_confirmation: false,
          },
          gives: {
            send_to_story_enabled: true,
            send_to_story_access_source: 'STS_AND_WORKBENCH',
            send_to_story_access: 'SPECIFIC_TEAMS',
            send_to_story_referring_story_ids: [],
            send_to_story_skill_use_requires_confirmation: false,
            shared_team_slugs: ['elsewhere'],
            entry_agent_id: entry,
            exit_agents: [{ id: exit }],
          },
        };
      },
    },
    {
      ask: 'PUT /stories/{story_id}',
      about: 'switching the webhook API on',
      status: 200,
      answer: story,
      given: async () => {
        const id = await aStory();
        const send = {
          webhook_api_enabled: true,
          api_entry_action_id: await anAction(id, 'Agents::WebhookAgent', 'Entry'),
          api_exit_action_ids: [
            await anAction(id, 'Agents::EventTransformationAgent', 'Exit', { mode: 'message_only' }),
            await anAction(id, 'Agents::EventTransformationAgent', 'Other', { mode: 'message_only' }),
          ],
        };
        return { ...path(id), send, gives: send };
      },
    },
    {
      ask: 'GET /stories',
      status: 200,
      answer: page('stories', story),
      list: 'stories',
      choices: ['filter', 'order'],
      given: async () => {
        const tags = ['listed', 'twice'];
        const search = `Find ${Math.random().toString(36).slice(2)}`;
        for (const end of ['A', 'B'])
          await aStory({ name: `${search} ${end}`, tags, priority: true, folder_id: folder });
        return {
          send: { team_id: team, folder_id: folder, tags, search, filter: 'HIGH_PRIORITY', order: 'NAME_DESC' },
          gives: { stories: [{ name: `${search} B` }, { name: `${search} A` }] },
        };
      },
    },
    {
      ask: 'GET /stories',
      about: 'with live activity',
      status: 200,
      answer: page('stories', liveStory),
      given: () => ({ send: { include_live_activity: true } }),
    },
    {
      ask: 'DELETE /stories/{story_id}',
      status: 204,
      answer: null,
      given: async () => path(await aStory()),
    },
    {
      ask: 'DELETE /stories/batch',
      status: 204,
      answer: null,
      given: async () => ({ send: { ids: [await aStory(), await aStory()] } }),
    },
    {
      ask: 'GET /stories/{story_id}/export',
      status: 200,
      answer: exported,
      given: () => ({
        ...path(waiting),
        send: { randomize_urls: true, clear_recipients: true },
        gives: { name: 'Simple story', recipients: [], send_to_story_access_source: 0 },
      }),
    },
    ...['new', 'versionReplace'].map(
      (mode): Sample => ({
        ask: 'POST /stories/import',
        about: mode,
        status: 200,
        answer: story,
        choices: ['mode'],
        given: async () => {
          const data = await get(`/stories/${waiting}/export?randomize_urls=true`);
          return {
            send: { new_name: `Imported ${mode}`, data, team_id: team, folder_id: folder, mode },
            gives: { name: `Imported ${mode}`, team_id: team, folder_id: folder },
          };
        },
      }),
    ),
    {
      ask: 'POST /stories/{story_id}/disable',
      status: 200,
      answer: object({ disabled: exactly(true) }),
      given: async () => ({ ...path(await aStory()), send: { disabled: true } }),
    },
    {
      ask: 'GET /stories/{story_id}/pending_actions',
      status: 200,
      answer: page(
        'pending_actions',
        object({ id: integer, name: text, type: text, pending_action_runs_count: integer }),
      ),
      list: 'pending_actions',
      choices: ['story_mode'],
      given: () => ({
        ...path(waiting),
        send: { search: 'process', story_mode: 'LIVE' },
        gives: { pending_actions: [{ name: 'Process it', pending_action_runs_count: 1 }] },
      }),
    },
    {
      ask: 'POST /stories/{story_id}/owners',
      status: 201,
      answer: story,
      given: async () => ({
        ...path(await aStory()),
        send: { user_id: member },
        gives: { owners: expect.arrayContaining([member]) },
      }),
    },
    {
      ask: 'DELETE /stories/{story_id}/owners',
      status: 204,
      answer: null,
      given: async () => {
        const id = await aStory();
        await make(`/stories/${id}/owners`, { user_id: member });
        return { ...path(id), send: { user_id: member } };
      },
    },
    {
      ask: 'POST /stories/{story_id}/recipients',
      status: 201,
      answer: story,
      given: async () => ({
        ...path(await aStory()),
        send: { address: 'https://chat.example.com/hook?a=1&b=2', draft_id: null },
        gives: { recipients: [{ address: 'https://chat.example.com/hook?a=1&b=2' }] },
      }),
    },
    {
      ask: 'DELETE /stories/{story_id}/recipients',
      status: 204,
      answer: null,
      given: async () => {
        const id = await aStory();
        await make(`/stories/${id}/recipients`, { address: 'ops@example.com' });
        return { ...path(id), send: { address: 'ops@example.com', draft_id: null } };
      },
    },
  ];

  replay(() => ({ world, stranger }), samples);

  test('nothing that the document has is left out', () => {
    expect(askedFor(samples)).toEqual(
      new Set(
        `POST /stories · GET /stories · GET /stories/{story_id} · PUT /stories/{story_id} · PATCH /stories/{story_id}
DELETE /stories/{story_id} · DELETE /stories/batch · GET /stories/{story_id}/export · POST /stories/import
POST /stories/{story_id}/disable · GET /stories/{story_id}/pending_actions
POST /stories/{story_id}/owners · DELETE /stories/{story_id}/owners
POST /stories/{story_id}/recipients · DELETE /stories/{story_id}/recipients`.split(/ · |\n/),
      ),
    );
  });

  describe('lists', () => {
    let ids: Record<string, number>;
    let alone: number;
    beforeAll(async () => {
      alone = (await world.addTeam('Alone')).id;
      const inFolder = await make('/folders', { name: 'Filled', content_type: 'STORY', team_id: alone });
      const plain = await aStory({ team_id: alone, name: 'Plain' });
      const filed = await aStory({ team_id: alone, name: 'Filed', folder_id: inFolder, tags: ['a', 'b'] });
      const called = await aStory({ team_id: alone, name: 'Called' });
      const entry = await anAction(called, 'Agents::WebhookAgent', 'Entry');
      const exit = await anAction(called, 'Agents::EventTransformationAgent', 'Exit', { mode: 'message_only' });
      for (const body of [
        { send_to_story_access_source: 'STS', entry_action_id: entry, exit_action_ids: [exit] },
        { webhook_api_enabled: true, api_entry_action_id: entry, api_exit_action_ids: [exit] },
      ]) {
        expect((await world.ask('PUT', `/api/v1/stories/${called}`, { body })).status).toBe(200);
      }
      await anAction(filed, 'Agents::WebhookAgent', 'Only one');
      await world.ask('PUT', `/api/v1/stories/${plain}`, { body: { change_control_enabled: true } });
      ids = { plain, filed, called, folder: inFolder };
    });
    const found = async (query: string, key?: string) =>
      listAt(await get(`/stories?team_id=${alone}&${query}`, key), 'stories').map((each) => at(each, 'id'));

    test.each<[string, readonly string[]]>([
      ['filter=SEND_TO_STORY_ENABLED', ['called']],
      ['filter=API_ENABLED', ['called']],
      ['filter=CHANGE_CONTROL_ENABLED', ['plain']],
      ['filter=HIGH_PRIORITY', []],
      ['filter=FAVORITE', []],
      ['filter=PUBLISHED&order=NAME', ['called', 'filed', 'plain']],
      ['filter=&order=NAME', ['called', 'filed', 'plain']],
      ['order=NAME_DESC', ['plain', 'filed', 'called']],
      ['order=ACTION_COUNT_ASC', ['plain', 'filed', 'called']],
      ['order=ACTION_COUNT_DESC', ['called', 'filed', 'plain']],
      ['folder_id=FOLDER', ['filed']],
      ['folder_id=999999', []],
      ['folder_id=&order=NAME', ['called', 'filed', 'plain']],
      ['tags[]=a&tags[]=b', ['filed']],
      ['tags=a,b', ['filed']],
      ['tags[]=a&tags[]=c', []],
      ['search=l&order=NAME', ['called', 'filed', 'plain']],
      ['search=FILE', ['filed']],
      ['search=_', []],
    ])('%s gives %j', async (query, expected) => {
      expect(await found(query.replace('FOLDER', String(ids['folder'])))).toEqual(expected.map((name) => ids[name]));
    });

    test('a stranger is given nothing, whatever filters are named', async () => {
      expect(await found('', stranger)).toEqual([]);
      expect(listAt(await get(`/stories?folder_id=${ids['folder']}`, stranger), 'stories')).toEqual([]);
    });
  });

  test.each([3600, 21600, 86400, 259200, 604800, 1209600, 2592000, 5184000, 7776000, 15552000, 31536000])(
    'events may be kept for %i seconds from the start',
    async (keep_events_for) => {
      const id = await aStory({ keep_events_for });
      expect(at(await get(`/stories/${id}`), 'keep_events_for')).toBe(keep_events_for);
    },
  );

  test.each([0, -1, 3601, 31536001, 604800.5])('events are not kept for %d seconds', async (keep_events_for) => {
    const answer = await world.ask('POST', '/api/v1/stories', { body: { team_id: team, keep_events_for } });
    expect([answer.status, at(answer.body, 'errors.0.field')]).toEqual([422, 'keep_events_for']);
  });

  test('a new story does not lie in a folder of another kind or team', async () => {
    const elsewhere = (await world.addTeam('Folders')).id;
    for (const wrong of [
      await make('/folders', { name: 'R', content_type: 'RESOURCE', team_id: team }),
      await make('/folders', { name: 'S', content_type: 'STORY', team_id: elsewhere }),
    ]) {
      const answer = await world.ask('POST', '/api/v1/stories', { body: { team_id: team, folder_id: wrong } });
      expect([answer.status, at(answer.body, 'errors.0.field')]).toEqual([404, 'folder_id']);
    }
  });

  describe('files', () => {
    const addresses = async (query: string) => {
      const file = await get(`/stories/${waiting}/export${query}`);
      return [at(file, 'agents.0.options.path'), at(file, 'agents.0.options.secret')];
    };

    test('keep the addresses of webhooks unless others are asked for', async () => {
      expect(await addresses('')).toEqual(['waits', 's']);
      expect(await addresses('?randomize_urls=false')).toEqual(['waits', 's']);
      const random = await addresses('?randomize_urls=true');
      expect(random[0]).not.toBe('waits');
      expect(random[0]).toMatch(/^[0-9a-f]{32}$/);
    });

    test('keep recipients unless they are to be cleared', async () => {
      const id = await aStory();
      await make(`/stories/${id}/recipients`, { address: 'ops@example.com' });
      expect(at(await get(`/stories/${id}/export`), 'recipients')).toEqual(['ops@example.com']);
      expect(at(await get(`/stories/${id}/export?clear_recipients=true`), 'recipients')).toEqual([]);
    });

    test('of a draft are those of the draft', async () => {
      const id = await aStory({ name: 'Controlled' });
      await world.ask('PUT', `/api/v1/stories/${id}`, { body: { change_control_enabled: true } });
      const draft = await make(`/stories/${id}/drafts`, { name: 'Draft' });
      await anAction(id, 'Agents::WebhookAgent', 'In the draft', {}, { draft_id: draft });
      expect(listAt(await get(`/stories/${id}/export`), 'agents')).toEqual([]);
      expect(at(await get(`/stories/${id}/export?draft_id=${draft}`), 'agents.0.name')).toBe('In the draft');
      const unknown = await world.ask('GET', `/api/v1/stories/${id}/export?draft_id=999999`);
      expect([unknown.status, at(unknown.body, 'errors.0.field')]).toEqual([404, 'draft_id']);
    });

    test.each<[string, Fields, number, string]>([
      ['without data', { data: undefined }, 422, 'data'],
      ['of no story', { data: { name: 'Nothing' } }, 422, 'data.agents'],
      ['without a team', { team_id: undefined }, 422, 'team_id'],
      ['into an unknown team', { team_id: 999999 }, 404, 'team_id'],
      ['into an unknown folder', { folder_id: 999999 }, 404, 'folder_id'],
      ['in an unknown mode', { mode: 'replace' }, 422, 'mode'],
      ['without a name', { new_name: '' }, 422, 'new_name'],
    ])('%s are refused', async (_name, fields, status, field) => {
      const data = { name: 'Given', agents: [], links: [] };
      const answer = await world.ask('POST', '/api/v1/stories/import', {
        body: Object.fromEntries(
          Object.entries({ new_name: 'Named', data, team_id: team, ...fields }).filter(
            ([, value]) => value !== undefined,
          ),
        ),
      });
      expect([answer.status, at(answer.body, 'errors.0.field')]).toEqual([status, field]);
    });

    test('that have other stories in them import themselves alone', async () => {
      const inner = { name: 'Inner', agents: [], links: [] };
      const data = { name: 'Outer', agents: [], links: [], send_to_stories: [inner] };
      const count = async () => at(await get(`/stories?team_id=${team}&per_page=1`), 'meta.count');
      const before = Number(await count());
      await make('/stories/import', { new_name: 'Outer', data, team_id: team });
      expect(await count()).toBe(before + 1);
    });

    test('new makes another story each time, versionReplace does not', async () => {
      const data = { name: 'Given', agents: [], links: [] };
      const give = (mode: string) => make('/stories/import', { new_name: 'Twice', data, team_id: team, mode });
      const [first, second] = [await give('new'), await give('new')];
      expect(second).not.toBe(first);
      const replaced = await give('versionReplace');
      expect([first, second]).toContain(replaced);
      expect(listAt(await get(`/stories?search=Twice&team_id=${team}`), 'stories').length).toBe(2);
    });
  });

  test('many stories are deleted at once', async () => {
    const { pool } = world.fabula.database;
    const crowd = (await world.addTeam('Crowd')).id;
    const { rows } = await pool.query<{ id: number }>(
      `insert into story (team_id, guid, name, slug, keep_events_for, schema_version, standard_lib_version, action_runtime_version, carried)
      select $1, md5('crowd' || i), 'Crowd', 'crowd', 604800, 30, 92, 83, '{}' from generate_series(1, 60) i returning id`,
      [crowd],
    );
    const ids = rows.map(({ id }) => Number(id));
    const answer = await world.ask('DELETE', '/api/v1/stories/batch', { body: { ids } });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(at(await get(`/stories?team_id=${crowd}`), 'meta.count')).toBe(0);
  });

  test("stories of others are not deleted together with one's own", async () => {
    const mine = await world.addTeam('Mine');
    const key = await world.addUser('TEAM_ADMIN', mine);
    const own = await aStory({ team_id: mine.id });
    const answer = await world.ask('DELETE', '/api/v1/stories/batch', { key, body: { ids: [own, waiting] } });
    expect(answer.status).toBe(404);
    expect((await world.ask('GET', `/api/v1/stories/${own}`)).status).toBe(200);
  });

  test('owners are members of the team, or owners of the tenant', async () => {
    const id = await aStory();
    await world.addUser('EDITOR', await world.addTeam('Not here'));
    const { rows } = await world.fabula.database.pool.query<{ id: number }>('select max(id)::int as id from app_user');
    const refused = await world.ask('POST', `/api/v1/stories/${id}/owners`, { body: { user_id: rows[0]?.id } });
    expect([refused.status, at(refused.body, 'errors.0.field')]).toEqual([422, 'user_id']);
    const never = await world.ask('DELETE', `/api/v1/stories/${id}/owners`, { body: { user_id: member } });
    expect([never.status, at(never.body, 'errors.0.field')]).toEqual([422, 'user_id']);
  });
});
