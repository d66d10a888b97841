/** `GET /api/live/stories/:story_id`: server-sent updates of the counts on one storyboard. */

import type { Clock } from '@fabula/engine';
import { asId, idInput, type StoryId, type TeamId } from '@fabula/model';
import { z } from 'zod';
import { refuse } from '../api/api-failure.ts';
import type { ApiScope } from '../api/api-scope.ts';
import { requireTeam } from '../sign-in/guard.ts';
import { eventStream } from './event-stream.ts';
import type { LiveHub } from './live-hub.ts';

export interface LiveParts {
  readonly hub: LiveHub;
  readonly clock: Clock;
  findTeamOfStory(storyId: StoryId): Promise<TeamId | null>;
}

export function liveRoutes(app: ApiScope, { hub, clock, findTeamOfStory }: LiveParts): void {
  app.get(
    '/api/live/stories/:story_id',
    {
      config: { permission: 'event:read' },
      schema: { params: z.object({ story_id: idInput }), hide: true },
    },
    async (request, reply) => {
      const storyId = asId<StoryId>(request.params.story_id);
      const teamId = await findTeamOfStory(storyId);
      if (teamId === null) return refuse('story_not_found');
      requireTeam(request, teamId, 'story_not_found');
      const stream = eventStream(reply, clock);
      stream.onEnd(
        await hub.watch(storyId, {
          snapshot: (actions) => stream.send('snapshot', { actions }),
          activity: (actions) => stream.send('activity', { actions }),
          revision: (revision) => stream.send('revision', { revision }),
          end: stream.end,
        }),
      );
      return reply;
    },
  );
}
