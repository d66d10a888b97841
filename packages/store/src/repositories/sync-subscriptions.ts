/**
 * Which stories a destination gets, and how far each is.
 *
 *   subscribed ──sent──► synced ──story changes──► requires sync ──sent──► synced
 *        └──────refused, or not reachable──► failed ──sent──► synced
 *
 * A subscription that is given up, or whose story is deleted, stays until the copy has been told.
 */
import { stringifyJson, type Value } from '@fabula/formula';
import { asId, calledStories, SEND_TO_STORY_TYPE, type StoryId, type SyncDestinationId } from '@fabula/model';
import { sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { readStored, readStoredObject } from '../database/stored-json.ts';
import type { SyncEnding } from './sync-destinations.ts';

export interface SyncSubscription {
  readonly id: number;
  readonly destinationId: SyncDestinationId;
  /** null: the story was deleted. */
  readonly storyId: StoryId | null;
  readonly storyGuid: string;
  /** As it is called now; the last name of one that was deleted. */
  readonly storyName: string;
  readonly position: number;
  /** What is to become of the copy. */
  readonly goal: 'keep' | SyncEnding;
  /** Somebody wants it sent, whether or not it has changed. */
  readonly isAsked: boolean;
  /** Of the story, as it is now; null: it was deleted. */
  readonly revision: number | null;
  /** That the copy is like; null: never sent. */
  readonly syncedRevision: number | null;
  readonly syncedDigest: string | null;
  readonly syncedAt: Date | null;
  /** The story at the destination; null: not known. */
  readonly copyId: number | null;
  /** A name under which a copy may lie there, though it is not known yet whether it does. */
  readonly claimedName: string | null;
  /** What the destination says that it lacks; null: it does not say. */
  readonly missing: Value;
  readonly error: string | null;
  readonly attempts: number;
  readonly retryAt: Date | null;
}

/** Of these destinations, in the order in which the stories were given; without those that are given up. */
export async function listSubscriptions(
  executor: Executor,
  destinationIds: readonly SyncDestinationId[],
): Promise<readonly SyncSubscription[]> {
  const rows = await subscriptionRows(executor)
    .where('sync_subscription.destination_id', '=', anyOf(destinationIds))
    .where('sync_subscription.goal', '=', 'keep')
    .where('sync_subscription.story_id', 'is not', null)
    .orderBy('sync_subscription.position')
    .orderBy('sync_subscription.id')
    .execute();
  return rows.map(toSubscription);
}

export interface SubscribedStory {
  readonly id: StoryId;
  readonly guid: string;
  readonly name: string;
}

/**
 * Exactly these, in this order. One that was there keeps its state; one that is left out is detached. The destination is held by
 * the transaction.
 */
export async function setSubscriptions(
  executor: Executor,
  destinationId: SyncDestinationId,
  stories: readonly SubscribedStory[],
): Promise<void> {
  const guids = stories.map(({ guid }) => guid);
  await giveUp(executor, destinationId, 'detach', guids);
  await sql`
    insert into sync_subscription (destination_id, story_id, story_guid, story_name, position, goal)
    select ${destinationId}, id, guid, name, position, 'keep'
    from unnest(
      ${stories.map(({ id }) => id)}::bigint[], ${guids}::text[], ${stories.map(({ name }) => storableText(name))}::text[]
    ) with ordinality as given(id, guid, name, position)
    on conflict (destination_id, story_guid) do update set
      story_id = excluded.story_id,
      position = excluded.position,
      goal = 'keep',
      -- One that comes back is sent anew: meanwhile its copy may have been told that it is one no more.
      is_asked = sync_subscription.is_asked and sync_subscription.goal = 'keep',
      synced_revision = case when sync_subscription.goal = 'keep' then sync_subscription.synced_revision end,
      synced_digest = case when sync_subscription.goal = 'keep' then sync_subscription.synced_digest end,
      error = case when sync_subscription.goal = 'keep' then sync_subscription.error end,
      attempts = 0,
      retry_at = null
  `.execute(executor);
}

/** Also what was never sent: it may be on its way at this moment. `but`: guids of stories that stay. */
async function giveUp(
  executor: Executor,
  destinationId: SyncDestinationId,
  ending: SyncEnding,
  but: readonly string[],
): Promise<void> {
  await sql`
    update sync_subscription set goal = ${ending}, attempts = 0, retry_at = null, error = null
    where destination_id = ${destinationId} and story_guid <> all(${[...but]}::text[]) and goal = 'keep'
  `.execute(executor);
}

/** All of them, because the destination goes. */
export async function endSubscriptions(
  executor: Executor,
  destinationId: SyncDestinationId,
  ending: SyncEnding,
): Promise<void> {
  await giveUp(executor, destinationId, ending, []);
}

/** The story, or all; whatever was in the way is tried again at once. Gives whether there was any. */
export async function askForSync(
  executor: Executor,
  destinationId: SyncDestinationId,
  storyId: StoryId | null,
): Promise<boolean> {
  await executor
    .updateTable('sync_destination')
    .set({ attempts: 0, retry_at: null })
    .where('id', '=', destinationId)
    .execute();
  let asked = executor
    .updateTable('sync_subscription')
    .set({ is_asked: true, attempts: 0, retry_at: null })
    .where('destination_id', '=', destinationId)
    .where('goal', '=', 'keep')
    .where('story_id', 'is not', null);
  if (storyId !== null) asked = asked.where('story_id', '=', storyId);
  const { numUpdatedRows } = await asked.executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What is to be done for a subscription, as a condition on `sub`, its `story` and its `destination`. */
const isDue = sql<boolean>`(
  sub.goal <> 'keep' or sub.story_id is null or sub.is_asked
  or (not destination.is_manual and story.revision is distinct from sub.synced_revision)
  -- Where nothing is sent unasked, it is at least known whether there is something to send.
  or (story.revision is distinct from sub.synced_revision and story.revision is distinct from sub.checked_revision)
)`;

/** Destinations for which there is something to do, those that have waited longest for it first. */
export async function listDueDestinations(executor: Executor, now: Date): Promise<readonly SyncDestinationId[]> {
  const { rows } = await sql<{ id: number }>`
    select destination.id from sync_destination destination
    where (destination.retry_at is null or destination.retry_at <= ${now}) and (
      exists (
        select from sync_subscription sub left join story on story.id = sub.story_id
        where sub.destination_id = destination.id and (sub.retry_at is null or sub.retry_at <= ${now}) and ${isDue}
      )
      or (destination.ending is not null
        and not exists (select from sync_subscription sub where sub.destination_id = destination.id))
    )
    order by destination.retry_at nulls first, destination.id
  `.execute(executor);
  return rows.map(({ id }) => asId(id));
}

/** As it is now; null: there is none any more. */
export async function findSubscription(executor: Executor, id: number): Promise<SyncSubscription | null> {
  const row = await subscriptionRows(executor).where('sync_subscription.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toSubscription(row);
}

/** Those that were not tried since something failed come first: one that is in the way of the others is not so again. */
export async function listDueSubscriptions(
  executor: Executor,
  destinationId: SyncDestinationId,
  now: Date,
): Promise<readonly SyncSubscription[]> {
  const { rows } = await sql<{ id: number }>`
    select sub.id from sync_subscription sub
    join sync_destination destination on destination.id = sub.destination_id
    left join story on story.id = sub.story_id
    where sub.destination_id = ${destinationId} and (sub.retry_at is null or sub.retry_at <= ${now}) and ${isDue}
  `.execute(executor);
  const due = await subscriptionRows(executor)
    .where('sync_subscription.id', '=', anyOf(rows.map(({ id }) => id)))
    .orderBy('sync_subscription.retry_at', (order) => order.asc().nullsFirst())
    .orderBy('sync_subscription.position')
    .orderBy('sync_subscription.id')
    .execute();
  return due.map(toSubscription);
}

export interface SyncSuccess {
  readonly revision: number;
  /** Of the story, at that revision. */
  readonly name: string;
  readonly digest: string;
  readonly copyId: number | null;
  readonly missing: Value;
  readonly at: Date;
}

/**
 * The copy is like the story was at this revision. Where
 * the story has another name than before, those that call it are looked at again: copies find each other by name.
 */
export async function putSynced(
  executor: Executor,
  { id, destinationId }: SyncSubscription,
  success: SyncSuccess,
): Promise<void> {
  await sql`
    update sync_subscription set checked_revision = null, synced_revision = null
    where destination_id = ${destinationId} and id <> ${id} and synced_revision is not null
      and exists (select from sync_subscription renamed
        where renamed.id = ${id} and renamed.synced_revision is not null and renamed.story_name <> ${storableText(success.name)})
  `.execute(executor);
  await executor
    .updateTable('sync_subscription')
    .set({
      story_name: storableText(success.name),
      synced_revision: success.revision,
      checked_revision: success.revision,
      synced_digest: success.digest,
      synced_at: success.at,
      copy_id: success.copyId,
      claimed_name: null,
      missing: stringifyJson(success.missing),
      // Whoever asked while it was on its way, and for a later revision, is still to be served.
      is_asked: sql<boolean>`is_asked and exists (
        select from story where story.id = sync_subscription.story_id and story.revision > ${success.revision})`,
      error: null,
      attempts: 0,
      retry_at: null,
    })
    .where('id', '=', id)
    .execute();
}

/** What was found out without sending: `isSame`, the copy needs nothing. */
export async function putChecked(
  executor: Executor,
  subscriptionId: number,
  revision: number,
  isSame: boolean,
): Promise<void> {
  await executor
    .updateTable('sync_subscription')
    .set({
      checked_revision: revision,
      ...(isSame ? { synced_revision: revision, error: null, attempts: 0, retry_at: null } : {}),
    })
    .where('id', '=', subscriptionId)
    .execute();
}

/** `claimedName`: what lies there under this name from now on may be the copy. */
export async function putClaim(executor: Executor, subscriptionId: number, claimedName: string | null): Promise<void> {
  await executor
    .updateTable('sync_subscription')
    .set({ claimed_name: claimedName === null ? null : storableText(claimedName) })
    .where('id', '=', subscriptionId)
    .execute();
}

/** Unless it was synced meanwhile. `retryAt`: null, as soon as the destination is served. */
export async function putSyncFailure(
  executor: Executor,
  { id, syncedRevision }: Pick<SyncSubscription, 'id' | 'syncedRevision'>,
  failure: { readonly error: string; readonly attempts: number; readonly retryAt: Date | null },
): Promise<void> {
  await executor
    .updateTable('sync_subscription')
    .set({ error: storableText(failure.error), attempts: failure.attempts, retry_at: failure.retryAt })
    .where('id', '=', id)
    .where('synced_revision', 'is not distinct from', syncedRevision)
    .execute();
}

export async function deleteSubscription(executor: Executor, subscriptionId: number): Promise<void> {
  // One that was taken up again meanwhile stays.
  await executor
    .deleteFrom('sync_subscription')
    .where('id', '=', subscriptionId)
    .where((where) => where.or([where('goal', '<>', 'keep'), where('story_id', 'is', null)]))
    .execute();
}

/** Whether there is anything left to send or to tell. */
export async function hasSubscriptions(executor: Executor, destinationId: SyncDestinationId): Promise<boolean> {
  const row = await executor
    .selectFrom('sync_subscription')
    .select('id')
    .where('destination_id', '=', destinationId)
    .executeTakeFirst();
  return row !== undefined;
}

/** The live story's destinations that stay; null where it has none. */
export async function findDestinationOfStory(
  executor: Executor,
  storyId: StoryId,
): Promise<{ readonly id: SyncDestinationId; readonly url: string } | null> {
  const row = await executor
    .selectFrom('sync_subscription')
    .innerJoin('sync_destination', 'sync_destination.id', 'sync_subscription.destination_id')
    .select(['sync_destination.id', 'sync_destination.url'])
    .where('sync_subscription.story_id', '=', storyId)
    .where('sync_subscription.goal', '=', 'keep')
    .where('sync_destination.ending', 'is', null)
    .orderBy('sync_destination.id')
    .executeTakeFirst();
  return row === undefined ? null : { id: asId(row.id), url: row.url };
}

/** The slugs of the stories that each of these calls. */
export async function listCalledStories(
  executor: Executor,
  storyIds: readonly StoryId[],
): Promise<ReadonlyMap<StoryId, ReadonlySet<string>>> {
  const rows = await executor
    .selectFrom('action')
    .innerJoin('story', 'story.id', 'action.story_id')
    .select(['action.story_id', 'action.type', 'action.options', 'story.standard_lib_version'])
    .where('action.story_id', '=', anyOf(storyIds))
    .where(sql<boolean>`(action.type = ${SEND_TO_STORY_TYPE} or action.options::text ilike '%STORY%')`)
    .execute();
  const calls = new Map<StoryId, Set<string>>();
  for (const row of rows) {
    const storyId = asId<StoryId>(row.story_id);
    const slugs = calls.get(storyId) ?? new Set<string>();
    const action = { type: row.type, options: readStoredObject(row.options) };
    for (const slug of calledStories([action], row.standard_lib_version)) slugs.add(slug);
    calls.set(storyId, slugs);
  }
  return calls;
}

function subscriptionRows(executor: Executor) {
  return executor
    .selectFrom('sync_subscription')
    .leftJoin('story', 'story.id', 'sync_subscription.story_id')
    .selectAll('sync_subscription')
    .select(['story.name as current_name', 'story.revision as revision']);
}

type Row = Awaited<ReturnType<ReturnType<typeof subscriptionRows>['executeTakeFirstOrThrow']>>;

function toSubscription(row: Row): SyncSubscription {
  return {
    id: row.id,
    destinationId: asId(row.destination_id),
    storyId: row.story_id === null ? null : asId(row.story_id),
    storyGuid: row.story_guid,
    storyName: row.current_name ?? row.story_name,
    position: row.position,
    goal: row.goal,
    isAsked: row.is_asked,
    revision: row.revision,
    syncedRevision: row.synced_revision,
    syncedDigest: row.synced_digest,
    syncedAt: row.synced_at,
    copyId: row.copy_id,
    claimedName: row.claimed_name,
    missing: row.missing === null ? null : readStored(row.missing),
    error: row.error,
    attempts: row.attempts,
    retryAt: row.retry_at,
  };
}
