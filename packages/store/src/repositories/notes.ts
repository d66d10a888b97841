/** Notes on storyboards. */
import { type ActionId, asId, type Note, type NoteId, type StoryId, type TeamId } from '@fabula/model';
import { sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { draftColumns, toDraftMark } from './draft-mark.ts';
import { type Page, type Paging, windowOf } from './paging.ts';
import { recordStoryChange } from './story-change.ts';
import { lockStory } from './story-lock.ts';

export interface NoteSearch {
  /** Teams that the caller sees; null: all. */
  readonly teamIds: readonly TeamId[] | null;
  /** Left out: of live stories only. */
  readonly storyId?: StoryId | undefined;
  /** Notes that lie in this group. */
  readonly groupId?: ActionId | undefined;
}

export interface NewNote {
  readonly storyId: StoryId;
  readonly guid: string;
  readonly content: string;
  readonly x: number;
  readonly y: number;
  /** The group that it lies in; of the same story. */
  readonly groupId: ActionId | null;
  readonly width?: number | null | undefined;
}

/** What is left out stays as it is. */
export interface NoteChange {
  readonly content?: string | undefined;
  readonly x?: number | undefined;
  readonly y?: number | undefined;
  readonly width?: number | null | undefined;
}

/** In a transaction of the caller. null: the story is gone. */
export async function createNote(executor: Executor, note: NewNote): Promise<Note | null> {
  if (!(await lockStory(executor, note.storyId))) return null;
  const { id } = await executor
    .insertInto('note')
    .values({
      story_id: note.storyId,
      position: sql<number>`(select coalesce(max(position) + 1, 0) from note where story_id = ${note.storyId})`,
      guid: note.guid,
      content: storableText(note.content),
      x: note.x,
      y: note.y,
      width: note.width ?? null,
      group_id: note.groupId,
      carried: '{}',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await recordStoryChange(executor, note.storyId);
  return findNote(executor, asId(id));
}

/** In a transaction of the caller. null: it is gone. */
export async function updateNote(
  executor: Executor,
  note: Pick<Note, 'id' | 'storyId'>,
  change: NoteChange,
): Promise<Note | null> {
  if (!(await lockStory(executor, note.storyId))) return null;
  await executor
    .updateTable('note')
    .set({
      ...(change.content === undefined ? {} : { content: storableText(change.content) }),
      ...(change.x === undefined ? {} : { x: change.x }),
      ...(change.y === undefined ? {} : { y: change.y }),
      ...(change.width === undefined ? {} : { width: change.width }),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', note.id)
    .execute();
  await recordStoryChange(executor, note.storyId);
  return findNote(executor, note.id);
}

/** In a transaction of the caller. */
export async function deleteNote(executor: Executor, note: Note): Promise<void> {
  if (!(await lockStory(executor, note.storyId))) return;
  await executor.deleteFrom('note').where('id', '=', note.id).execute();
  await recordStoryChange(executor, note.storyId);
}

export async function findNote(executor: Executor, id: NoteId): Promise<Note | null> {
  const row = await noteRows(executor).where('note.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toNote(row);
}

/** Those that are there, in the order of their making. */
export async function findNotes(executor: Executor, ids: readonly NoteId[]): Promise<readonly Note[]> {
  const rows = await noteRows(executor).where('note.id', '=', anyOf(ids)).orderBy('note.position').execute();
  return rows.map(toNote);
}

export async function listNotes(executor: Executor, search: NoteSearch, paging: Paging): Promise<Page<Note>> {
  const { limit, offset } = windowOf(paging);
  const { teamIds, storyId, groupId } = search;
  let matching = noteRows(executor);
  if (teamIds !== null) matching = matching.where('story.team_id', '=', anyOf(teamIds));
  if (storyId !== undefined) matching = matching.where('note.story_id', '=', storyId);
  if (groupId !== undefined) matching = matching.where('note.group_id', '=', groupId);
  if (storyId === undefined && groupId === undefined) matching = matching.where('story.live_id', 'is', null);
  const { count } = await matching
    .clearSelect()
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await matching.orderBy('note.story_id').orderBy('note.position').limit(limit).offset(offset).execute();
  return { items: rows.map(toNote), count };
}

function noteRows(executor: Executor) {
  return executor
    .selectFrom('note')
    .innerJoin('story', 'story.id', 'note.story_id')
    .selectAll('note')
    .select(draftColumns);
}

type NoteRow = Awaited<ReturnType<ReturnType<typeof noteRows>['executeTakeFirstOrThrow']>>;

function toNote(row: NoteRow): Note {
  return {
    id: asId(row.id),
    storyId: asId(row.story_id),
    draft: toDraftMark(row),
    guid: row.guid,
    groupId: row.group_id === null ? null : asId(row.group_id),
    content: row.content,
    x: row.x,
    y: row.y,
    width: row.width,
  };
}
