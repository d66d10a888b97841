/**
 * Pages of stories, as quick among a hundred thousand as among a hundred (migration 24). Of a page the ids are read first,
 * from an index in the order that is wanted and from its nearer end; then the rows of these ids.
 *
 * How many there are is kept by triggers for everything but names, tags and favourites. Stories found by those are counted; when they
 * are few they are put in order there and then, otherwise the index is searched for them. Words that very many names hold
 * cost a look at each of these names, once (known-counts.ts).
 */
import type { FolderId, Story, TeamId, UserId } from '@fabula/model';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { byKey } from '../database/grouped-events.ts';
import { storableText } from '../database/storable-text.ts';
import type { KnownCounts } from './known-counts.ts';
import { type Page, type Paging, type Window, windowOf } from './paging.ts';
import { storyRows, toStory } from './stories.ts';

export type StoryFilter =
  | 'SEND_TO_STORY_ENABLED'
  | 'HIGH_PRIORITY'
  | 'API_ENABLED'
  | 'PUBLISHED'
  | 'FAVORITE'
  | 'CHANGE_CONTROL_ENABLED'
  | 'DISABLED'
  | 'LOCKED';

export type StoryOrder =
  | 'NAME'
  | 'NAME_DESC'
  | 'RECENTLY_EDITED'
  | 'LEAST_RECENTLY_EDITED'
  | 'ACTION_COUNT_ASC'
  | 'ACTION_COUNT_DESC';

export interface StorySearch {
  /** Teams that the caller sees; null: all. */
  readonly teamIds: readonly TeamId[] | null;
  readonly folderId?: FolderId | undefined;
  /** A story has all of them. */
  readonly tags?: readonly string[] | undefined;
  /** Part of the name, in any case. */
  readonly search?: string | undefined;
  readonly filter?: StoryFilter | undefined;
  /** Whose favourites are meant; null: nobody's, who has none. */
  readonly userId?: UserId | null | undefined;
  /** RECENTLY_EDITED when left out (unconfirmed). */
  readonly order?: StoryOrder | undefined;
}

/** `known`: counts of earlier searches, which are used where they are still true, and added to. */
export async function listStories(
  executor: Executor,
  search: StorySearch,
  paging: Paging,
  known?: KnownCounts,
): Promise<Page<Story>> {
  const window = windowOf(paging);
  const order = orders[search.order ?? 'RECENTLY_EDITED'];
  const earlier = isByNameAlone(search) ? await known?.find(executor, search) : undefined;
  const found =
    typeof earlier?.count === 'number'
      ? { ids: null, count: earlier.count }
      : await findFew(executor, search, order, window);
  if (found.ids !== null) {
    return { items: await readStories(executor, sql`${found.ids}::bigint[]`, order), count: found.count };
  }
  const count = found.count ?? (await countStories(executor, search));
  if (found.count === null) earlier?.keep(count);
  if (window.offset >= count) return { items: [], count };
  return { items: await readStories(executor, inOrder(search, order, window, count), order), count };
}

/** Tags and favourites change on their own, and are counted more quickly. */
function isByNameAlone({ search, tags, filter }: StorySearch): boolean {
  return Boolean(search) && (tags ?? []).length === 0 && filter !== 'FAVORITE';
}

interface Order {
  readonly key: RawBuilder<unknown>;
  readonly isDescending: boolean;
}

// The same order on every server, whatever its locale.
const byName = sql`lower(story.name) collate "C"`;

const orders: Readonly<Record<StoryOrder, Order>> = {
  NAME: { key: byName, isDescending: false },
  NAME_DESC: { key: byName, isDescending: true },
  RECENTLY_EDITED: { key: sql`story.edited_at`, isDescending: true },
  LEAST_RECENTLY_EDITED: { key: sql`story.edited_at`, isDescending: false },
  ACTION_COUNT_ASC: { key: sql`story.action_count`, isDescending: false },
  ACTION_COUNT_DESC: { key: sql`story.action_count`, isDescending: true },
};

