/**
 * The API as a whole: that every documented endpoint is there, that the description of the API is one, and that nothing that a
 * client sends is answered as a fault of ours.
 */
import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

/** Of the documents about stories, their runs and drafts, actions, events, notes, teams, folders, tags, credentials, resources, audit, reports and users. */
const documented = `
GET /stories · POST /stories · GET /stories/:id · PUT /stories/:id · DELETE /stories/:id · DELETE /stories/batch
GET /stories/:id/export · POST /stories/import · POST /stories/:id/disable · GET /stories/:id/pending_actions
POST /stories/:id/owners · DELETE /stories/:id/owners · POST /stories/:id/recipients · DELETE /stories/:id/recipients
POST /stories/:id/drafts · GET /stories/:id/drafts · DELETE /stories/:id/drafts/:id
POST /stories/:id/versions · GET /stories/:id/versions · GET /stories/:id/versions/:id · POST /stories/:id/versions/:id · DELETE /stories/:id/versions/:id
POST /stories/:id/change_request · GET /stories/:id/change_request/view · POST /stories/:id/change_request/approve
POST /stories/:id/change_request/cancel · POST /stories/:id/change_request/promote · GET /stories/:id/change_request/ai_description
GET /stories/:id/runs · GET /stories/:id/runs/:id · GET /stories/:id/runs/:id/summary
GET /groups/:id/runs · GET /groups/:id/runs/:id
POST /actions · GET /actions · GET /actions/:id · PUT /actions/:id · DELETE /actions/:id · DELETE /actions/:id/clear_memory
GET /actions/:id/events · DELETE /actions/:id/remove_events · GET /actions/:id/logs · DELETE /actions/:id/remove_logs · DELETE /links
GET /agents · GET /agents/:id
GET /events · GET /events/:id · POST /events/:id/reemit
POST /notes · GET /notes · GET /notes/:id · PUT /notes/:id · DELETE /notes/:id
POST /teams · GET /teams · GET /teams/:id · PUT /teams/:id · PATCH /teams/:id · DELETE /teams/:id · POST /teams/:id/destroy_static_external_id
GET /teams/:id/members · POST /teams/:id/invite_member · POST /teams/:id/remove_member · POST /teams/:id/resend_invitation
POST /folders · GET /folders · GET /folders/:id · PUT /folders/:id · DELETE /folders/:id
POST /tags · GET /tags · GET /tags/:id · PUT /tags/:id · DELETE /tags/:id
POST /user_credentials · GET /user_credentials · GET /user_credentials/:id · PUT /user_credentials/:id · DELETE /user_credentials/:id
POST /global_resources · GET /global_resources · GET /global_resources/:id · PUT /global_resources/:id · DELETE /global_resources/:id
POST /global_resources/:id/append · POST /global_resources/:id/remove · POST /global_resources/:id/replace
GET /audit_logs · GET /reporting/time_saved · GET /reporting/action_performance · GET /ai_usage
GET /info · GET /info/worker_stats · GET /info/web_stats
POST /admin/users · GET /admin/users · GET /admin/users/:id · PUT /admin/users/:id · DELETE /admin/users/:id
POST /admin/users/:id/resend_invitation · POST /admin/users/:id/expire_session · GET /admin/users/:id/signin_activities
GET /admin/sync_destinations · POST /admin/sync_destinations · GET /admin/sync_destinations/:id · PUT /admin/sync_destinations/:id
PATCH /admin/sync_destinations/:id · DELETE /admin/sync_destinations/:id · POST /admin/sync_destinations/:id/manual_sync
POST /admin/sync_destinations/:id/story/:id/sync
GET /admin/queued_jobs · GET /admin/retry_jobs · GET /admin/dead_jobs · GET /admin/in_progress_jobs
DELETE /admin/delete_all_queued_jobs · DELETE /admin/delete_all_retry_jobs · DELETE /admin/delete_all_dead_jobs
`
  .split(/[·\n]/)
  .map((line) => line.trim())
  .filter((line) => line !== '');

