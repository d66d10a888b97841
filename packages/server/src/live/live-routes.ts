/** `GET /api/live/stories/:story_id`: server-sent updates of the counts on one storyboard. */

import type { Clock } from '@fabula/engine';
import { asId, idInput, type StoryId, type TeamId } from '@fabula/model';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { refuse } from '../api/api-failure.ts';
import type { ApiScope } from '../api/api-scope.ts';
import { requireTeam } from '../sign-in/guard.ts';
import type { ActionCounts, LiveHub } from './live-hub.ts';

export interface LiveParts {
  readonly hub: LiveHub;
  readonly clock: Clock;
  findTeamOfStory(storyId: StoryId): Promise<TeamId | null>;
}

const pingMs = 15_000;
/** A connection is ended after this long and the browser comes back, so that a session that ended stops being served. */
const longestMs = 3_600_000;
/** A reader that lets this much pile up is not reading. */
const longestQueueBytes = 1_000_000;

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
      await stream(reply, storyId, hub, clock);
      return reply;
    },
  );
}

async function stream(reply: FastifyReply, storyId: StoryId, hub: LiveHub, clock: Clock): Promise<void> {
  const leaving: (() => void)[] = [];
  const end = () => {
    for (const leave of leaving.splice(0)) leave();
    if (!reply.raw.writableEnded) reply.raw.end();
  };
  const write = (text: string) => {
    if (reply.raw.writableEnded) return;
    reply.raw.write(text);
    if (reply.raw.writableLength > longestQueueBytes) reply.raw.destroy();
  };
  const send = (event: string, actions: readonly ActionCounts[]) =>
    write(`event: ${event}\ndata: ${JSON.stringify({ actions })}\n\n`);

  let isOpen = false;
  const open = () => {
    isOpen = true;
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
  };

  const ping = () => {
    write(': ping\n\n');
    cancelPing = clock.at(clock.now() + pingMs, ping);
  };
  let cancelPing = () => {};

  // Listened for before the first wait: a reader may be gone by the time the counts are there.
  reply.raw.once('close', end);
  leaving.push(
    await hub.watch(storyId, {
      snapshot: (actions) => {
        open();
        send('snapshot', actions);
      },
      activity: (actions) => send('activity', actions),
      end,
    }),
  );
  if (!isOpen) return;
  cancelPing = clock.at(clock.now() + pingMs, ping);
  leaving.push(() => cancelPing(), clock.at(clock.now() + longestMs, end));
  if (reply.raw.destroyed) end();
}
