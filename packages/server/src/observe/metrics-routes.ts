/**
 * `GET /metrics`. It names stories, so it is not for everyone: it wants the token of the settings, or an API key of an owner
 * of the installation. There is no exception for callers on this machine: behind a proxy on it, everyone looks like one.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Database } from '@fabula/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authenticateKey, readApiKey } from '../sign-in/authenticate.ts';
import type { Metrics } from './metrics.ts';

export interface MetricsRoute {
  readonly metrics: Pick<Metrics, 'read' | 'contentType'>;
  readonly database: Database;
  /** `FABULA_METRICS_TOKEN`; null: owners' API keys only. */
  readonly token: string | null;
}

export function metricsRoutes(app: FastifyInstance, { metrics, database, token }: MetricsRoute): void {
  app.get('/metrics', { config: { permission: 'anyone' }, schema: { hide: true } }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (!(await mayRead(request))) {
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer')
        .type('text/plain; charset=utf-8')
        .send('Send "Authorization: Bearer" with FABULA_METRICS_TOKEN or with the API key of an owner.\n');
    }
    const text = await metrics.read();
    return reply.type(metrics.contentType).send(text);
  });

  async function mayRead(request: FastifyRequest): Promise<boolean> {
    const given = readApiKey(request);
    if (given === null || given === '') return false;
    if (token !== null && isSame(given, token)) return true;
    return (await authenticateKey(database, given))?.isOwner === true;
  }
}

/** Takes as long whatever the difference is. */
function isSame(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(hash(one), hash(other));
}
