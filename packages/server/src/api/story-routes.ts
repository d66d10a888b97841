/** Stories (reference: api/stories.md). Their files are in ./story-file-routes.ts. */
import {
  asId,
  batchDeleteInput,
  createStoryInput,
  disableStoryInput,
  disableStoryShape,
  type FolderId,
  getStoryInput,
  idInput,
  listStoriesInput,
  type Story,
  type StoryId,
  storyListShape,
  storyShape,
  toTimestamp,
  type UpdateStoryInput,
  updateStoryInput,
  usualRetention,
} from '@fabula/model';
import {
  createStory,
  type Executor,
  findStory,
  listStories,
  listStoryActions,
  lockStories,
  lockStory,
  makeKnownCounts,
  trashStories,
  updateStory,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { noteNothingChanged } from '../audit/audited-routes.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { storyChanges, storyEntries } from '../audit/story-entries.ts';
import { callerOf } from '../sign-in/guard.ts';
import { readableStory, writableStory } from './addressed-story.ts';
import { ApiFailure, refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { describeStories, describeStory } from './describe-stories.ts';
import { metaOf, toPaging } from './page.ts';
import { moveStory, requireChangeControlled, requireTeamSlugs } from './story-belongings.ts';
import { isOnlyMoveToFolder, toOwnChange, touchesDefinition, toVersionedChange, withTwins } from './story-change.ts';
import { toStoryResponse } from './story-response.ts';
import {
  requireOwn,
  requireUnlocked,
  storyFolder,
  teamsToList,
  visibleStories,
  visibleStory,
  visibleTeam,
} from './visible.ts';

const tags = ['Stories'];
const params = z.object({ story_id: idInput });

export function storyRoutes(app: ApiScope, parts: ApiParts): void {
  const { clock, database, newGuid, publicUrl, storyChanged } = parts;
  const { kysely } = database;
  const knownCounts = makeKnownCounts();

  app.get(
    '/api/v1/stories',
    {
      config: { permission: 'story:read' },
      schema: { summary: 'List stories', tags, body: listStoriesInput, response: { 200: storyListShape } },
    },
    async (request) => {
      const { body } = request;
      const search = {
        teamIds: teamsToList(request, body.team_id),
        folderId: body.folder_id ? asId<FolderId>(body.folder_id) : undefined,
        tags: body.tags,
        search: body.search,
        filter: body.filter || undefined,
        userId: callerOf(request).userId,
        order: body.order || undefined,
      };
      const { items, count } = await listStories(kysely, search, toPaging(body), knownCounts);
      const stories = await describeStories(kysely, items, body.include_live_activity);
      return { stories, meta: metaOf(request, publicUrl(), body, count) };
    },
  );

  app.post(
    '/api/v1/stories',
    {
      config: { permission: 'story:write', audit: 'StoryCreation' },
      schema: { summary: 'Create a story', tags, body: createStoryInput, response: { 201: storyShape } },
    },
    async (request, reply) => {
      const { body } = request;
      const story = await kysely.transaction().execute(async (transaction) => {
        const teamId = await visibleTeam(request, transaction, body.team_id);
        const created = await createStory(transaction, {
          teamId,
          folderId: await storyFolder(transaction, teamId, body.folder_id ?? null),
          userId: callerOf(request).userId,
          name: body.name ?? 'New story',
          description: body.description ?? null,
          keepEventsFor: body.keep_events_for ?? usualRetention,
          isDisabled: body.disabled ?? false,
          isPriority: body.priority ?? false,
          tags: body.tags ?? [],
          guid: newGuid(),
        });
        await recordAudit(request, transaction, {
          operation: 'StoryCreation',
          storyId: created.id,
          inputs: { teamId, folderId: created.folderId, name: created.name },
          outputs: { storyId: created.id },
        });
        return created;
      });
      await storyChanged(story.id);
      return reply.code(201).send(toStoryResponse(story, []));
    },
  );

  app.delete(
    '/api/v1/stories/batch',
    {
      config: { permission: 'story:delete', audit: 'BatchStoryArchive' },
      schema: { summary: 'Delete stories', tags, body: batchDeleteInput },
    },
    async (request, reply) => {
      await removeStories(request, request.body.ids, 'BatchStoryArchive');
      return reply.code(204).send();
    },
  );

  app.get(
    '/api/v1/stories/:story_id',
    {
      config: { permission: 'story:read' },
      schema: { summary: 'Get a story', tags, params, body: getStoryInput, response: { 200: storyShape } },
    },
    async (request) => {
      const story = await readableStory(request, kysely, request.params.story_id, request.body);
      return describeStory(kysely, story, request.body.include_live_activity);
    },
  );

  app.route({
    method: ['PUT', 'PATCH'],
    url: '/api/v1/stories/:story_id',
    config: { permission: 'story:write', audit: storyChanges },
    schema: { summary: 'Update a story', tags, params, body: updateStoryInput, response: { 200: storyShape } },
    handler: async (request) => {
      const story = await kysely
        .transaction()
        .execute((transaction) => changeStory(request, transaction, request.params.story_id, request.body));
      await storyChanged(story.id);
      if (story.draft !== null) await storyChanged(story.draft.liveId);
      return describeStory(kysely, story, false);
    },
  });

  app.delete(
    '/api/v1/stories/:story_id',
    {
      config: { permission: 'story:delete', audit: 'StoryArchive' },
      schema: { summary: 'Delete a story', tags, params },
    },
    async (request, reply) => {
      await removeStories(request, [request.params.story_id], 'StoryArchive');
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/v1/stories/:story_id/disable',
    {
      config: { permission: 'story:write', audit: 'StoryDisabledChange' },
      schema: {
        summary: 'Stop a story, or let it run again',
        tags,
        params,
        body: disableStoryInput,
        response: { 200: disableStoryShape },
      },
    },
    async (request) => {
      // An emergency stop: it works on a locked story too.
      const { storyId, isDisabled } = await kysely.transaction().execute(async (transaction) => {
        await visibleStory(request, transaction, request.params.story_id);
        await lockStory(transaction, asId<StoryId>(request.params.story_id));
        const story = await visibleStory(request, transaction, request.params.story_id);
        const isDisabled = request.body.disabled ?? !story.isDisabled;
        await updateStory(transaction, story.id, { isDisabled });
        await recordAudit(request, transaction, {
          operation: 'StoryDisabledChange',
          storyId: story.id,
          inputs: { storyId: story.id, disabled: isDisabled },
        });
        return { storyId: story.id, isDisabled };
      });
      await storyChanged(storyId);
      return { disabled: isDisabled };
    },
  );

  /** Gives the story or the draft that was written to. */
  async function changeStory(
    request: FastifyRequest,
    transaction: Executor,
    id: number,
    input: UpdateStoryInput,
  ): Promise<Story> {
    await visibleStory(request, transaction, id);
    await lockStory(transaction, asId<StoryId>(id));
    const live = await visibleStory(request, transaction, id);
    // Where a copy lies is up to its team.
    if (!isOnlyMoveToFolder(input)) requireOwn(live);
    if (input.locked !== false && live.syncedFrom === null) requireUnlocked(live);
    // Whoever unlocks in the same request edits an unlocked story; whoever locks edits it before.
    if (input.locked === false) await changeOwn();
    const target = await findTarget();
    if (input.locked !== false) await changeOwn();
    const actions = await listStoryActions(transaction, target.id);
    const asked =
      target.draft === null ? input : withTwins(input, await listStoryActions(transaction, live.id), actions);
    const change = toVersionedChange(target, actions, asked);
    if (!change.ok) throw new ApiFailure(change.error);
    await requireTeamSlugs(request, transaction, input.shared_team_slugs);
    const changed = (await updateStory(transaction, target.id, change.value)) ?? refuse('story_not_found');
    const entries =
      target.id === live.id
        ? storyEntries(live, changed)
        : [...storyEntries(live, await visible(live.id)), ...storyEntries(target, changed)];
    for (const entry of entries) await recordAudit(request, transaction, entry);
    if (entries.length === 0) noteNothingChanged(request);
    return changed;

    async function changeOwn(): Promise<void> {
      await requireChangeControlled(request, transaction, live, input);
      await moveStory(request, transaction, live, input);
      await updateStory(transaction, live.id, toOwnChange(input));
    }

    /** Where the definition is written to; where nothing of it is, the story or draft that is answered with. */
    async function findTarget(): Promise<Story> {
      if (!touchesDefinition(input)) return readableStory(request, transaction, id, { draft_id: input.draft_id });
      // Whoever takes change control away in the same request edits a story without it.
      const isDrafted = live.isChangeControlled && input.change_control_enabled !== false;
      return isDrafted || input.draft_id ? writableStory(request, transaction, id, input, parts) : visible(live.id);
    }

    async function visible(storyId: StoryId): Promise<Story> {
      return (await findStory(transaction, storyId)) ?? refuse('story_not_found');
    }
  }

  /** All or nothing: one that cannot be deleted keeps the others. */
  async function removeStories(request: FastifyRequest, ids: readonly number[], operation: string): Promise<void> {
    const unique = [...new Set(ids)].map(asId<StoryId>);
    const deleted = await kysely.transaction().execute(async (transaction) => {
      await lockStories(transaction, unique);
      for (const story of await visibleStories(request, transaction, unique)) {
        // A copy may be deleted where it is; its source makes it anew at the next sync.
        if (story.syncedFrom === null) requireUnlocked(story);
      }
      const [only] = unique;
      await recordAudit(request, transaction, {
        operation,
        ...(operation === 'StoryArchive' && only !== undefined ? { storyId: only } : {}),
        inputs: { storyIds: unique },
      });
      return trashStories(transaction, unique, callerOf(request).userId, toTimestamp(clock.now()));
    });
    for (const id of deleted) await storyChanged(id);
  }
}
