/** Whatever is wrong with a destination ends in a status and a message that tells what to do, and heals when it is right again. */
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { parseJson } from '@fabula/formula';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selfSigned } from '../outgoing/self-signed.fixture.ts';
import { at, idAt, listAt, oneDatabase, ownerKey, startFabula, until } from '../testing/fabula.test-kit.ts';
import {
  createDestination,
  publish,
  publishedStory,
  startTwoTenants,
  storiesOf,
  type TwoTenants,
  untilAll,
} from './two-tenants.test-kit.ts';

type Weather = 'fine' | 'too many' | 'fault' | 'page' | 'redirect' | 'cut' | 'slow';

describe.each(oneDatabase)('bad days of a destination (%s)', (kind) => {
  let world: TwoTenants;
  /** Stands between source and target, and does to requests what the weather says. */
  let proxy: Server;
  let weather: Weather = 'fine';
  let sentStories = 0;
  let cutAfter = Number.POSITIVE_INFINITY;
  /** While it is there, stories that are sent wait for it. */
  let held: Promise<void> | null = null;
  /** Stories with this in them are too large for what stands before the tenant. */
  let tooLarge: string | null = null;
  beforeAll(async () => {
    world = await startTwoTenants(kind, {}, { FABULA_SYNC_TIMEOUT_SECONDS: '1' });
    proxy = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (request.url === '/api/v1/sync/stories') sentStories += 1;
      if (weather === 'cut' || sentStories > cutAfter) return request.socket.destroy();
      // answered never, until the other side is tired of it
      if (weather === 'slow') return;
      if (weather === 'too many') return response.writeHead(429).end('slow down');
      if (weather === 'fault') return response.writeHead(502).end('<h1>Bad gateway</h1>');
      if (weather === 'page') return response.writeHead(200).end('<h1>Welcome</h1>');
      if (weather === 'redirect') return response.writeHead(301, { location: 'https://example.com/' }).end();
      if (request.url === '/api/v1/sync/stories') await held;
      if (tooLarge !== null && Buffer.concat(chunks).includes(tooLarge))
        return response.writeHead(413).end('<h1>Request Entity Too Large</h1>');
      const passed = await fetch(`${world.targetUrl}${request.url}`, {
        method: request.method ?? 'GET',
        headers: {
          authorization: String(request.headers.authorization),
          ...(chunks.length === 0 ? {} : { 'content-type': 'application/json' }),
        },
        ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
      });
      return response.writeHead(passed.status).end(Buffer.from(await passed.arrayBuffer()));
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await world.drop();
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });

  const proxyUrl = () => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const base = '/api/v1/admin/sync_destinations';
  const throughProxy = (stories: readonly number[]) => ({
    destination_tenant_url: proxyUrl(),
    destination_tenant_api_key: ownerKey,
    destination_team_id: world.targetTeam,
    team_id: world.sourceTeam,
    story_ids: stories,
    manual_sync_only: true,
  });
  const subscriptions = async (id: number) =>
    listAt((await world.source.ask('GET', `${base}/${id}`)).body, 'sync_destination.subscriptions');

  const days: readonly (readonly [Weather, RegExp])[] = [
    ['too many', /gets too many requests \(429\)/],
    ['fault', /has a fault \(502\)/],
    ['page', /something that is not JSON: is it the address of the tenant\?/],
    ['redirect', /points to another address \(301\)/],
    ['cut', /cannot be reached/],
    ['slow', /cannot be reached: .*1 second/],
  ];
  test.each(days)(
    '%s: the story fails with a message, and is synced when the day is fine again',
    async (bad, words) => {
      const { source, sourceTeam } = world;
      const story = await publishedStory(source, sourceTeam, `On a day of ${bad}`);
      const [known] = listAt((await source.ask('GET', base)).body, 'sync_destinations');
      weather = 'fine';
      const id = known === undefined ? await createDestination(source, throughProxy([story])) : idAt(known);
      await source.ask('PUT', `${base}/${id}`, { body: { story_ids: [story] } });
      weather = bad;
      await source.ask('POST', `${base}/${id}/manual_sync`);
      await until(async () => at((await subscriptions(id))[0] ?? null, 'status') === 'failed');
      expect(at((await subscriptions(id))[0] ?? null, 'error_message')).toMatch(words);
      expect((await storiesOf(world.target, world.targetTeam)).has(`On a day of ${bad}`)).toBe(false);
      const progress = await source.ask('GET', `${base}/${id}/progress`);
      expect(at(progress.body, 'error_message')).toMatch(words);
      expect(at(progress.body, 'next_attempt_at')).not.toBeNull();
      weather = 'fine';
      // The first is left to itself; to wait with all of them would only be long.
      if (bad !== 'too many') await source.ask('POST', `${base}/${id}/manual_sync`);
      await untilAll(source, id, 'synced');
      expect((await storiesOf(world.target, world.targetTeam)).has(`On a day of ${bad}`)).toBe(true);
    },
  );

  test('cut in the middle of the fifth: four are there, whole; the rest follows, none twice', async () => {
    const { source, sourceTeam, target, targetTeam } = world;
    const [known] = listAt((await source.ask('GET', base)).body, 'sync_destinations');
    const id = idAt(known ?? null);
    const stories = [];
    for (let number = 1; number <= 8; number += 1)
      stories.push(await publishedStory(source, sourceTeam, `Row ${number}`));
    await source.ask('PUT', `${base}/${id}`, { body: { story_ids: stories } });
    sentStories = 0;
    cutAfter = 4;
    await source.ask('POST', `${base}/${id}/manual_sync`);
    await until(async () => at((await subscriptions(id)).at(-1) ?? null, 'status') === 'failed');
    expect((await subscriptions(id)).map((each) => at(each, 'status'))).toEqual([
      ...['synced', 'synced', 'synced', 'synced', 'failed', 'failed', 'failed', 'failed'],
    ]);
    cutAfter = Number.POSITIVE_INFINITY;
    await untilAll(source, id, 'synced');
    const rows = [...(await storiesOf(target, targetTeam)).keys()].filter((name) => name.startsWith('Row '));
    expect(rows.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((number) => `Row ${number}`));
  });

  /** Holds the next story on its way there; `arrives` lets it go on. */
  function hold() {
    sentStories = 0;
    let arrives = () => {};
    held = new Promise((resolve) => {
      arrives = () => {
        held = null;
        resolve();
      };
    });
    return { arrives, isOnItsWay: () => until(async () => sentStories > 0) };
  }

  test('a destination that is deleted while its first story is on its way leaves no copy behind', async () => {
    const { source, sourceTeam, target } = world;
    const team = idAt((await target.ask('POST', '/api/v1/teams', { body: { name: 'For a moment' } })).body);
    const stories = [];
    for (const name of ['Soon gone', 'Never there', 'Nor this'])
      stories.push(await publishedStory(source, sourceTeam, name));
    const id = await createDestination(source, { ...throughProxy(stories), destination_team_id: team });
    const way = hold();
    await source.ask('POST', `${base}/${id}/manual_sync`);
    await way.isOnItsWay();
    expect((await source.ask('DELETE', `${base}/${id}`)).status).toBe(204);
    way.arrives();
    const { pool } = source.fabula.database;
    await until(async () => (await pool.query('select 1 from sync_destination where id = $1', [id])).rows.length === 0);
    expect([...(await storiesOf(target, team)).keys()]).toEqual([]);
  });

  test('who asks for a sync while an older version is on its way gets the newer one', async () => {
    const { source, sourceTeam, target } = world;
    const team = idAt((await target.ask('POST', '/api/v1/teams', { body: { name: 'Up to date' } })).body);
    const story = await publishedStory(source, sourceTeam, 'Twice');
    const id = await createDestination(source, { ...throughProxy([story]), destination_team_id: team });
    const way = hold();
    await source.ask('POST', `${base}/${id}/manual_sync`);
    await way.isOnItsWay();
    await publish(source, story, 'second', 'Twice, newer');
    await source.ask('POST', `${base}/${id}/manual_sync`);
    way.arrives();
    await until(async () => (await storiesOf(target, team)).has('Twice, newer'));
    expect((await storiesOf(target, team)).size).toBe(1);
    await untilAll(source, id, 'synced');
  });

  test('a story that is too large for what stands before the tenant fails alone', async () => {
    const { source, sourceTeam } = world;
    const large = await publishedStory(source, sourceTeam, 'Too large for the proxy');
    const small = await publishedStory(source, sourceTeam, 'Small enough');
    const id = await createDestination(source, {
      ...throughProxy([large, small]),
      destination_team_id: idAt((await world.target.ask('POST', '/api/v1/teams', { body: { name: 'Proxied' } })).body),
    });
    tooLarge = 'Too large for the proxy';
    await source.ask('POST', `${base}/${id}/manual_sync`);
    await until(async () => {
      const [first, second] = await subscriptions(id);
      return at(first ?? null, 'status') === 'failed' && at(second ?? null, 'status') === 'synced';
    });
    expect(at((await subscriptions(id))[0] ?? null, 'error_message')).toContain('larger than');
    tooLarge = null;
  });

  test('a team whose stories are synced is not deleted before its destinations are', async () => {
    const { source, sourceTeam } = world;
    const refused = await source.ask('DELETE', `/api/v1/teams/${sourceTeam}`);
    expect(refused.status).toBe(422);
    expect(at(refused.body, 'errors.0.details')).toContain('Delete them first');
    expect((await source.ask('GET', `/api/v1/teams/${sourceTeam}`)).status).toBe(200);
  });

  test('a certificate that nobody vouches for: the destination is refused, and the key is not sent', async () => {
    let asked = 0;
    const server = createTlsServer(selfSigned, (_, response) => {
      asked += 1;
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const refused = await world.source.ask('POST', base, {
        body: { ...throughProxy([]), destination_tenant_url: `https://127.0.0.1:${port}` },
      });
      expect([refused.status, at(refused.body, 'errors.0.field')]).toEqual([422, 'destination_tenant_url']);
      expect(at(refused.body, 'errors.0.details')).toMatch(/certificate/);
      expect(asked).toBe(0);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test('the team of the copies was deleted: the message says so, and the destination can be deleted', async () => {
    const { source, target, sourceTeam, targetUrl } = world;
    const team = idAt((await target.ask('POST', '/api/v1/teams', { body: { name: 'Short-lived' } })).body);
    const story = await publishedStory(source, sourceTeam, 'Homeless');
    const id = await createDestination(source, {
      ...throughProxy([story]),
      destination_tenant_url: targetUrl,
      destination_team_id: team,
    });
    await target.ask('DELETE', `/api/v1/teams/${team}`);
    await source.ask('POST', `${base}/${id}/manual_sync`);
    await until(async () => at((await subscriptions(id))[0] ?? null, 'status') === 'failed');
    expect(at((await subscriptions(id))[0] ?? null, 'error_message')).toContain(`has no team ${team}`);
    expect((await source.ask('DELETE', `${base}/${id}`)).status).toBe(204);
  });

  test('a story that is larger than the destination takes fails alone', async () => {
    const { source, sourceTeam } = world;
    const small = await startFabula(kind, {
      PORT: '0',
      FABULA_URL: 'http://small.test',
      FABULA_MAX_BODY_BYTES: '9000',
    });
    try {
      await small.fabula.listen(0);
      const { port } = small.fabula.app.server.address() as AddressInfo;
      const team = idAt((await small.ask('POST', '/api/v1/teams', { body: { name: 'Small' } })).body);
      const fits = await publishedStory(source, sourceTeam, 'Fits');
      const large = await publishedStory(source, sourceTeam, 'Large');
      const id = await createDestination(source, {
        ...throughProxy([large, fits]),
        destination_tenant_url: `http://127.0.0.1:${port}`,
        destination_team_id: team,
      });
      await source.ask('PUT', `/api/v1/stories/${large}`, { body: { description: 'x'.repeat(20_000) } });
      const draft = (await source.ask('GET', `/api/v1/stories/${large}/drafts`)).body;
      const draftId = at(draft, 'stories.0.id') ?? at(draft, 'drafts.0.id');
      const request = await source.ask('POST', `/api/v1/stories/${large}/change_request`, {
        body: { draft_id: draftId, title: 'x' },
      });
      await source.ask('POST', `/api/v1/stories/${large}/change_request/promote`, {
        body: { change_request_id: at(request.body, 'change_request.id'), bypass_approval: true },
      });
      await source.ask('POST', `${base}/${id}/manual_sync`);
      await until(async () => {
        const [first, second] = await subscriptions(id);
        return at(first ?? null, 'status') === 'failed' && at(second ?? null, 'status') === 'synced';
      });
      expect(at((await subscriptions(id))[0] ?? null, 'error_message')).toContain('larger than');
    } finally {
      await small.drop();
    }
  });

  test('a source of a newer version than the destination is told to update it', async () => {
    const sent = await world.target.ask('POST', '/api/v1/sync/stories', {
      body: {
        format: 2,
        team_id: world.targetTeam,
        source: { tenant: 'newer', story_guid: 'x', url: 'https://example.com' },
        revision: 1,
        digest: 'x',
        story: {},
      },
    });
    expect([sent.status, at(sent.body, 'errors.0.field')]).toEqual([422, 'format']);
    expect(at(sent.body, 'errors.0.details')).toContain('Update this one');
  });

  test('two sources push stories of one name to one team: each has its copy', async () => {
    const { target, targetTeam } = world;
    const file = parseJson((await world.source.ask('GET', '/api/v1/stories?per_page=1')).text);
    expect(file.ok).toBe(true);
    const send = (tenant: string) =>
      target.ask('POST', '/api/v1/sync/stories', {
        body: {
          format: 1,
          team_id: targetTeam,
          source: { tenant, story_guid: 'same', url: `https://${tenant}.example.com` },
          revision: 1,
          digest: tenant,
          story: {
            export: { schema_version: 30, name: 'Twins', guid: 'abc', agents: [], links: [], diagram_notes: [] },
            disabled: false,
            priority: false,
            shared_team_slugs: [],
            runs_to_save: {},
          },
        },
      });
    const [one, two] = [await send('one'), await send('two')];
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(at(one.body, 'story_id')).not.toBe(at(two.body, 'story_id'));
    expect(at((await send('one')).body, 'result')).toBe('unchanged');

    // One source ends its copy; the other's stays.
    const release = (tenant: string) =>
      target.ask('POST', '/api/v1/sync/stories/release', {
        body: {
          team_id: targetTeam,
          source: { tenant, story_guid: 'same', url: `https://${tenant}.example.com` },
          how: 'delete',
        },
      });
    expect(await release('one')).toMatchObject({ status: 200, body: { was_there: true } });
    expect(await release('one')).toMatchObject({ status: 200, body: { was_there: false } });
    expect((await target.ask('GET', `/api/v1/stories/${idAt(one.body, 'story_id')}`)).status).toBe(404);
    expect((await target.ask('GET', `/api/v1/stories/${idAt(two.body, 'story_id')}`)).status).toBe(200);
  });

  test('a source asks beforehand whether it may push to a team', async () => {
    const { target, targetTeam } = world;
    const ask = (team_id: number) => target.ask('POST', '/api/v1/sync/check', { body: { team_id } });
    expect(await ask(targetTeam)).toMatchObject({
      status: 200,
      body: { tenant: expect.any(String), team: { id: targetTeam, name: 'Readers' } },
    });
    expect(await ask(999_999)).toMatchObject({ status: 404, code: 'team_not_found' });
  });
});
