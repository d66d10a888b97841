/** Storyboard notes (reference: api/notes.md). */
import {
  type ActionId,
  asId,
  createNoteInput,
  idInput,
  listNotesInput,
  type Note,
  type NoteId,
  noteListShape,
  noteShape,
  updateNoteInput,
} from '@fabula/model';
import { createNote, deleteNote, type Executor, findNote, listNotes, updateNote } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { noteNothingChanged } from '../audit/audited-routes.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { storyForNew, storyToList, twinIn } from './action-place.ts';
import { draftFields, editableStoryOf, publicStoryId, storyOf } from './addressed-story.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';
import { teamsToList, visibleAction } from './visible.ts';

const tags = ['Notes'];
const params = z.object({ note_id: idInput });

export function noteRoutes(app: ApiScope, parts: ApiParts): void {
  const { database, newGuid, publicUrl, storyChanged } = parts;
  const { kysely } = database;

  app.get(
    '/api/v1/notes',
    {
      config: { permission: 'story:read' },
      schema: { summary: 'List notes', tags, body: listNotesInput, response: { 200: noteListShape } },
    },
    async (request) => {
      const { body } = request;
      const search = {
        teamIds: teamsToList(request, body.team_id),
        storyId: await storyToList(request, kysely, { ...body, story_mode: body.mode }),
        groupId: body.group_id ? asId<ActionId>(body.group_id) : undefined,
      };
      const { items, count } = await listNotes(kysely, search, toPaging(body));
      return { annotations: items.map(toNote), meta: metaOf(request, publicUrl(), body, count) };
    },
  );

  app.post(
    '/api/v1/notes',
    {
      config: { permission: 'story:write', audit: 'StoryItemsCreation' },
      schema: { summary: 'Create a note', tags, body: createNoteInput, response: { 201: noteShape } },
    },
    async (request, reply) => {
      const { body } = request;
      if (!body.story_id && !body.group_id) {
        return refuse('missing_parameter', 'story_id or group_id is required.', 'story_id');
      }
      const note = await kysely.transaction().execute(async (transaction) => {
        const named = body.group_id ? await visibleAction(request, transaction, body.group_id, 'group_id') : null;
        const story = await storyForNew(request, transaction, body.story_id, named, body, parts);
        const group = named === null ? null : await twinIn(transaction, story, named);
        const created = await createNote(transaction, {
          storyId: story.id,
          guid: newGuid(),
          content: body.content,
          x: body.position.x,
          y: body.position.y,
          groupId: group?.id ?? null,
        });
        if (created === null) return refuse('story_not_found');
        await recordAudit(request, transaction, {
          operation: 'StoryItemsCreation',
          storyId: publicStoryId(story),
          inputs: { storyId: publicStoryId(story), noteIds: [created.id] },
        });
        return created;
      });
      await storyChanged(note.storyId);
      return reply.code(201).send(toNote(note));
    },
  );

  app.get(
    '/api/v1/notes/:note_id',
    {
      config: { permission: 'story:read' },
      schema: { summary: 'Get a note', tags, params, response: { 200: noteShape } },
    },
    async (request) => toNote(await visibleNote(request, kysely, request.params.note_id)),
  );

  app.route({
    method: ['PUT', 'PATCH'],
    url: '/api/v1/notes/:note_id',
    config: { permission: 'story:write', audit: ['AnnotationContentChange', 'StoryItemsMovement'] },
    schema: { summary: 'Update a note', tags, params, body: updateNoteInput, response: { 200: noteShape } },
    handler: async (request) => {
      const { content, position } = request.body;
      const note = await kysely.transaction().execute(async (transaction) => {
        const before = await visibleNote(request, transaction, request.params.note_id);
        const story = await editableStoryOf(request, transaction, before);
        const changed = await updateNote(transaction, before, { content, x: position?.x, y: position?.y });
        const isMoved = changed !== null && (changed.x !== before.x || changed.y !== before.y);
        const isRewritten = changed !== null && changed.content !== before.content;
        const told = { storyId: publicStoryId(story), noteIds: [before.id] };
        if (isRewritten) {
          await recordAudit(request, transaction, {
            operation: 'AnnotationContentChange',
            storyId: publicStoryId(story),
            inputs: { ...told, content: changed.content },
          });
        }
        if (isMoved) {
          await recordAudit(request, transaction, {
            operation: 'StoryItemsMovement',
            storyId: publicStoryId(story),
            inputs: { ...told, position: { x: changed.x, y: changed.y } },
          });
        }
        if (!isMoved && !isRewritten) noteNothingChanged(request);
        return changed ?? refuse('note_not_found');
      });
      await storyChanged(note.storyId);
      return toNote(note);
    },
  });

  app.delete(
    '/api/v1/notes/:note_id',
    {
      config: { permission: 'story:write', audit: 'StoryItemsDestruction' },
      schema: { summary: 'Delete a note', tags, params },
    },
    async (request, reply) => {
      const { storyId } = await kysely.transaction().execute(async (transaction) => {
        const note = await visibleNote(request, transaction, request.params.note_id);
        const story = await editableStoryOf(request, transaction, note);
        await deleteNote(transaction, note);
        await recordAudit(request, transaction, {
          operation: 'StoryItemsDestruction',
          storyId: publicStoryId(story),
          inputs: { storyId: publicStoryId(story), noteIds: [note.id] },
        });
        return note;
      });
      await storyChanged(storyId);
      return reply.code(204).send();
    },
  );
}

async function visibleNote(request: FastifyRequest, executor: Executor, id: number): Promise<Note> {
  const note = await findNote(executor, asId<NoteId>(id));
  if (note === null) return refuse('note_not_found');
  await storyOf(request, executor, note, 'note_not_found');
  return note;
}

export function toNote(note: Note) {
  return {
    id: note.id,
    guid: note.guid,
    story_id: publicStoryId({ id: note.storyId, draft: note.draft }),
    ...draftFields(note, note.storyId),
    group_id: note.groupId,
    content: note.content,
    position: { x: note.x, y: note.y },
    width: note.width,
  };
}
