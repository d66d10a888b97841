/** Runs of groups (reference: api/story-runs.md): a group runs once for each event, or for each turn of its loop. */
import {
  type Action,
  groupRunEventsShape,
  groupRunListShape,
  groupType,
  idInput,
  listGroupRunsInput,
  type Story,
  toTimestamp,
} from '@fabula/model';
import { type Executor, findRun, listRunEvents, listRuns } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { storyOf } from './addressed-story.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';
import { toRun } from './run-routes.ts';
import { visibleAction } from './visible.ts';

const tags = ['Runs'];
const groupParams = z.object({ group_id: idInput });
const runParams = groupParams.extend({ group_run_guid: z.string() });

export function groupRunRoutes(app: ApiScope, { database, publicUrl }: ApiParts): void {
  const { kysely } = database;

  app.get(
    '/api/v1/groups/:group_id/runs',
    {
      config: { permission: 'event:read' },
      schema: {
        summary: 'List runs of a group',
        tags,
        params: groupParams,
        body: listGroupRunsInput,
        response: { 200: groupRunListShape },
      },
    },
    async (request) => {
      const { body } = request;
      const { group, story } = await visibleGroup(request, kysely);
      const { items, count } = await listRuns(kysely, { storyId: story.id, groupId: group.id }, toPaging(body));
      return {
        group_runs: items.map((run) => ({ ...toRun(story, run), group_id: group.id })),
        meta: metaOf(request, publicUrl(), body, count),
      };
    },
  );

  app.get(
    '/api/v1/groups/:group_id/runs/:group_run_guid',
    {
      config: { permission: 'event:read' },
      schema: {
        summary: 'List events of a run of a group',
        tags,
        params: runParams,
        body: listGroupRunsInput,
        response: { 200: groupRunEventsShape },
      },
    },
    async (request) => {
      const { body } = request;
      const { group, story } = await visibleGroup(request, kysely);
      const scope = { storyId: story.id, groupId: group.id };
      const run = await findRun(kysely, scope, request.params.group_run_guid);
      if (run === null) return refuse('run_not_found');
      const { items, count } = await listRunEvents(kysely, run.id, toPaging(body));
      const events = items.map((event) => ({
        id: event.id,
        action_id: event.actionId,
        created_at: toTimestamp(event.createdAt.getTime()),
      }));
      return { group_run_events: events, meta: metaOf(request, publicUrl(), body, count) };
    },
  );
}

async function visibleGroup(
  request: FastifyRequest,
  executor: Executor,
): Promise<{ readonly group: Action; readonly story: Story }> {
  const { group_id: id } = request.params as { group_id: number };
  const group = await visibleAction(request, executor, id);
  if (group.type !== groupType) return refuse('action_not_found', `Action ${id} is no group.`);
  return { group, story: await storyOf(request, executor, group) };
}