describe.each(oneDatabase)('the API as a whole (%s)', (kind) => {
  let world: TestFabula;
  let routes: readonly string[] = [];
  beforeAll(async () => {
    world = await startFabula(kind);
    routes = world.fabula.routes.filter((route) => / \/api\/v1\//.test(route) && !route.startsWith('HEAD '));
  });
  afterAll(() => world.drop());

  const anonymous = (route: string) => route.replace(/:\w+/g, ':id');

  test('has every documented endpoint', ({ task }) => {
    task.meta.routes = routes.filter((route) => !route.includes('/api/v1/agents'));
    const there = new Set(routes.map((route) => anonymous(route).replace('/api/v1', '')));
    expect(documented.filter((endpoint) => !there.has(endpoint))).toEqual([]);
  });

  test('is described by a valid OpenAPI document, every endpoint with a summary, its parameters and an answer', async () => {
    const description = JSON.parse((await world.ask('GET', '/api/openapi.json')).text);
    const { valid, errors } = await new Validator().validate(structuredClone(description));
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    const faults = routes
      .filter((route) => !route.includes('/api/v1/agents'))
      .flatMap((route) => {
        const [method = '', address = ''] = route.split(' ');
        const operation = description.paths[address.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
        if (operation === undefined) return [`${route} is not described`];
        const named = new Set((operation.parameters ?? []).map((parameter: { name: string }) => parameter.name));
        const inPath = [...address.matchAll(/:(\w+)/g)].map(([, name]) => name);
        return [
          ...(operation.summary ? [] : [`${route} has no summary`]),
          ...(Object.keys(operation.responses ?? {}).some((status) => status.startsWith('2'))
            ? []
            : [`${route} describes no success`]),
          ...inPath.filter((name) => !named.has(name)).map((name) => `${route} does not describe ${name}`),
        ];
      });
    expect(faults).toEqual([]);
  });

  test('whatever is sent, the answer is no fault of ours, and an error has the documented shape', {
    timeout: 60_000,
  }, async () => {
    const team = (await world.addTeam('Fuzzed')).id;
    const story = idAt((await world.ask('POST', '/api/v1/stories', { body: { team_id: team, name: 'Fuzzed' } })).body);
    const description = JSON.parse((await world.ask('GET', '/api/openapi.json')).text);
    // Emptying the tenant or changing its rules would end the play.
    const played = routes.filter(
      (route) => !/^DELETE .*\/(teams|users|trash|batch)|admin\/change_control|event_limit/.test(route),
    );
    const odd = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        '',
        ' ',
        0,
        -1,
        1,
        2 ** 53,
        Number.MAX_VALUE,
        true,
        'true',
        'null',
        '[]',
        '{}',
        [],
        {},
        'x'.repeat(300),
      ),
      fc.constantFrom<unknown>(
        story,
        team,
        String(story),
        [story],
        [[story]],
        { id: story },
        'LIVE',
        'TEST',
        '\u0000',
        '\ud800',
        '💥',
      ),
      fc.string({ maxLength: 20, unit: 'binary' }),
      fc.integer(),
      fc.double(),
      fc.array(fc.integer(), { maxLength: 3 }),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    );
    const parametersOf = (route: string): readonly string[] => {
      const [method = '', address = ''] = route.split(' ');
      const operation = description.paths[address.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      const body = operation?.requestBody?.content?.['application/json']?.schema?.properties ?? {};
      return [...Object.keys(body), ...(operation?.parameters ?? []).map((each: { name: string }) => each.name)];
    };
    const requests = fc.constantFrom(...played).chain((route) =>
      fc.record({
        route: fc.constant(route),
        ids: fc.constantFrom(
          String(story),
          String(team),
          '1',
          '0',
          '-1',
          '999999999999999999999',
          'x',
          '%00',
          '%F0%9F%92%A5',
        ),
        body: fc.dictionary(fc.constantFrom('team_id', 'story_id', ...parametersOf(route)), odd, { maxKeys: 6 }),
        isQuery: fc.boolean(),
      }),
    );
    const deadline = Date.now() + 15_000;
    await fc.assert(
      fc.asyncProperty(requests, async ({ route, ids, body, isQuery }) => {
        if (Date.now() > deadline) return;
        const [method = '', pattern = ''] = route.split(' ');
        const address = pattern.replace(/:\w+/g, ids);
        const query = new URLSearchParams(
          Object.entries(body).map(([key, value]): [string, string] => [key, String(value)]),
        );
        const answer = isQuery
          ? await world.ask(method, `${address}?${query}`)
          : await world.ask(method, address, { body: JSON.stringify(body) });
        expect({
          route,
          ids,
          body,
          status: answer.status,
          text: answer.status >= 500 ? answer.text : '',
        }).toMatchObject({
          status: expect.toSatisfy((status: number) => status < 500),
        });
        if (answer.status < 400) return;
        for (const error of listAt(answer.body, 'errors')) {
          expect([typeof at(error, 'message'), typeof at(error, 'details'), typeof at(error, 'code')]).toEqual([
            'string',
            'string',
            'string',
          ]);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
