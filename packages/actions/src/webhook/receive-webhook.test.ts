import { makeObject, stringifyJson, type Value } from '@fabula/formula';
import { describe, expect, it } from 'vitest';
import { actionInput, definedAction, fromJson, objectOf, storyDefinition, testNow } from '../testing/action-input.ts';
import { makeRateCounter, type RateCounter } from './rate-counter.ts';
import type { WebhookRequest } from './read-payload.ts';
import { receiveWebhook, type WebhookDecision, type WebhookTarget } from './receive-webhook.ts';
import { type RefusalCode, refusalCodes } from './refusals.ts';

interface Facts {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly request?: Partial<WebhookRequest>;
  readonly text?: string;
  readonly contentType?: string;
  readonly isStoryDisabled?: boolean;
  readonly isActionDisabled?: boolean;
  readonly maxBodyBytes?: number;
  readonly rates?: RateCounter;
  readonly isUnknown?: boolean;
}

function receive(facts: Facts = {}): WebhookDecision {
  const options = objectOf({ secret: 's3cret', ...facts.options });
  const action = definedAction({ slug: 'hook', isDisabled: facts.isActionDisabled ?? false, options });
  const target: WebhookTarget = {
    story: storyDefinition({ isDisabled: facts.isStoryDisabled ?? false }),
    action,
    readerFor: (event) => actionInput({ options, action, tree: event === null ? makeObject([]) : { hook: event } }),
  };
  const contentType = facts.contentType === undefined ? [] : ([['Content-Type', facts.contentType]] as const);
  const request: WebhookRequest = {
    method: 'POST',
    urlSecret: 's3cret',
    query: [],
    body: new TextEncoder().encode(facts.text ?? ''),
    now: testNow,
    ...facts.request,
    headers: [...contentType, ...(facts.request?.headers ?? [])],
  };
  const limits = { maxBodyBytes: facts.maxBodyBytes ?? 1_000_000, rates: facts.rates ?? makeRateCounter() };
  return receiveWebhook(facts.isUnknown ? null : target, request, limits);
}

function accepted(facts: Facts): Value {
  const decision = receive(facts);
  if (decision.kind !== 'accept') throw new Error(`not accepted: ${decision.status}`);
  return decision.payload;
}

const bodyOf = (facts: Facts): string =>
  stringifyJson(accepted({ ...facts, options: { ...facts.options, include_headers: 'false' } }));
const json = 'application/json';
const noRule = [{ type: 'field==value', path: '<<hook.body.x>>', value: '2' }];

function exhausted(): RateCounter {
  const rates = makeRateCounter();
  receive({ rates, options: { rate_limit: { key: 'all', count: 1, period: 60 } }, request: { now: testNow - 30_500 } });
  return rates;
}

const challenge = { 'www-authenticate': 'Bearer realm="Fabula"' };

const rows: readonly (readonly [RefusalCode, string, number, string, Facts, Readonly<Record<string, string>>])[] = [
  ['unknown_path', 'an unknown path', 404, 'There is no webhook at this path', { isUnknown: true }, {}],
  ['wrong_secret', 'a wrong secret', 401, 'The secret is missing or wrong', { request: { urlSecret: 'x' } }, challenge],
  [
    'wrong_secret',
    'a missing secret',
    401,
    'The secret is missing or wrong',
    { request: { urlSecret: null } },
    challenge,
  ],
  [
    'wrong_key',
    'no API key',
    401,
    'The API key or token is missing',
    { options: { access_control: 'api_key' } },
    challenge,
  ],
  ['disabled', 'a disabled story', 403, 'This webhook is disabled', { isStoryDisabled: true }, {}],
  ['disabled', 'a disabled action', 403, 'This webhook is disabled', { isActionDisabled: true }, {}],
  [
    'verb_not_allowed',
    'a method that is not allowed',
    405,
    'This webhook does not accept the method',
    { request: { method: 'DELETE' }, options: { verbs: 'get, post' } },
    { allow: 'GET, POST' },
  ],
  [
    'body_too_big',
    'a body that is too big',
    413,
    'The body is too big',
    { text: 'x'.repeat(11), maxBodyBytes: 10 },
    {},
  ],
  ['malformed_body', 'malformed JSON', 400, 'The body cannot be read: ', { text: '{"a":', contentType: json }, {}],
  [
    'rate_exceeded',
    'one request too many',
    429,
    'Too many requests',
    { rates: exhausted(), options: { rate_limit: { key: 'all', count: 1, period: 60 } } },
    { 'retry-after': '30' },
  ],
  [
    'bad_options',
    'options that cannot be read',
    500,
    'The options of this webhook cannot be read',
    { options: { rules: 'x' } },
    {},
  ],
  ['no_rule_matched', 'rules that do not match', 200, 'No rules matched', { options: { rules: noRule } }, {}],
];

