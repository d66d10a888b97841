/**
 * The destination's side of a sync: what another Fabula asks of this one, and what becomes of copies. Additions to the documented
 * API; whether they are there, `/api/v1/info` says.
 */
import {
  asId,
  idInput,
  putSyncedStoryInput,
  putSyncedStoryShape,
  releaseSyncedStoryInput,
  releaseSyncedStoryShape,
  storyShape,
  syncCheckInput,
  syncCheckShape,
  type TeamId,
  toTimestamp,
} from '@fabula/model';
import { detachStory, findTeam, releaseCopy } from '@fabula/store';
import { z } from 'zod';
import { noteNothingChanged } from '../audit/audited-routes.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { callerOf } from '../sign-in/guard.ts';
import { tenantId } from '../sync/pack-story.ts';
import { previewStory, receiveStory } from '../sync/receive-story.ts';
import { toChange } from '../sync/sync-target.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { describeStory } from './describe-stories.ts';
import { visibleStory, visibleTeam } from './visible.ts';

const tags = ['Synced stories'];
const description =
  'An addition to the documented API, for another Fabula whose stories are synced to a team of this one.';

export function synchronizationRoutes(app: ApiScope, { database, clock, newGuid, storyChanged }: ApiParts): void {
  const { kysely } = database;
  const now = () => toTimestamp(clock.now());

  app.post(
    '/api/v1/sync/check',
    {
      config: {
        permission: 'story:write',
        audit: { none: 'it only answers whether stories may be synced to the team' },
      },
      schema: {
        summary: 'Ask whether stories may be synced to a team',
        description,
        tags,
        body: syncCheckInput,
        response: { 200: syncCheckShape },
      },
    },
    async (request) => {
      const team = await findTeam(kysely, await visibleTeam(request, kysely, request.body.team_id));
      if (team === null) return refuse('team_not_found', '', 'team_id');
      return { tenant: await tenantId(kysely), team: { id: team.id, name: team.name } };
    },
  );

  app.post(
    '/api/v1/sync/stories',
    {
      config: { permission: 'story:write', audit: 'SyncedStoryWrite' },
      schema: {
        summary: 'Make the copy of a story like the story',
        description,
        tags,
        body: putSyncedStoryInput,
        response: { 200: putSyncedStoryShape },
      },
    },
    async (request) => {
      const { body } = request;
      const source = sourceOf(body.source);
      const received = await kysely.transaction().execute(async (transaction) => {
        const teamId = await visibleTeam(request, transaction, body.team_id);
        if (source.tenant === (await tenantId(transaction))) {
          refuse('invalid_parameter', 'The story is of this tenant: sync it without a key.', 'source');
        }
        const arrived = { ...body, teamId, source, packed: body.story, isAsked: body.is_asked };
        const receiver = { userId: callerOf(request).userId, newGuid, at: now() };
        const result = body.is_preview
          ? await previewStory(transaction, arrived, receiver)
          : await receiveStory(transaction, arrived, receiver);
        if (!result.ok) return refuse(result.error.code, result.error.message, result.error.field);
        if (result.value.result !== 'written') noteNothingChanged(request);
        else {
          await recordAudit(request, transaction, {
            operation: 'SyncedStoryWrite',
            storyId: result.value.storyId ?? undefined,
            inputs: { teamId, source: source.url, sourceTenant: source.tenant, revision: body.revision },
            outputs: { storyId: result.value.storyId },
          });
        }
        return result.value;
      });
      const { storyId, result, missing, changes, changed } = received;
      for (const id of changed) await storyChanged(id);
      return { result, story_id: storyId, missing: [...missing], changes: changes.map(toChange) };
    },
  );

  app.post(
    '/api/v1/sync/stories/release',
    {
      config: { permission: 'story:write', audit: 'SyncedStoryRelease' },
      schema: {
        summary: 'End the copy of a story',
        description: `${description} It stays as an ordinary story, or goes to the trash.`,
        tags,
        body: releaseSyncedStoryInput,
        response: { 200: releaseSyncedStoryShape },
      },
    },
    async (request) => {
      const { body } = request;
      const source = sourceOf(body.source);
      const storyId = await kysely.transaction().execute(async (transaction) => {
        const teamId = await visibleTeam(request, transaction, body.team_id);
        const by = { userId: callerOf(request).userId, at: now() };
        const released = await releaseCopy(transaction, source, asId<TeamId>(teamId), body.how, by);
        if (released === null) noteNothingChanged(request);
        else {
          await recordAudit(request, transaction, {
            operation: 'SyncedStoryRelease',
            storyId: released,
            inputs: { teamId, sourceTenant: source.tenant, how: body.how },
            outputs: { storyId: released },
          });
        }
        return released;
      });
      if (storyId !== null) await storyChanged(storyId);
      return { was_there: storyId !== null };
    },
  );
}

/** For copies whatever they come from: these are there also where nothing is taken from other tenants. */
export function detachRoute(app: ApiScope, { database, storyChanged }: ApiParts): void {
  const { kysely } = database;
  app.post(
    '/api/v1/stories/:story_id/detach',
    {
      config: { permission: 'sync:manage', audit: 'SyncedStoryDetach' },
      schema: {
        summary: 'Make an ordinary story of a synced copy',
        description: 'An addition to the documented API. There is no way back: the next sync makes another copy.',
        tags,
        params: z.object({ story_id: idInput }),
        response: { 200: storyShape },
      },
    },
    async (request) => {
      const story = await kysely.transaction().execute(async (transaction) => {
        const copy = await visibleStory(request, transaction, request.params.story_id);
        if (!(await detachStory(transaction, copy.id))) {
          return refuse('invalid_parameter', `Story ${copy.id} is no synced copy.`);
        }
        await recordAudit(request, transaction, {
          operation: 'SyncedStoryDetach',
          storyId: copy.id,
          inputs: { storyId: copy.id, source: copy.syncedFrom },
        });
        return visibleStory(request, transaction, copy.id);
      });
      await storyChanged(story.id);
      return describeStory(kysely, story);
    },
  );
}

function sourceOf(source: { tenant: string; story_guid: string; url: string }) {
  return { tenant: source.tenant, storyGuid: source.story_guid, url: source.url };
}
