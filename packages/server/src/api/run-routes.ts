/** Runs of a story (reference: api/story-runs.md). */
import {
  getRunInput,
  idInput,
  listRunEventsInput,
  listRunsInput,
  runEffectsShape,
  runEventsShape,
  runListShape,
  runSummaryShape,
  type Story,
  toTimestamp,
} from '@fabula/model';
import { type EffectRecord, findRun, listEffects, listRunEvents, listRuns, type RunSummary } from '@fabula/store';
import { z } from 'zod';
import { draftFields, publicStoryId, readableStory } from './addressed-story.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';

const tags = ['Story runs'];
const storyParams = z.object({ story_id: idInput });
const runParams = z.object({ story_id: idInput, story_run_guid: z.string() });

export function runRoutes(app: ApiScope, { database, publicUrl }: ApiParts): void {
  const { kysely } = database;

  app.get(
    '/api/v1/stories/:story_id/runs',
    {
      config: { permission: 'event:read' },
      schema: {
        summary: 'List runs of a story',
        tags,
        params: storyParams,
        body: listRunsInput,
        response: { 200: runListShape },
      },
    },
    async (request) => {
      const { body } = request;
      const story = await readableStory(request, kysely, request.params.story_id, body);
      const search = {
        storyId: story.id,
        since: body.since === undefined ? undefined : new Date(body.since),
        until: body.until === undefined ? undefined : new Date(body.until),
      };
      const { items, count } = await listRuns(kysely, search, toPaging(body));
      return { story_runs: items.map((run) => toRun(story, run)), meta: metaOf(request, publicUrl(), body, count) };
    },
  );

  app.get(
    '/api/v1/stories/:story_id/runs/:story_run_guid',
    {
      config: { permission: 'event:read' },
      schema: {
        summary: 'List events of a run',
        tags,
        params: runParams,
        body: listRunEventsInput,
        response: { 200: runEventsShape },
      },
    },
    async (request) => {
      const { body } = request;
      const story = await readableStory(request, kysely, request.params.story_id, body);
      const run = await getRun(story, request.params.story_run_guid);
      const { items, count } = await listRunEvents(kysely, run.id, toPaging(body));
      const events = items.map((event) => ({
        id: event.id,
        action_id: event.actionId,
        created_at: toTimestamp(event.createdAt.getTime()),
      }));
      return { story_run_events: events, meta: metaOf(request, publicUrl(), body, count) };
    },
  );

  app.get(
    '/api/v1/stories/:story_id/runs/:story_run_guid/summary',
    {
      config: { permission: 'event:read' },
      schema: {
        summary: 'Get a run',
        tags,
        params: runParams,
        body: getRunInput,
        response: { 200: runSummaryShape },
      },
    },
    async (request) => {
      const story = await readableStory(request, kysely, request.params.story_id, request.body);
      return { story_run: toRun(story, await getRun(story, request.params.story_run_guid)) };
    },
  );

  app.get(
    '/api/v1/stories/:story_id/runs/:story_run_guid/effects',
    {
      config: { permission: 'event:read' },
      schema: {
        summary: 'List attempts of a run to call the outside',
        description:
          'An addition to the documented API: what was sent, how it ended, and what is not known to have ended. Oldest first, the first 1,000.',
        tags,
        params: runParams,
        body: getRunInput,
        response: { 200: runEffectsShape },
      },
    },
    async (request) => {
      const story = await readableStory(request, kysely, request.params.story_id, request.body);
      const run = await getRun(story, request.params.story_run_guid);
      return { story_run_effects: (await listEffects(kysely, run.id)).map(toEffect) };
    },
  );

  async function getRun(story: Story, guid: string): Promise<RunSummary> {
    return (await findRun(kysely, { storyId: story.id }, guid)) ?? refuse('run_not_found');
  }
}

function toEffect(effect: EffectRecord) {
  return {
    id: effect.id,
    action_id: effect.actionId,
    delivery_id: effect.deliveryId,
    inbound_event_id: effect.inboundEventId,
    attempt: effect.attempt,
    outcome: effect.outcome,
    started_at: toTimestamp(effect.startedAt.getTime()),
    ended_at: effect.endedAt === null ? null : toTimestamp(effect.endedAt.getTime()),
  };
}

export function toRun(story: Story, run: RunSummary) {
  const { story_mode, ...draft } = draftFields(story, story.id);
  return {
    guid: run.guid,
    duration: Math.max(0, Math.round((run.endedAt.getTime() - run.startedAt.getTime()) / 1000)),
    story_id: publicStoryId(story),
    start_time: toTimestamp(run.startedAt.getTime()),
    end_time: toTimestamp(run.endedAt.getTime()),
    action_count: run.actionRunCount,
    event_count: run.eventCount,
    story_mode,
    // Only of drafts, as documented.
    ...(story.draft === null ? {} : draft),
  };
}
