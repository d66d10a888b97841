/** Many things of one storyboard at once. Everything here runs in a transaction of the caller, which holds the story. */
import { type ObjectValue, stringifyJson } from '@fabula/formula';
import { type ActionId, asId, groupType, type Link, type NoteId, type StoryId } from '@fabula/model';
import { sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { readStoredObject } from '../database/stored-json.ts';
import { recordStoryChange } from './story-change.ts';

export interface BoardAction {
  readonly id: ActionId;
  readonly guid: string;
  readonly type: string;
  readonly name: string;
  readonly groupId: ActionId | null;
}

/** The actions of the story that have these guids, by guid. */
export async function findBoardActions(
  executor: Executor,
  storyId: StoryId,
  guids: readonly string[],
): Promise<ReadonlyMap<string, BoardAction>> {
  const rows = await executor
    .selectFrom('action')
    .select(['id', 'guid', 'type', 'name', 'group_id'])
    .where('story_id', '=', storyId)
    .where(sql<boolean>`guid = any(${guids.map(storableText)}::text[])`)
    .execute();
  return new Map(
    rows.map(({ id, guid, type, name, group_id }) => [
      guid,
      { id: asId<ActionId>(id), guid, type, name, groupId: group_id === null ? null : asId<ActionId>(group_id) },
    ]),
  );
}

/** The notes of the story that have these guids, by guid. */
export async function findBoardNotes(
  executor: Executor,
  storyId: StoryId,
  guids: readonly string[],
): Promise<ReadonlyMap<string, { readonly id: NoteId; readonly content: string }>> {
  const rows = await executor
    .selectFrom('note')
    .select(['id', 'guid', 'content'])
    .where('story_id', '=', storyId)
    .where(sql<boolean>`guid = any(${guids.map(storableText)}::text[])`)
    .execute();
  return new Map(rows.map(({ id, guid, content }) => [guid, { id: asId<NoteId>(id), content }]));
}

/** What callers of a story may know one of its actions as. */
export type ActionRole = 'entry' | 'exit' | 'api_entry' | 'api_exit';

/** What is lost with an action and cannot be made anew from what the API shows of it. */
export interface KeptOfAction {
  readonly carried: ObjectValue;
  readonly width: number | null;
  readonly timeSavedValue: number;
  readonly timeSavedUnit: string;
  readonly runsToSave: number | null;
  readonly roles: readonly ActionRole[];
}

export async function readKept(
  executor: Executor,
  storyId: StoryId,
  ids: readonly ActionId[],
): Promise<readonly (KeptOfAction & { readonly guid: string })[]> {
  if (ids.length === 0) return [];
  const ends = await executor
    .selectFrom('story')
    .select(['entry_action_id', 'exit_action_ids', 'api_entry_action_ids', 'api_exit_action_ids'])
    .where('id', '=', storyId)
    .executeTakeFirstOrThrow();
  const rows = await executor
    .selectFrom('action')
    .select(['id', 'guid', 'carried', 'width', 'time_saved_value', 'time_saved_unit', 'runs_to_save'])
    .where('id', '=', anyOf(ids))
    .execute();
  return rows.map((row) => ({
    guid: row.guid,
    carried: readStoredObject(row.carried),
    width: row.width,
    timeSavedValue: row.time_saved_value,
    timeSavedUnit: row.time_saved_unit,
    runsToSave: row.runs_to_save,
    roles: [
      ...(ends.entry_action_id === row.id ? (['entry'] as const) : []),
      ...(ends.exit_action_ids.includes(row.id) ? (['exit'] as const) : []),
      ...(ends.api_entry_action_ids.includes(row.id) ? (['api_entry'] as const) : []),
      ...(ends.api_exit_action_ids.includes(row.id) ? (['api_exit'] as const) : []),
    ],
  }));
}

/** Gives an action back what `readKept` told of it. An entry that was chosen meanwhile stays. */
export async function giveKept(executor: Executor, storyId: StoryId, id: ActionId, kept: KeptOfAction): Promise<void> {
  await executor
    .updateTable('action')
    .set({
      carried: stringifyJson(kept.carried),
      width: kept.width,
      time_saved_value: kept.timeSavedValue,
      time_saved_unit: storableText(kept.timeSavedUnit),
      runs_to_save: kept.runsToSave,
    })
    .where('id', '=', id)
    .execute();
  if (kept.roles.length === 0) return;
  const has = (role: ActionRole) => kept.roles.includes(role);
  await sql`
    update story set
      entry_action_id = case when ${has('entry')}::boolean then coalesce(entry_action_id, ${id}) else entry_action_id end,
      exit_action_ids = case when ${has('exit')}::boolean
        then array_append(array_remove(exit_action_ids, ${id}::bigint), ${id}::bigint) else exit_action_ids end,
      api_entry_action_ids = case when ${has('api_entry')}::boolean
        then array_append(array_remove(api_entry_action_ids, ${id}::bigint), ${id}::bigint) else api_entry_action_ids end,
      api_exit_action_ids = case when ${has('api_exit')}::boolean
        then array_append(array_remove(api_exit_action_ids, ${id}::bigint), ${id}::bigint) else api_exit_action_ids end
    where id = ${storyId}
  `.execute(executor);
}

/** Removes actions with their links and webhook paths, and what lies in those that are groups; and notes. */
export async function removeFromBoard(
  executor: Executor,
  storyId: StoryId,
  actionIds: readonly ActionId[],
  noteIds: readonly NoteId[],
): Promise<void> {
  if (noteIds.length > 0) {
    await executor.deleteFrom('note').where('story_id', '=', storyId).where('id', '=', anyOf(noteIds)).execute();
  }
  if (actionIds.length === 0) return;
  await executor.deleteFrom('action').where('story_id', '=', storyId).where('id', '=', anyOf(actionIds)).execute();
  const ids = sql`${[...actionIds]}::bigint[]`;
  await sql`
    update story set
      entry_action_id = case when entry_action_id = any(${ids}) then null else entry_action_id end,
      exit_action_ids = array(select id from unnest(exit_action_ids) with ordinality as old (id, n)
        where id <> all(${ids}) order by n),
      api_entry_action_ids = array(select id from unnest(api_entry_action_ids) with ordinality as old (id, n)
        where id <> all(${ids}) order by n),
      api_exit_action_ids = array(select id from unnest(api_exit_action_ids) with ordinality as old (id, n)
        where id <> all(${ids}) order by n)
    where id = ${storyId}
  `.execute(executor);
}

/** Removes links of exactly these kinds; others between the same actions stay. */
export async function removeLinks(executor: Executor, storyId: StoryId, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return;
  await sql`
    delete from link using unnest(
      ${links.map((link) => link.sourceId)}::bigint[],
      ${links.map((link) => link.receiverId)}::bigint[],
      ${links.map((link) => link.kind)}::text[]
    ) as gone (source_id, receiver_id, kind)
    where link.story_id = ${storyId} and link.source_id = gone.source_id
      and link.receiver_id = gone.receiver_id and link.kind = gone.kind
  `.execute(executor);
}

export interface Placed<Id> {
  readonly id: Id;
  readonly x: number;
  readonly y: number;
}

/** One statement however many are moved. */
export async function moveOnBoard(
  executor: Executor,
  table: 'action' | 'note',
  items: readonly Placed<ActionId | NoteId>[],
): Promise<void> {
  if (items.length === 0) return;
  await sql`
    update ${sql.table(table)} as thing set x = moved.x, y = moved.y, updated_at = now()
    from unnest(
      ${items.map(({ id }) => id)}::bigint[],
      ${items.map(({ x }) => x)}::double precision[],
      ${items.map(({ y }) => y)}::double precision[]
    ) as moved (id, x, y)
    where thing.id = moved.id
  `.execute(executor);
}

/** Puts them into a group of the same story; null: into none. */
export async function moveIntoGroup(
  executor: Executor,
  table: 'action' | 'note',
  ids: readonly (ActionId | NoteId)[],
  groupId: ActionId | null,
): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    update ${sql.table(table)} set group_id = ${groupId}, updated_at = now() where id = any(${[...ids]}::bigint[])
  `.execute(executor);
}

/** The groups of the story, each with the one that it lies in; null: in none. */
export async function findGroups(
  executor: Executor,
  storyId: StoryId,
): Promise<ReadonlyMap<ActionId, ActionId | null>> {
  const rows = await executor
    .selectFrom('action')
    .select(['id', 'group_id'])
    .where('story_id', '=', storyId)
    .where('type', '=', groupType)
    .execute();
  return new Map(rows.map(({ id, group_id }) => [asId(id), group_id === null ? null : asId(group_id)]));
}

/**
 * Ends a change of the board; gives the revision that the story has now. `before`: that it had when the transaction took hold of
 * it. A change is one step, whatever it is made of, so that whoever counts along sees when somebody else has made one.
 */
export async function recordBoardChange(executor: Executor, storyId: StoryId, before: number): Promise<number> {
  await recordStoryChange(executor, storyId);
  const revision = before + 1;
  await executor.updateTable('story').set({ revision }).where('id', '=', storyId).execute();
  return revision;
}
