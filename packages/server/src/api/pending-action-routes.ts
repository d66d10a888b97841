/** Actions of a story with runs that wait (reference: api/stories.md). */
import { idInput, pendingActionsInput, pendingActionsShape } from '@fabula/model';
import { listPendingActions } from '@fabula/store';
import { z } from 'zod';
import { readableStory } from './addressed-story.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';

export function pendingActionRoutes(app: ApiScope, { database, publicUrl }: ApiParts): void {
  const { kysely } = database;

  app.get(
    '/api/v1/stories/:story_id/pending_actions',
    {
      config: { permission: 'story:read' },
      schema: {
        summary: 'List actions with queued runs',
        tags: ['Stories'],
        params: z.object({ story_id: idInput }),
        body: pendingActionsInput,
        response: { 200: pendingActionsShape },
      },
    },
    async (request) => {
      const { body } = request;
      const story = await readableStory(request, kysely, request.params.story_id, body);
      const { items, count } = await listPendingActions(kysely, story.id, body.search, toPaging(body));
      return {
        pending_actions: items.map(({ id, name, type, count: runs }) => ({
          id,
          name,
          type,
          pending_action_runs_count: runs,
        })),
        meta: metaOf(request, publicUrl(), body, count),
      };
    },
  );
}
