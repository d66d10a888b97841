/** `GET /api/live/sync_destinations/:sync_destination_id`: server-sent updates of how far a destination is. */
import type { Clock } from '@fabula/engine';
import { syncDestinationParams } from '@fabula/model';
import type { Database } from '@fabula/store';
import type { ApiScope } from '../api/api-scope.ts';
import { describeProgress } from '../api/sync-destination-response.ts';
import { destinationOf } from '../api/sync-destination-routes.ts';
import { type EventStream, eventStream } from './event-stream.ts';

/** Whoever sends the stories may be another process, so the database is where to look; few people watch for a short while. */
const pollMs = 1_000;

export interface LiveSyncParts {
  readonly database: Pick<Database, 'kysely'>;
  readonly clock: Clock;
}

export function liveSyncRoutes(app: ApiScope, { database: { kysely }, clock }: LiveSyncParts): void {
  const open = new Set<EventStream>();
  app.addHook('preClose', async () => {
    for (const stream of open) stream.end();
  });

  app.get(
    '/api/live/sync_destinations/:sync_destination_id',
    {
      config: { permission: 'sync:manage' },
      schema: { params: syncDestinationParams, hide: true },
    },
    async (request, reply) => {
      const id = request.params.sync_destination_id;
      let last = await progress();
      const stream = eventStream(reply, clock);
      open.add(stream);
      stream.onEnd(() => open.delete(stream));
      let cancel = () => {};
      stream.onEnd(() => cancel());
      stream.send('progress', last);
      const lookLater = () => {
        cancel = clock.at(clock.now() + pollMs, () => void look());
      };
      lookLater();
      return reply;

      async function look(): Promise<void> {
        try {
          const now = await progress();
          if (JSON.stringify(now) !== JSON.stringify(last)) stream.send('progress', now);
          last = now;
          if (open.has(stream)) lookLater();
        } catch {
          // The destination is gone, or may be seen no more: the browser asks again and is told which.
          stream.end();
        }
      }

      async function progress() {
        return describeProgress(kysely, await destinationOf(request, kysely, id));
      }
    },
  );
}
