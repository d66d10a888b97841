import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, ownerKey, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

describe.each(oneDatabase)('the API on %s', (kind) => {
  let world: TestFabula;
  let team: number;

  beforeAll(async () => {
    world = await startFabula(kind);
    team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
    for (let count = 1; count <= 5; count++) {
      await world.ask('POST', '/api/v1/stories', { body: { team_id: team, name: `Page ${count}`, tags: ['paged'] } });
    }
  });
  afterAll(() => world.drop());

  describe('who may ask', () => {
    test.each([
      ['a bearer key', { authorization: `Bearer ${ownerKey}` }, 200],
      ['a bearer key in other letters', { authorization: `bearer  ${ownerKey}` }, 200],
      ['the older header', { 'x-user-token': ownerKey }, 200],
      ['the older headers', { 'X-User-Token': ownerKey, 'X-User-Email': 'whoever@example.com' }, 200],
      ['nothing', {}, 401],
      ['a wrong key', { authorization: 'Bearer wrong' }, 401],
      ['a wrong key in the older header', { 'x-user-token': 'wrong' }, 401],
      ['another scheme', { authorization: `Basic ${ownerKey}` }, 401],
      ['an empty key', { authorization: 'Bearer ' }, 401],
      ['a wrong key beside a good one', { authorization: 'Bearer wrong', 'x-user-token': ownerKey }, 401],
    ])('%s is answered as it should be', async (_name, headers, status) => {
      const answer = await world.ask('GET', '/api/v1/info', { key: null, headers });
      expect(answer.status).toBe(status);
      if (status === 401) {
        expect(at(answer.body, 'errors.0.code')).toBe('not_signed_in');
        expect(answer.headers['www-authenticate']).toBe('Bearer');
      }
    });
  });

  describe('addresses', () => {
    test.each([
      ['GET', '/api/v1/stories/', 200],
      ['GET', '/api/v1/nothing', 404],
      ['GET', '/api', 404],
      ['GET', '/api/v1/stories/999999999', 404],
      ['GET', '/api/v1/stories/not-a-number', 404],
      ['GET', '/api/v1/stories/0', 404],
      ['GET', '/api/v1/actions/99999999999999999999', 404],
      ['PUT', '/api/v1/teams', 405],
      ['POST', '/api/v1/stories/1/export', 405],
      ['GET', '/api/v1/%E0%A4%A', 400],
    ])('%s %s → %i', async (method, url, status) => {
      const answer = await world.ask(method, url);
      expect(answer.status).toBe(status);
      if (status >= 400) {
        expect(answer.headers['content-type']).toMatch(/^application\/json/);
        expect(listAt(answer.body, 'errors').length).toBe(1);
      }
    });

    test('a method that an address does not accept is answered with those that it does', async () => {
      const answer = await world.ask('PATCH', '/api/v1/stories');
      expect(answer.status).toBe(405);
      expect(answer.headers['allow']).toBe('GET, HEAD, POST');
      expect(at(answer.body, 'errors.0.code')).toBe('method_not_allowed');
    });
  });

  describe('parameters', () => {
    test.each([
      ['in the query', `?team_id=TEAM&per_page=2`, undefined],
      ['in the body', '', { team_id: 'TEAM', per_page: 2 }],
      ['as text in the body', '', { team_id: 'TEAM', per_page: '2' }],
      ['in both, where the body wins', '?per_page=4', { team_id: 'TEAM', per_page: 2 }],
    ])('are read %s', async (_name, query, body) => {
      const answer = await world.ask('GET', `/api/v1/stories${query.replace('TEAM', String(team))}`, {
        ...(body === undefined ? {} : { body: { ...body, team_id: team } }),
      });
      expect(answer.status).toBe(200);
      expect(listAt(answer.body, 'stories').length).toBe(2);
    });

    test.each(['tags[]=paged', 'tags=paged', 'tags=paged,paged', 'tags[]=paged&tags[]=paged', 'tags=paged&tags=paged'])(
      'a list is read from %s',
      async (query) => {
        const answer = await world.ask('GET', `/api/v1/stories?${query}`);
        expect(at(answer.body, 'meta.count')).toBe(5);
      },
    );

    test.each(['true', 'True', 'TRUE', '1'])('%s in a query is true', async (text) => {
      const answer = await world.ask('GET', `/api/v1/stories?include_live_activity=${text}&per_page=1`);
      expect(at(answer.body, 'stories.0.pending_action_runs_count')).toBe(0);
    });

    test('an empty body with the header of JSON is no body, and unknown parameters are ignored', async () => {
      const answer = await world.ask('GET', '/api/v1/stories?whatever=1', {
        headers: { 'content-type': 'application/json' },
      });
      expect(answer.status).toBe(200);
    });

    test.each([
      ['a page that is no number', '/api/v1/stories?page=first', 422, 'invalid_parameter', 'page'],
      ['page 0', '/api/v1/stories?page=0', 422, 'invalid_parameter', 'page'],
      ['an unknown order', '/api/v1/stories?order=RANDOM', 422, 'invalid_parameter', 'order'],
      ['an unknown filter', '/api/v1/stories?filter=NICE', 422, 'invalid_parameter', 'filter'],
      ['an id that is none', '/api/v1/stories?team_id=x', 422, 'invalid_parameter', 'team_id'],
      [
        'a boolean that is none',
        '/api/v1/stories?include_live_activity=maybe',
        422,
        'invalid_parameter',
        'include_live_activity',
      ],
      ['a time that is none', '/api/v1/events?since=yesterday', 422, 'invalid_parameter', 'since'],
    ])('%s is refused and named', async (_name, url, status, code, field) => {
      const answer = await world.ask('GET', url);
      expect(answer.status).toBe(status);
      expect(answer.body).toMatchObject({ errors: [{ message: 'Validation error', code, field }] });
      expect(at(answer.body, 'errors.0.details')).toMatch(new RegExp(`^${field} must be .+\\.$`));
    });

    test('a missing parameter is told apart from a wrong one', async () => {
      const answer = await world.ask('POST', '/api/v1/stories', { body: { keep_events_for: 7 } });
      expect(answer.status).toBe(422);
      expect(listAt(answer.body, 'errors').map((error) => [at(error, 'code'), at(error, 'field')])).toEqual([
        ['missing_parameter', 'team_id'],
        ['invalid_parameter', 'keep_events_for'],
      ]);
    });
  });

  test.each([
    ['GET', '/api/v1/stories?search=a%00b', {}, 422],
    ['GET', '/api/v1/stories?tags=a%00b', {}, 422],
    ['GET', '/api/v1/actions?action_type=a%00b', {}, 422],
    ['GET', '/api/v1/stories/1/runs/a%00b', {}, 404],
    ['POST', '/api/v1/stories', { team_id: 1, description: 'a\u0000b' }, 422],
    ['POST', '/api/v1/stories', { team_id: 1, tags: ['a\u0000b'] }, 422],
    ['POST', '/api/v1/stories', { team_id: 1, name: 'lone \ud800', description: '\udfff' }, 201],
    ['POST', '/api/v1/stories/import', { team_id: 1, new_name: 'a\u0000b', data: {} }, 422],
    [
      'POST',
      '/api/v1/stories/import',
      {
        team_id: 1,
        data: {
          name: 'a\u0000b',
          description: '\u0000',
          agents: [{ type: 'Agents::WebhookAgent\u0000', name: '\u0000', options: { path: '\u0000' } }],
          links: [],
          tags: ['\u0000'],
        },
      },
      200,
    ],
    [
      'POST',
      '/api/v1/stories/import',
      {
        team_id: 1,
        data: {
          name: 'x',
          agents: [{ type: 'Agents::WebhookAgent', name: 'w', options: { path: 'a\u0000b' } }],
          links: [],
        },
      },
      422,
    ],
    [
      'POST',
      '/api/v1/actions',
      { story_id: 1, type: 'Agents::WebhookAgent', name: 'w', options: { path: 'a\u0000' }, position: { x: 0, y: 0 } },
      422,
    ],
    ['GET', '/api/v1/stories?page=1000000000&per_page=500', {}, 200],
    ['GET', '/api/v1/stories?page=9007199254740991&per_page=500', {}, 422],
    ['GET', '/api/v1/events?since=0000-01-01&until=9999-12-31', {}, 200],
    ['GET', '/webhook/a%00b', {}, 404],
  ])('%s %s %j never reaches the database as something that it cannot hold', async (method, url, body, status) => {
    const answer = await world.ask(
      method,
      url,
      Object.keys(body).length > 0 ? { body: { ...body, team_id: team } } : {},
    );
    expect(answer.status, answer.text).toBe(status);
  });

  describe('bodies', () => {
    const many = `{${Array.from({ length: 500_001 }, (_, index) => `"k${index}":1`).join(',')}}`;
    test.each([
      ['broken JSON', '{"team_id":', 400, 'malformed_json'],
      ['a list', '[1]', 400, 'body_not_object'],
      ['a text', '"hello"', 400, 'body_not_object'],
      [
        'a hundred thousand nested lists',
        `{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
        400,
        'malformed_json',
      ],
      ['half a million keys', many, 400, 'malformed_json'],
    ])('%s is refused quickly', async (_name, body, status, code) => {
      const begin = performance.now();
      const answer = await world.ask('POST', '/api/v1/stories', { body });
      expect(performance.now() - begin).toBeLessThan(2_000);
      expect(answer.status).toBe(status);
      expect(at(answer.body, 'errors.0.code')).toBe(code);
    });

    test('a type without a body is no reason to refuse', async () => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      expect((await world.ask('GET', '/api/v1/stories', { headers })).status).toBe(200);
    });

    test('a form is read like the query string, lists included', async () => {
      const answer = await world.ask('POST', '/api/v1/stories', {
        body: `team_id=${team}&name=By+form&tags[]=a&tags[]=b&priority=True`,
        contentType: 'application/x-www-form-urlencoded',
      });
      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({ name: 'By form', tags: ['a', 'b'], priority: true });
    });

    test('any other body is refused by its type', async () => {
      const answer = await world.ask('POST', '/api/v1/stories', { body: '<a/>', contentType: 'text/xml' });
      expect(answer.status).toBe(415);
      expect(at(answer.body, 'errors.0.code')).toBe('unsupported_media_type');
    });

    test('__proto__ is a key like any other', async () => {
      const answer = await world.ask('POST', '/api/v1/stories', {
        body: `{"__proto__":{"name":"polluted"},"team_id":${team},"constructor":1}`,
      });
      expect(answer.status).toBe(201);
      expect(at(answer.body, 'name')).toBe('New story');
      expect(Object.hasOwn(Object.prototype, 'name')).toBe(false);
      await world.ask('DELETE', `/api/v1/stories/${idAt(answer.body)}`);
    });
  });

  describe('pages', () => {
    test('meta names the pages around, with the filters carried over', async () => {
      const answer = await world.ask('GET', '/api/v1/stories?tags[]=paged&per_page=2&page=2&search=Page');
      const base = 'http://fabula.test/api/v1/stories?per_page=2&page=';
      expect(at(answer.body, 'meta')).toEqual({
        current_page: `${base}2&tags%5B%5D=paged&search=Page`,
        previous_page: `${base}1&tags%5B%5D=paged&search=Page`,
        next_page: `${base}3&tags%5B%5D=paged&search=Page`,
        next_page_number: 3,
        per_page: 2,
        pages: 3,
        count: 5,
      });
    });

    test('a filter that cannot stand in an address as it is does not fail the list', async () => {
      const { status, body } = await world.ask('GET', '/api/v1/stories', { body: { search: '\ud800' } });
      expect(status).toBe(200);
      expect(at(body, 'meta.current_page')).toContain('search=%EF%BF%BD');
    });

    test('filters of a body are carried over as well', async () => {
      const answer = await world.ask('GET', '/api/v1/stories', { body: { tags: ['paged'], per_page: 3 } });
      expect(at(answer.body, 'meta.next_page')).toBe(
        'http://fabula.test/api/v1/stories?per_page=3&page=2&tags%5B%5D=paged',
      );
    });

    test('following next_page visits everything once', async () => {
      const seen: unknown[] = [];
      let url: string | null = '/api/v1/stories?tags=paged&per_page=2&order=NAME';
      while (url !== null) {
        const answer = await world.ask('GET', url);
        seen.push(...listAt(answer.body, 'stories').map((story) => at(story, 'name')));
        const next = at(answer.body, 'meta.next_page');
        url = typeof next === 'string' ? next.replace('http://fabula.test', '') : null;
      }
      expect(seen).toEqual(['Page 1', 'Page 2', 'Page 3', 'Page 4', 'Page 5']);
    });

    test('a page beyond the last is empty, and a size beyond the maximum is lowered to it', async () => {
      const answer = await world.ask('GET', '/api/v1/stories?tags=paged&page=9&per_page=100000');
      expect(listAt(answer.body, 'stories')).toEqual([]);
      expect(at(answer.body, 'meta.per_page')).toBe(500);
      expect(at(answer.body, 'meta.next_page_number')).toBeNull();
    });
  });

  test('every address is described in OpenAPI 3.1, the alias left out', async () => {
    const answer = await world.ask('GET', '/api/openapi.json', { key: null });
    expect(answer.status).toBe(200);
    expect(at(answer.body, 'openapi')).toBe('3.1.0');
    const description = JSON.parse(answer.text);
    expect(Object.keys(description.paths)).toContain('/api/v1/stories/{story_id}/runs/{story_run_guid}/summary');
    expect(Object.keys(description.paths).filter((path) => path.includes('agents'))).toEqual([]);
    expect(Object.keys(description.components.schemas)).toEqual(
      expect.arrayContaining(['Story', 'Action', 'Event', 'StoryRun', 'Team', 'Note', 'Folder', 'Meta', 'Errors']),
    );
    const list = description.paths['/api/v1/stories'].get;
    expect(list.parameters.map((parameter: { name: string }) => parameter.name)).toEqual(
      expect.arrayContaining(['team_id', 'search', 'page', 'per_page']),
    );
    const create = description.paths['/api/v1/stories'].post;
    expect(create.requestBody.content['application/json'].schema.required).toEqual(['team_id']);
    // Every reference leads somewhere.
    for (const [, name] of answer.text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
      expect(Object.keys(description.components.schemas)).toContain(name);
    }
  });

  test('answers carry strict headers', async () => {
    const { headers } = await world.ask('GET', '/api/v1/info');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' });
    expect(String(headers['content-security-policy'])).toContain("frame-ancestors 'none'");
    expect(String(headers['content-security-policy'])).not.toContain('unsafe-eval');
  });

  test('health is told to anybody', async () => {
    expect((await world.ask('GET', '/healthz', { key: null })).status).toBe(200);
    expect((await world.ask('GET', '/readyz', { key: null })).status).toBe(200);
  });
});
