import { entriesOf, isObjectValue, makeObject, stringifyJson, toText } from '@fabula/formula';
import { describe, expect, it } from 'vitest';
import { actionInput, definedAction, objectOf, testNow } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { readAccess } from './access.ts';
import { answerWebhook } from './answer-webhook.ts';
import { corsHeaders } from './cors.ts';
import { declaredInputs, missingInputs } from './declared-inputs.ts';
import { webhook } from './definition.ts';
import { makeRateCounter } from './rate-counter.ts';
import type { WebhookRequest } from './read-payload.ts';
import { receiveWebhook, type WebhookDecision } from './receive-webhook.ts';

const type = 'Agents::WebhookAgent';
const text = (body: string): Uint8Array => new TextEncoder().encode(body);
const json = [['content-type', 'application/json']] as const;

function target(options: Record<string, unknown>) {
  const stored = objectOf(options);
  const action = definedAction({ slug: 'hook', type, options: stored });
  return {
    ...{ story: actionInput({ options: stored }).story, action },
    readerFor: (event: WebhookRequest['body'] | unknown) =>
      actionInput({
        options: stored,
        action,
        tree: event === null ? makeObject([]) : { hook: event as never },
      }),
  };
}

function receive(
  options: Record<string, unknown>,
  request: Partial<WebhookRequest> = {},
  rates = makeRateCounter(),
): WebhookDecision {
  const asked = { method: 'POST', urlSecret: null, query: [], headers: [], body: text(''), now: testNow, ...request };
  return receiveWebhook(target(options), asked, { maxBodyBytes: 1_000, rates });
}

const event = (options: Record<string, unknown>, request: Partial<WebhookRequest> = {}): string => {
  const decision = receive(options, request);
  if (decision.kind !== 'accept') throw new Error(`not accepted: ${decision.status} ${toText(String(decision.body))}`);
  return stringifyJson(decision.payload);
};

const status = (decision: WebhookDecision): number => (decision.kind === 'accept' ? 201 : decision.status);
const headersOf = (decision: WebhookDecision) =>
  decision.kind === 'accept' ? {} : Object.fromEntries(decision.headers);

