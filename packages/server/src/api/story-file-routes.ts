/** Import and export of stories (reference: api/stories.md, story-export.md). */
import {
  exportShape,
  exportStoryInput,
  idInput,
  importStoryInput,
  problem,
  readStoryExport,
  type Story,
  type StoryDocument,
  type StoryId,
  storyShape,
  toTimestamp,
} from '@fabula/model';
import {
  type Executor,
  exportStory,
  findStory,
  findVersionedStory,
  importStory,
  type ReplaceFailure,
  replaceStory,
  saveVersion,
  USUAL_DRAFT,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import { callerOf } from '../sign-in/guard.ts';
import { draftNamed, publicStoryId, readableStory, requireEditable } from './addressed-story.ts';
import { ApiFailure, refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { describeStory } from './describe-stories.ts';
import { refuseLocked, storyFolder, visibleStory, visibleTeam } from './visible.ts';

const tags = ['Stories'];

export function storyFileRoutes(app: ApiScope, parts: ApiParts): void {
  const { database, newGuid, clock, storyChanged } = parts;
  const { kysely } = database;
  const now = (): string => toTimestamp(clock.now());

  app.post(
    '/api/v1/stories/import',
    {
      config: { permission: 'story:write', audit: 'StoryImport' },
      schema: { summary: 'Import a story', tags, body: importStoryInput, response: { 200: storyShape } },
    },
    async (request) => {
      const { body } = request;
      const document = readStoryExport(body.data);
      if (!document.ok) {
        const { message, field } = document.error;
        const where = field === '' ? 'data' : `data.${field}`;
        throw new ApiFailure([problem('story_import_refused', `${where}: ${message}`, where)]);
      }
      if (body.draft_name !== undefined && body.mode === 'new') {
        return refuse('invalid_parameter', 'draft_name needs the mode versionReplace.', 'draft_name');
      }
      const story = await kysely.transaction().execute(async (transaction) => {
        const teamId = await visibleTeam(request, transaction, body.team_id);
        const imported = await importStory(transaction, {
          document: document.value,
          newName: body.new_name ?? null,
          teamId,
          folderId: await storyFolder(transaction, teamId, body.folder_id ?? null),
          userId: callerOf(request).userId,
          mode: body.mode,
          newGuid,
          at: now(),
        });
        if (!imported.ok) {
          if (imported.error.kind === 'story_locked') return refuseLocked(imported.error.name);
          const draft = await replaceInDraft(request, transaction, imported.error.id, document.value);
          await tell(request, transaction, draft);
          return draft;
        }
        if (body.draft_name !== undefined) {
          refuse('change_control_off', 'draft_name needs a story under change control to replace.', 'draft_name');
        }
        await tell(request, transaction, imported.value);
        return imported.value;
      });
      await storyChanged(story.id);
      return describeStory(kysely, story);
    },
  );

  app.get(
    '/api/v1/stories/:story_id/export',
    {
      config: { permission: 'story:read' },
      schema: {
        summary: 'Export a story',
        tags,
        params: z.object({ story_id: idInput }),
        body: exportStoryInput,
        response: { 200: exportShape },
      },
    },
    async (request) => {
      const story = await readableStory(request, kysely, request.params.story_id, request.body);
      // One snapshot: a change in the middle must not give a file of two halves.
      const file = await kysely
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute((transaction) =>
          exportStory(transaction, story.id, {
            randomizeUrls: request.body.randomize_urls,
            clearRecipients: request.body.clear_recipients,
            newHex: newGuid,
            exportedAt: now(),
          }),
        );
      return file ?? refuse('story_not_found');
    },
  );

  async function tell(request: FastifyRequest, executor: Executor, story: Story): Promise<void> {
    const { mode } = request.body as { mode: string };
    await recordAudit(request, executor, {
      operation: 'StoryImport',
      storyId: publicStoryId(story),
      inputs: { teamId: story.teamId, folderId: story.folderId, name: story.name, mode },
      outputs: { storyId: publicStoryId(story), ...(story.draft === null ? {} : { draftId: story.id }) },
    });
  }

  /** The live story is changed through its drafts: the file takes the place of what one of them holds. */
  async function replaceInDraft(
    request: FastifyRequest,
    executor: Executor,
    liveId: StoryId,
    document: StoryDocument,
  ): Promise<Story> {
    const { draft_name: name } = request.body as { draft_name?: string };
    const live = await visibleStory(request, executor, liveId);
    const draft = await requireEditable(
      request,
      executor,
      await draftNamed(request, executor, live, name || USUAL_DRAFT, parts),
    );
    const former = await findVersionedStory(executor, draft.id);
    if (former === null) return refuse('story_not_found');
    const { userId } = callerOf(request);
    await saveVersion(executor, draft.id, {
      name: 'Before a file took its place',
      userId,
      isAutomatic: true,
      at: now(),
    });
    const named = { ...document, name: live.name, guid: live.guid };
    const story = { ...former, document: named, runsToSave: new Map() };
    const replaced = await replaceStory(executor, draft.id, story, { userId, newGuid });
    if (!replaced.ok) return refuseReplacement(replaced.error);
    return (await findStory(executor, draft.id)) ?? refuse('story_not_found');
  }
}

export function refuseReplacement(failure: ReplaceFailure): never {
  if (failure.kind === 'story_missing') return refuse('story_not_found');
  return refuse(
    'webhook_path_taken',
    `Another story has got the address ${failure.path} in the meantime: give the action another one.`,
    'path',
  );
}
