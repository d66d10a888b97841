/** Events (reference: api/events.md). */
import { asId, type EventId, eventListShape, eventShape, idInput, listEventsInput, type StoryId } from '@fabula/model';
import { findEvent } from '@fabula/store';
import { z } from 'zod';
import { requireTeam } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { toEventResponse } from './event-response.ts';
import { answerEvents } from './list-events.ts';
import { teamsToList } from './visible.ts';

const tags = ['Events'];

export function eventRoutes(app: ApiScope, parts: ApiParts): void {
  const { kysely } = parts.database;

  app.get(
    '/api/v1/events',
    {
      config: { permission: 'event:read' },
      schema: { summary: 'List events', tags, body: listEventsInput, response: { 200: eventListShape } },
    },
    async (request) => {
      const { body } = request;
      if (body.include_groups && !body.story_id) {
        return refuse('invalid_parameter', 'include_groups needs story_id.', 'include_groups');
      }
      const search = {
        teamIds: teamsToList(request, body.team_id),
        storyId: body.story_id ? asId<StoryId>(body.story_id) : undefined,
        inGroups: body.include_groups,
        sinceId: body.since_id,
        untilId: body.until_id,
        since: body.since === undefined ? undefined : new Date(body.since),
        until: body.until === undefined ? undefined : new Date(body.until),
        isReEmitted: body.show_reemitted_events_only ? true : undefined,
      };
      return answerEvents(parts, request, search, body);
    },
  );

  app.get(
    '/api/v1/events/:event_id',
    {
      config: { permission: 'event:read' },
      schema: { summary: 'Get an event', tags, params: z.object({ event_id: idInput }), response: { 200: eventShape } },
    },
    async (request) => {
      const event = await findEvent(kysely, asId<EventId>(request.params.event_id));
      if (event === null) return refuse('event_not_found');
      requireTeam(request, event.teamId, 'event_not_found');
      return toEventResponse(event);
    },
  );
}
