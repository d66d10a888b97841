/** What requests leave in the audit log: which entries, of which story, and never a secret. */
import { createSession } from '@fabula/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashSecret } from '../sign-in/secrets.ts';
import {
  at,
  idAt,
  listAt,
  oneDatabase,
  owner,
  startFabula,
  type TestFabula,
  until,
} from '../testing/fabula.test-kit.ts';
import { buildStory } from '../testing/story.test-kit.ts';

describe.each(oneDatabase)('the audit log (%s)', (kind) => {
  let world: TestFabula;
  let team: number;
  beforeAll(async () => {
    world = await startFabula(kind, { FABULA_EGRESS_ALLOW: '127.0.0.0/8' });
    team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
  });
  afterAll(() => world.drop());

  const newest = async () => {
    const { body } = await world.ask('GET', '/api/v1/audit_logs?per_page=1');
    return Number(at(body, 'audit_logs.0.id') ?? 0);
  };

  /** Asks, and gives the entries that came of it: the first one first. */
  async function told(method: string, url: string, body: unknown = {}, key?: string) {
    const before = await newest();
    const answer = await world.ask(method, url, { body, ...(key === undefined ? {} : { key }) });
    const { body: listed } = await world.ask('GET', '/api/v1/audit_logs?per_page=100');
    const entries = listAt(listed, 'audit_logs')
      .filter((entry) => Number(at(entry, 'id')) > before)
      .reverse();
    return { answer, entries, operations: entries.map((entry) => at(entry, 'operation_name')) };
  }

  const aStory = async (more: Record<string, unknown> = {}) => {
    const id = idAt((await world.ask('POST', '/api/v1/stories', { body: { team_id: team, name: 'Told' } })).body);
    if (Object.keys(more).length > 0) await world.ask('PUT', `/api/v1/stories/${id}`, { body: more });
    return id;
  };
  const transform = (story: number, more: Record<string, unknown> = {}) => ({
    story_id: story,
    type: 'Agents::EventTransformationAgent',
    name: 'Action',
    options: { mode: 'message_only', payload: {} },
    position: { x: 0, y: 0 },
    ...more,
  });
  const anAction = async (story: number, more: Record<string, unknown> = {}) =>
    idAt((await world.ask('POST', '/api/v1/actions', { body: transform(story, more) })).body);

  describe('of an update of a story', () => {
    const cases: readonly [Record<string, unknown>, string, Record<string, unknown>][] = [
      [{ name: 'Other' }, 'StoryNameChange', { name: 'Other' }],
      [{ description: 'Why' }, 'StoryDescriptionChange', { description: 'Why' }],
      [{ keep_events_for: 86_400 }, 'StoryKeepEventsForChange', { keepEventsFor: 86_400 }],
      [{ disabled: true }, 'StoryDisabledChange', { disabled: true }],
      [{ locked: true }, 'StoryLockedChange', { locked: true }],
      [{ priority: true }, 'StoryPriorityChange', { priority: true }],
      [{ add_tag_names: ['new'] }, 'StoryTagsChange', { tags: ['new'] }],
      [{ change_control_enabled: true }, 'StoryChangeControlChange', { changeControlEnabled: true, ownersOnly: false }],
    ];
    test.each(cases)('%j is told as %s', async (body, operation, inputs) => {
      const id = await aStory();
      const { entries, operations } = await told('PUT', `/api/v1/stories/${id}`, body);
      expect(operations).toEqual([operation]);
      expect(entries[0]).toMatchObject({ story_id: id, inputs: { inputs: { storyId: id, ...inputs } } });
    });

    test('each field has its entry', async () => {
      const id = await aStory();
      const { operations } = await told('PUT', `/api/v1/stories/${id}`, { name: 'Both', priority: true });
      expect(new Set(operations)).toEqual(new Set(['StoryNameChange', 'StoryPriorityChange']));
    });

    test.each([{}, { name: 'Told' }, { disabled: false }])('%j changes nothing and tells nothing', async (body) => {
      const { answer, operations } = await told('PUT', `/api/v1/stories/${await aStory()}`, body);
      expect([answer.status, operations]).toEqual([200, []]);
    });

    test('one that is refused tells nothing, not even of what could have been done', async () => {
      const { answer, operations } = await told('PUT', `/api/v1/stories/${await aStory()}`, {
        name: 'Other',
        entry_action_id: 999_999,
      });
      expect([answer.status, operations]).toEqual([422, []]);
    });

    test('a move is told', async () => {
      const other = await world.addTeam('Elsewhere');
      const id = await aStory();
      const { entries, operations } = await told('PUT', `/api/v1/stories/${id}`, { team_id: other.id });
      expect(operations).toEqual(['StoryMovement']);
      expect(entries[0]).toMatchObject({ inputs: { inputs: { teamId: other.id, folderId: null } } });
    });

    test('under change control the draft that comes of it is told too, and the live story is the one named', async () => {
      const id = await aStory({ change_control_enabled: true });
      const { entries, operations } = await told('PUT', `/api/v1/stories/${id}`, { description: 'Drafted' });
      expect(operations).toEqual(['TestStoryCreation', 'StoryDescriptionChange']);
      expect(entries.map((entry) => at(entry, 'story_id'))).toEqual([id, id]);
      expect(at(entries[1] ?? null, 'inputs.inputs.draftId')).toBe(at(entries[0] ?? null, 'outputs.draftId'));
    });

    test('access by other stories and by requests is told', async () => {
      const story = await buildStory(world, [
        { type: 'Agents::WebhookAgent', name: 'Entry', options: { path: 'audited-entry', secret: 's' } },
        {
          type: 'Agents::EventTransformationAgent',
          name: 'Exit',
          options: { mode: 'message_only', payload: {} },
          after: 'Entry',
        },
      ]);
      const [entry, exit] = [story.action('Entry'), story.action('Exit')];
      const sent = await told('PUT', `/api/v1/stories/${story.id}`, {
        send_to_story_access_source: 'STS',
        entry_action_id: entry,
        exit_action_ids: [exit],
      });
      expect(sent.operations).toEqual(['StorySendToStoryChange']);
      const asked = await told('PUT', `/api/v1/stories/${story.id}`, {
        webhook_api_enabled: true,
        api_entry_action_id: entry,
        api_exit_action_ids: [exit],
      });
      expect(asked.operations).toEqual(['StoryApiChange']);
    });
  });

  describe('of an update of an action', () => {
    const cases: readonly [Record<string, unknown>, string, Record<string, unknown>][] = [
      [{ name: 'Other' }, 'ActionsNameChange', { name: 'Other' }],
      [{ description: 'Why' }, 'ActionDescriptionChange', { description: 'Why' }],
      [{ options: { mode: 'extract', payload: {} } }, 'ActionsOptionsChange', { changedOptions: ['mode'] }],
      [
        { schedule: [{ cron: '0 9 * * *', timezone: 'UTC' }] },
        'ActionsScheduleChange',
        { schedule: [{ cron: '0 9 * * *', timezone: 'UTC' }] },
      ],
      [{ disabled: true }, 'ActionsDisabledChange', { disabled: true }],
      [{ monitor_failures: true }, 'ActionsMonitoringChange', { monitorFailures: true }],
      [{ position: { x: 5, y: 6 } }, 'StoryItemsMovement', { position: { x: 5, y: 6 } }],
    ];
    test.each(cases)('%j is told as %s', async (body, operation, inputs) => {
      const story = await aStory();
      const id = await anAction(story);
      const { entries, operations } = await told('PUT', `/api/v1/actions/${id}`, body);
      expect(operations).toEqual([operation]);
      expect(entries[0]).toMatchObject({
        story_id: story,
        inputs: { inputs: { storyId: story, actionIds: [id], ...inputs } },
      });
    });

    test('links are told', async () => {
      const story = await aStory();
      const [one, other] = [await anAction(story), await anAction(story, { name: 'Other' })];
      const added = await told('PUT', `/api/v1/actions/${one}`, {
        links_to_receivers: [{ receiver_id: other, type: 'DEFAULT' }],
      });
      expect(added.operations).toEqual(['LinkChange']);
      const links = { links: [{ source_id: one, receiver_id: other }] };
      expect((await told('DELETE', '/api/v1/links', links)).operations).toEqual(['LinkChange']);
      expect((await told('DELETE', '/api/v1/links', links)).answer.status).toBe(204);
    });

    test('one that changes nothing tells nothing', async () => {
      const id = await anAction(await aStory());
      const { answer, operations } = await told('PUT', `/api/v1/actions/${id}`, { name: 'Action' });
      expect([answer.status, operations]).toEqual([200, []]);
    });
  });

  test('creation, import, archive and stop of stories are told', async () => {
    const created = await told('POST', '/api/v1/stories', { team_id: team, name: 'New' });
    const id = idAt(created.answer.body);
    expect(created.operations).toEqual(['StoryCreation']);
    expect(created.entries[0]).toMatchObject({
      story_id: id,
      inputs: { inputs: { teamId: team, name: 'New' } },
      outputs: { storyId: id },
    });
    expect((await told('POST', `/api/v1/stories/${id}/disable`)).operations).toEqual(['StoryDisabledChange']);
    const data = { name: 'Imported', agents: [], links: [] };
    const imported = await told('POST', '/api/v1/stories/import', { team_id: team, data });
    expect(imported.operations).toEqual(['StoryImport']);
    const one = await told('DELETE', `/api/v1/stories/${id}`);
    expect([one.operations, at(one.entries[0] ?? null, 'story_id')]).toEqual([['StoryArchive'], id]);
    const ids = [idAt(imported.answer.body), await aStory()];
    const many = await told('DELETE', '/api/v1/stories/batch', { ids });
    expect(many.operations).toEqual(['BatchStoryArchive']);
    expect(at(many.entries[0] ?? null, 'inputs.inputs.storyIds')).toEqual(ids);
  });

  test('what is done to an action and with it is told', async () => {
    const story = await aStory();
    const { answer, operations } = await told('POST', '/api/v1/actions', transform(story));
    const url = `/api/v1/actions/${idAt(answer.body)}`;
    expect(operations).toEqual(['StoryItemsCreation']);
    for (const [method, path, operation] of [
      ['POST', '/run', 'ActionRun'],
      ['POST', '/test', 'ActionTest'],
      ['POST', '/release_memory', 'ActionMemoryRelease'],
      ['DELETE', '/clear_memory', 'ActionMemoryClearance'],
      ['DELETE', '/remove_logs', 'ActionsLogsClearance'],
    ] as const) {
      const done = await told(method, `${url}${path}`);
      expect([path, done.answer.status < 300, done.operations]).toEqual([path, true, [operation]]);
      expect(at(done.entries[0] ?? null, 'story_id')).toBe(story);
    }
    const event = await until(async () => {
      const { body } = await world.ask('GET', `${url}/events`);
      return at(body, 'events.0.id');
    });
    expect((await told('POST', `/api/v1/events/${event}/reemit`)).operations).toEqual(['LastEventReEmission']);
    expect((await told('DELETE', `${url}/remove_events`)).operations).toEqual(['ActionsEventsDeletion']);
    expect((await told('DELETE', url)).operations).toEqual(['StoryItemsDestruction']);
  });

  test('notes, recipients and limits are told', async () => {
    const story = await aStory();
    const created = await told('POST', '/api/v1/notes', { story_id: story, content: 'Note' });
    const note = `/api/v1/notes/${idAt(created.answer.body)}`;
    expect(created.operations).toEqual(['StoryItemsCreation']);
    const both = { content: 'Other', position: { x: 9, y: 9 } };
    expect((await told('PUT', note, both)).operations).toEqual(['AnnotationContentChange', 'StoryItemsMovement']);
    expect((await told('PUT', note, both)).operations).toEqual([]);
    expect((await told('DELETE', note)).operations).toEqual(['StoryItemsDestruction']);
    const recipients = `/api/v1/stories/${story}/recipients`;
    const address = { address: 'ops@example.com' };
    expect((await told('POST', recipients, address)).operations).toEqual(['StoryRecipientAddition']);
    expect((await told('POST', recipients, address)).operations).toEqual([]);
    expect((await told('DELETE', recipients, address)).operations).toEqual(['StoryRecipientRemoval']);
    expect((await told('DELETE', recipients, address)).operations).toEqual([]);
    const limit = await told('PUT', `/api/v1/stories/${story}/event_limit`, { daily_event_limit: 1_000_000 });
    expect(limit.operations).toEqual(['StoryEventLimitChange']);
    const limits = await told('PUT', '/api/v1/event_limit', { daily_event_limit: null });
    expect(limits.operations).toEqual(['TenantConfigChange']);
  });

  test('credentials are told by name', async () => {
    const created = await told('POST', '/api/v1/user_credentials', {
      team_id: team,
      name: 'Told',
      mode: 'TEXT',
      value: 'hidden',
    });
    const url = `/api/v1/user_credentials/${idAt(created.answer.body)}`;
    expect(created.operations).toEqual(['CredentialSave']);
    expect(created.entries[0]).toMatchObject({ inputs: { inputs: { name: 'Told', mode: 'TEXT' } } });
    const changed = await told('PUT', url, { mode: 'TEXT', value: 'other' });
    expect(changed.operations).toEqual(['CredentialSave']);
    expect(at(changed.entries[0] ?? null, 'inputs.inputs.changed')).toEqual(['value']);
    const folder = { name: 'Folder', content_type: 'CREDENTIAL', team_id: team };
    const folderId = idAt((await world.ask('POST', '/api/v1/folders', { body: folder })).body);
    const moved = await told('PUT', url, { mode: 'TEXT', folder_id: folderId });
    expect(moved.operations).toEqual(['CredentialMovement']);
    expect((await told('DELETE', url)).operations).toEqual(['CredentialDestruction']);
  });

  test('whoever signs in and out is told, with where from', async () => {
    const { entries, operations } = await told('POST', '/api/session', owner, '');
    expect(operations).toEqual(['Login']);
    expect(entries[0]).toMatchObject({ user_email: owner.email, request_ip: '127.0.0.1', story_id: null });
    expect((await told('POST', '/api/session', { ...owner, password: 'wrong' }, '')).operations).toEqual([]);
    const userId = Number(at(entries[0] ?? null, 'user_id'));
    const expiresAt = new Date(Date.now() + 60_000);
    await createSession(world.fabula.database.kysely, {
      tokenHash: hashSecret('a-session'),
      // The id was just read from an entry.
      userId: userId as never,
      expiresAt,
    });
    const before = await newest();
    const headers = {
      cookie: 'fabula_session=a-session',
      origin: 'http://fabula.test',
      'sec-fetch-site': 'same-origin',
    };
    expect((await world.ask('DELETE', '/api/session', { key: null, headers })).status).toBe(204);
    const { body } = await world.ask('GET', '/api/v1/audit_logs?per_page=1');
    expect(at(body, 'audit_logs.0')).toMatchObject({ operation_name: 'Logout', user_id: userId });
    expect(Number(at(body, 'audit_logs.0.id'))).toBeGreaterThan(before);
  });

  test('no secret that a request carried is in any entry', async () => {
    const canary = 'canary-c4n4ry-9d8f7a';
    const url = `https://hooks.example.com/${canary}`;
    const story = await aStory();
    const send = async (method: string, path: string, body: unknown) => {
      const answer = await world.ask(method, `/api/v1${path}`, { body });
      expect([path, answer.status < 300, answer.text]).toEqual([path, true, answer.text]);
      return answer.body;
    };
    const credential = (more: Record<string, unknown>) => ({ team_id: team, name: 'Canary', ...more });
    const modes = [
      { mode: 'TEXT', value: canary },
      {
        mode: 'JWT',
        jwt_algorithm: 'HS256',
        jwt_payload: { of: canary },
        jwt_auto_generate_time_claims: false,
        jwt_private_key: canary,
      },
      {
        mode: 'OAUTH',
        oauth_url: 'https://oauth.example.com/auth',
        oauth_token_url: 'https://oauth.example.com/token',
        oauth_client_id: 'id',
        oauth_client_secret: canary,
        oauth_scope: '',
        oauth_grant_type: 'client_credentials',
      },
      {
        mode: 'AWS',
        aws_authentication_type: 'KEY',
        aws_access_key: canary,
        aws_secret_key: canary,
      },
      { mode: 'MTLS', mtls_client_certificate: canary, mtls_client_private_key: canary, mtls_root_certificate: canary },
      {
        mode: 'HTTP_REQUEST_AGENT',
        http_request_options: { url, method: 'post', content_type: 'json', headers: { 'x-key': canary } },
        http_request_location_of_token: '=body.token',
        http_request_secret: canary,
      },
      {
        mode: 'MULTI_REQUEST',
        credential_requests: [
          { options: { url, method: 'post', content_type: 'json' }, http_request_secret: canary },
          { options: { url, method: 'post', content_type: 'json' }, http_request_secret: canary },
        ],
        http_request_location_of_token: '=body.token',
      },
    ];
    for (const mode of modes) {
      const answer = await world.ask('POST', '/api/v1/user_credentials', { body: credential(mode) });
      expect([mode.mode, answer.status, answer.text]).toEqual([mode.mode, 201, answer.text]);
      const changed = await world.ask('PUT', `/api/v1/user_credentials/${idAt(answer.body)}`, { body: mode });
      expect([mode.mode, changed.status]).toEqual([mode.mode, 200]);
    }
    const hook = {
      ...transform(story),
      type: 'Agents::WebhookAgent',
      options: { path: 'canary-hook', secret: canary },
    };
    const hookId = idAt(await send('POST', '/actions', hook));
    await send('PUT', `/actions/${hookId}`, { options: { path: 'canary-hook', secret: `${canary}2` } });
    await send('POST', '/stories/import', {
      team_id: team,
      data: {
        name: 'Canary',
        agents: [{ type: 'Agents::WebhookAgent', name: 'Hook', options: { path: 'canary-2', secret: canary } }],
        links: [],
      },
    });
    const actionId = await anAction(story, { name: 'Tried' });
    await send('POST', `/actions/${actionId}/test`, { options: { mode: 'message_only', payload: canary } });
    await send('POST', `/stories/${story}/recipients`, { address: url });
    const resource = idAt(await send('POST', '/global_resources', { team_id: team, name: 'Canary', value: [canary] }));
    await send('PUT', `/global_resources/${resource}`, { value: [canary] });
    await send('POST', `/global_resources/${resource}/append`, { value: [canary] });
    const signIn = await world.ask('POST', '/api/session', { key: null, body: owner });
    expect(signIn.status).toBe(200);
    await world.ask('POST', '/api/session', { key: null, body: { email: owner.email, password: canary } });
    const made = await send('POST', '/api_keys', { name: 'Made', kind: 'personal' });
    const shown = [canary, owner.password, String(at(made, 'key'))];

    const rows = await world.fabula.database.kysely.selectFrom('audit_entry').selectAll().execute();
    const text = JSON.stringify(rows);
    expect(rows.filter(({ operation }) => operation === 'CredentialSave').length).toBeGreaterThanOrEqual(
      2 * modes.length,
    );
    expect(shown.filter((secret) => secret.length < 8 || text.includes(secret))).toEqual([]);
  });
});
