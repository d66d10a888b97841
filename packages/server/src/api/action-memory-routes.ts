/** What an action remembers between runs, and the events that it holds back: seen, cleared, released (runtime.md section 5). */
import { actionTypes } from '@fabula/actions';
import {
  type Action,
  actionShape,
  idInput,
  listMemoryInput,
  memoryShape,
  releasedShape,
  toTimestamp,
} from '@fabula/model';
import { clearMemory, listHeldEvents, listMemory, releaseHeldEvents } from '@fabula/store';
import { z } from 'zod';
import { recordActionAudit } from '../audit/record-action-audit.ts';
import { describeAction } from './action-routes.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';
import { visibleAction } from './visible.ts';

const heldEventsShown = 100;
/** Collections that one request releases; a further request releases the next. */
const collectionsAtOnce = 500;

export function actionMemoryRoutes(app: ApiScope, parts: ApiParts, base: string, isAlias: boolean): void {
  const { clock, database, engine, publicUrl, stories } = parts;
  const { kysely } = database;
  const shared = { tags: ['Actions'], hide: isAlias, params: z.object({ action_id: idInput }) };

  app.get(
    `${base}/:action_id/memory`,
    {
      config: { permission: 'event:read' },
      schema: {
        ...shared,
        summary: 'List what an action remembers and holds back',
        body: listMemoryInput,
        response: { 200: memoryShape },
      },
    },
    async (request) => {
      const { body } = request;
      const action = await visibleAction(request, kysely, request.params.action_id);
      const { items, count } = await listMemory(kysely, action.id, toPaging(body));
      const held = await listHeldEvents(kysely, action.id, heldEventsShown);
      return {
        action_memory: items.map((entry) => ({ key: entry.key, value: entry.value, items_count: entry.items })),
        held_events: held.items.map(({ eventId, dueAt }) => ({
          event_id: eventId,
          due_at: toTimestamp(dueAt.getTime()),
        })),
        held_events_count: held.count,
        meta: metaOf(request, publicUrl(), body, count),
      };
    },
  );

  app.delete(
    `${base}/:action_id/clear_memory`,
    {
      config: { permission: 'event:delete', audit: 'ActionMemoryClearance' },
      schema: {
        ...shared,
        summary: 'Clear the memory of an action, and drop the events that it holds back',
        response: { 200: actionShape },
      },
    },
    async (request) => {
      const action = await visibleAction(request, kysely, request.params.action_id);
      await kysely.transaction().execute(async (transaction) => {
        await clearMemory(transaction, action.id);
        await recordActionAudit(request, transaction, action, 'ActionMemoryClearance');
      });
      return describeAction(parts, action);
    },
  );

  app.post(
    `${base}/:action_id/release_memory`,
    {
      config: { permission: 'action:run', audit: 'ActionMemoryRelease' },
      schema: {
        ...shared,
        summary: 'Let an action emit at once what it holds back and has collected',
        response: { 200: releasedShape },
      },
    },
    async (request) => {
      const action = await visibleAction(request, kysely, request.params.action_id);
      // First: what the engine does next has transactions of its own.
      await recordActionAudit(request, kysely, action, 'ActionMemoryRelease');
      const collections = await releaseCollections(action);
      const events = await releaseHeldEvents(kysely, action.id, clock.now());
      engine.wake();
      return { released_events_count: events, released_collections_count: collections };
    },
  );

  /** Each collection is emitted as it is, in a run of its own: the runs of its items wait for none of them any more. */
  async function releaseCollections({ id, storyId, type }: Action): Promise<number> {
    const story = await stories.get(storyId);
    const released = actionTypes.get(type)?.released;
    if (story === null || released === undefined) return 0;
    const { items } = await listMemory(kysely, id, { page: 1, perPage: collectionsAtOnce });
    const states = released(items);
    const started = await Promise.all(states.map((state) => engine.runAction(story, id, undefined, state)));
    return started.filter(({ ok }) => ok).length;
  }
}
