import { describe, expect, it } from 'vitest';
import { actionInput, fromLiteral, objectOf } from '../testing/action-input.ts';
import { answerFromExit } from './answer-from-exit.ts';
import { answerWebhook } from './answer-webhook.ts';
import { readMultipart } from './read-multipart.ts';
import type { WebhookAnswer } from './refusals.ts';

const plain = (answer: WebhookAnswer) => ({ ...answer, headers: Object.fromEntries(answer.headers) });
const text = 'text/plain; charset=utf-8';
const json = 'application/json; charset=utf-8';

describe('an accepted request is answered', () => {
  const tree = objectOf({ hook: { body: { a: [1] } } });

  it.each([
    ['with 201 Ok by default', {}, 201, { 'content-type': text }, 'Ok'],
    ['with a text of the event', { response: 'got <<hook.body.a>>' }, 201, { 'content-type': text }, 'got [1]'],
    ['with a value of the event as JSON', { response: '=hook.body' }, 201, { 'content-type': json }, '{"a":[1]}'],
    ['with its own code', { response_code: '202' }, 202, { 'content-type': text }, 'Ok'],
    [
      'with its own headers',
      { response: '<x/>', response_headers: { 'Content-Type': 'text/xml', 'X-N': 1 } },
      201,
      { 'Content-Type': 'text/xml', 'X-N': '1' },
      '<x/>',
    ],
  ])('%s', (_, options, status, headers, body) => {
    const { answer, fault } = answerWebhook(actionInput({ options: objectOf(options), tree }));
    expect(plain(answer)).toEqual({ status, headers, body });
    expect(fault).toBeUndefined();
  });

  it.each([{ response_code: 'many' }, { response: '=1 / 0' }, { response_headers: 'x' }])(
    'with the default when its options fail, and the fault is told: %j',
    (options) => {
      const { answer, fault } = answerWebhook(actionInput({ options: objectOf(options), tree }));
      expect(plain(answer)).toEqual({ status: 201, headers: { 'content-type': text }, body: 'Ok' });
      expect(fault).toBeTypeOf('string');
    },
  );
});

describe('a synchronous story answers', () => {
  const rows = [
    { a: 1, b: 'x,"y"' },
    { a: 2, c: null },
  ];

  it.each([
    ['with the payload as JSON', { a: 1 }, undefined, 200, json, '{"a":1}'],
    ['with the payload as JSON for curl', { a: 1 }, '*/*', 200, json, '{"a":1}'],
    ['with status and body', { status: 404, body: { e: 1 } }, undefined, 404, json, '{"e":1}'],
    ['with a status that is text', { status: '202', body: 'later' }, undefined, 202, text, 'later'],
    [
      'with the whole payload when the status is none',
      { status: 'ok', body: 1 },
      undefined,
      200,
      json,
      '{"status":"ok","body":1}',
    ],
    [
      'with the whole payload when the status is out of range',
      { status: 42, body: 1 },
      undefined,
      200,
      json,
      '{"status":42,"body":1}',
    ],
    ['with the whole payload when there is no body', { status: 200 }, undefined, 200, json, '{"status":200}'],
    ['with a text as it stands', 'hello', '*/*', 200, text, 'hello'],
    ['with a text as JSON when JSON is asked for', 'hello', 'application/json', 200, json, '"hello"'],
    ['with text when text is asked for', { a: 1 }, 'text/plain', 200, text, '{"a":1}'],
    ['with CSV of a list', rows, 'text/csv', 200, 'text/csv; charset=utf-8', 'a,b,c\r\n1,"x,""y""",\r\n2,,\r\n'],
    ['with JSON when CSV is asked for and there is no list', { a: 1 }, 'text/csv', 200, json, '{"a":1}'],
    ['with the first type that fits', { a: 1 }, 'text/csv;q=1, text/plain', 200, text, '{"a":1}'],
  ])('%s', (_, payload, accept, status, type, body) => {
    expect(plain(answerFromExit(fromLiteral(payload), accept))).toEqual({
      status,
      headers: { 'content-type': type },
      body,
    });
  });

  it('with headers of the payload, whose content type decides the form', () => {
    const payload = { status: 200, body: '<p>hi</p>', headers: { 'Content-Type': 'text/html', 'X-N': 1 } };
    expect(plain(answerFromExit(fromLiteral(payload), 'application/json'))).toEqual({
      status: 200,
      headers: { 'Content-Type': 'text/html', 'X-N': '1' },
      body: '<p>hi</p>',
    });
  });

  it.each([
    ['a file object', { name: 'a.png', type: 'image/png', contents: 'UE5H' }],
    ['base64 text', 'UE5H'],
  ])('with the bytes of %s when its type is asked for', (_, body) => {
    const answer = answerFromExit(fromLiteral({ status: 200, body }), 'image/png');
    expect(Object.fromEntries(answer.headers)).toEqual({ 'content-type': 'image/png' });
    expect(Buffer.from(answer.body).toString()).toBe('PNG');
  });
});

describe('a multipart body', () => {
  it('gives its fields, files as file objects', async () => {
    const form = new FormData();
    form.append('a', '1');
    form.append('f', new Blob(['PNG'], { type: 'image/png' }), 'x.png');
    const sent = new Response(form);
    const body = new Uint8Array(await sent.arrayBuffer());
    expect(await readMultipart(sent.headers.get('content-type') ?? '', body)).toEqual([
      ['a', '1'],
      ['f', { name: 'x.png', type: 'image/png', contents: 'UE5H' }],
    ]);
  });

  it('that is malformed gives nothing', async () => {
    expect(await readMultipart('multipart/form-data; boundary=x', new TextEncoder().encode('nonsense'))).toBeNull();
  });
});
