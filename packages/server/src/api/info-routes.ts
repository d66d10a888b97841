/** What the installation says about itself (reference: api/info.md). */
import { infoShape, TRAVEL_FORMAT, webStatsShape, workerStatsShape } from '@fabula/model';
import { lookAtQueue } from '@fabula/store';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';

const tags = ['Info'];

export function infoRoutes(
  app: ApiScope,
  { database, clock, engine, maxEffects, takesSyncedStories }: ApiParts,
  version: string,
): void {
  const { kysely } = database;

  app.get(
    '/api/v1/info',
    {
      config: { permission: 'signed_in' },
      schema: { summary: 'Information about this installation', tags, response: { 200: infoShape } },
    },
    async () => ({
      // The addresses from which calls leave are those of the machine, which only its operator knows.
      stack: { name: 'fabula', type: 'dedicated' as const, region: 'self-hosted', egress_ips: [] },
      ...(takesSyncedStories ? { fabula_sync: { format: TRAVEL_FORMAT } } : {}),
    }),
  );

  app.get(
    '/api/v1/info/worker_stats',
    {
      config: { permission: 'tenant:manage' },
      schema: {
        summary: 'What is done and what waits',
        description: 'Of all processes. For owners of the tenant (unconfirmed).',
        tags,
        response: { 200: workerStatsShape },
      },
    },
    async () => {
      const now = clock.now();
      const { processes, claimed, due, oldestDueAt } = await lookAtQueue(kysely, now);
      return {
        current_workers: claimed,
        max_workers: Math.max(1, processes) * maxEffects,
        queue_count: due,
        queue_latency: oldestDueAt === null ? 0 : Math.max(0, Math.floor((now - oldestDueAt.getTime()) / 1000)),
      };
    },
  );

  app.get(
    '/api/v1/info/web_stats',
    {
      config: { permission: 'tenant:manage' },
      schema: {
        summary: 'The process that answers',
        description: 'For owners of the tenant (unconfirmed). /metrics tells more.',
        tags,
        response: { 200: webStatsShape },
      },
    },
    async () => ({
      version,
      uptime_seconds: Math.floor(process.uptime()),
      memory_bytes: process.memoryUsage.rss(),
      process_count: Math.max(1, (await lookAtQueue(kysely, clock.now())).processes),
      waiting_requests: engine.stats().waitingAnswers,
    }),
  );
}
