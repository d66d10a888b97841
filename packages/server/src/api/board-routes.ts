/**
 * Changes of a storyboard, many things at once and in one transaction: an addition to the documented API, which the editor and
 * every program that lays out stories can use. Things are named by guid, see model/api/board.ts.
 */
import { boardChangeShape, changeBoardInput, idInput } from '@fabula/model';
import { findActions, findNotes } from '@fabula/store';
import { z } from 'zod';
import { describeActions } from './action-routes.ts';
import { publicStoryId, writableStory } from './addressed-story.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { boardOperations, changeBoard } from './change-board.ts';
import { toNote } from './note-routes.ts';

export function boardRoutes(app: ApiScope, parts: ApiParts): void {
  const { kysely } = parts.database;
  app.post(
    '/api/v1/stories/:story_id/board',
    {
      config: { permission: 'story:write', audit: boardOperations },
      schema: {
        summary: 'Change the storyboard',
        tags: ['Stories'],
        params: z.object({ story_id: idInput }),
        body: changeBoardInput,
        response: { 200: boardChangeShape },
      },
    },
    async (request) => {
      const { body, params } = request;
      const done = await kysely.transaction().execute(async (transaction) => {
        const story = await writableStory(request, transaction, params.story_id, body, parts);
        const changed = await changeBoard(request, transaction, story, body, parts);
        return { ...changed, storyId: story.id, publicId: publicStoryId(story) };
      });
      await parts.storyChanged(done.storyId);
      return {
        revision: done.revision,
        actions: await describeActions(parts, await findActions(kysely, done.actionIds), false),
        notes: (await findNotes(kysely, done.noteIds)).map(toNote),
        kept: done.kept.map((kept) => ({
          guid: kept.guid,
          carried: kept.carried,
          width: kept.width,
          time_saved_value: kept.timeSavedValue,
          time_saved_unit: kept.timeSavedUnit,
          num_runs_to_save: kept.runsToSave,
          roles: [...kept.roles],
        })),
      };
    },
  );
}
