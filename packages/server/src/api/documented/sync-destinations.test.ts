/** The documented requests about sync destinations (reference: api/sync-destinations.md). What they do: ../sync-destination-routes.test.ts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishedStory, startTwoTenants, type TwoTenants } from '../../sync/two-tenants.test-kit.ts';
import { idAt, listAt, oneDatabase, ownerKey } from '../../testing/fabula.test-kit.ts';
import { askedFor, type Fields, type Given, replay, type Sample } from './replay.test-kit.ts';
import { exactly, flag, integer, listOf, object, oneOf, orNull, page, text } from './shape.test-kit.ts';

const destination = object({
  id: integer,
  destination_tenant_url: text,
  destination_team_id: integer,
  manual_sync_only: flag,
  origin_team_id: integer,
  subscriptions: listOf(
    object({
      story: object({ id: integer, name: text }),
      status: oneOf('synced', 'failed', 'requires_sync'),
      error_message: orNull(text),
    }),
  ),
});
const one = object({ sync_destination: destination });
const names = ['High-Priority Alerts', 'Change Control Requests', 'Incident Response'];
const base = '/admin/sync_destinations';

describe.each(oneDatabase)('sync destinations as documented (%s)', (kind) => {
  let tenants: TwoTenants;
  let stranger: string;
  let stories: readonly number[];

  beforeAll(async () => {
    tenants = await startTwoTenants(kind);
    const { source, sourceTeam } = tenants;
    stranger = await source.addUser('TEAM_ADMIN', await source.addTeam('Elsewhere'));
    stories = [];
    for (const name of names) stories = [...stories, await publishedStory(source, sourceTeam, name)];
  });
  afterAll(() => tenants.drop());

  const place = () => ({
    destination_tenant_url: tenants.targetUrl,
    destination_team_id: tenants.targetTeam,
    team_id: tenants.sourceTeam,
  });
  const remote = () => ({ ...place(), destination_tenant_api_key: ownerKey, story_ids: stories });

  async function aDestination(more: Fields = {}): Promise<number> {
    await removeAll();
    const body = { ...remote(), manual_sync_only: true, ...more };
    const answer = await tenants.source.ask('POST', `/api/v1${base}`, { body });
    if (answer.status !== 201) throw new Error(answer.text);
    return idAt(answer.body, 'sync_destination.id');
  }
  /** Of each place there is one at a time. */
  async function removeAll(): Promise<void> {
    const { source } = tenants;
    for (const each of listAt((await source.ask('GET', `/api/v1${base}`)).body, 'sync_destinations')) {
      await source.ask('DELETE', `/api/v1${base}/${idAt(each)}`, { body: { keep_stories: true } });
    }
  }
  const shown = (more: Fields = {}) => ({
    sync_destination: {
      destination_tenant_url: tenants.targetUrl,
      destination_team_id: tenants.targetTeam,
      origin_team_id: tenants.sourceTeam,
      manual_sync_only: true,
      subscriptions: names.map((name, index) => ({
        story: { id: stories[index], name },
        status: 'requires_sync',
        error_message: null,
      })),
      ...more,
    },
  });
  const at = (id: number): Pick<Given, 'path'> => ({ path: { id } });

  const samples: readonly Sample[] = [
    {
      ask: `GET ${base}`,
      status: 200,
      answer: page('sync_destinations', destination),
      list: 'sync_destinations',
      given: async () => ({ gives: { sync_destinations: [{ id: await aDestination() }] } }),
    },
    {
      ask: `GET ${base}/{id}`,
      status: 200,
      answer: one,
      given: async () => ({ ...at(await aDestination()), gives: shown() }),
    },
    {
      ask: `POST ${base}`,
      status: 201,
      answer: one,
      given: async () => {
        await removeAll();
        return { send: { ...remote(), manual_sync_only: true }, gives: shown() };
      },
    },
    {
      ask: `POST ${base}`,
      about: 'to another team of the same tenant',
      status: 201,
      answer: one,
      given: async () => {
        await removeAll();
        const team = await tenants.source.addTeam(`Neighbours ${Math.random().toString(36).slice(2)}`);
        const here = { destination_tenant_url: 'http://source.test', destination_team_id: team.id };
        return {
          send: { ...here, team_id: tenants.sourceTeam, story_ids: stories, manual_sync_only: true },
          gives: shown(here),
        };
      },
    },
    ...['PUT', 'PATCH'].flatMap((method): Sample[] => [
      {
        ask: `${method} ${base}/{id}`,
        status: 200,
        answer: one,
        given: async () => ({
          ...at(await aDestination({ story_ids: [], manual_sync_only: false })),
          send: { destination_tenant_api_key: ownerKey, story_ids: stories, manual_sync_only: true },
          gives: shown(),
        }),
      },
      {
        ask: `${method} ${base}/{id}`,
        about: 'without any story',
        status: 200,
        answer: one,
        given: async () => ({
          ...at(await aDestination()),
          send: { story_ids: [] },
          gives: shown({ subscriptions: [] }),
        }),
      },
    ]),
    {
      ask: `POST ${base}/{id}/manual_sync`,
      status: 200,
      answer: object({ sync_initiated: exactly(true) }),
      given: async () => at(await aDestination()),
    },
    {
      ask: `POST ${base}/{id}/story/{story_id}/sync`,
      status: 200,
      answer: object({ story_sync_initiated: exactly(true) }),
      given: async () => ({ path: { id: await aDestination(), story_id: stories[0] ?? 0 } }),
    },
    {
      ask: `DELETE ${base}/{id}`,
      status: 204,
      answer: null,
      given: async () => ({ ...at(await aDestination()), send: { keep_stories: true } }),
    },
  ];

  replay(() => ({ world: tenants.source, stranger }), samples);

  test('every documented request is here', () => {
    expect(askedFor(samples)).toEqual(
      new Set([
        ...['GET', 'POST'].map((method) => `${method} ${base}`),
        ...['GET', 'PUT', 'PATCH', 'DELETE'].map((method) => `${method} ${base}/{id}`),
        ...['manual_sync', 'story/{story_id}/sync'].map((way) => `POST ${base}/{id}/${way}`),
      ]),
    );
  });
});