function directionOf({ isDescending }: Order): RawBuilder<unknown> {
  return isDescending ? sql`desc` : sql`asc`;
}

async function readStories(executor: Executor, ids: RawBuilder<unknown>, order: Order): Promise<Story[]> {
  const direction = order.isDescending ? 'desc' : 'asc';
  const rows = await storyRows(executor)
    .where('story.id', '=', sql<number>`any(${ids})`)
    .orderBy(order.key, direction)
    .orderBy('story.id', direction)
    .execute();
  return rows.map(toStory);
}

/** The ids of a page, from the index of the order, beginning at its nearer end. */
function inOrder(search: StorySearch, order: Order, window: Window, count: number): RawBuilder<unknown> {
  const limit = Math.min(window.limit, count - window.offset);
  const isNearerToTheEnd = window.offset > count / 2;
  const offset = isNearerToTheEnd ? count - window.offset - limit : window.offset;
  const direction = directionOf({ ...order, isDescending: order.isDescending !== isNearerToTheEnd });
  return sql`array(select story.id from story where ${allOf(search)}
  order by ${order.key} ${direction}, story.id ${direction} limit ${sql.lit(limit)} offset ${sql.lit(offset)})`;
}

/**
 * To find so many one by one and put them in order costs as much as to search the index of an order among a hundred thousand
 * for a page of them.
 */
const few = 1_500;
/** Characters of the shortest part of a name that has an index entry. */
const shortestPart = 3;

/** `ids`: of the page; null: there are more than a few, or they are not looked for by name, by tag or among favourites. `count`: null: not known. */
async function findFew(
  executor: Executor,
  search: StorySearch,
  order: Order,
  { limit, offset }: Window,
): Promise<{ ids: number[]; count: number } | { ids: null; count: number | null }> {
  const source = findingOf(search);
  if (source === null) return { ids: null, count: null };
  const [tag] = search.tags ?? [];
  const tagged =
    tag === undefined
      ? sql`0`
      : sql`(select coalesce(sum(stories), 0)::integer from tag_count where tag_id = ${idOfTag(tag)})`;
  const direction = directionOf(order);
  const { rows } = await sql<{ tagged: number; ids: number[]; count: number }>`with found as materialized (
  select story.id, ${order.key} as key from ${source} and ${tagged} <= ${sql.lit(few)} limit ${sql.lit(few + 1)}
)
select ${tagged} as tagged, (select count(*) from found)::integer as count, array(
  select id from found order by key ${direction}, id ${direction} limit ${sql.lit(limit)} offset ${sql.lit(offset)}
) as ids`.execute(executor);
  const { tagged: all, ids, count } = rows[0] ?? { tagged: 0, ids: [], count: 0 };
  if (all > few) return { ids: null, count: isOneTag(search) ? all : null };
  return count > few ? { ids: null, count: null } : { ids, count };
}

/** Searched for is nothing but a tag. */
function isOneTag({ teamIds, folderId, filter, tags, search }: StorySearch): boolean {
  return tags?.length === 1 && !search && teamIds === null && folderId === undefined && filter === undefined;
}

/** What follows `from` where stories are found as favourites, by a tag or by a part of their names; null: they are not. */
function findingOf(search: StorySearch): RawBuilder<unknown> | null {
  const [tag, ...tags] = search.tags ?? [];
  if (search.filter === 'FAVORITE' && tag === undefined) {
    return sql`(select story_id from favorite_story where user_id = ${search.userId ?? null} order by story_id) favorite
    cross join lateral ${sql.raw(byKey('story', 'id = favorite.story_id'))} story where ${allOf({ ...search, filter: undefined })}`;
  }
  if (tag !== undefined) {
    // in the order of its index, so that this is what is read
    return sql`(select story_id from story_tag where tag_id = ${idOfTag(tag)} order by story_id) tagged
    cross join lateral ${sql.raw(byKey('story', 'id = tagged.story_id'))} story where ${allOf({ ...search, tags })}`;
  }
  if (search.search === undefined || [...search.search].length < shortestPart) return null;
  // offset 0: by the parts, and nothing else
  return sql`(select * from story where live_id is null
    and fabula_trigrams(name) @> fabula_trigrams(${storableText(search.search)}) offset 0) story where ${allOf(search)}`;
}

