/** Import and export of stories (reference: api/stories.md, story-export.md). */
import {
  exportShape,
  exportStoryInput,
  idInput,
  importStoryInput,
  problem,
  readStoryExport,
  storyShape,
  toTimestamp,
} from '@fabula/model';
import { exportStory, importStory } from '@fabula/store';
import { z } from 'zod';
import { callerOf } from '../sign-in/guard.ts';
import { readableStory } from './addressed-story.ts';
import { ApiFailure, refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { describeStory } from './describe-stories.ts';
import { refuseLocked, storyFolder, visibleTeam } from './visible.ts';

const tags = ['Stories'];

export function storyFileRoutes(app: ApiScope, { database, newGuid, clock, storyChanged }: ApiParts): void {
  const { kysely } = database;

  app.post(
    '/api/v1/stories/import',
    {
      config: { permission: 'story:write' },
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
        });
        return imported.ok ? imported.value : refuseLocked(imported.error.name);
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
            exportedAt: toTimestamp(clock.now()),
          }),
        );
      return file ?? refuse('story_not_found');
    },
  );
}
