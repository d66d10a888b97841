/** Notes on storyboards. */
import { asId, type Note, type NoteId, type StoryId, type TeamId } from '@fabula/model';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

export interface NoteSearch {
  /** Teams that the caller sees; null: all. */
  readonly teamIds: readonly TeamId[] | null;
  readonly storyId?: StoryId | undefined;
}

const columns = ['note.id', 'note.story_id', 'note.guid', 'note.content', 'note.x', 'note.y', 'note.width'] as const;

export async function findNote(executor: Executor, id: NoteId): Promise<Note | null> {
  const row = await executor.selectFrom('note').select(columns).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toNote(row);
}

export async function listNotes(executor: Executor, search: NoteSearch, paging: Paging): Promise<Page<Note>> {
  const { limit, offset } = windowOf(paging);
  const { teamIds, storyId } = search;
  let matching = executor.selectFrom('note').innerJoin('story', 'story.id', 'note.story_id');
  if (teamIds !== null) matching = matching.where('story.team_id', '=', anyOf(teamIds));
  if (storyId !== undefined) matching = matching.where('note.story_id', '=', storyId);
  const { count } = await matching
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await matching
    .select(columns)
    .orderBy('note.story_id')
    .orderBy('note.position')
    .limit(limit)
    .offset(offset)
    .execute();
  return { items: rows.map(toNote), count };
}

function toNote(row: {
  id: number;
  story_id: number;
  guid: string;
  content: string;
  x: number;
  y: number;
  width: number | null;
}): Note {
  return {
    id: asId(row.id),
    storyId: asId(row.story_id),
    guid: row.guid,
    content: row.content,
    x: row.x,
    y: row.y,
    width: row.width,
  };
}
