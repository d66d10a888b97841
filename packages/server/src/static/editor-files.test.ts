import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSecurityHeaders, editorFiles } from './editor-files.ts';

const directory = mkdtempSync(join(tmpdir(), 'fabula-editor-'));
let app: FastifyInstance;

async function serve(from: string): Promise<FastifyInstance> {
  const server = Fastify({ routerOptions: { ignoreTrailingSlash: true } });
  server.addHook('onRequest', async (_request, reply) => addSecurityHeaders(reply));
  await editorFiles(server, from);
  return server;
}

beforeAll(async () => {
  mkdirSync(join(directory, 'built', 'assets'), { recursive: true });
  writeFileSync(join(directory, 'secret.txt'), 'outside');
  writeFileSync(join(directory, 'built', 'index.html'), '<title>Editor</title>');
  writeFileSync(join(directory, 'built', 'assets', 'app-1a2b.js'), 'run()');
  writeFileSync(join(directory, 'built', 'mark.svg'), '<svg/>');
  writeFileSync(join(directory, 'built', 'assets', 'large-3c4d.js'), 'runMore()');
  writeFileSync(join(directory, 'built', 'assets', 'large-3c4d.js.br'), brotliCompressSync('runMore()'));
  writeFileSync(join(directory, 'built', 'assets', 'large-3c4d.js.gz'), gzipSync('runMore()'));
  app = await serve(join(directory, 'built'));
});
afterAll(async () => {
  await app.close();
  rmSync(directory, { recursive: true });
});

test.each([
  ['/', 200, 'text/html', 'no-cache'],
  ['/stories/7', 200, 'text/html', 'no-cache'],
  ['/stories/7/runs/abc/', 200, 'text/html', 'no-cache'],
  ['/assets/app-1a2b.js', 200, 'application/javascript', 'public, max-age=31536000, immutable'],
  ['/mark.svg', 200, 'image/svg+xml', 'no-cache'],
  ['/assets/app-old.js', 404, 'application/json', undefined],
  ['/api/v1/nothing', 404, 'application/json', undefined],
  ['/webhook/a/b/c', 404, 'application/json', undefined],
  ['/../secret.txt', 404, 'application/json', undefined],
  ['/%2e%2e/secret.txt', 404, 'application/json', undefined],
  ['/..%2fsecret.txt', 404, 'application/json', undefined],
])('%s → %i %s', async (url, status, type, cacheControl) => {
  const answer = await app.inject({ url });
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toContain(type);
  expect(answer.headers['cache-control']).toBe(cacheControl);
  expect(answer.body).not.toContain('outside');
});

test.each([
  ['br, gzip', 'br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
  ['identity', undefined, (body: Buffer) => body],
])('a browser that takes %s gets the file in that form', async (accepted, encoding, unpack) => {
  const answer = await app.inject({ url: '/assets/large-3c4d.js', headers: { 'accept-encoding': accepted } });
  expect(answer.headers).toMatchObject({
    vary: 'accept-encoding',
    'content-type': expect.stringContaining('javascript'),
  });
  expect(answer.headers['content-encoding']).toBe(encoding);
  expect(unpack(answer.rawPayload).toString()).toBe('runMore()');
  expect((await app.inject({ url: '/assets/large-3c4d.js.br' })).statusCode).toBe(404);
});

test('a page may run our scripts only, and nobody may frame it', async () => {
  const { headers } = await app.inject({ url: '/' });
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
  });
});

test('before the editor is built, the page says so', async () => {
  const bare = await serve(join(directory, 'nothing-here'));
  const answer = await bare.inject({ url: '/' });
  expect(answer.statusCode).toBe(200);
  expect(answer.body).toContain('The editor has not been built yet');
  await bare.close();
});