async function countStories(executor: Executor, search: StorySearch): Promise<number> {
  const condition = search.filter === undefined ? always : keptConditions[search.filter];
  const isKept = (search.tags ?? []).length === 0 && !search.search && condition !== null;
  const kept = sql`coalesce(sum(stories), 0)::bigint as count from story_count where ${sql.join(
    [...inPlace('story_count', search), condition ?? always],
    sql` and `,
  )}`;
  const counted = sql`count(*) from ${findingOf(search) ?? sql`story where ${allOf(search)}`}`;
  const { rows } = await sql<{ count: number }>`select ${isKept ? kept : counted}`.execute(executor);
  return rows[0]?.count ?? 0;
}

/** Conditions on `story`. */
function allOf(search: StorySearch): RawBuilder<boolean> {
  const conditions = [sql`story.live_id is null`, ...inPlace('story', search)];
  for (const tag of search.tags ?? []) {
    // offset 0: looked up story by story
    conditions.push(
      sql`exists (select from story_tag where story_id = story.id and tag_id = ${idOfTag(tag)} offset 0)`,
    );
  }
  if (search.search) conditions.push(sql`position(lower(${storableText(search.search)}) in lower(story.name)) > 0`);
  if (search.filter === 'FAVORITE') {
    conditions.push(
      sql`exists (select from favorite_story where story_id = story.id and user_id = ${search.userId ?? null} offset 0)`,
    );
  } else if (search.filter !== undefined) conditions.push(storyConditions[search.filter]);
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

/** Ids as text: how many stories a team or folder has decides which index is read. */
function inPlace(table: 'story' | 'story_count', { teamIds, folderId }: StorySearch): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  if (teamIds !== null) {
    conditions.push(sql`${sql.ref(`${table}.team_id`)} = any(${sql.lit(`{${teamIds.join(',')}}`)}::bigint[])`);
  }
  if (folderId !== undefined) conditions.push(sql`${sql.ref(`${table}.folder_id`)} = ${sql.lit(folderId)}`);
  return conditions;
}

function idOfTag(name: string): RawBuilder<number> {
  return sql<number>`(select id from tag where name = ${storableText(name)})`;
}

// Every story counts as published.
const always = sql<boolean>`true`;

const storyConditions: Readonly<Record<Exclude<StoryFilter, 'FAVORITE'>, RawBuilder<boolean>>> = {
  SEND_TO_STORY_ENABLED: sql`story.access_source <> 'OFF'`,
  HIGH_PRIORITY: sql`story.is_priority`,
  API_ENABLED: sql`story.is_webhook_api_enabled`,
  PUBLISHED: always,
  CHANGE_CONTROL_ENABLED: sql`story.is_change_controlled`,
  DISABLED: sql`story.is_disabled`,
  LOCKED: sql`story.is_locked`,
};

/** The same, of `story_count`; null: it does not tell. */
const keptConditions: Readonly<Record<StoryFilter, RawBuilder<boolean> | null>> = {
  SEND_TO_STORY_ENABLED: sql`has_access`,
  HIGH_PRIORITY: sql`is_priority`,
  API_ENABLED: sql`has_api`,
  PUBLISHED: always,
  FAVORITE: null,
  CHANGE_CONTROL_ENABLED: sql`is_change_controlled`,
  DISABLED: sql`is_disabled`,
  LOCKED: sql`is_locked`,
};
