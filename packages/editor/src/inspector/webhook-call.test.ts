import { describe, expect, test } from 'vitest';
import { webhookCall } from './webhook-call.ts';

const origin = 'http://127.0.0.1:8400';

describe('calling a webhook', () => {
  test.each([
    ['path and secret', { path: 'abc', secret: 's3' }, `${origin}/webhook/abc/s3`],
    ['no secret', { path: 'abc' }, `${origin}/webhook/abc`],
    ['a path in plain words', { path: 'new alert/1', secret: 'x' }, `${origin}/webhook/new%20alert%2F1/x`],
  ])('%s', (_, options, url) => {
    expect(webhookCall(options, origin)?.url).toBe(url);
  });

  test('nobody can call a webhook without a path', () => {
    expect(webhookCall({ secret: 'x' }, origin)).toBeUndefined();
  });

  test.each([
    [
      'get,post',
      "curl 'http://127.0.0.1:8400/webhook/a' \\\n  -H 'content-type: application/json' \\\n  -d '{\"hello\": \"world\"}'",
    ],
    ['get', "curl 'http://127.0.0.1:8400/webhook/a'"],
    [
      'put',
      "curl -X PUT 'http://127.0.0.1:8400/webhook/a' \\\n  -H 'content-type: application/json' \\\n  -d '{\"hello\": \"world\"}'",
    ],
    ['delete', "curl -X DELETE 'http://127.0.0.1:8400/webhook/a'"],
  ])('with the verbs %s', (verbs, curl) => {
    expect(webhookCall({ path: 'a', verbs }, origin)?.curl).toBe(curl);
  });

  test('a quote in the path cannot leave the quotes of the shell', () => {
    expect(webhookCall({ path: "a'b", verbs: 'get' }, origin)?.curl).toBe(
      "curl 'http://127.0.0.1:8400/webhook/a'\\''b'",
    );
  });
});
