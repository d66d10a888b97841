/** Limits of events a day, of one story and of the installation. Our own: the documented API has none. */
import {
  eventLimitShape,
  idInput,
  putEventLimitInput,
  putStoryEventLimitInput,
  type StoryId,
  storyEventLimitShape,
  toTimestamp,
} from '@fabula/model';
import { listStoriesNearLimit } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import { markOf, type Use, warningShare } from '../limits/event-budget.ts';
import { callerOf, teamsOf } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { visibleStory } from './visible.ts';

const tags = ['Event limits'];
const params = z.object({ story_id: idInput });
const mostStories = 100;

export function eventLimitRoutes(app: ApiScope, { database, limits }: ApiParts): void {
  const { kysely } = database;

  app.get(
    '/api/v1/stories/:story_id/event_limit',
    {
      config: { permission: 'story:read' },
      schema: { summary: "Get a story's limit of events a day", tags, params, response: { 200: storyEventLimitShape } },
    },
    async (request) => describeStoryLimit((await visibleStory(request, kysely, request.params.story_id)).id),
  );

  app.put(
    '/api/v1/stories/:story_id/event_limit',
    {
      config: { permission: 'event_limit:write', audit: 'StoryEventLimitChange' },
      schema: {
        summary: "Change a story's limit of events a day",
        tags,
        params,
        body: putStoryEventLimitInput,
        response: { 200: storyEventLimitShape },
      },
    },
    async (request) => {
      // A limit is not part of what the story does: it can be raised on a locked story too.
      const { id } = await visibleStory(request, kysely, request.params.story_id);
      const { daily_event_limit: limit } = request.body;
      await limits.limitStory(id, limit, (transaction) =>
        recordAudit(request, transaction, {
          operation: 'StoryEventLimitChange',
          storyId: id,
          inputs: { storyId: id, dailyEventLimit: limit },
        }),
      );
      return describeStoryLimit(id);
    },
  );

  app.get(
    '/api/v1/event_limit',
    {
      config: { permission: 'signed_in' },
      schema: { summary: 'Get the limits of events a day', tags, response: { 200: eventLimitShape } },
    },
    (request) => describeLimits(request),
  );

  app.put(
    '/api/v1/event_limit',
    {
      config: { permission: 'signed_in', audit: 'TenantConfigChange' },
      schema: {
        summary: 'Change the limits of events a day',
        tags,
        body: putEventLimitInput,
        response: { 200: eventLimitShape },
      },
    },
    async (request) => {
      if (!callerOf(request).isOwner) refuse('not_allowed', 'Limits of the installation are set by its owners.');
      const { daily_event_limit: ofAll, daily_event_limit_per_story: perStory } = request.body;
      const changed = {
        ...(ofAll === undefined ? {} : { ofAll }),
        ...(perStory === undefined ? {} : { perStory }),
      };
      await limits.limitAll(changed, (transaction) =>
        recordAudit(request, transaction, { operation: 'TenantConfigChange', inputs: { dailyEventLimits: changed } }),
      );
      return describeLimits(request);
    },
  );

  async function describeStoryLimit(id: StoryId) {
    const use = await limits.readStory(id);
    const isPaused = use.pausedUntil !== null;
    return {
      story_id: id,
      ...toUse(use),
      status: isPaused ? ('paused' as const) : statusOf(use),
      own_daily_event_limit: use.ownLimit,
      paused_by: isPaused ? (markOf(use) === 100 ? ('story' as const) : ('installation' as const)) : null,
      paused_until: timeOf(use.pausedUntil),
    };
  }

  async function describeLimits(request: FastifyRequest) {
    const use = await limits.readAll();
    const search = { day: use.day, perStory: use.perStory, share: warningShare, limit: mostStories };
    const stories = await listStoriesNearLimit(kysely, search, teamsOf(request, 'story:read'));
    return {
      ...toUse(use),
      daily_event_limit_per_story: use.perStory,
      paused_until: timeOf(use.pausedUntil),
      stories: stories.map(({ storyId, name, events, ownLimit }) => ({
        story_id: storyId,
        name,
        ...toUse({ events, limit: ownLimit ?? use.perStory }),
      })),
    };
  }
}

function toUse(use: Use) {
  return {
    daily_event_limit: use.limit,
    events_today: use.events,
    used_percentage: use.limit === null ? null : Math.floor((use.events * 100) / use.limit),
    status: statusOf(use),
  };
}

function statusOf(use: Use): 'ok' | 'warning' | 'paused' {
  const mark = markOf(use);
  return mark === null ? 'ok' : mark === 80 ? 'warning' : 'paused';
}

function timeOf(at: number | null): string | null {
  return at === null ? null : toTimestamp(at);
}
