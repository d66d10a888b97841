/**
 * `/healthz`: the process lives. `/readyz`: it gets on, and can accept events; a load balancer asks it. Both are for
 * machines; neither needs a key.
 */
import type { FastifyInstance } from 'fastify';

export interface Health {
  readonly isReady: boolean;
  readonly reason?: string;
}

export function healthRoutes(app: FastifyInstance, readHealth: () => Health, version: string): void {
  app.get('/healthz', { config: { permission: 'anyone' }, schema: { hide: true } }, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok', version }),
  );
  app.get('/readyz', { config: { permission: 'anyone' }, schema: { hide: true } }, async (_request, reply) => {
    const health = readHealth();
    return reply
      .header('cache-control', 'no-store')
      .code(health.isReady ? 200 : 503)
      .send(health.isReady ? { status: 'ready' } : { status: 'not_ready', reason: health.reason ?? 'starting' });
  });
}
