/** Every option of an HTTP Request, by what is sent, the event or the log. What needs the wire is tested in the server package. */
import { Bytes, makeObject } from '@fabula/formula';
import { describe, expect } from 'vitest';
import { actionTypes } from '../registry.ts';
import { actionInput, objectOf, testNow } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { effectPorts, type PreparedAnswer, RecordingOutgoing } from '../testing/recording-outgoing.ts';
import { address, json, kind, runRequest } from './run-request.test-kit.ts';

const tree = objectOf({
  hook: { id: 7, list: [1, 'b c'], file: { name: 'a.png', type: 'image/png', contents: 'UE5H' } },
});

describe('what is sent', () => {
  optionTest(kind, 'url', 'formulas in it are read; it must be an address', async () => {
    expect((await runRequest({ url: 'https://api.test/<<hook.id>>' }, { tree })).request.url).toBe(
      'https://api.test/7',
    );
    await expect(runRequest({ url: 'nonsense' })).rejects.toThrow(
      "Invalid Options: 'url' is not a valid URL: nonsense",
    );
    await expect(runRequest({ url: '' })).rejects.toThrow("Invalid Options: 'url' must be given");
  });

  optionTest(kind, 'method', 'post unless the story says otherwise', async () => {
    expect((await runRequest({})).request.method).toBe('POST');
    for (const method of ['get', 'PUT', 'patch', 'delete', 'head', 'options'])
      expect((await runRequest({ method })).request.method).toBe(method.toUpperCase());
    await expect(runRequest({ method: 'fetch' })).rejects.toThrow("Invalid Options: 'method' must be one of get, post");
  });

  optionTest(kind, 'payload', 'is the query of a GET and the body of the others', async () => {
    const payload = { a: '=hook.id', b: 'x y' };
    const get = await runRequest({ method: 'get', payload }, { tree });
    expect([get.request.url, get.body]).toEqual(['https://api.test/path?a=7&b=x%20y', null]);
    const post = await runRequest({ payload }, { tree });
    expect([post.request.url, post.body]).toEqual(['https://api.test/path', '{"a":7,"b":"x y"}']);
  });

  optionTest(kind, 'headers', 'are sent as given; a list repeats, null leaves out', async () => {
    const { request } = await runRequest(
      { method: 'get', headers: { 'X-A': ['1', '<<hook.id>>'], 'X-B': null } },
      { tree },
    );
    expect(request.headers.filter(([name]) => name.startsWith('X-'))).toEqual([
      ['X-A', '1'],
      ['X-A', '7'],
    ]);
  });

  optionTest(kind, 'basic_auth', 'of a text or a list', async () => {
    const expected = `Basic ${Buffer.from('user:pass').toString('base64')}`;
    for (const basic of ['user:pass', ['user', 'pass'], '["user","pass"]'])
      expect((await runRequest({ basic_auth: basic })).headers['authorization']).toBe(expected);
    await expect(runRequest({ basic_auth: ['a'] })).rejects.toThrow("Invalid Options: 'basic_auth' must be");
  });

  optionTest(kind, 'user_agent', 'a header goes before it', async () => {
    expect((await runRequest({})).headers['user-agent']).toBe('Fabula');
    expect((await runRequest({ user_agent: 'x/1' })).headers['user-agent']).toBe('x/1');
    expect((await runRequest({ user_agent: 'x/1', headers: { 'User-Agent': 'y' } })).headers['user-agent']).toBe('y');
  });

  optionTest(kind, 'disable_url_encoding', 'parameters go into the query as they are', async () => {
    const payload = { a: 'x%20y:z' };
    expect((await runRequest({ method: 'get', payload })).request.url).toContain('?a=x%2520y%3Az');
    expect((await runRequest({ method: 'get', payload, disable_url_encoding: true })).request.url).toContain(
      '?a=x%20y:z',
    );
  });

  optionTest(kind, 'params_encoder', 'flat repeats the name, in queries, forms and multipart bodies', async () => {
    const payload = { l: '=hook.list' };
    expect((await runRequest({ method: 'get', payload }, { tree })).request.url).toContain('?l%5B%5D=1&l%5B%5D=b%20c');
    const flat = { payload, params_encoder: 'flat' };
    expect((await runRequest({ method: 'get', ...flat }, { tree })).request.url).toContain('?l=1&l=b%20c');
    expect((await runRequest({ content_type: 'form', ...flat }, { tree })).body).toBe('l=1&l=b%20c');
    expect((await runRequest({ content_type: 'data', ...flat }, { tree })).body).toContain('name="l"');
  });

  optionTest(
    kind,
    ['timeout', 'disable_redirect_follow', 'disable_ssl_verification'],
    'go to the connection',
    async () => {
      expect((await runRequest({})).request).toMatchObject({
        timeoutMs: 30_000,
        followRedirects: true,
        verifyTls: true,
      });
      const options = { timeout: '600', disable_redirect_follow: 'true', disable_ssl_verification: true };
      expect((await runRequest(options)).request).toMatchObject({
        timeoutMs: 600_000,
        followRedirects: false,
        verifyTls: false,
      });
      await expect(runRequest({ timeout: 601 })).rejects.toThrow("'timeout' must be a number between 1 and 600");
    },
  );

  optionTest(kind, ['use_tunnel', 'custom_certificate_authority_name'], 'are asked for by name', async () => {
    const { request } = await runRequest({ use_tunnel: 'office', custom_certificate_authority_name: 'ours' });
    expect(request).toMatchObject({ tunnel: 'office', certificateAuthorityName: 'ours' });
  });

  optionTest(kind, 'use_tunnel', 'that is not there is an error, and not tried again', async () => {
    const answers: PreparedAnswer[] = [{ kind: 'not_configured', message: "There is no tunnel called 'x'" }, {}];
    const { outcome, requests } = await runRequest(
      { use_tunnel: 'x', retry_on_status: ['0'], log_error_on_status: [] },
      { answers },
    );
    expect(outcome).toMatchObject({ kind: 'fail', message: "There is no tunnel called 'x'" });
    expect(requests).toHaveLength(1);
  });

  optionTest(kind, 'idempotency_key', 'POST and PATCH carry one unless it is false', async () => {
    const name = 'idempotency-key';
    expect((await runRequest({})).headers[name]).toBe('key-of-this-delivery');
    expect((await runRequest({ method: 'get' })).headers[name]).toBeUndefined();
    expect((await runRequest({ idempotency_key: 'false' })).headers[name]).toBeUndefined();
  });

  optionTest(kind, 'repeat_when_unknown', 'says that a POST may be sent twice', () => {
    const isRepeatable = (options: Record<string, unknown>): unknown => {
      const plan = actionTypes
        .get(kind)
        ?.plan(actionInput({ options: objectOf({ url: 'http://a.test', ...options }) }));
      return plan?.kind === 'effect' && plan.isRepeatable;
    };
    expect([isRepeatable({}), isRepeatable({ method: 'put' }), isRepeatable({ repeat_when_unknown: true })]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('content_type', () => {
  const sent = async (contentType: string, payload: unknown): Promise<unknown> => {
    const { headers, body } = await runRequest({ content_type: contentType, payload }, { tree });
    return [headers['content-type'], body];
  };

  optionTest(kind, 'content_type', 'has shorthands, and any type in full', async () => {
    const types = ['json', 'application_json', 'xml', 'form', 'text/csv; charset=utf-8', 'application/vnd.x+json'];
    const payload = '<a/>';
    expect(
      await Promise.all(
        types.map(async (type) => (await runRequest({ content_type: type, payload })).headers['content-type']),
      ),
    ).toEqual([
      'application/json; charset=utf-8',
      'application/json; charset=utf-8',
      'text/xml; charset=utf-8',
      'application/x-www-form-urlencoded',
      'text/csv; charset=utf-8',
      'application/vnd.x+json',
    ]);
  });

  optionTest(kind, 'content_type', 'writes JSON, forms and XML', async () => {
    expect(await sent('json', { a: ['=hook.id'] })).toEqual(['application/json; charset=utf-8', '{"a":[7]}']);
    expect(await sent('form', { a: 'x y', b: { c: 1 } })).toEqual([
      'application/x-www-form-urlencoded',
      'a=x%20y&b%5Bc%5D=1',
    ]);
    expect(await sent('form', '{"a":1}')).toEqual(['application/x-www-form-urlencoded', 'a=1']);
    expect(await sent('xml', { order: { id: '<<hook.id>>' } })).toEqual([
      'text/xml; charset=utf-8',
      '<?xml version="1.0" encoding="UTF-8"?>\n<order>\n  <id>7</id>\n</order>\n',
    ]);
    expect(await sent('xml', '<a>ä</a>')).toEqual(['text/xml; charset=utf-8', '<a>ä</a>']);
  });

  optionTest(kind, 'content_type', 'refuses a payload that does not fit, and names the way out', async () => {
    const failures = async (type: string, payload: unknown): Promise<unknown> => {
      const type_ = actionTypes
        .get(kind)
        ?.plan(actionInput({ options: objectOf({ url: 'http://a.test', content_type: type, payload }) }));
      if (type_?.kind !== 'effect') throw new Error('no effect');
      const outcome = await type_.perform(effectPorts(new RecordingOutgoing()));
      return outcome.kind === 'fail' ? outcome.message : outcome.kind;
    };
    expect(await failures('json', '{"a":')).toBe(
      "Invalid Options: 'payload' is not valid JSON; to send it untouched, give a Content-Type header instead of content_type",
    );
    expect(await failures('xml', 'no xml <')).toMatch(/the text is not XML/);
    expect(await failures('data', 'text')).toMatch(/must be an object for multipart/);
  });

  optionTest(kind, 'headers', 'a Content-Type there leaves a text untouched', async () => {
    const headers = { 'Content-Type': 'application/json' };
    expect((await runRequest({ headers, payload: '{"a":' })).body).toBe('{"a":');
    expect((await runRequest({ headers, payload: { a: 1 } })).body).toBe('{"a":1}');
  });

  optionTest(kind, ['content_type', 'payload'], 'data takes texts and files', async () => {
    const payload = {
      a: 'ü',
      text: { contents: 'x,y', filename: 'a"b.csv', type: 'text/csv' },
      object: '=hook.file',
      inner: { contents: '=hook.file', filename: 'c.png' },
      typed: { name: 'note.txt', type: 'text/plain', contents: 'plain words' },
      list: [{ contents: '1', filename: '1' }],
    };
    const { request, headers, logs } = await runRequest({ content_type: 'data', payload }, { tree });
    const form = await new Response(new Uint8Array(request.body ?? []), {
      headers: { 'content-type': headers['content-type'] ?? '' },
    }).formData();
    const parts = [...form].map(async ([name, part]) =>
      typeof part === 'string' ? [name, part] : [name, part.name, part.type, await part.text()],
    );
    expect(await Promise.all(parts)).toEqual([
      ['a', 'ü'],
      ['text', 'a"b.csv', 'text/csv', 'x,y'],
      ['object', 'a.png', 'image/png', 'PNG'],
      ['inner', 'c.png', 'image/png', 'PNG'],
      ['typed', 'note.txt', 'text/plain', 'plain words'],
      ['list[]', '1', 'application/octet-stream', '1'],
    ]);
    expect(logs[0]?.message).toContain('(file a.png, 3 bytes)');
  });

  optionTest(kind, 'content_type', 'a boundary of the user’s parts the body', async () => {
    const options = { content_type: 'multipart/form-data; boundary=mine', payload: { a: 1 } };
    const { headers, body } = await runRequest(options);
    expect(headers['content-type']).toBe('multipart/form-data; boundary=mine');
    expect(body).toBe('--mine\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--mine--\r\n');
  });

  optionTest(kind, 'payload', 'a file as the whole body is sent as its bytes', async () => {
    expect(await sent('image/png', '=hook.file')).toEqual(['image/png', 'PNG']);
    const bytes = makeObject([
      ['url', 'https://api.test'],
      ['payload', new Bytes(Uint8Array.of(0, 255))],
    ]);
    const plan = actionTypes.get(kind)?.plan(actionInput({ options: bytes }));
    const outgoing = new RecordingOutgoing();
    if (plan?.kind === 'effect') await plan.perform(effectPorts(outgoing));
    expect(outgoing.requests[0]?.body).toEqual(Uint8Array.of(0, 255));
  });
});

describe('what follows', () => {
  const levels = (logs: readonly { readonly level: number }[]): number[] => logs.map(({ level }) => level);

  optionTest(kind, 'event', 'holds body, headers, status and duration', async () => {
    const { events } = await runRequest({}, { answers: [json({ id: 7 }, { status: 201 })] });
    expect(events).toEqual([
      { body: { id: 7 }, headers: { 'content-type': 'application/json' }, status: 201, meta: { duration: 0.12 } },
    ]);
  });

  optionTest(kind, 'event', 'a binary body is a file object', async () => {
    const headers = [
      ['content-type', 'application/pdf'],
      ['content-disposition', "attachment; filename*=UTF-8''%C3%A4.pdf"],
    ] as const;
    const { events } = await runRequest({}, { answers: [{ headers, body: 'PNG' }] });
    expect(events).toMatchObject([{ body: { name: 'ä.pdf', type: 'application/pdf', contents: 'UE5H' } }]);
  });

  optionTest(kind, 'customize_output', 'replaces the event and sees the result alone', async () => {
    const output = { id: '=body.id', code: '=this_action.status', upstream: '=hook', local: '=LOCAL' };
    const options = { customize_output: output, local: { a: 1 } };
    const { events } = await runRequest(options, { tree, answers: [json({ id: 7 })] });
    expect(events).toEqual([{ id: 7, code: 200, upstream: null, local: null }]);
    const { outcome } = await runRequest({ customize_output: '=1 / 0' });
    expect(outcome).toMatchObject({ kind: 'fail', message: expect.stringContaining('Division by zero') });
  });

  optionTest(
    kind,
    'log_error_on_status',
    'all but 2xx unless it says otherwise; the event comes all the same',
    async () => {
      const bad = { answers: [json({}, { status: 404 })] };
      const unsaid = await runRequest({}, bad);
      expect([levels(unsaid.logs), unsaid.events]).toMatchObject([[3, 4], [{ status: 404 }]]);
      expect(levels((await runRequest({ log_error_on_status: [] }, bad)).logs)).toEqual([3]);
      expect(levels((await runRequest({ log_error_on_status: '400-499' }, bad)).logs)).toEqual([3, 4]);
    },
  );

  optionTest(kind, 'log_error_if', 'a good status with a bad body is an error too', async () => {
    const answers = [json({ ok: false })];
    expect(levels((await runRequest({ log_error_if: '=NOT(body.ok)' }, { answers })).logs)).toEqual([3, 4]);
    expect(levels((await runRequest({ log_error_if: '=body.ok' }, { answers })).logs)).toEqual([3]);
  });

  optionTest(kind, 'log_error_if', 'that fails is an error; the event and the log of the request stay', async () => {
    const { events, logs } = await runRequest({ log_error_if: '=1 / body.n' }, { answers: [json({ n: 0 })] });
    expect(events).toMatchObject([{ body: { n: 0 }, status: 200 }]);
    expect(logs.map(({ level, message }) => `${level} ${message.split('\n')[0]}`)).toEqual([
      `3 POST ${address}`,
      expect.stringMatching(/^4 'log_error_if' cannot be read for the response: .*Division by zero/),
    ]);
  });

  optionTest(kind, 'emit_failure_event', 'without an answer there is no event unless it says always', async () => {
    const answers = [{ kind: 'timeout', message: 'api.test did not answer' } as const];
    for (const value of [undefined, false, 'false', 'error_response_only'])
      expect((await runRequest({ emit_failure_event: value }, { answers })).outcome.kind).toBe('fail');
    for (const value of ['always', true])
      expect((await runRequest({ emit_failure_event: value }, { answers })).events).toEqual([
        { status: 0, error: 'api.test did not answer' },
      ]);
  });

  optionTest(kind, ['retry_on_status', 'retries'], 'later, so many times, then an error and the event', async () => {
    const options = { retry_on_status: ['0', '429', '500-599'], retries: 2 };
    const answers = [
      json({}, { status: 503 }),
      { kind: 'timeout', message: 'slow' } as const,
      json({}, { status: 500 }),
    ];
    const { requests, events, logs } = await runRequest(options, { answers });
    expect([requests.length, events]).toMatchObject([3, [{ status: 500 }]]);
    expect(logs.filter(({ level }) => level !== 3).map(({ message }) => message)).toEqual([
      'Status 503; retry 1 of 2 in 2 s.',
      'slow; retry 2 of 2 in 9 s.',
      'Status 500 received from https://api.test/path',
    ]);
  });

  optionTest(
    kind,
    'retries',
    '25 of them take about 3 hours and 20 minutes, each delay longer than the one before',
    async () => {
      const answers = [json({}, { status: 500 })];
      const delays: number[] = [];
      for (let retry = 0; ; retry += 1) {
        const resumed = objectOf({ retry });
        const { outcome } = await runRequest({ retry_on_status: ['500'] }, { answers, resumed });
        if (outcome.kind !== 'later') break;
        delays.push(outcome.dueAt - testNow);
      }
      expect(delays).toHaveLength(25);
      expect(delays).toEqual(delays.toSorted((a, b) => a - b));
      expect(delays.reduce((sum, delay) => sum + delay, 0) / 60_000).toBeCloseTo(200, 0);
      await expect(runRequest({ retries: 26 })).rejects.toThrow("'retries' must be a whole number between 0 and 25");
    },
  );

  optionTest(kind, 'event', 'an aborted call says so and is not tried again', async () => {
    const answers = [{ kind: 'aborted', message: 'The call to api.test was stopped' } as const];
    const { outcome } = await runRequest({ retry_on_status: ['0'] }, { answers });
    expect(outcome).toMatchObject({ kind: 'fail', message: 'The call to api.test was stopped' });
  });

  optionTest(kind, 'credentials', 'are masked in the log; their refusal is an error', async () => {
    const secrets = {
      ...effectPorts(new RecordingOutgoing()).secrets,
      isEmpty: false,
      mask: (text: string) => text.replaceAll('s3cret', '********'),
    };
    const { logs, body } = await runRequest({ payload: 's3cret' }, { ports: { secrets } });
    expect(body).toBe('s3cret');
    expect(JSON.stringify(logs)).not.toContain('s3cret');
    const message = "The credential 'key' may not be sent to api.test";
    const refused = await runRequest({ log_error_on_status: [] }, { answers: [{ kind: 'egress_denied', message }] });
    expect(refused.outcome).toMatchObject({ kind: 'fail', message });
  });
});

describe('common options', () => {
  optionTest(kind, ['rules', 'must_match'], 'without a match nothing is sent', async () => {
    const rules = [
      { type: 'formula', path: '=TRUE' },
      { type: 'formula', path: '=FALSE' },
    ];
    await expect(runRequest({ rules })).rejects.toThrow('nothing was sent');
    expect((await runRequest({ rules, must_match: 1 })).events).toHaveLength(1);
  });

  optionTest(kind, 'local', 'is the same for every retry of a run', async () => {
    const options = {
      method: 'get',
      payload: { at: '=LOCAL.at' },
      local: { at: '=hook.id' },
      retry_on_status: ['500'],
    };
    const first = await runRequest(options, { tree, answers: [json({}, { status: 500 })] });
    if (first.outcome.kind !== 'later') throw new Error('no retry');
    const changed = objectOf({ hook: { id: 8 } });
    const second = await runRequest(options, { tree: changed, resumed: first.outcome.state });
    expect([first.request.url, second.request.url]).toEqual([
      'https://api.test/path?at=7',
      'https://api.test/path?at=7',
    ]);
  });
});
