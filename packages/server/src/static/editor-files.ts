/**
 * The editor: built files under `/`, and its page for every address that it routes by itself. Headers are strict: no
 * script but our own, no `eval`, nobody may frame it.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { pathOf } from '../api/not-found.ts';

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
  const files = existsSync(join(directory, 'index.html')) ? await listFiles(directory) : new Set<string>();
  // The build lays `.br` and `.gz` beside its files.
  await app.register(fastifyStatic, { root: directory, serve: false, cacheControl: false, preCompressed: true });
  const options = { config: { permission: 'anyone' }, schema: { hide: true } } as const;

  app.get('/', options, async (_request, reply) => sendPage(reply, files));
  app.get('/*', options, async (request, reply) => {
    const path = pathOf(request).slice(1);
    if (files.has(path)) {
      // Vite names files under assets/ by their content, so they never change.
      const isFixed = path.startsWith('assets/');
      reply.header('cache-control', isFixed ? 'public, max-age=31536000, immutable' : 'no-cache');
      reply.header('vary', 'accept-encoding');
      return reply.sendFile(path);
    }
    // What looks like a file or belongs to a program must not be answered with the page.
    if (/^(?:api|webhook)(?:\/|$)|\.\w{1,8}$/.test(path)) return reply.callNotFound();
    return sendPage(reply, files);
  });
}

function sendPage(reply: FastifyReply, files: ReadonlySet<string>): FastifyReply {
  reply.header('cache-control', 'no-cache');
  reply.header('vary', 'accept-encoding');
  if (files.has('index.html')) return reply.sendFile('index.html');
  return reply.type('text/html; charset=utf-8').send(notBuilt);
}

/** Paths with `/`, as addresses have them; without the compressed forms, which no address names. */
async function listFiles(directory: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return new Set(
    entries
      .filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name))
      .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
}