describe('a request is refused because of', () => {
  it.each(rows)('%s: %s, with %i', (code, _, status, text, facts, headers) => {
    const decision = receive(facts);
    expect(decision).toMatchObject({ kind: 'refuse', code, status, body: expect.stringContaining(text) });
    if (decision.kind !== 'refuse') throw new Error('accepted');
    expect(Object.fromEntries(decision.headers)).toEqual({ 'content-type': 'text/plain; charset=utf-8', ...headers });
  });

  it('nothing that this table does not show', () => {
    expect(new Set(rows.map(([code]) => code))).toEqual(new Set(refusalCodes));
  });

  it('its secret first: without it nothing else is told', () => {
    const request = { urlSecret: null, method: 'DELETE' };
    expect(receive({ isStoryDisabled: true, request, maxBodyBytes: 0, text: '{' })).toMatchObject({ status: 401 });
  });
});

describe('the secret', () => {
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

  it.each([
    ['in the address', 's3cret', []],
    ['as a bearer token', null, [['Authorization', 'Bearer s3cret']]],
    ['under any scheme', null, [['authorization', 'Token s3cret']]],
    ['bare', null, [['Authorization', 's3cret']]],
    ['as a password', null, [['Authorization', basic('someone:s3cret')]]],
    ['as a user name', null, [['Authorization', basic('s3cret:')]]],
  ] as const)('may come %s', (_, urlSecret, headers) => {
    expect(receive({ request: { urlSecret, headers } }).kind).toBe('accept');
  });

  it.each([
    ['none is set', { secret: '' }],
    ['the webhook is public', { access_control: 'public' }],
  ])('is not asked for when %s', (_, options) => {
    expect(receive({ options, request: { urlSecret: null } }).kind).toBe('accept');
  });

  it('in the Authorization header stays out of the event; other credentials stay in it', () => {
    const event = (header: string): string =>
      stringifyJson(accepted({ request: { headers: [['Authorization', header]] } }));
    expect(event('Bearer s3cret')).not.toContain('authorization');
    expect(event('Bearer other')).toContain('"authorization":"Bearer other"');
  });

  it.each([
    ['Cookie', 'a=1; fabula_session=secret-of-a-person; b=2', '"cookie":"a=1; b=2"'],
    ['Cookie', 'fabula_session=secret-of-a-person', '"headers":{}'],
    ['X-User-Token', 'secret-of-a-person', '"headers":{}'],
    ['Authorization', 'Bearer fab_secret-of-a-person', '"headers":{}'],
  ])('what opens Fabula itself stays out of the event: %s', (name, value, expected) => {
    const event = stringifyJson(
      accepted({ options: { access_control: 'public' }, request: { headers: [[name, value]] } }),
    );
    expect(event).not.toContain('secret-of-a-person');
    expect(event).toContain(expected);
  });
});

describe('methods', () => {
  it.each([
    ['GET', undefined, true],
    ['POST', undefined, true],
    ['PUT', undefined, false],
    ['PUT', 'put', true],
    ['put', ' get , PUT ', true],
    ['PATCH', ['post', 'patch'], true],
  ])('%s with verbs %j: %j', (method, verbs, isAllowed) => {
    expect(receive({ request: { method }, options: { verbs } }).kind === 'accept').toBe(isAllowed);
  });
});

