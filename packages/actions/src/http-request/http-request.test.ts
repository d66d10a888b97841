import type { LogLine, Outcome, OutgoingRequest } from '@fabula/engine';
import { Bytes, makeObject, stringifyJson } from '@fabula/formula';
import { describe, expect, it } from 'vitest';
import { actionInput, type InputFacts, objectOf, testNow } from '../testing/action-input.ts';
import { effectPorts, type PreparedAnswer, RecordingOutgoing } from '../testing/recording-outgoing.ts';
import { httpRequest } from './definition.ts';

const tree = objectOf({ hook: { id: 7, host: 'api.test', list: [1, 'b c'] } });
const url = 'https://api.test/path';

interface Sent {
  readonly outcome: Outcome;
  readonly request: OutgoingRequest;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

async function send(
  options: Readonly<Record<string, unknown>>,
  answer: PreparedAnswer = {},
  facts: Partial<InputFacts> = {},
  traceParent: string | null = null,
): Promise<Sent> {
  const plan = httpRequest.plan(actionInput({ tree, ...facts, options: objectOf({ url, ...options }) }));
  if (plan.kind !== 'effect') throw new Error('no effect was planned');
  const outgoing = new RecordingOutgoing(answer);
  const outcome = await plan.perform({ ...effectPorts(outgoing), traceParent });
  const [request] = outgoing.requests;
  if (request === undefined) throw new Error('nothing was sent');
  return {
    outcome,
    request,
    headers: Object.fromEntries(request.headers.map(([name, text]) => [name.toLowerCase(), text])),
    body: request.body === null ? null : new TextDecoder().decode(request.body),
  };
}

async function event(answer: PreparedAnswer, options: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
  const { outcome } = await send({ method: 'get', ...options }, answer);
  if (outcome.kind !== 'emit') throw new Error(`${outcome.kind} instead of an event`);
  return JSON.parse(stringifyJson(outcome.payloads[0] ?? null));
}

const levels = (outcome: Outcome): number[] => (outcome.logs ?? []).map((log: LogLine) => log.level);

describe('the address', () => {
  it.each([
    ['as it is', 'http://api.test/a?b=c', 'http://api.test/a?b=c'],
    ['with pills', 'https://<<hook.host>>/items/<<hook.id>>', 'https://api.test/items/7'],
    ['with blanks around it', '\r https://api.test/a ', 'https://api.test/a'],
    ['with characters that must be encoded', 'https://api.test/a b?c=d e', 'https://api.test/a%20b?c=d%20e'],
  ])('is sent %s', async (_, given, expected) => {
    expect((await send({ method: 'get', url: given })).request.url).toBe(expected);
  });

  it.each([
    ['', "Invalid Options: 'url' must be given"],
    ['nonsense', "Invalid Options: 'url' is not a valid URL: nonsense"],
    ['https://a%zz:b@host/', "'url' has a user or password with a percent sign that encodes nothing"],
    ['https://a b/x', "Invalid Options: 'url' is not a valid URL"],
    ['file:///etc/passwd', "Invalid Options: 'url' must begin with http:// or https://"],
  ])('%j fails', async (given, message) => {
    await expect(send({ url: given })).rejects.toThrow(message);
  });
});

describe('the method', () => {
  it('is post by default', async () => {
    expect((await send({})).request.method).toBe('POST');
  });

  it.each(['get', 'POST', 'put', 'patch', 'delete', 'head', 'options'])('may be %s', async (method) => {
    expect((await send({ method })).request.method).toBe(method.toUpperCase());
  });

  it('must be one that exists', async () => {
    await expect(send({ method: 'fetch' })).rejects.toThrow("Invalid Options: 'method' must be one of");
  });

  it.each([
    ['get', true],
    ['head', true],
    ['options', true],
    ['put', true],
    ['delete', true],
    ['post', false],
    ['patch', false],
  ])('%s is repeatable: %j', (method, isRepeatable) => {
    expect(httpRequest.plan(actionInput({ options: objectOf({ url, method }) }))).toMatchObject({
      kind: 'effect',
      isRepeatable,
    });
  });

  it('may be repeated whatever it is when the action says so', () => {
    const options = objectOf({ url, method: 'post', repeat_when_unknown: true });
    expect(httpRequest.plan(actionInput({ options }))).toMatchObject({ kind: 'effect', isRepeatable: true });
  });
});

describe('the payload of a GET becomes the query', () => {
  it.each([
    [{ a: 1, b: 'x y&z' }, {}, '?a=1&b=x%20y%26z'],
    [{ l: '=hook.list' }, {}, '?l%5B%5D=1&l%5B%5D=b%20c'],
    [{ l: '=hook.list' }, { params_encoder: 'flat' }, '?l=1&l=b%20c'],
    [{ o: { p: { q: 1 } } }, {}, '?o%5Bp%5D%5Bq%5D=1'],
    [{ a: 'x+y', b: null }, {}, '?a=x%2By&b='],
    [{ a: 'x+y:z' }, { disable_url_encoding: 'true' }, '?a=x+y:z'],
    ['a=1&b=2', {}, '?a=1&b=2'],
    ['{"a":1}', {}, '?a=1'],
    [{}, {}, ''],
  ])('%j with %j gives %s', async (payload, options, query) => {
    const sent = await send({ method: 'get', payload, content_type: 'json', ...options });
    expect(sent.request.url).toBe(`${url}${query}`);
    expect(sent.body).toBeNull();
    expect(sent.headers).not.toHaveProperty('content-type');
  });

  it('after the query that the address has', async () => {
    expect((await send({ method: 'get', url: `${url}?x=1`, payload: { a: 2 } })).request.url).toBe(`${url}?x=1&a=2`);
  });

  it('also when a text has half a character', async () => {
    expect((await send({ method: 'get', payload: { a: '\ud800' } })).request.url).toBe(`${url}?a=%EF%BF%BD`);
  });
});

describe('the payload becomes the body', () => {
  const utf8Json = 'application/json; charset=utf-8';
  const form = 'application/x-www-form-urlencoded';

  it.each([
    ['JSON', 'json', { n: '=hook.id' }, utf8Json, '{"n":7}'],
    ['JSON, newer spelling', 'application_json', ['=hook.id', 'x'], utf8Json, '[7,"x"]'],
    ['JSON that is text already', 'json', '{"a": 1}', utf8Json, '{"a": 1}'],
    ['a text as JSON', 'json', 'hello', utf8Json, '"hello"'],
    ['a form', 'form', { a: 'x y', l: [1, 2] }, form, 'a=x%20y&l%5B%5D=1&l%5B%5D=2'],
    ['a form, longer spelling', 'application_x_www_form_urlencoded', { a: 1 }, form, 'a=1'],
    ['XML', 'xml', '<a>&lt;</a>', 'text/xml; charset=utf-8', '<a>&lt;</a>'],
    ['another type', 'application/vnd.x+json', { a: 1 }, 'application/vnd.x+json', '{"a":1}'],
    ['JSON when nothing is said', undefined, { a: 1 }, utf8Json, '{"a":1}'],
    ['text when nothing is said', undefined, 'hello', 'text/plain; charset=utf-8', 'hello'],
  ])('as %s', async (_, contentType, payload, type, body) => {
    const sent = await send({ content_type: contentType, payload });
    expect(sent.headers['content-type']).toBe(type);
    expect(sent.body).toBe(body);
  });

  it('in the form that a Content-Type header asks for', async () => {
    const sent = await send({ headers: { 'Content-Type': form }, payload: { a: 1 } });
    expect([sent.headers['content-type'], sent.body]).toEqual([form, 'a=1']);
  });

  it('of a multipart request, files included', async () => {
    const payload = {
      a: '1',
      f: { contents: 'x,y', filename: 'a.csv' },
      g: { name: 'b.png', type: 'image/png', contents: 'UE5H' },
    };
    const sent = await send({ content_type: 'data', payload });
    const parts = await new Response(new TextEncoder().encode(sent.body ?? ''), {
      headers: { 'content-type': sent.headers['content-type'] ?? '' },
    }).formData();
    const texts = await Promise.all(
      [...parts].map(async ([name, part]) =>
        typeof part === 'string' ? [name, part] : [name, part.name, part.type, await part.text()],
      ),
    );
    expect(texts).toEqual([
      ['a', '1'],
      ['f', 'a.csv', 'application/octet-stream', 'x,y'],
      ['g', 'b.png', 'image/png', 'PNG'],
    ]);
  });

  it('of bytes as they are', async () => {
    const options = makeObject([
      ['url', url],
      ['payload', new Bytes(new Uint8Array([0, 255]))],
    ]);
    const plan = httpRequest.plan(actionInput({ options }));
    if (plan.kind !== 'effect') throw new Error('no effect was planned');
    const outgoing = new RecordingOutgoing();
    await plan.perform(effectPorts(outgoing));
    expect(outgoing.requests[0]?.body).toEqual(new Uint8Array([0, 255]));
  });

  it.each([
    ['delete', { a: 1 }, '{"a":1}'],
    ['delete', {}, null],
    ['post', {}, '{}'],
    ['post', undefined, null],
  ])('of %s with %j: %j', async (method, payload, body) => {
    expect((await send({ method, payload, content_type: 'json' })).body).toBe(body);
  });
});

describe('headers', () => {
  it('are sent as given, beside the usual ones', async () => {
    const { headers } = await send({ method: 'get', headers: { 'X-Id': '<<hook.id>>', Padded: ' v ', None: null } });
    expect(headers).toEqual({ 'x-id': '7', padded: 'v', 'user-agent': 'Fabula', accept: '*/*' });
  });

  it.each([
    ['"user:pass"', 'user:pässword', 'user:pässword'],
    ['a list', ['user', 'pass'], 'user:pass'],
    ['JSON text of a list', '["user","pass"]', 'user:pass'],
  ])('get basic auth from %s', async (_, basicAuth, expected) => {
    const { headers } = await send({ basic_auth: basicAuth });
    expect(headers['authorization']).toBe(`Basic ${Buffer.from(expected).toString('base64')}`);
  });

  it('get basic auth from the address, which is sent without it', async () => {
    const { headers, request } = await send({ url: 'https://us%3Aer:p%40ss@api.test/' });
    expect(headers['authorization']).toBe(`Basic ${Buffer.from('us:er:p@ss').toString('base64')}`);
    expect(request.url).toBe('https://api.test/');
  });

  it('of the user win', async () => {
    const own = { Authorization: 'own', 'user-agent': 'own', 'IDEMPOTENCY-KEY': 'own', accept: 'own' };
    const { request } = await send({ headers: own, basic_auth: 'a:b', user_agent: 'x' });
    expect(request.headers).toEqual(Object.entries(own));
  });

  it.each([
    ['none when the run has none', {}, null, undefined],
    ['the run’s', {}, 'trace-of-the-run', 'trace-of-the-run'],
    ['the user’s own before that', { TraceParent: 'own' }, 'trace-of-the-run', 'own'],
  ])('pass a trace on: %s', async (_, headers, traceParent, expected) => {
    expect((await send({ method: 'get', headers }, {}, {}, traceParent)).headers['traceparent']).toBe(expected);
  });

  it.each([
    ['post', undefined, 'key-of-this-delivery'],
    ['patch', undefined, 'key-of-this-delivery'],
    ['put', undefined, undefined],
    ['get', undefined, undefined],
    ['post', 'false', undefined],
  ])('have an Idempotency-Key: %s with the option %j: %j', async (method, option, expected) => {
    expect((await send({ method, idempotency_key: option })).headers['idempotency-key']).toBe(expected);
  });

  it.each([{ 'X-A': 'a\nb' }, { 'bad name': 'x' }, 'text'])('that cannot be sent fail: %j', async (headers) => {
    await expect(send({ headers })).rejects.toThrow('Invalid Options');
  });
});

describe('the exchange', () => {
  it.each([
    [{}, { timeoutMs: 30_000, followRedirects: true, verifyTls: true }],
    [
      { timeout: '600', disable_redirect_follow: 'true', disable_ssl_verification: true },
      { timeoutMs: 600_000, followRedirects: false, verifyTls: false },
    ],
  ])('with %j is %j', async (options, expected) => {
    expect((await send(options)).request).toMatchObject(expected);
  });

  it('has at most 600 seconds', async () => {
    await expect(send({ timeout: 601 })).rejects.toThrow(
      "Invalid Options: 'timeout' must be a number between 1 and 600",
    );
  });
});

describe('the event', () => {
  const typed = (type: string, body: string | Uint8Array): PreparedAnswer => ({
    headers: [['content-type', type]],
    body,
  });

  it('holds body, headers, status and duration', async () => {
    const headers = [
      ['content-type', 'application/json'],
      ['x-a', '1'],
      ['x-a', '2'],
    ] as const;
    expect(await event({ status: 201, headers, body: '{"id":7}', durationMs: 123.4 })).toEqual({
      body: { id: 7 },
      headers: { 'content-type': 'application/json', 'x-a': '1, 2' },
      status: 201,
      meta: { duration: 0.123 },
    });
  });

  it.each([
    ['JSON', 'application/problem+json', '{"a":1}', { a: 1 }],
    ['what only promises to be JSON', 'application/json', 'oops', 'oops'],
    ['text', 'text/html; charset=utf-8', '<p>', '<p>'],
    ['text of another charset', 'text/plain; charset=iso-8859-1', new Uint8Array([0xe9]), 'é'],
    ['text of an unknown charset', 'text/plain; charset=klingon', 'x', 'x'],
    ['text of no known type', 'application/x-own', 'x', 'x'],
    ['nothing', 'application/json', '', ''],
    ['a file', 'image/png', 'PNG', { name: 'path', type: 'image/png', contents: 'UE5H' }],
    [
      'bytes that are no text',
      'application/x-own',
      new Uint8Array([0xff]),
      { name: 'path', type: 'application/x-own', contents: '/w==' },
    ],
  ])('has the body as %s', async (_, type, body, expected) => {
    expect(await event(typed(type, body))).toMatchObject({ body: expected });
  });

  it('keeps JSON exact', async () => {
    const { outcome } = await send({ method: 'get' }, typed('application/json', '{"b":9007199254740993,"1":1.0}'));
    expect(outcome.kind === 'emit' && stringifyJson(outcome.payloads[0] ?? null)).toContain(
      '{"b":9007199254740993,"1":1.0}',
    );
  });

  it('names a file as the server does', async () => {
    const headers = [
      ['content-type', 'application/pdf'],
      ['content-disposition', 'attachment; filename="r.pdf"'],
    ] as const;
    expect(await event({ headers, body: 'x' })).toMatchObject({ body: { name: 'r.pdf' } });
  });

  it('is replaced by customize_output, which sees the result and nothing else', async () => {
    const output = { id: '=body.id', code: '=this_action.status', upstream: '=hook' };
    const answer = typed('application/json', '{"id":7}');
    expect(await event(answer, { customize_output: output })).toEqual({ id: 7, code: 200, upstream: null });
  });
});

describe('a bad status', () => {
  it.each([
    [200, undefined, false],
    [404, undefined, true],
    [302, undefined, true],
    [404, [], false],
    [404, '500-599', false],
    [503, '429, 500-599', true],
    [429, ['429', '500-599'], true],
    [200, [200], true],
  ])('%i with log_error_on_status %j is an error: %j', async (status, list, isError) => {
    const { outcome } = await send({ log_error_on_status: list }, { status });
    expect(outcome.kind).toBe('emit');
    expect(levels(outcome).includes(4)).toBe(isError);
  });

  it('can also be a good one with a bad body', async () => {
    const answer = { headers: [['content-type', 'application/json']] as const, body: '{"ok":false}' };
    expect(levels((await send({ log_error_if: '=NOT(body.ok)' }, answer)).outcome)).toContain(4);
    expect(levels((await send({ log_error_if: '=body.ok' }, answer)).outcome)).not.toContain(4);
  });

  it.each([['400-'], ['x'], ['4xx']])('list with %j fails', async (entry) => {
    await expect(send({ log_error_on_status: [entry] })).rejects.toThrow(
      "Invalid Options: 'log_error_on_status' must be a list",
    );
  });
});

describe('no answer', () => {
  const refused: PreparedAnswer = { kind: 'connect', message: 'Could not connect to api.test' };

  it('is an error without an event', async () => {
    const { outcome } = await send({}, refused);
    expect(outcome).toMatchObject({ kind: 'fail', message: 'Could not connect to api.test', payload: { status: 0 } });
  });

  it.each(['always', 'Always', true])('is an error with an event when emit_failure_event is %j', async (option) => {
    const { outcome } = await send({ emit_failure_event: option }, refused);
    expect(outcome).toMatchObject({ kind: 'emit', payloads: [{ status: 0, error: 'Could not connect to api.test' }] });
    expect(levels(outcome)).toContain(4);
  });

  it('is only a warning when log_error_on_status does not name 0', async () => {
    const { outcome } = await send({ log_error_on_status: [] }, refused);
    expect([outcome.kind, levels(outcome)]).toEqual(['nothing', [3, 2]]);
  });
});

describe('retries', () => {
  const retrying = { retry_on_status: ['0', '429', '500-599'] };

  it('happen for the statuses of the list only', async () => {
    expect((await send(retrying, { status: 500 })).outcome).toMatchObject({ kind: 'later', isRetry: true });
    expect((await send(retrying, { status: 404 })).outcome.kind).toBe('emit');
    expect((await send({}, { status: 500 })).outcome.kind).toBe('emit');
  });

  it('happen for no answer when the list has 0, but never for a refused address', async () => {
    expect((await send(retrying, { kind: 'timeout', message: 'slow' })).outcome.kind).toBe('later');
    expect((await send(retrying, { kind: 'egress_denied', message: 'no' })).outcome.kind).toBe('fail');
    expect((await send({ retry_on_status: ['500'] }, { kind: 'timeout', message: 'slow' })).outcome.kind).toBe('fail');
  });

  it('end after the given number, with an error and the event', async () => {
    const options = { ...retrying, retries: '2' };
    expect((await send(options, { status: 500 }, { attempt: 1 })).outcome.kind).toBe('later');
    const { outcome } = await send(options, { status: 500 }, { attempt: 2 });
    expect(outcome).toMatchObject({ kind: 'emit', payloads: [{ status: 500 }] });
    expect(levels(outcome)).toContain(4);
  });

  it('take a good 3 hours 20 minutes when there are 25', async () => {
    let seconds = 0;
    let attempt = 0;
    for (; ; attempt += 1) {
      const { outcome } = await send(retrying, { status: 500 }, { attempt });
      if (outcome.kind !== 'later') break;
      const delay = (outcome.dueAt - testNow) / 1000;
      expect(delay).toBeGreaterThan(attempt === 0 ? 1 : 0);
      seconds += delay;
    }
    expect(attempt).toBe(25);
    expect(seconds / 60).toBeCloseTo(200, 0);
  });

  it.each([
    ['seconds', '120', 120],
    ['a date', new Date(testNow + 90_000).toUTCString(), 90],
    ['more than a day', '9999999', 86_400],
    ['nonsense', 'soon', 2.17],
  ])('wait as long as Retry-After asks: %s', async (_, header, expected) => {
    const { outcome } = await send(retrying, { status: 429, headers: [['retry-after', header]] });
    expect(outcome.kind === 'later' && (outcome.dueAt - testNow) / 1000).toBe(expected);
  });

  it.each([26, -1, 'x'])('%j are not allowed', async (retries) => {
    await expect(send({ ...retrying, retries })).rejects.toThrow(
      "Invalid Options: 'retries' must be a whole number between 0 and 25",
    );
  });
});

describe('the log', () => {
  it('says exactly what was sent, but no secrets', async () => {
    const { outcome } = await send({
      content_type: 'json',
      payload: { n: '=hook.id' },
      headers: { 'X-Api-Key': 'hidden', 'X-Open': 'shown' },
      basic_auth: 'user:hidden',
    });
    const message = outcome.logs?.[0]?.message ?? '';
    expect(message.split('\n')).toEqual([
      'POST https://api.test/path',
      'X-Api-Key: ********',
      'X-Open: shown',
      'Authorization: ********',
      'User-Agent: Fabula',
      'Accept: */*',
      'Content-Type: application/json; charset=utf-8',
      'Idempotency-Key: key-of-this-delivery',
      '',
      '{"n":7}',
    ]);
  });

  it.each([
    ['https://a.test/x?q=1&api_key=hidden&page=2', 'https://a.test/x?q=1&api_key=********&page=2'],
    ['https://a.test/x?Sig=hidden%26&code=hidden', 'https://a.test/x?Sig=********&code=********'],
    ['https://a.test/x?X-Amz-Signature=hidden', 'https://a.test/x?X-Amz-Signature=********'],
    ['https://a.test/x?accessToken=hidden&password=hidden', 'https://a.test/x?accessToken=********&password=********'],
    ['https://a.test/x?user%5Bsecret%5D=hidden', 'https://a.test/x?user%5Bsecret%5D=********'],
    ['https://a.test/x?auth=hidden#token=hidden', 'https://a.test/x?auth=********#token=********'],
    ['https://a.test/x?apikey=hidden==', 'https://a.test/x?apikey=********'],
    ['https://a.test/x?%6Bey=hidden', 'https://a.test/x?%6Bey=********'],
  ])('masks secrets in the address %s, but sends them', async (given, shown) => {
    const sent = await send({ method: 'get', url: given }, { status: 500 });
    expect(sent.request.url).toBe(given);
    expect(sent.outcome.logs?.map(({ message }) => message.split('\n')[0])).toEqual([
      `GET ${shown}`,
      `Status 500 received from ${shown}`,
    ]);
  });

  it('also in the address of a body that counts as an error, and of a payload that became the query', async () => {
    const { outcome } = await send({ method: 'get', payload: { key: 'hidden' }, log_error_if: '=TRUE' });
    expect(JSON.stringify(outcome.logs)).not.toContain('hidden');
  });

  it.each(['author=Ada', 'keyword=x', 'country_code=IE', 'design=1', 'q=token', 'key=', '%zz=1', 'token'])(
    'shows what is no secret: ?%s',
    async (query) => {
      const { outcome } = await send({ method: 'get', url: `${url}?${query}` });
      expect(outcome.logs?.[0]?.message.split('\n')[0]).toBe(`GET ${url}?${query}`);
    },
  );
});

it('options that fail only after the answer are an error, not a crash', async () => {
  const { outcome } = await send({ customize_output: '=1 / 0' });
  expect(outcome).toMatchObject({ kind: 'fail', message: expect.stringContaining('Division by zero') });
});
