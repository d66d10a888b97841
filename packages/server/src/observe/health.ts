/** `/healthz`: the process lives. `/readyz`: it can accept events. Both are for machines; neither needs a key. */
import type { FastifyInstance } from 'fastify';

export interface Health {
  readonly isReady: boolean;
  readonly reason?: string;
}

export function healthRoutes(app: FastifyInstance, readHealth: () => Health): void {
  app.get('/healthz', { config: { permission: 'anyone' }, schema: { hide: true } }, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  );
  app.get('/readyz', { config: { permission: 'anyone' }, schema: { hide: true } }, async (_request, reply) => {
    const health = readHealth();
    return reply
      .header('cache-control', 'no-store')
      .code(health.isReady ? 200 : 503)
      .send(health.isReady ? { status: 'ready' } : { status: 'not ready', reason: health.reason ?? 'starting' });
  });
}
