/** Stories that somebody wants to find quickly. Ours: the documented API only lists them (filter `FAVORITE`). */
import { favoriteStoriesShape, idInput } from '@fabula/model';
import { addFavorite, listFavorites, removeFavorite } from '@fabula/store';
import { z } from 'zod';
import { callerOf } from '../sign-in/guard.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { visibleStory } from './visible.ts';

const tags = ['Stories'];
const params = z.object({ story_id: idInput });
const path = '/api/v1/stories/:story_id/favorite';
const audit = { none: 'whoever reads a story may mark it for themselves, and nobody else sees that' };

export function favoriteRoutes(app: ApiScope, { database }: ApiParts): void {
  const { kysely } = database;

  app.get(
    '/api/v1/favorite_stories',
    {
      config: { permission: 'signed_in' },
      schema: { summary: 'List ids of your favourite stories', tags, response: { 200: favoriteStoriesShape } },
    },
    async (request) => ({ story_ids: [...(await listFavorites(kysely, callerOf(request).userId))] }),
  );

  app.put(
    path,
    {
      config: { permission: 'story:read', audit },
      schema: { summary: 'Make a story one of your favourites', tags, params },
    },
    async (request, reply) => {
      const story = await visibleStory(request, kysely, request.params.story_id);
      await addFavorite(kysely, callerOf(request).userId, story.id);
      return reply.code(204).send();
    },
  );

  app.delete(
    path,
    {
      config: { permission: 'story:read', audit },
      schema: { summary: 'Take a story off your favourites', tags, params },
    },
    async (request, reply) => {
      const story = await visibleStory(request, kysely, request.params.story_id);
      await removeFavorite(kysely, callerOf(request).userId, story.id);
      return reply.code(204).send();
    },
  );
}
