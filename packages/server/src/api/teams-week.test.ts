/**
 * A team's week: a story is imported on Monday, comes under change control, two people change it in drafts of their own, one is
 * rejected and mended, the other reviewed and promoted while alerts come in, and on Friday somebody rolls back. Nobody's work and
 * no alert is lost.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, databaseKinds, idAt, listAt, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';

describe.each(databaseKinds)("a team's week (%s)", (kind) => {
  let world: TestFabula;
  beforeAll(async () => {
    world = await startFabula(kind);
  });
  afterAll(() => world.drop());

  const file = {
    schema_version: 30,
    name: 'Phishing reports',
    agents: [
      {
        type: 'Agents::WebhookAgent',
        name: 'Report',
        guid: 'a'.repeat(32),
        options: { path: 'phishing-reports', verbs: 'post' },
      },
      {
        type: 'Agents::EventTransformationAgent',
        name: 'Score',
        guid: 'b'.repeat(32),
        options: { mode: 'message_only', payload: { alert: '=report.body.number', score: 1, by: 'Monday' } },
      },
      {
        type: 'Agents::EventTransformationAgent',
        name: 'File',
        guid: 'c'.repeat(32),
        options: { mode: 'message_only', payload: { alert: '=score.alert', score: '=score.score' } },
      },
    ],
    links: [
      { source: 0, receiver: 1 },
      { source: 1, receiver: 2 },
    ],
  };

  test('import, two drafts, review, reject, approve, promote under load, roll back', { timeout: 60_000 }, async () => {
    const made = await world.addTeam('Blue team');
    const people = {
      ada: await world.addUser('EDITOR', made),
      bob: await world.addUser('EDITOR', made),
      eve: await world.addUser('TEAM_ADMIN', made),
    };
    const as =
      (who: keyof typeof people) =>
      async (method: string, url: string, body: Record<string, unknown> = {}) => {
        return world.ask(method, `/api/v1${url}`, { key: people[who], body });
      };
    const [ada, bob, eve] = [as('ada'), as('bob'), as('eve')];

    // Monday
    const imported = await eve('POST', '/stories/import', { team_id: made.id, data: file, mode: 'new' });
    expect(imported.status).toBe(200);
    const id = idAt(imported.body);
    expect((await eve('PUT', `/stories/${id}`, { change_control_enabled: true })).body).toMatchObject({
      change_control_enabled: true,
    });
    const live = listAt((await ada('GET', '/actions', { story_id: id })).body, 'agents').map((action) =>
      at(action, 'id'),
    );
    expect(await ada('PUT', `/actions/${live[1]}`, { name: 'Straight to live' })).toMatchObject({
      status: 422,
      code: 'story_change_controlled',
    });

    // Tuesday: each in a draft of their own, tried there without live seeing any of it.
    const draftOf = async (who: typeof ada, name: string) =>
      idAt((await who('POST', `/stories/${id}/drafts`, { name })).body);
    const [scoring, filing] = [await draftOf(ada, 'Better scoring'), await draftOf(bob, 'File more')];
    const inDraft = async (draft: number) =>
      listAt((await eve('GET', '/actions', { story_id: id, draft_id: draft })).body, 'agents');
    const setPayload = async (who: typeof ada, draft: number, place: number, payload: object) => {
      const action = (await inDraft(draft))[place] ?? null;
      return who('PUT', `/actions/${at(action, 'id')}`, { options: { mode: 'message_only', payload } });
    };
    await setPayload(ada, scoring, 1, { alert: '=report.body.number', score: '=report.body.number * 10', by: 'Ada' });
    await setPayload(bob, filing, 2, { alert: '=score.alert', score: '=score.score', filed: true });
    const address = at((await inDraft(scoring))[0] ?? null, 'options.path');
    await world.ask('POST', `/webhook/${address}`, { key: null, body: { number: 7 } });
    const tried = (await inDraft(scoring))[2] ?? null;
    const result = await until(async () => {
      const events = await ada('GET', `/actions/${at(tried, 'id')}/events`);
      return at(events.body, 'events.0.payload.file') ?? undefined;
    });
    expect(result).toEqual({ alert: 7, score: 70 });
    expect((await ada('GET', `/stories/${id}/runs`)).body).toMatchObject({ meta: { count: 0 } });

    // Wednesday: review. Bob's is rejected, mended and asked for again.
    const request = async (who: typeof ada, draft: number, title: string) =>
      Number(
        at((await who('POST', `/stories/${id}/change_request`, { draft_id: draft, title })).body, 'change_request.id'),
      );
    const bobs = await request(bob, filing, 'File more');
    expect(await bob('POST', `/stories/${id}/change_request/approve`, { change_request_id: bobs })).toMatchObject({
      status: 403,
    });
    expect(
      (await ada('POST', `/stories/${id}/change_request/reject`, { change_request_id: bobs, reason: 'Name the queue' }))
        .body,
    ).toMatchObject({ change_request: { status: 'REJECTED', reason: 'Name the queue' } });
    await setPayload(bob, filing, 2, { alert: '=score.alert', score: '=score.score', filed: true, queue: 'triage' });
    const adas = await request(ada, scoring, 'Better scoring');
    const view = await bob('GET', `/stories/${id}/change_request/view`, { draft_id: scoring });
    expect(at(view.body, 'story_diff.0.data.fields')).toEqual(['options.payload']);
    expect(
      (await bob('POST', `/stories/${id}/change_request/approve`, { change_request_id: adas })).body,
    ).toMatchObject({
      change_request: { status: 'APPROVED' },
    });

    // Thursday: promoted while alerts come in.
    const alerts = 200;
    let sent = 0;
    const send = async () => {
      while (sent < alerts) {
        sent += 1;
        const answer = await world.ask('POST', '/webhook/phishing-reports', { key: null, body: { number: sent } });
        expect(answer.status).toBeLessThan(300);
      }
    };
    const senders = [send(), send(), send(), send()];
    await until(async () => (sent >= alerts / 4 ? true : undefined));
    const promoted = await ada('POST', `/stories/${id}/change_request/promote`, {
      change_request_id: adas,
      delete_draft: true,
    });
    expect(promoted).toMatchObject({ status: 200, body: { id, mode: 'LIVE' } });
    const bobsAgain = await request(bob, filing, 'File more, to triage');
    await eve('POST', `/stories/${id}/change_request/approve`, { change_request_id: bobsAgain });
    expect(await bob('POST', `/stories/${id}/change_request/promote`, { change_request_id: bobsAgain })).toMatchObject({
      status: 409,
      code: 'draft_behind',
    });
    await bob('POST', `/stories/${id}/change_request/cancel`, { change_request_id: bobsAgain });
    expect((await bob('POST', `/stories/${id}/drafts/${filing}/update_from_live`)).status).toBe(200);
    const last = await request(bob, filing, 'File more, to triage');
    await eve('POST', `/stories/${id}/change_request/approve`, { change_request_id: last });
    expect((await bob('POST', `/stories/${id}/change_request/promote`, { change_request_id: last })).status).toBe(200);
    await Promise.all(senders);

    const filed = await until(async () => {
      const events = await eve('GET', `/actions/${live[2]}/events`, { per_page: 500 });
      const list = listAt(events.body, 'events');
      return list.length >= alerts ? list : undefined;
    });
    const numbers = filed.map((event) => Number(at(event, 'payload.file.alert'))).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: alerts }, (_, index) => index + 1));
    // Each alert was scored by one version or the other, never by half of one.
    for (const event of filed) {
      const alert = Number(at(event, 'payload.file.alert'));
      expect([1, alert * 10]).toContain(Number(at(event, 'payload.file.score')));
    }
    const now = listAt((await eve('GET', '/actions', { story_id: id })).body, 'agents');
    expect(now.map((action) => at(action, 'id'))).toEqual(live);
    expect(at(now[2] ?? null, 'options.payload')).toMatchObject({ queue: 'triage' });
    expect(at(now[1] ?? null, 'options.payload')).toMatchObject({ by: 'Ada' });

    // Friday: back to what was live on Monday, through a draft like every change.
    const versions = listAt((await eve('GET', `/stories/${id}/versions`)).body, 'story_versions');
    expect(versions.map((version) => at(version, 'name'))).toEqual([
      'Before: File more, to triage',
      'Before: Better scoring',
    ]);
    const monday = at(versions[1] ?? null, 'id');
    const restored = await eve('POST', `/stories/${id}/versions/${monday}/restore`);
    expect(restored.body).toMatchObject({ draft_name: 'test' });
    const back = await request(eve, Number(at(restored.body, 'draft_id')), 'Back to Monday');
    await ada('POST', `/stories/${id}/change_request/approve`, { change_request_id: back });
    expect((await eve('POST', `/stories/${id}/change_request/promote`, { change_request_id: back })).status).toBe(200);
    const after = listAt((await eve('GET', '/actions', { story_id: id })).body, 'agents');
    expect(after.map((action) => at(action, 'id'))).toEqual(live);
    expect(at(after[1] ?? null, 'options.payload')).toMatchObject({ by: 'Monday' });

    // All of it is told, to whoever may read it.
    expect((await ada('GET', '/audit_logs')).status).toBe(403);
    const told = await world.ask('GET', '/api/v1/audit_logs?per_page=500');
    const operations = new Set(listAt(told.body, 'audit_logs').map((entry) => at(entry, 'operation_name')));
    for (const operation of [
      'StoryImport',
      'TestStoryCreation',
      'ChangeRequestRejection',
      'ChangeRequestApproval',
      'ChangeRequestPromotion',
      'StoryVersionImport',
    ]) {
      expect(operations).toContain(operation);
    }
  });
});
