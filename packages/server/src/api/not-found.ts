/** Answers for addresses and methods that the API does not have. */
import { problem } from '@fabula/model';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendProblems } from './api-failure.ts';

interface KnownAddress {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/**
 * Answers 404, or 405 with `Allow` where only the method is wrong. Call it before routes are added. Gives the list of all
 * routes, `GET /healthz` style, which grows as they are added.
 */
export function answerUnknownAddresses(app: FastifyInstance): readonly string[] {
  const routes: string[] = [];
  const known = new Map<string, KnownAddress>();
  app.addHook('onRoute', ({ url, method }) => {
    for (const name of [method].flat()) routes.push(`${name} ${url}`);
    if (url.includes('*')) return;
    const address = known.get(url) ?? { pattern: toPattern(url), methods: new Set<string>() };
    for (const name of [method].flat()) address.methods.add(name);
    known.set(url, address);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request);
    const methods = new Set(
      [...known.values()].filter(({ pattern }) => pattern.test(path)).flatMap((address) => [...address.methods]),
    );
    if (methods.size === 0 || methods.has(request.method)) return sendProblems(reply, [problem('not_found')]);
    reply.header('allow', [...methods].sort().join(', '));
    return sendProblems(reply, [problem('method_not_allowed', `${path} accepts ${[...methods].sort().join(', ')}.`)]);
  });
  return routes;
}

/** The path of a request, without query and without a slash at its end. */
export function pathOf(request: FastifyRequest): string {
  const path = request.url.split('?')[0] ?? '';
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function toPattern(url: string): RegExp {
  const parts = url.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.$]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
}
