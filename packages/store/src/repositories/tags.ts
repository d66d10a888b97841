/** Tags: names that teams give to their stories, made when first used. One name is one tag, whatever teams have it. */
import { asId, type StoryId, type TagId, type TeamId } from '@fabula/model';
import { sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

/** Adds after those that are there; one that is there already keeps its place. */
export async function addStoryTags(executor: Executor, storyId: StoryId, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const unique = [...new Set(names.map(storableText))];
  await executor
    .insertInto('tag')
    .values(unique.map((name) => ({ name })))
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const tags = await executor.selectFrom('tag').select(['id', 'name']).where('name', 'in', unique).execute();
  const { last } = await executor
    .selectFrom('story_tag')
    .select((select) => select.fn.max('position').as('last'))
    .where('story_id', '=', storyId)
    .executeTakeFirstOrThrow();
  const first = (last ?? -1) + 1;
  await executor
    .insertInto('story_tag')
    .values(tags.map((tag) => ({ story_id: storyId, tag_id: tag.id, position: first + unique.indexOf(tag.name) })))
    .onConflict((conflict) => conflict.columns(['story_id', 'tag_id']).doNothing())
    .execute();
  await giveTagsToTeam(executor, storyId);
}

/** The team of a story has all of its tags: also those that it brings along from another team. */
export async function giveTagsToTeam(executor: Executor, storyId: StoryId): Promise<void> {
  await sql`
    insert into tag_team (tag_id, team_id)
    select story_tag.tag_id, story.team_id from story join story_tag on story_tag.story_id = story.id where story.id = ${storyId}
    on conflict do nothing
  `.execute(executor);
}

export async function removeStoryTags(executor: Executor, storyId: StoryId, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await executor
    .deleteFrom('story_tag')
    .where('story_id', '=', storyId)
    .where('tag_id', 'in', (tags) => tags.selectFrom('tag').select('id').where('name', 'in', names.map(storableText)))
    .execute();
}

export interface Tag {
  readonly id: TagId;
  readonly name: string;
  /** `#RRGGBB` */
  readonly color: string;
  readonly teams: readonly { readonly id: TeamId; readonly name: string }[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** null: the team has a tag of this name. In a transaction of the caller. */
export async function createTag(
  executor: Executor,
  tag: { readonly name: string; readonly color: string; readonly teamId: TeamId },
): Promise<Tag | null> {
  const name = storableText(tag.name);
  const { id } = await executor
    .insertInto('tag')
    .values({ name, color: tag.color })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ updated_at: sql<Date>`now()` }))
    .returning('id')
    .executeTakeFirstOrThrow();
  const added = await executor
    .insertInto('tag_team')
    .values({ tag_id: id, team_id: tag.teamId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('tag_id')
    .execute();
  return added.length === 0 ? null : findTag(executor, asId(id));
}

export async function findTag(executor: Executor, id: TagId): Promise<Tag | null> {
  const row = await tagRows(executor).where('tag.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toTag(row);
}

/** `teamIds`: those that the caller sees; null: all. By name. */
export async function listTags(
  executor: Executor,
  teamIds: readonly TeamId[] | null,
  paging: Paging,
): Promise<Page<Tag>> {
  const { limit, offset } = windowOf(paging);
  let matching = tagRows(executor);
  if (teamIds !== null) {
    matching = matching.where('tag.id', 'in', (teams) =>
      teams.selectFrom('tag_team').select('tag_id').where('team_id', '=', anyOf(teamIds)),
    );
  }
  const { count } = await matching
    .clearSelect()
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await matching.orderBy(sql`tag.name collate "C"`).limit(limit).offset(offset).execute();
  return { items: rows.map(toTag), count };
}

/** False: another tag has the name. */
export async function updateTag(
  executor: Executor,
  id: TagId,
  change: { readonly name?: string | undefined; readonly color?: string | undefined },
): Promise<boolean> {
  if (change.name !== undefined) {
    const other = await executor
      .selectFrom('tag')
      .select('id')
      .where('name', '=', storableText(change.name))
      .where('id', '<>', id)
      .executeTakeFirst();
    if (other !== undefined) return false;
  }
  await executor
    .updateTable('tag')
    .set({
      ...(change.name === undefined ? {} : { name: storableText(change.name) }),
      ...(change.color === undefined ? {} : { color: change.color }),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .execute();
  return true;
}

/** `teamId`: from this team and its stories alone; null: from the whole tenant. */
export async function deleteTag(executor: Executor, id: TagId, teamId: TeamId | null): Promise<void> {
  if (teamId !== null) {
    await executor.deleteFrom('tag_team').where('tag_id', '=', id).where('team_id', '=', teamId).execute();
    await executor
      .deleteFrom('story_tag')
      .where('tag_id', '=', id)
      .where('story_id', 'in', (stories) => stories.selectFrom('story').select('id').where('team_id', '=', teamId))
      .execute();
    const left = await executor.selectFrom('tag_team').select('team_id').where('tag_id', '=', id).executeTakeFirst();
    if (left !== undefined) return;
  }
  await executor.deleteFrom('tag').where('id', '=', id).execute();
}

function tagRows(executor: Executor) {
  return executor
    .selectFrom('tag')
    .selectAll('tag')
    .select(
      sql<{ id: number; name: string }[]>`coalesce((
        select json_agg(json_build_object('id', team.id, 'name', team.name) order by team.id)
        from tag_team join team on team.id = tag_team.team_id where tag_team.tag_id = tag.id), '[]'::json)`.as('teams'),
    );
}

function toTag(row: {
  id: number;
  name: string;
  color: string;
  created_at: Date;
  updated_at: Date;
  teams: { id: number; name: string }[] | string;
}): Tag {
  // JSON columns come as text, because users' JSON must not be touched.
  const teams = typeof row.teams === 'string' ? (JSON.parse(row.teams) as { id: number; name: string }[]) : row.teams;
  return {
    id: asId(row.id),
    name: row.name,
    color: row.color,
    teams: teams.map(({ id, name }) => ({ id: asId(id), name })),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
