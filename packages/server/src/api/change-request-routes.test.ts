/** From a draft to the live story: who may, what is shown, what is refused, and that nobody's work is lost on the way. */
import type { Value } from '@fabula/formula';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';

/** Two answers of the same tell the moment of their exports, to the second. */
const withoutTimes = (body: Value) => JSON.stringify(body).replaceAll(/exported_at[^,}]*/g, '');

describe.each(oneDatabase)('change requests (%s)', (kind) => {
  let world: TestFabula;
  let team: number;
  let ada: string;
  let bob: string;
  beforeAll(async () => {
    world = await startFabula(kind);
    const made = await world.addTeam('Reviewers');
    team = made.id;
    ada = await world.addUser('EDITOR', made);
    bob = await world.addUser('EDITOR', made);
  });
  afterAll(() => world.drop());

  const as =
    (key?: string) =>
    async (method: string, url: string, body: Record<string, unknown> = {}) => {
      return world.ask(method, `/api/v1${url}`, { body, ...(key === undefined ? {} : { key }) });
    };
  const owner = as();

  let stories = 0;
  async function aStory(name = 'Reviewed') {
    stories += 1;
    const path = `reviewed-${stories}`;
    const guid = (number: number) => `${stories}`.padStart(24, '0') + `${number}`.padStart(8, '0');
    const imported = await owner('POST', '/stories/import', {
      team_id: team,
      data: {
        name: `${name} ${stories}`,
        agents: [
          { type: 'Agents::WebhookAgent', name: 'Hook', guid: guid(1), options: { path, verbs: 'post' } },
          {
            type: 'Agents::EventTransformationAgent',
            name: 'Tell',
            guid: guid(2),
            options: { mode: 'message_only', payload: { version: 1 } },
          },
        ],
        links: [{ source: 0, receiver: 1 }],
      },
    });
    const id = idAt(imported.body);
    await owner('PUT', `/stories/${id}`, { change_control_enabled: true });
    return { id, path };
  }

  async function aDraft(id: number, name = 'Work') {
    return idAt((await as(ada)('POST', `/stories/${id}/drafts`, { name })).body);
  }

  const actionsOf = async (id: number, draft?: number) =>
    listAt((await owner('GET', '/actions', { story_id: id, ...(draft ? { draft_id: draft } : {}) })).body, 'agents');

  async function setPayload(id: number, draft: number, payload: Record<string, unknown>, key = ada) {
    const tell = (await actionsOf(id, draft)).find((action) => at(action, 'name') === 'Tell') ?? null;
    const options = { mode: 'message_only', payload };
    return as(key)('PUT', `/actions/${at(tell, 'id')}`, { options });
  }

  const payloadOf = async (id: number, draft?: number) =>
    at((await actionsOf(id, draft))[1] ?? null, 'options.payload');

  async function aRequest(id: number, draft: number, more: Record<string, unknown> = {}) {
    const created = await as(ada)('POST', `/stories/${id}/change_request`, {
      draft_id: draft,
      title: 'Please',
      ...more,
    });
    expect(created.status).toBe(200);
    return Number(at(created.body, 'change_request.id'));
  }

  test('a request shows both exports and what is different, field by field', async () => {
    const { id } = await aStory();
    const draft = await aDraft(id);
    await setPayload(id, draft, { version: 2 });
    const before = await owner('GET', `/stories/${id}/change_request/view`, { draft_id: draft });
    expect(before.body).toMatchObject({
      id,
      draft_id: draft,
      draft_name: 'Work',
      change_request: null,
      behind_live: false,
    });
    expect(at(before.body, 'story_diff.0')).toMatchObject({
      operation: 'update',
      target: 'action',
      data: { name: 'Tell', fields: ['options.payload'], positional: false },
      versions: [{ 'options.payload': { version: 1 } }, { 'options.payload': { version: 2 } }],
    });
    const created = await as(ada)('POST', `/stories/${id}/change_request`, {
      draft_id: draft,
      title: 'Two',
      description: 'For <@user-1>',
    });
    expect(created.body).toMatchObject({
      id,
      draft_id: draft,
      change_request: { name: 'Two', description: 'For <@user-1>', status: 'PENDING' },
    });
    const payloadIn = (field: string) =>
      JSON.parse(String(at(created.body, `change_request.${field}`))).agents[1].options.payload;
    expect([payloadIn('live_story_export'), payloadIn('draft_export')]).toEqual([{ version: 1 }, { version: 2 }]);
    expect(listAt(created.body, 'change_request.participants')).toHaveLength(1);
    const viewed = await owner('GET', `/stories/${id}/change_request/view`, { draft_id: draft });
    expect(withoutTimes(viewed.body)).toEqual(withoutTimes(created.body));
  });

  test('approved by another it is promoted: live actions keep ids and addresses, the former state is a version', async () => {
    const { id, path } = await aStory();
    const draft = await aDraft(id);
    const live = await actionsOf(id);
    await setPayload(id, draft, { version: 2 });
    const added = await as(ada)('POST', '/actions', {
      story_id: id,
      draft_id: draft,
      type: 'Agents::TriggerAgent',
      name: 'New',
      options: {},
      position: { x: 0, y: 90 },
    });
    const request = await aRequest(id, draft);
    expect(
      await as(ada)('POST', `/stories/${id}/change_request/approve`, { change_request_id: request }),
    ).toMatchObject({
      status: 403,
      code: 'not_allowed',
    });
    const approved = await as(bob)('POST', `/stories/${id}/change_request/approve`, { change_request_id: request });
    expect(approved.body).toMatchObject({ change_request: { id: request, status: 'APPROVED' } });
    const promoted = await as(ada)('POST', `/stories/${id}/change_request/promote`, { change_request_id: request });
    expect(promoted).toMatchObject({ status: 200, body: { id, mode: 'LIVE', draft_id: null } });
    const now = await actionsOf(id);
    expect(now.slice(0, 2).map((action) => at(action, 'id'))).toEqual(live.map((action) => at(action, 'id')));
    expect(at(now[0] ?? null, 'options.path')).toBe(path);
    expect(at(now[1] ?? null, 'options.payload')).toEqual({ version: 2 });
    expect(at(now[2] ?? null, 'guid')).toBe(at(added.body, 'guid'));
    // The draft stays unless it is asked away, and nothing of it is open any more.
    expect((await owner('GET', `/stories/${id}/change_request/view`, { draft_id: draft })).body).toMatchObject({
      change_request: null,
      story_diff: [],
      behind_live: false,
    });
    const [version = null] = listAt((await owner('GET', `/stories/${id}/versions`)).body, 'story_versions');
    expect(version).toMatchObject({ automatic: true, name: 'Before: Please' });
    expect(
      await as(ada)('POST', `/stories/${id}/change_request/promote`, { change_request_id: request }),
    ).toMatchObject({
      status: 422,
      code: 'change_request_closed',
    });
  });

  test('delete_draft takes the draft away', async () => {
    const { id } = await aStory();
    const draft = await aDraft(id);
    const request = await aRequest(id, draft);
    const promoted = await owner('POST', `/stories/${id}/change_request/promote`, {
      change_request_id: request,
      bypass_approval: true,
      delete_draft: true,
    });
    expect(promoted.status).toBe(200);
    expect((await owner('GET', `/stories/${id}/drafts`)).body).toMatchObject({ meta: { count: 0 } });
  });

  test('a pending request is promoted only with a bypass, which the audit log keeps with its reason', async () => {
    const { id } = await aStory();
    const request = await aRequest(id, await aDraft(id));
    const promote = (more: Record<string, unknown>) =>
      as(ada)('POST', `/stories/${id}/change_request/promote`, { change_request_id: request, ...more });
    expect(await promote({})).toMatchObject({ status: 422, code: 'change_request_not_approved' });
    expect((await promote({ bypass_approval: true, bypass_approval_reason: 'Fire' })).status).toBe(200);
    const entry = await world.fabula.database.kysely
      .selectFrom('audit_entry')
      .select('inputs')
      .where('story_id', '=', id)
      .where('operation', '=', 'ChangeRequestPromotionWithoutApproval')
      .executeTakeFirstOrThrow();
    expect(JSON.parse(entry.inputs)).toMatchObject({ inputs: { reason: 'Fire', changeRequestId: request } });
  });

  test('while it is open the draft is closed to edits; cancelled or rejected it opens again', async () => {
    const { id } = await aStory();
    const draft = await aDraft(id);
    for (const end of ['cancel', 'reject'] as const) {
      const request = await aRequest(id, draft);
      expect(await setPayload(id, draft, { no: 1 })).toMatchObject({ status: 422, code: 'draft_in_review' });
      expect(await as(ada)('PUT', `/stories/${id}`, { draft_id: draft, name: 'No' })).toMatchObject({
        code: 'draft_in_review',
      });
      expect(await as(ada)('POST', `/stories/${id}/change_request`, { draft_id: draft })).toMatchObject({
        status: 422,
        code: 'change_request_open',
      });
      const ended = await as(bob)('POST', `/stories/${id}/change_request/${end}`, {
        change_request_id: request,
        reason: 'Not so',
      });
      expect(ended.status).toBe(200);
      expect(at(ended.body, 'change_request.status') ?? null).toBe(end === 'cancel' ? null : 'REJECTED');
      if (end === 'reject') expect(at(ended.body, 'change_request.reason')).toBe('Not so');
      // Its author reads why, until something new is asked for.
      const { body: view } = await as(ada)('GET', `/stories/${id}/change_request/view`, { draft_id: draft });
      expect(view).toMatchObject({
        change_request: null,
        rejected: end === 'cancel' ? null : { name: 'Please', reason: 'Not so', reviewed_by: expect.any(Number) },
      });
      expect((await setPayload(id, draft, { yes: end })).status).toBe(200);
    }
  });

  test('a draft that is behind is not promoted over what others have made live; it takes their work in first', async () => {
    const { id } = await aStory();
    const [one, two] = [await aDraft(id, 'One'), await aDraft(id, 'Two')];
    await as(ada)('PUT', `/stories/${id}`, { draft_id: one, description: 'From one' });
    await setPayload(id, two, { from: 'two' });
    const [first, second] = [await aRequest(id, one), await aRequest(id, two)];
    const promote = (request: number) =>
      owner('POST', `/stories/${id}/change_request/promote`, { change_request_id: request, bypass_approval: true });
    expect((await promote(first)).status).toBe(200);
    const behind = await promote(second);
    expect(behind).toMatchObject({ status: 409, code: 'draft_behind' });
    expect(behind.details).toContain(`/drafts/${two}/update_from_live`);
    await owner('POST', `/stories/${id}/change_request/cancel`, { change_request_id: second });
    const updated = await as(bob)('POST', `/stories/${id}/drafts/${two}/update_from_live`);
    expect(updated).toMatchObject({ status: 200, body: { description: 'From one', id: two } });
    expect((await promote(await aRequest(id, two))).status).toBe(200);
    expect((await owner('GET', `/stories/${id}`)).body).toMatchObject({ description: 'From one' });
    expect(await payloadOf(id)).toEqual({ from: 'two' });
  });

  test('what both have changed is told by name and field, and decided by prefer', async () => {
    const { id } = await aStory();
    const [one, two] = [await aDraft(id, 'One'), await aDraft(id, 'Two')];
    await setPayload(id, one, { from: 'one' });
    await setPayload(id, two, { from: 'two' });
    const request = await aRequest(id, one);
    await owner('POST', `/stories/${id}/change_request/promote`, { change_request_id: request, bypass_approval: true });
    const update = (more: Record<string, unknown>) =>
      as(ada)('POST', `/stories/${id}/drafts/${two}/update_from_live`, more);
    const conflict = await update({});
    expect(conflict).toMatchObject({ status: 409, code: 'draft_conflict' });
    expect(conflict.details).toContain('"Tell": options.payload');
    expect(await payloadOf(id, two)).toEqual({ from: 'two' });
    expect(await update({ prefer: 'nobody' })).toMatchObject({ status: 422, code: 'invalid_parameter' });
    expect((await update({ prefer: 'draft' })).status).toBe(200);
    expect(await payloadOf(id, two)).toEqual({ from: 'two' });
  });

  test('two promotions at the same moment: one wins, the other is told', async () => {
    const { id } = await aStory();
    const drafts = [await aDraft(id, 'One'), await aDraft(id, 'Two')];
    const requests: number[] = [];
    for (const [index, draft] of drafts.entries()) {
      await setPayload(id, draft, { winner: index });
      requests.push(await aRequest(id, draft));
    }
    const answers = await Promise.all(
      requests.map((request) =>
        owner('POST', `/stories/${id}/change_request/promote`, { change_request_id: request, bypass_approval: true }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await payloadOf(id)).toEqual({ winner: answers.findIndex(({ status }) => status === 200) });
  });

  test('owners of the story alone approve, where it says so, and only an owner changes that', async () => {
    const { id } = await aStory();
    await owner('PUT', `/stories/${id}`, { change_control_owners_only: true });
    const request = await aRequest(id, await aDraft(id));
    const approve = (key?: string) =>
      as(key)('POST', `/stories/${id}/change_request/approve`, { change_request_id: request });
    expect(await approve(bob)).toMatchObject({ status: 403 });
    expect(await as(bob)('PUT', `/stories/${id}`, { change_control_owners_only: false })).toMatchObject({
      status: 403,
    });
    const bobsId = at((await world.ask('GET', '/api/session', { key: bob })).body, 'user.id');
    const [theOwner] = listAt((await owner('GET', `/stories/${id}`)).body, 'owners');
    for (const [method, user_id] of [
      ['POST', bobsId],
      ['DELETE', theOwner],
    ] as const) {
      expect(await as(bob)(method, `/stories/${id}/owners`, { user_id })).toMatchObject({ status: 403 });
    }
    expect(await approve()).toMatchObject({ status: 200 });
  });

  test('without the rule that changes are approved, owners of such a story approve all the same', async () => {
    const { id } = await aStory();
    await owner('PUT', `/stories/${id}`, { change_control_owners_only: true });
    const request = await aRequest(id, await aDraft(id));
    const promote = () => as(bob)('POST', `/stories/${id}/change_request/promote`, { change_request_id: request });
    await owner('PUT', '/admin/change_control', { require_approval: false });
    try {
      expect(await promote()).toMatchObject({ status: 422, code: 'change_request_not_approved' });
    } finally {
      await owner('PUT', '/admin/change_control', { require_approval: true });
    }
  });

  test('a request that is promoted twice at the same moment is promoted once', async () => {
    const { id } = await aStory();
    const draft = await aDraft(id);
    await setPayload(id, draft, { promoted: true });
    const body = { change_request_id: await aRequest(id, draft), bypass_approval: true };
    const answers = await Promise.all([1, 2].map(() => owner('POST', `/stories/${id}/change_request/promote`, body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(answers.find(({ status }) => status !== 200)?.code).toBe('change_request_closed');
    expect(await payloadOf(id)).toEqual({ promoted: true });
  });

  test('a draft that is deleted takes its request back', async () => {
    const { id } = await aStory();
    const draft = await aDraft(id);
    const request = await aRequest(id, draft);
    await owner('DELETE', `/stories/${id}/drafts/${draft}`);
    const approved = await as(bob)('POST', `/stories/${id}/change_request/approve`, { change_request_id: request });
    expect(approved.details).toContain('CANCELLED');
  });

  // The embedded database has one connection: there, nothing comes between.
  test.runIf(kind === 'postgres')(
    'what is edited while somebody asks for a review comes before it, or is refused',
    async () => {
      const { id } = await aStory();
      const draft = await aDraft(id);
      const [, tell = null] = await actionsOf(id, draft);
      const { kysely, pool } = world.fabula.database;
      const waiting = async () => {
        const { rowCount } = await pool.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rowCount ?? 0;
      };
      const edits: Promise<{ status: number; code: Value }>[] = [];
      await kysely.transaction().execute(async (executor) => {
        await executor.selectFrom('story').select('id').where('id', '=', id).forUpdate().execute();
        edits.push(
          as(ada)('PUT', `/actions/${at(tell, 'id')}`, { name: 'Not reviewed' }),
          as(ada)('DELETE', `/actions/${at(tell, 'id')}`),
        );
        await until(async () => (await waiting()) >= edits.length);
        const request = { live_id: id, draft_id: draft, draft_name: 'Work', title: 'Meanwhile', description: '' };
        await executor
          .insertInto('change_request')
          .values({ ...request, status: 'PENDING' })
          .execute();
      });
      for (const edit of edits) expect(await edit).toMatchObject({ status: 422, code: 'draft_in_review' });
    },
  );

  test('the rules of the installation: approval, another approver, a description', async () => {
    expect((await as(bob)('PUT', '/admin/change_control', { require_approval: false })).status).toBe(403);
    const rulesNow = await as(bob)('GET', '/admin/change_control');
    expect(rulesNow.status).toBe(200);
    expect(rulesNow.body).toEqual({
      require_approval: true,
      require_separate_approver: true,
      require_description: false,
    });
    const set = async (rules: Record<string, unknown>) => {
      expect((await owner('PUT', '/admin/change_control', rules)).body).toMatchObject(rules);
    };
    const { id } = await aStory();
    await set({ require_description: true, require_separate_approver: false, require_approval: false });
    try {
      const draft = await aDraft(id);
      const ask = (more: Record<string, unknown>) =>
        as(ada)('POST', `/stories/${id}/change_request`, { draft_id: draft, ...more });
      expect(await ask({})).toMatchObject({ status: 422, code: 'missing_parameter' });
      expect(await ask({ title: 'T' })).toMatchObject({ status: 422, code: 'missing_parameter' });
      const request = await aRequest(id, draft, { description: 'D' });
      expect(
        (await as(ada)('POST', `/stories/${id}/change_request/approve`, { change_request_id: request })).status,
      ).toBe(200);
      expect(
        (await as(ada)('POST', `/stories/${id}/change_request/promote`, { change_request_id: request })).status,
      ).toBe(200);
    } finally {
      await set({ require_description: false, require_separate_approver: true, require_approval: true });
    }
  });

  test.each([
    ['an unknown request', { change_request_id: 999999 }, 404, 'change_request_not_found'],
    ['no request', {}, 422, 'missing_parameter'],
    ['a request that is no number', { change_request_id: 'x' }, 422, 'invalid_parameter'],
  ])('%s is refused by every decision', async (_name, body, status, code) => {
    const { id } = await aStory();
    for (const decision of ['approve', 'reject', 'cancel', 'promote']) {
      expect(await owner('POST', `/stories/${id}/change_request/${decision}`, body)).toMatchObject({ status, code });
    }
  });

  test('without a draft called test there is nothing to ask for or to view by default', async () => {
    const { id } = await aStory();
    expect(await owner('GET', `/stories/${id}/change_request/view`)).toMatchObject({
      status: 404,
      code: 'draft_not_found',
    });
    expect(await owner('POST', `/stories/${id}/change_request`)).toMatchObject({
      status: 404,
      code: 'draft_not_found',
    });
    await owner('PUT', `/stories/${id}`, { description: 'makes it' });
    expect((await owner('POST', `/stories/${id}/change_request`)).body).toMatchObject({ draft_name: 'test' });
  });

  test('promotion while events flow: none is lost, none runs twice, each sees one version whole', async () => {
    const { id, path } = await aStory('Flowing');
    const draft = await aDraft(id);
    const count = 120;
    let sent = 0;
    const senders = Array.from({ length: 4 }, async () => {
      while (sent < count) {
        sent += 1;
        const number = sent;
        const accepted = await world.ask('POST', `/webhook/${path}`, { key: null, body: { number } });
        expect(accepted.status).toBeLessThan(300);
      }
    });
    for (const version of [2, 3, 4]) {
      await setPayload(id, draft, { version, number: '=hook.body.number' });
      const request = await aRequest(id, draft);
      const promoted = await owner('POST', `/stories/${id}/change_request/promote`, {
        change_request_id: request,
        bypass_approval: true,
      });
      expect(promoted.status).toBe(200);
    }
    await Promise.all(senders);
    const tell = (await actionsOf(id))[1] ?? null;
    const told = await until(async () => {
      const events = await owner('GET', `/actions/${at(tell, 'id')}/events`, { per_page: 500 });
      const list = listAt(events.body, 'events');
      return list.length >= count ? list : undefined;
    });
    expect(told).toHaveLength(count);
    const inputs = told.map((event) => Number(at(event, 'payload.hook.body.number')));
    expect([...inputs].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  });
});
