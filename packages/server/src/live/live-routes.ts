/**
 * `GET /api/live/stories/:story_id`: server-sent updates of the counts on one storyboard; whoever gives a `visit` is also told who
 * else is there, and is seen by them. `POST …/cursor`: where the pointer of a visit is.
 */

import type { Clock } from '@fabula/engine';
import { asId, cursorInput, idInput, type StoryId, type TeamId, watchStoryInput } from '@fabula/model';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refuse } from '../api/api-failure.ts';
import type { ApiScope } from '../api/api-scope.ts';
import { callerOf, requireTeam } from '../sign-in/guard.ts';
import { eventStream } from './event-stream.ts';
import type { LiveHub } from './live-hub.ts';
import type { Person, Presence } from './presence.ts';

export interface LiveParts {
  readonly hub: LiveHub;
  readonly presence: Pick<Presence, 'join' | 'move'>;
  readonly clock: Clock;
  findTeamOfStory(storyId: StoryId): Promise<TeamId | null>;
}

const params = z.object({ story_id: idInput });

export function liveRoutes(app: ApiScope, { hub, presence, clock, findTeamOfStory }: LiveParts): void {
  app.get(
    '/api/live/stories/:story_id',
    {
      config: { permission: 'event:read' },
      schema: { params, body: watchStoryInput, hide: true },
    },
    async (request, reply) => {
      const storyId = await seenStory(request, request.params.story_id);
      const { visit } = request.body;
      const stream = eventStream(reply, clock);
      stream.onEnd(
        await hub.watch(storyId, {
          snapshot: (actions) => stream.send('snapshot', { actions }),
          activity: (actions) => stream.send('activity', { actions }),
          revision: (revision) => stream.send('revision', { revision }),
          end: stream.end,
        }),
      );
      if (visit === undefined) return reply;
      stream.onEnd(
        presence.join(storyId, personOf(request), visit, {
          people: (others) =>
            stream.send('people', { people: others.map(({ id, userId, name }) => ({ id, user_id: userId, name })) }),
          cursor: (id, at) => stream.send('cursor', { id, at }),
        }),
      );
      return reply;
    },
  );

  app.post(
    '/api/live/stories/:story_id/cursor',
    {
      config: { permission: 'event:read', audit: { none: 'it is shown to those who look on, and kept nowhere' } },
      schema: { params, body: cursorInput, response: { 204: z.null() }, hide: true },
    },
    async (request, reply) => {
      const storyId = await seenStory(request, request.params.story_id);
      presence.move(storyId, callerOf(request).userId, request.body.visit, request.body.at);
      return reply.status(204).send(null);
    },
  );

  async function seenStory(request: FastifyRequest, id: number): Promise<StoryId> {
    const storyId = asId<StoryId>(id);
    const teamId = await findTeamOfStory(storyId);
    if (teamId === null) return refuse('story_not_found');
    requireTeam(request, teamId, 'story_not_found');
    return storyId;
  }
}

function personOf(request: FastifyRequest): Person {
  const { userId, firstName, lastName, email } = callerOf(request);
  return { userId, name: [firstName, lastName].filter((part) => part !== '').join(' ') || email };
}