describe('the event', () => {
  it('holds body and headers, their names in lower case with underscores', () => {
    const headers = [
      ['User-Agent', 'curl/8'],
      ['X-A', '1'],
      ['x-a', '2'],
    ] as const;
    expect(stringifyJson(accepted({ text: '{"id":41}', contentType: json, request: { headers } }))).toBe(
      '{"body":{"id":41},"headers":{"content_type":"application/json","user_agent":"curl/8","x_a":"1, 2"}}',
    );
  });

  it.each([false, 'false'])('is the body itself when include_headers is %j', (includeHeaders) => {
    const payload = accepted({ options: { include_headers: includeHeaders }, text: '{"type":"x"}', contentType: json });
    expect(stringifyJson(payload)).toBe('{"type":"x"}');
  });

  it.each([
    ['JSON', json, '{"a":1}', '{"a":1}'],
    ['JSON of another type', 'application/vnd.api+json; charset=utf-8', '[1]', '[1]'],
    ['JSON without a type', undefined, ' {"a":1}', '{"a":1}'],
    [
      'exact JSON',
      json,
      '{"b":9007199254740993,"1":1.0,"__proto__":"\\u0000\\ud800"}',
      '{"b":9007199254740993,"1":1.0,"__proto__":"\\u0000\\ud800"}',
    ],
    ['an empty body', json, '', '{}'],
    ['blanks', json, ' \n', '{}'],
    [
      'a form',
      'application/x-www-form-urlencoded',
      'a=1&a=2&b%5Bc%5D=x+y&d[]=1&d[]=2',
      '{"a":"2","b":{"c":"x y"},"d":["1","2"]}',
    ],
    ['text', 'text/plain', 'hello', '"hello"'],
    ['text without a type', undefined, 'hello', '"hello"'],
    ['text that only begins like JSON', undefined, '[hello', '"[hello"'],
    ['text in another charset', 'text/plain; charset=utf-8', 'né', '"né"'],
    ['XML', 'application/xml', '<a/>', '"<a/>"'],
    ['a file', 'image/png', 'PNG', '{"name":"body","type":"image/png","contents":"UE5H"}'],
  ])('takes %s', (_, contentType, text, expected) => {
    expect(bodyOf(contentType === undefined ? { text } : { text, contentType })).toBe(expected);
  });

  it('takes bytes that are no text as a file', () => {
    const request = { body: new Uint8Array([0xff, 0xfe, 0x00]) };
    expect(bodyOf({ request })).toBe('{"name":"body","type":"application/octet-stream","contents":"//4A"}');
  });

  it('takes query parameters into the body, where the body wins', () => {
    const query = [
      ['a', 'q'],
      ['b', 'q'],
      ['c[d]', 'q'],
    ] as const;
    expect(bodyOf({ text: '{"b":1}', contentType: json, request: { query } })).toBe('{"a":"q","b":1,"c":{"d":"q"}}');
    expect(bodyOf({ request: { query, method: 'GET' } })).toBe('{"a":"q","b":"q","c":{"d":"q"}}');
  });

  it('takes names like __proto__ as data', () => {
    expect(
      bodyOf({
        request: {
          query: [
            ['__proto__[x]', '1'],
            ['constructor', '2'],
          ],
        },
      }),
    ).toBe('{"__proto__":{"x":"1"},"constructor":"2"}');
  });

  it('takes the fields of a multipart form', () => {
    expect(
      bodyOf({
        text: 'ignored',
        request: {
          form: [
            ['a', '1'],
            ['f', fromJson('{"name":"x"}')],
          ],
        },
      }),
    ).toBe('{"a":"1","f":{"name":"x"}}');
  });

  it('refuses JSON that is nested too deeply, quickly', () => {
    const started = performance.now();
    expect(receive({ text: '['.repeat(100_000), contentType: json })).toMatchObject({ status: 400 });
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('notes the rules that matched', () => {
    const rules = [{ type: 'field==value', path: '<<hook.body.x>>', value: '1' }, ...noRule];
    const event = accepted({ text: '{"x":1}', contentType: json, options: { rules, must_match: '1' } });
    expect(stringifyJson(event)).toContain(
      '"meta":{"matched_rules":[{"type":"field==value","path":"<<hook.body.x>>","value":"1"}]}',
    );
  });
});

describe('the rate limit', () => {
  const options = { rate_limit: { key: '<<hook.body.who>>', count: '2', period: '10' } };

  it('counts by its key and opens again after the period', () => {
    const rates = makeRateCounter();
    const statusFor = (who: string, seconds: number): number => {
      const decision = receive({
        options,
        rates,
        text: `{"who":"${who}"}`,
        contentType: json,
        request: { now: testNow + seconds * 1000 },
      });
      return decision.kind === 'accept' ? 201 : decision.status;
    };
    expect([statusFor('a', 0), statusFor('a', 1), statusFor('a', 2), statusFor('b', 2), statusFor('a', 11)]).toEqual([
      201, 201, 429, 201, 201,
    ]);
  });

  it('does not count requests that were refused before', () => {
    const rates = makeRateCounter();
    for (let round = 0; round < 5; round += 1) receive({ options, rates, request: { urlSecret: null } });
    expect(receive({ options, rates, text: '{"who":"a"}', contentType: json }).kind).toBe('accept');
  });
});
