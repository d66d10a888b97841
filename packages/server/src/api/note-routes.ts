/** Notes on storyboards (reference: api/notes.md); reading only. */
import {
  asId,
  idInput,
  listNotesInput,
  type Note,
  type NoteId,
  noteListShape,
  noteShape,
  type StoryId,
} from '@fabula/model';
import { findNote, listNotes } from '@fabula/store';
import { z } from 'zod';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';
import { refuseDraft, teamsToList, visibleStory } from './visible.ts';

const tags = ['Notes'];

export function noteRoutes(app: ApiScope, { database, publicUrl }: ApiParts): void {
  const { kysely } = database;

  app.get(
    '/api/v1/notes',
    {
      config: { permission: 'story:read' },
      schema: { summary: 'List notes', tags, body: listNotesInput, response: { 200: noteListShape } },
    },
    async (request) => {
      const { body } = request;
      refuseDraft({ draft_id: body.draft_id, story_mode: body.mode });
      const search = {
        teamIds: teamsToList(request, body.team_id),
        storyId: body.story_id ? asId<StoryId>(body.story_id) : undefined,
      };
      // Groups cannot be built yet, so none of them has notes.
      const { items, count } = body.group_id
        ? { items: [], count: 0 }
        : await listNotes(kysely, search, toPaging(body));
      return { annotations: items.map(toNote), meta: metaOf(request, publicUrl(), body, count) };
    },
  );

  app.get(
    '/api/v1/notes/:note_id',
    {
      config: { permission: 'story:read' },
      schema: { summary: 'Get a note', tags, params: z.object({ note_id: idInput }), response: { 200: noteShape } },
    },
    async (request) => {
      const note = await findNote(kysely, asId<NoteId>(request.params.note_id));
      if (note === null) return refuse('note_not_found');
      await visibleStory(request, kysely, note.storyId);
      return toNote(note);
    },
  );
}

function toNote(note: Note) {
  return {
    id: note.id,
    story_id: note.storyId,
    story_mode: 'LIVE' as const,
    group_id: null,
    content: note.content,
    position: { x: note.x, y: note.y },
    width: note.width,
    draft_id: null,
    draft_name: null,
  };
}
