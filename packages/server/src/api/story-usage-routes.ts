/** What a story keeps in the database, and a forecast. */
import { idInput, storyUsageShape } from '@fabula/model';
import { storyUsage } from '@fabula/store';
import { z } from 'zod';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { visibleStory } from './visible.ts';

export function storyUsageRoutes(app: ApiScope, { database, clock }: ApiParts): void {
  const { kysely } = database;

  app.get(
    '/api/v1/stories/:story_id/usage',
    {
      config: { permission: 'story:read' },
      schema: {
        summary: 'Get what a story keeps',
        tags: ['Stories'],
        params: z.object({ story_id: idInput }),
        response: { 200: storyUsageShape },
      },
    },
    async (request) => {
      const story = await visibleStory(request, kysely, request.params.story_id);
      // removed in between
      const usage = (await storyUsage(kysely, story.id, new Date(clock.now()))) ?? refuse('story_not_found');
      return {
        events_count: usage.events,
        logs_count: usage.logs,
        bytes: usage.bytes,
        events_per_day: usage.eventsPerDay,
        bytes_per_day: usage.bytesPerDay,
        keep_events_for: usage.keepEventsFor,
        forecast_events_count: usage.forecastEvents,
        forecast_bytes: usage.forecastBytes,
      };
    },
  );
}
