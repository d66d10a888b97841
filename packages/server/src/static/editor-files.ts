/**
 * The editor: built files under `/`, and its page for every address that it routes by itself. Headers are strict: no
 * script but our own, no `eval`, nobody may frame it.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  // The canvas and the code editor set style attributes and inject style sheets.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every page, file and API answer. Webhook answers are the story's own and get none of them. */
export function addSecurityHeaders(reply: FastifyReply): void {
  reply.headers({
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
  });
}

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Fabula</title>
<h1>Fabula is running</h1>
<p>The editor has not been built yet. <code>npm start</code> builds it; the API at <code>/api/v1</code> works without it.</p></html>`;

export async function editorFiles(app: FastifyInstance, directory: string): Promise<void> {
  const page = join(directory, 'index.html');
  if (existsSync(page)) {
    await app.register(fastifyStatic, {
      root: directory,
      wildcard: false,
      index: false,
      // Vite names files under assets/ by their content, so they never change.
      setHeaders: (reply, path) => {
        reply.setHeader(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  }

  const sendPage = async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    reply.header('cache-control', 'no-cache');
    if (existsSync(page)) return reply.sendFile('index.html', directory, { cacheControl: false });
    return reply.type('text/html; charset=utf-8').send(notBuilt);
  };

  const options = { config: { permission: 'anyone' }, schema: { hide: true } } as const;
  app.get('/', options, sendPage);
  app.get('/*', options, async (request, reply) => {
    // A file that is not there must not be answered with the page: the browser would read it as a script.
    if (/\.\w{1,8}$/.test(request.url.split('?')[0] ?? '')) return reply.callNotFound();
    return sendPage(request, reply);
  });
}