describe('options of a webhook', () => {
  optionTest(type, ['path', 'secret', 'verbs'], 'are random, or usual, in a new one', () => {
    const [one, two] = [webhook.defaultOptions(), webhook.defaultOptions()];
    if (!isObjectValue(one)) throw new Error('no options');
    expect(Object.fromEntries(entriesOf(one))).toEqual({
      path: expect.stringMatching(/^[0-9a-f]{32}$/),
      secret: expect.stringMatching(/^[0-9a-f]{32}$/),
      verbs: 'get,post',
    });
    expect(two).not.toEqual(one);
  });

  optionTest(type, 'secret', 'may come as a parameter, and stays out of the event', () => {
    const query = [
      ['secret', 's3cret'],
      ['a', '1'],
    ] as const;
    expect(event({ secret: 's3cret', include_headers: false }, { query })).toBe('{"a":"1"}');
    expect(event({ secret: 'other', access_control: 'public', include_headers: false }, { query })).toBe(
      '{"secret":"s3cret","a":"1"}',
    );
    expect(status(receive({ secret: 'other' }, { query }))).toBe(401);
  });

  optionTest(type, ['secret', 'access_control'], 'let nobody in when the secret reads blank; the owner is told', () => {
    for (const options of [
      { secret: '<<RESOURCE.gone>>' },
      { secret: '=RESOURCE.gone' },
      { access_control: 'secret' },
      { secret: '', access_control: 'secret' },
      { secret: '=CREDENTIAL.gone', access_control: 'secret' },
    ]) {
      const { fault, ...told } = { fault: null, ...receive(options) };
      const { fault: _, ...wrong } = { fault: null, ...receive({ secret: 's3cret' }) };
      expect(told).toEqual(wrong);
      expect(fault).toContain("'secret' is blank");
    }
    expect([status(receive({})), status(receive({ secret: '' }))]).toEqual([201, 201]);
    expect(status(receive({ secret: '=RESOURCE.gone', access_control: 'public' }))).toBe(201);
  });

  optionTest(type, 'access_control', 'says who may call; an unknown word asks for the secret', () => {
    const called = (access_control: unknown, more: Record<string, unknown> = {}) =>
      status(receive({ secret: 's3cret', access_control, ...more }));
    expect([called('public'), called('secret'), called('with_secret'), called('api_key')]).toEqual([
      201, 401, 401, 401,
    ]);
    expect(called('oauth', { oauth_issuer: 'https://id.example', oauth_audience: 'me' })).toBe(401);
  });

  optionTest(type, 'access_control', 'lets in whom the gate admitted, and keeps the key out of the event', () => {
    const admission = { isAdmitted: true, usedHeaders: ['authorization'] } as const;
    const headers = [
      ['Authorization', 'Bearer key'],
      ['X-Other', '1'],
    ] as const;
    expect(event({ access_control: 'api_key' }, { admission, headers })).toBe('{"body":{},"headers":{"x_other":"1"}}');
  });

  optionTest(
    type,
    ['oauth_issuer', 'oauth_jwks_url', 'oauth_audience', 'oauth_claims'],
    'are the rules of a token',
    () => {
      const read = (options: Record<string, unknown>) =>
        readAccess(actionInput({ options: objectOf({ access_control: 'oauth', ...options }) }));
      expect(
        read({
          oauth_issuer: 'https://id.example',
          oauth_audience: 'a,b',
          oauth_claims: { team: 'red', role: ['x', 'y'] },
        }),
      ).toEqual({
        kind: 'token',
        rules: {
          issuer: 'https://id.example',
          jwksUrl: null,
          audience: ['a', 'b'],
          claims: [
            ['team', ['red']],
            ['role', ['x', 'y']],
          ],
        },
      });
      expect(() => read({ oauth_audience: 'a' })).toThrow("'oauth_issuer' or 'oauth_jwks_url' must be given");
      expect(() => read({ oauth_jwks_url: 'https://id.example/keys' })).toThrow("'oauth_audience' must be given");
    },
  );

  optionTest(type, 'api_key_teams', 'names the teams', () => {
    const options = objectOf({ access_control: 'api_key', api_key_teams: ['Blue', 7] });
    expect(readAccess(actionInput({ options }))).toEqual({ kind: 'api_key', teams: ['Blue', '7'] });
  });

  optionTest(type, 'verbs', 'refuses other methods with Allow; HEAD and OPTIONS are answered without an event', () => {
    const options = { verbs: 'get,put' };
    const refused = receive(options, { method: 'DELETE' });
    expect([status(refused), headersOf(refused)['allow']]).toEqual([405, 'GET, PUT']);
    expect(receive(options, { method: 'HEAD' })).toMatchObject({ kind: 'answer', status: 200 });
    expect(receive(options, { method: 'OPTIONS' })).toMatchObject({ kind: 'answer', status: 204 });
    expect(status(receive({ verbs: 'post' }, { method: 'HEAD' }))).toBe(405);
    expect(receive({ verbs: 'head, options' }, { method: 'HEAD' }).kind).toBe('accept');
    expect(receive({ verbs: 'head, options' }, { method: 'OPTIONS' }).kind).toBe('accept');
  });

  optionTest(type, ['response', 'response_code', 'response_headers'], 'make the answer from the event', () => {
    const options = objectOf({
      response: { got: '=hook.body.n' },
      response_code: '202',
      response_headers: { 'x-n': '<<hook.body.n>>' },
    });
    const { answer } = answerWebhook(actionInput({ options, tree: objectOf({ hook: { body: { n: 7 } } }) }));
    expect(answer).toEqual({
      status: 202,
      headers: [
        ['content-type', 'application/json; charset=utf-8'],
        ['x-n', '7'],
      ],
      body: '{"got":7}',
    });
  });

  optionTest(type, 'include_headers', 'off makes the body the event', () => {
    const request = { headers: json, body: text('{"a":1}') };
    expect(event({}, request)).toBe('{"body":{"a":1},"headers":{"content_type":"application/json"}}');
    expect(event({ include_headers: 'false' }, request)).toBe('{"a":1}');
  });

  optionTest(type, ['rules', 'must_match'], 'keep out what does not match, and note what did', () => {
    const rule = (value: string) => ({ type: 'field==value', path: '<<hook.body.kind>>', value });
    const options = { rules: [rule('alert'), rule('noise')], must_match: 1 };
    const request = (kind: string) => ({ headers: json, body: text(`{"kind":"${kind}"}`) });
    expect(event(options, request('alert'))).toContain(
      '"meta":{"matched_rules":[{"type":"field==value","path":"<<hook.body.kind>>","value":"alert"}]}',
    );
    expect(receive(options, request('other'))).toMatchObject({ status: 200, body: 'No rules matched' });
    expect(receive({ ...options, must_match: 2 }, request('alert'))).toMatchObject({ code: 'no_rule_matched' });
  });

  optionTest(type, 'rate_limit', 'counts by its key: 429 with Retry-After', () => {
    const options = { rate_limit: { key: '<<hook.body.who>>', count: 1, period: 30 } };
    const rates = makeRateCounter();
    const from = (who: string) => receive(options, { headers: json, body: text(`{"who":"${who}"}`) }, rates);
    expect([status(from('a')), status(from('b')), status(from('a'))]).toEqual([201, 201, 429]);
    expect(headersOf(from('a'))['retry-after']).toBe('30');
  });

  optionTest(type, 'cors_allowed_origins', 'answers browsers before they ask, and marks every answer', () => {
    const options = {
      secret: 's3cret',
      verbs: 'post',
      cors_allowed_origins: 'https://app.example, https://*.example.org',
    };
    const ask = (origin: string) =>
      receive(options, {
        method: 'OPTIONS',
        headers: [
          ['Origin', origin],
          ['Access-Control-Request-Method', 'POST'],
          ['Access-Control-Request-Headers', 'x-token'],
        ],
      });
    expect(headersOf(ask('https://app.example'))).toEqual({
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'x-token',
      'access-control-max-age': '600',
    });
    expect(headersOf(ask('https://evil.example'))).toEqual({});
    const allowed = (origin: string) =>
      Object.fromEntries(corsHeaders(actionInput({ options: objectOf(options) }), { headers: [['origin', origin]] }))[
        'access-control-allow-origin'
      ];
    expect(allowed('https://a.b.example.org')).toBe('https://a.b.example.org');
    expect(allowed('https://a.example.org')).toBe('https://a.example.org');
    for (const origin of [
      'https://example.org',
      'https://.example.org',
      'https://evilexample.org',
      'http://a.example.org',
      'null',
    ]) {
      expect(allowed(origin)).toBeUndefined();
    }
    expect(
      corsHeaders(actionInput({ options: objectOf({}) }), { headers: [['origin', 'https://app.example']] }),
    ).toEqual([]);
  });

  optionTest(type, 'local', 'is seen by the other options', () => {
    const options = objectOf({ local: { name: '<<hook.body.n>>!' }, response: 'got <<LOCAL.name>>' });
    const { answer } = answerWebhook(actionInput({ options, tree: objectOf({ hook: { body: { n: 7 } } }) }));
    expect(answer.body).toBe('got 7!');
  });

  optionTest(type, 'inputs', 'are what a story asks of its callers', () => {
    const declared = declaredInputs({
      options: objectOf({
        inputs: [
          { name: 'host', type: 'text', required: 'true', description: 'Which' },
          { name: 'deep', type: 'Checkbox' },
          { type: 'text' },
        ],
      }),
    });
    expect(declared).toEqual([
      { name: 'host', type: 'text', isRequired: true, description: 'Which' },
      { name: 'deep', type: 'boolean', isRequired: false, description: null },
    ]);
    expect(missingInputs(declared, objectOf({ deep: true }))).toEqual(['host']);
    expect(missingInputs(declared, objectOf({ host: 'a' }))).toEqual([]);
  });

  optionTest(type, 'mode:mcp', 'is no webhook', () => {
    expect(receive({ mode: 'mcp' })).toMatchObject({ code: 'unknown_path' });
  });

  optionTest(type, 'event', 'holds the body in the form that it came in', () => {
    const body = (contentType: string, content: string) =>
      event({ include_headers: false }, { headers: [['content-type', contentType]], body: text(content) });
    expect(body('application/xml', '<a>é</a>')).toBe('"<a>é</a>"');
    expect(body('application/x-www-form-urlencoded', 'a=1&b[]=2')).toBe('{"a":"1","b":["2"]}');
    expect(body('image/png', 'PNG')).toBe('{"name":"body","type":"image/png","contents":"UE5H"}');
  });

  it('has no effect of all_drafts, which is no part of the event', () => {
    const query = [
      ['all_drafts', 'true'],
      ['a', '1'],
    ] as const;
    expect(event({ include_headers: false }, { query })).toBe('{"a":"1"}');
  });

  it('says where JSON is broken', () => {
    expect(receive({}, { headers: json, body: text('{\n  "a": 1,\n  b: 2\n}') })).toMatchObject({
      status: 400,
      body: expect.stringMatching(/at line 3, column 3$/),
    });
  });
});
