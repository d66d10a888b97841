import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { optionTest } from '@fabula/actions/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

const type = 'Agents::FormAgent';
const corpus = process.env['FABULA_STORY_CORPUS'];

describe.each(oneDatabase)('pages on %s', (kind) => {
  let world: TestFabula;
  let team: number;
  let session: string;
  let pages = 0;

  beforeAll(async () => {
    world = await startFabula(kind, { FABULA_MAX_BODY_BYTES: '200000' });
    team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
    const signedIn = await world.ask('POST', '/api/session', { key: null, body: owner });
    session = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
  });
  afterAll(() => world.drop());

  interface Part {
    readonly type: string;
    readonly name: string;
    readonly options?: Record<string, unknown>;
    /** Contents of a page. */
    readonly page?: Record<string, unknown>;
  }

  const hex = (seed: number) => seed.toString(16).padStart(32, 'a');

  /** A story of these actions, each linked to the next. */
  async function aStory(...parts: readonly Part[]) {
    pages += 100;
    const first = pages;
    const data = {
      name: `Story ${first}`,
      guid: hex(first + 99),
      agents: parts.map(({ type: kindOf, name, options = {} }, index) => ({
        ...{ type: kindOf, name, guid: hex(first + index) },
        options:
          kindOf === type ? { url_identifier: `page-${first + index}`, visibility: 'public', ...options } : options,
      })),
      links: parts.slice(1).map((_, index) => ({ source: index, receiver: index + 1 })),
      pages: parts.flatMap(({ page }, index) =>
        page === undefined ? [] : [{ agent_guid: hex(first + index), ...page }],
      ),
    };
    const answer = await world.ask('POST', '/api/v1/stories/import', { body: { team_id: team, mode: 'new', data } });
    expect(answer.status, answer.text).toBe(200);
    const story = idAt(answer.body);
    const rows = await world.fabula.database.kysely
      .selectFrom('action')
      .select('id')
      .where('story_id', '=', story)
      .orderBy('position')
      .execute();
    return {
      story,
      actions: rows.map(({ id }) => id),
      address: (index: number) => `/pages/page-${first + index}`,
      guid: (index: number) => hex(first + index),
    };
  }

  const textField = (name: string, more: Record<string, unknown> = {}) => ({
    ...{ guid: name.toLowerCase(), type: 'SHORT_TEXT', name },
    ...more,
  });
  const aPage = (name: string, fields: readonly Record<string, unknown>[], options = {}): Part => ({
    ...{ type, name, options },
    page: { fields },
  });
  const shape = (name: string, payload: unknown): Part => ({
    ...{ type: 'Agents::EventTransformationAgent', name },
    options: { mode: 'message_only', payload },
  });

  const open = (url: string, headers: Record<string, string> = {}) => world.ask('GET', url, { key: null, headers });
  const tokenIn = (markup: string) => /name="~form" value="([^"]+)"/.exec(markup)?.[1] ?? '';

  async function submit(
    url: string,
    fields: Record<string, string>,
    { headers = {}, token }: { headers?: Record<string, string>; token?: string } = {},
  ) {
    const form = token ?? tokenIn((await open(url, headers)).text);
    const body = new URLSearchParams({ '~form': form, ...fields }).toString();
    return world.ask('POST', url, { key: null, headers, body, contentType: 'application/x-www-form-urlencoded' });
  }

  const eventsOf = async (action: number | undefined) =>
    listAt((await world.ask('GET', `/api/v1/actions/${action}/events`)).body, 'events').map((event) =>
      at(event, 'payload'),
    );

  const location = (answer: { readonly headers: Readonly<Record<string, unknown>> }) =>
    String(answer.headers['location']);

  /** The address of a page in the middle of a run, from the event of an action that reads PAGE. */
  async function linkFrom(action: number | undefined, path: string): Promise<string> {
    const link = await until(async () => {
      const [payload] = await eventsOf(action);
      return payload === undefined ? null : at(payload, path);
    });
    return String(link).replace('http://fabula.test', '');
  }

  describe('at the beginning of a story', () => {
    optionTest(type, ['event', 'url_identifier', 'mode:success_page'], 'a submission starts a run', async () => {
      const { actions, address } = await aStory(
        aPage('Ask', [textField('Name', { required: true }), { guid: 'n', type: 'NUMBER', name: 'Count' }], {
          submissionMessage: 'Thanks, **<<ask.body.name>>**',
        }),
        shape('Next', { got: '=ask.body.count + 1' }),
      );
      const sent = await submit(address(0), { name: 'Ada', n: '41', button: 'button' });
      expect([sent.status, location(sent)]).toEqual([303, expect.stringMatching(/^\/pages\/[\w-]+\/[\w-]+\?sent=1$/)]);
      const [event] = await until(async () => {
        const found = await eventsOf(actions[1]);
        return found.length > 0 && found;
      });
      expect(event).toMatchObject({
        ask: { body: { name: 'Ada', count: 41, button: 'Submit' }, headers: { host: 'localhost:80' } },
        next: { got: 42 },
      });
      const done = await open(location(sent));
      expect(done.text).toContain('Thanks, <strong>Ada</strong>');
      const run = await world.fabula.database.kysely
        .selectFrom('run')
        .select('origin')
        .where('root_action_id', '=', actions[0] ?? 0)
        .executeTakeFirstOrThrow();
      expect(run.origin).toBe('page');
    });

    test('what is wrong is told beside the input, and what was written stays', async () => {
      const { actions, address } = await aStory(
        aPage('Ask', [textField('Name', { required: true }), { guid: 'e', type: 'EMAIL', name: 'Email' }]),
      );
      const answer = await submit(address(0), { name: '', e: 'nobody' });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('2 things are');
      expect(answer.text).toContain('<p class="error" id="f-name-error">This must be filled in</p>');
      expect(answer.text).toMatch(/<input type="email"[^>]*aria-invalid="true" value="nobody"/);
      expect(await eventsOf(actions[0])).toEqual([]);
    });

    test('a second click, or the way back, begins nothing again', async () => {
      const { actions, address } = await aStory(aPage('Ask', [textField('Name')]));
      const token = tokenIn((await open(address(0))).text);
      const [one, two] = await Promise.all([
        submit(address(0), { name: 'a' }, { token }),
        submit(address(0), { name: 'a' }, { token }),
      ]);
      const later = await submit(address(0), { name: 'b' }, { token });
      expect([location(one), location(two), location(later)]).toEqual([location(one), location(one), location(one)]);
      expect(await eventsOf(actions[0])).toHaveLength(1);
      expect((await submit(address(0), {}, { token: 'forged' })).status).toBe(400);
    });

    test('files arrive as file objects; too many bytes are refused', async () => {
      const { actions, address } = await aStory(
        aPage('Ask', [
          { guid: 'f', type: 'FILE_UPLOAD', name: 'File' },
          { guid: 'g', type: 'FILE_UPLOAD', name: 'Other' },
          { guid: 'p', type: 'PASSWORD', name: 'Pin' },
        ]),
      );
      const send = async (contents: string) => {
        const form = new FormData();
        form.append('~form', tokenIn((await open(address(0))).text));
        form.append('f', new Blob([contents], { type: 'text/csv' }), 'a.csv');
        form.append('g', new Blob([]), '');
        form.append('p', '1234');
        const packed = new Response(form);
        return world.ask('POST', address(0), {
          key: null,
          body: Buffer.from(await packed.arrayBuffer()),
          contentType: packed.headers.get('content-type') ?? '',
        });
      };
      expect((await send('a,b')).status).toBe(303);
      expect(at((await eventsOf(actions[0]))[0] ?? null, 'ask.body')).toEqual({
        file: { name: 'a.csv', type: 'text/csv', contents: 'YSxi' },
        other: null,
        pin: 'redacted',
      });
      const refused = await send('x'.repeat(300_000));
      expect([refused.status, refused.text]).toEqual([413, expect.stringContaining('This is too much')]);
    });

    test('values come from the address, and markup in them is text', async () => {
      const { address } = await aStory(aPage('Ask', [textField('Full name')]));
      const { text } = await open(`${address(0)}?full_name=${encodeURIComponent('"><script>alert(1)</script>')}`);
      expect(text).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
    });

    test('a page asks nothing of others and runs no script but its own', async () => {
      const { address } = await aStory(
        aPage('Ask', [
          {
            type: 'PARAGRAPH',
            name: 'P',
            content: '<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![i](https://e.example/i.png)',
          },
        ]),
      );
      const { headers, text } = await open(address(0));
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/^default-src 'none'; style-src 'nonce-[^']+'; script-src 'nonce-[^']+'; img-src data:;/);
      expect(text).not.toMatch(/<img|href="javascript|src="https/);
    });

    test('rows are added as the visitor likes', async () => {
      const { actions, address } = await aStory({
        ...{ type, name: 'Ask' },
        page: {
          containers: [{ guid: 'c', name: 'Hosts', user_driven_loop: true }],
          fields: [textField('Host', { container_guid: 'c' })],
        },
      });
      const first = await open(address(0));
      const more = await submit(address(0), { 'host:0': 'one', '~rows:c': '1', '~add': 'c' });
      expect([first.text.match(/name="host:\d"/g), more.text.match(/name="host:\d"/g)]).toEqual([
        ['name="host:0"'],
        ['name="host:0"', 'name="host:1"'],
      ]);
      expect(more.text).toContain('name="host:0" value="one"');
      await submit(address(0), { 'host:0': 'one', 'host:1': 'two', '~rows:c': '2' });
      expect(at((await eventsOf(actions[0]))[0] ?? null, 'ask.body')).toEqual({
        hosts: [{ host: 'one' }, { host: 'two' }],
      });
    });

    test('one that cannot be read says so, and why only to members', async () => {
      const { address } = await aStory(aPage('Ask', [{ type: 'PARAGRAPH', name: 'P', content: '=1 / 0' }]));
      const [stranger, member] = [await open(address(0)), await open(address(0), { cookie: session })];
      expect([stranger.status, member.status]).toEqual([422, 422]);
      expect(stranger.text).not.toContain('Division');
      expect(member.text).toContain('Division');
    });

    test('an address that is none, and one that is switched off', async () => {
      const { story, address } = await aStory(aPage('Ask', []));
      expect((await open('/pages/nowhere')).status).toBe(404);
      expect((await open(`/webhook/${encodeURIComponent('pages/page-100')}`)).status).toBe(404);
      await world.ask('POST', `/api/v1/stories/${story}/disable`, { body: { disabled: true } });
      expect((await open(address(0))).status).toBe(403);
    });
  });

  describe('who may open them', () => {
    optionTest(type, ['visibility', 'anonymize'], 'decide who comes in and who is named', async () => {
      const tenant = await aStory(aPage('Ask', [textField('Name')], { visibility: 'tenant' }));
      const outside = await open(`${tenant.address(0)}?name=x`);
      expect([outside.status, location(outside)]).toEqual([
        303,
        `/sign-in?next=${encodeURIComponent(`${tenant.address(0)}?name=x`)}`,
      ]);
      const headers = { cookie: session, 'sec-fetch-site': 'same-origin' };
      expect((await submit(tenant.address(0), { name: 'x' }, { headers })).status).toBe(303);
      expect(at((await eventsOf(tenant.actions[0]))[0] ?? null, 'ask.headers.email')).toBe(owner.email);

      const hidden = await aStory(aPage('Ask', [], { visibility: 'tenant', anonymize: true }));
      expect((await submit(hidden.address(0), {}, { headers })).status).toBe(303);
      expect(at((await eventsOf(hidden.actions[0]))[0] ?? null, 'ask.headers')).toEqual({ host: 'localhost:80' });

      const ofTeam = await aStory(aPage('Ask', [], { visibility: 'team' }));
      const [member, stranger] = [
        await world.addUser('VIEWER', { id: team, name: '' } as never),
        await world.addUser(null),
      ];
      expect((await world.ask('GET', ofTeam.address(0), { key: member })).status).toBe(200);
      expect((await world.ask('GET', ofTeam.address(0), { key: stranger })).status).toBe(403);
    });

    test('another site cannot submit in the name of a visitor', async () => {
      const { address } = await aStory(aPage('Ask', [], { visibility: 'tenant' }));
      const token = tokenIn((await open(address(0), { cookie: session })).text);
      const headers = { cookie: session, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
      expect((await submit(address(0), {}, { headers, token })).status).toBe(403);
    });
  });

  describe('in the middle of a run', () => {
    const middle = (options = {}) => [
      { type: 'Agents::WebhookAgent', name: 'Hook', options: { path: `pages-hook-${pages}`, include_headers: false } },
      shape('Tell', { link: '<<PAGE.approve>>' }),
      aPage('Approve', [{ type: 'PARAGRAPH', name: 'P', content: 'For <<hook.who>>' }, textField('Verdict')], options),
      shape('After', { verdict: '<<approve.body.verdict>>, <<hook.who>>' }),
    ];

    test('the run waits, and goes on with what is submitted, once', async () => {
      const path = `pages-hook-${pages}`;
      const { actions, address } = await aStory(...middle());
      await world.ask('POST', `/webhook/${path}`, { key: null, body: { who: 'Ada' } });
      const link = await linkFrom(actions[1], 'tell.link');
      expect(link).toMatch(new RegExp(`^${address(2)}/[\\w-]{40,}$`));
      const shown = await until(async () => {
        const answer = await open(link);
        return answer.text.includes('For Ada') && answer;
      });
      expect(shown.status).toBe(200);
      const logs = await world.ask('GET', `/api/v1/actions/${actions[2]}/logs`);
      expect(JSON.stringify(logs.body)).toContain(`Waits for a submission at http://fabula.test${link}`);
      const answers = await Promise.all([submit(link, { verdict: 'yes' }), submit(link, { verdict: 'no' })]);
      expect(answers.map(({ status }) => status)).toEqual([303, 303]);
      await until(async () => (await eventsOf(actions[3])).length > 0);
      const after = await eventsOf(actions[3]);
      expect(after).toHaveLength(1);
      expect(String(at(after[0] ?? null, 'after.verdict'))).toMatch(/^(?:yes|no), Ada$/);
      expect((await open(link)).text).toContain('This was submitted already');
      expect((await open(`${link}?sent=1`)).text).toContain('Thank you for your submission');
      // The address without a token is no page.
      expect((await open(address(2))).status).toBe(404);
      expect((await open(`${link.slice(0, -2)}xx`)).status).toBe(404);
    });

    test('the link can be opened before the run has come to the page', async () => {
      const { actions } = await aStory(
        { type: 'Agents::WebhookAgent', name: 'Hook', options: { path: 'pages-early' } },
        shape('Tell', { link: '<<PAGE.approve>>' }),
        { type: 'Agents::EventTransformationAgent', name: 'Wait', options: { mode: 'delay', seconds: 3600 } },
        aPage('Approve', []),
      );
      await world.ask('POST', '/webhook/pages-early', { key: null, body: {} });
      const early = await open(await linkFrom(actions[1], 'tell.link'));
      expect([early.status, early.headers['x-fabula-page']]).toEqual([200, 'waiting']);
      expect(early.text).toContain('http-equiv="refresh"');
    });

    test('a run that ends elsewhere lets its page expire', async () => {
      const { actions } = await aStory(
        { type: 'Agents::WebhookAgent', name: 'Hook', options: { path: 'pages-never' } },
        shape('Tell', { link: '<<PAGE.approve>>' }),
        { type: 'Agents::TriggerAgent', name: 'Never', options: { rules: [{ type: 'formula', path: '=FALSE' }] } },
        aPage('Approve', []),
      );
      await world.ask('POST', '/webhook/pages-never', { key: null, body: {} });
      const link = await linkFrom(actions[1], 'tell.link');
      expect((await until(async () => (await open(link)).status === 410)) && true).toBe(true);
    });

    optionTest(
      type,
      ['mode:story_run', 'loading_message', 'auto_submit', 'mode:redirect', 'redirect'],
      'lead from page to page',
      async () => {
        const { actions, address } = await aStory(
          aPage('Ask', [textField('Name')], { mode: 'story_run', loading_message: 'One moment' }),
          { type: 'Agents::EventTransformationAgent', name: 'Work', options: { mode: 'delay', seconds: 1 } },
          aPage('Second', [{ type: 'PARAGRAPH', name: 'P', content: 'Hello <<ask.body.name>>' }], {
            ...{ mode: 'redirect', redirect: 'https://example.com/?n=<<ask.body.name>>' },
            ...{ auto_submit: true, auto_submit_time: 'immediately' },
          }),
        );
        const sent = await submit(address(0), { name: 'Ada' });
        const loading = await open(location(sent));
        expect([loading.headers['x-fabula-page'], loading.text]).toEqual([
          'waiting',
          expect.stringContaining('One moment'),
        ]);
        const next = await until(async () => {
          const answer = await open(location(sent));
          return answer.status === 303 && answer;
        });
        expect(location(next)).toContain(address(2));
        const second = await open(location(next));
        expect(second.text).toContain('Hello Ada');
        expect(second.text).toContain('data-auto-submit="0"');
        const last = await submit(location(next), {});
        expect((await open(location(last))).text).toContain('content="0;url=https://example.com/?n=Ada"');
        expect(await eventsOf(actions[2])).toHaveLength(1);
      },
    );
  });

  test.runIf(corpus !== undefined)('the pages of real stories are shown and start their stories', async () => {
    for (const [file, identifier, fields, body] of [
      [
        'library-analyze-urls',
        '3f572c9800035d90cf59b632d135ba31',
        { 'f0ea81ed-c0b5-4175-bf5a-772a8480eb60': 'https://example.com/board' },
        { url: 'https://example.com/board', submit_form: 'Submit form' },
      ],
      [
        'umbrella-ioc-lifecycle',
        '771fb46a3dc82c4ba1f4f6dab117d359',
        { '2dcc4925a10c0be3cfe5750eb1e0ccfb': 'Add', '93ddd07b6c6bcd7a900409b2d4d9e267': 'a.example' },
        { comments: '', action: ['Add'], destinations: 'a.example' },
      ],
      [
        'csv-to-rows',
        '2e8cdfd5a3ac350a27cb612e726c3483',
        { email: 'a@example.com' },
        { email: 'a@example.com', csv_upload: null },
      ],
    ] as const) {
      const text = readFileSync(join(corpus ?? '', `${file}.json`), 'utf8');
      const answer = await world.ask('POST', '/api/v1/stories/import', {
        body: `{"team_id":${team},"mode":"new","data":${text}}`,
      });
      expect(answer.status, answer.text).toBe(200);
      const page = `/pages/${identifier}`;
      const headers = { cookie: session, 'sec-fetch-site': 'same-origin' };
      const shown = await open(page, headers);
      expect(shown.status, shown.text).toBe(200);
      const button = /name="button" value="([^"]+)"/.exec(shown.text)?.[1] ?? '';
      const sent = await submit(page, { ...fields, ...('submit_form' in body ? { button } : {}) }, { headers });
      expect(sent.status, sent.text).toBe(303);
      const action = await world.fabula.database.kysely
        .selectFrom('action')
        .select(['id', 'slug'])
        .where('story_id', '=', idAt(answer.body))
        .where('type', '=', type)
        .orderBy('position')
        .executeTakeFirstOrThrow();
      expect(at((await eventsOf(action.id))[0] ?? null, `${action.slug}.body`)).toEqual(body);
    }
  });
});
