/** Actions of stories, together with their links and the paths of their webhooks. */
import { type ObjectValue, stringifyJson } from '@fabula/formula';
import {
  type Action,
  type ActionId,
  asId,
  type DraftMark,
  err,
  type Link,
  type Monitoring,
  ok,
  optionsInDraft,
  optionsOutOfDraft,
  publicPathOf,
  type Result,
  type ScheduleEntry,
  type StoredLinkKind,
  type StoryId,
  slugOf,
  type TeamId,
  type UserId,
} from '@fabula/model';
import { sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableOrNull, storableText } from '../database/storable-text.ts';
import { readStoredObject } from '../database/stored-json.ts';
import { readSchedule, scheduleText } from '../database/stored-schedule.ts';
import { draftColumns, toDraftMark } from './draft-mark.ts';
import { addLinks, listLinksAt } from './links.ts';
import { type Page, type Paging, windowOf } from './paging.ts';
import { recordStoryChange } from './story-change.ts';
import { lockStory } from './story-lock.ts';
import { setWebhookPath } from './webhook-paths.ts';

/** One end of a link, seen from the action at the other end. */
export interface LinkEnd {
  readonly id: ActionId;
  readonly kind: StoredLinkKind;
}

export interface NewAction {
  readonly storyId: StoryId;
  readonly userId: UserId;
  /** 32 hex digits, free in the tenant. */
  readonly guid: string;
  readonly type: string;
  readonly name: string;
  readonly options: ObjectValue;
  readonly x: number;
  readonly y: number;
  readonly description?: string | null | undefined;
  /** The group that it lies in; of the same story. */
  readonly groupId?: ActionId | null | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly schedule?: readonly ScheduleEntry[] | null | undefined;
  readonly monitoring?: Partial<Monitoring> | undefined;
  readonly sources?: readonly LinkEnd[] | undefined;
  readonly receivers?: readonly LinkEnd[] | undefined;
}

/** What is left out stays as it is. `sources` and `receivers` are added to the links that are there. */
export interface ActionChange {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  /** Replaces the whole block. */
  readonly options?: ObjectValue | undefined;
  readonly x?: number | undefined;
  readonly y?: number | undefined;
  readonly width?: number | null | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly schedule?: readonly ScheduleEntry[] | null | undefined;
  readonly monitoring?: Partial<Monitoring> | undefined;
  readonly runsToSave?: number | null | undefined;
  readonly sources?: readonly LinkEnd[] | undefined;
  readonly receivers?: readonly LinkEnd[] | undefined;
}

export type ActionFailure =
  | { readonly kind: 'story_missing' }
  /** Another action of the tenant has this webhook path. */
  | { readonly kind: 'webhook_path_taken'; readonly path: string }
  /** A link would end at an action that is not in this story. */
  | { readonly kind: 'link_outside_story'; readonly actionId: ActionId }
  /** A link would lead into a group, or out of one. */
  | { readonly kind: 'link_outside_group'; readonly actionId: ActionId };

export interface ActionSearch {
  /** Teams that the caller sees; null: all. */
  readonly teamIds: readonly TeamId[] | null;
  readonly storyId?: StoryId | undefined;
  readonly type?: string | undefined;
  readonly groupId?: ActionId | undefined;
  /** Left out: live stories only, unless the story is named. */
  readonly inDrafts?: boolean | undefined;
}

/** In a transaction of the caller, who rolls back after a failure. */
export async function createAction(executor: Executor, action: NewAction): Promise<Result<Action, ActionFailure>> {
  if (!(await lockStory(executor, action.storyId))) return err({ kind: 'story_missing' });
  const draft = await findDraftMark(executor, action.storyId);
  const options = optionsOutOfDraft(action.type, action.options, draft?.suffix ?? null);
  const { id } = await executor
    .insertInto('action')
    .values({
      story_id: action.storyId,
      position: sql<number>`(select coalesce(max(position) + 1, 0) from action where story_id = ${action.storyId})`,
      user_id: action.userId,
      guid: action.guid,
      type: storableText(action.type),
      name: storableText(action.name),
      slug: slugOf(action.name),
      description: storableOrNull(action.description ?? null),
      options: stringifyJson(options),
      schedule: scheduleText(action.schedule ?? null),
      is_disabled: action.isDisabled ?? false,
      x: action.x,
      y: action.y,
      monitors_failures: action.monitoring?.failures ?? false,
      monitors_all_events: action.monitoring?.allEvents ?? false,
      monitors_no_events_for: action.monitoring?.noEventsFor ?? null,
      group_id: action.groupId ?? null,
      carried: '{}',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const actionId = asId<ActionId>(id);
  const path = addressOf({ ...action, options }, draft);
  if (path !== null && !(await setWebhookPath(executor, actionId, path))) {
    return err({ kind: 'webhook_path_taken', path });
  }
  return linkAndReturn(executor, action.storyId, actionId, action);
}

/** In a transaction of the caller, who rolls back after a failure. null: there is no such action. */
export async function updateAction(
  executor: Executor,
  id: ActionId,
  change: ActionChange,
): Promise<Result<Action, ActionFailure> | null> {
  const before = await findAction(executor, id);
  if (before === null || !(await lockStory(executor, before.storyId))) return null;
  const { draft } = before;
  const options = change.options && optionsOutOfDraft(before.type, change.options, draft?.suffix ?? null);
  await executor
    .updateTable('action')
    .set({
      ...(change.name === undefined ? {} : { name: storableText(change.name), slug: slugOf(change.name) }),
      ...(change.description === undefined ? {} : { description: storableOrNull(change.description) }),
      ...(options === undefined ? {} : { options: stringifyJson(options) }),
      ...(change.x === undefined ? {} : { x: change.x }),
      ...(change.y === undefined ? {} : { y: change.y }),
      ...(change.width === undefined ? {} : { width: change.width }),
      ...(change.isDisabled === undefined ? {} : { is_disabled: change.isDisabled }),
      ...(change.schedule === undefined ? {} : { schedule: scheduleText(change.schedule) }),
      ...(change.runsToSave === undefined ? {} : { runs_to_save: change.runsToSave }),
      ...monitoringColumns(change.monitoring ?? {}),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .execute();
  if (options !== undefined) {
    const path = addressOf({ ...before, options }, draft);
    if (path !== null && !(await setWebhookPath(executor, id, path))) return err({ kind: 'webhook_path_taken', path });
  }
  return linkAndReturn(executor, before.storyId, id, change);
}

/** Removes the action with its links and webhook path. False: there is no such action. */
export async function deleteAction(executor: Executor, id: ActionId): Promise<boolean> {
  const row = await executor.selectFrom('action').select('story_id').where('id', '=', id).executeTakeFirst();
  if (row === undefined) return false;
  const storyId = asId<StoryId>(row.story_id);
  if (!(await lockStory(executor, storyId))) return false;
  await executor.deleteFrom('action').where('id', '=', id).execute();
  await sql`
    update story set
      entry_action_id = nullif(entry_action_id, ${id}),
      exit_action_ids = array_remove(exit_action_ids, ${id}::bigint),
      api_entry_action_ids = array_remove(api_entry_action_ids, ${id}::bigint),
      api_exit_action_ids = array_remove(api_exit_action_ids, ${id}::bigint)
    where id = ${storyId}
  `.execute(executor);
  await recordStoryChange(executor, storyId);
  return true;
}

export async function findAction(executor: Executor, id: ActionId): Promise<Action | null> {
  const rows = await actionRows(executor).where('action.id', '=', id).execute();
  return (await withLinks(executor, rows))[0] ?? null;
}

/** Those that are there, in the order of their making. */
export async function findActions(executor: Executor, ids: readonly ActionId[]): Promise<readonly Action[]> {
  return withLinks(
    executor,
    await actionRows(executor).where('action.id', '=', anyOf(ids)).orderBy('action.position').execute(),
  );
}

/** The action of another draft, or of the live story, that stands for the same one; null: there is none. */
export async function findTwin(executor: Executor, storyId: StoryId, guid: string): Promise<Action | null> {
  const rows = await actionRows(executor)
    .where('action.story_id', '=', storyId)
    .where('action.guid', '=', guid)
    .execute();
  return (await withLinks(executor, rows))[0] ?? null;
}

/** In the order of their making within a story. */
export async function listActions(executor: Executor, search: ActionSearch, paging: Paging): Promise<Page<Action>> {
  const { limit, offset } = windowOf(paging);
  const { teamIds, storyId, type, groupId } = search;
  let matching = executor.selectFrom('action').innerJoin('story', 'story.id', 'action.story_id');
  const isAnywhere = storyId !== undefined || groupId !== undefined || search.inDrafts === true;
  if (!isAnywhere) matching = matching.where('story.live_id', 'is', null);
  if (teamIds !== null) matching = matching.where('story.team_id', '=', anyOf(teamIds));
  if (storyId !== undefined) matching = matching.where('action.story_id', '=', storyId);
  if (type !== undefined) matching = matching.where('action.type', '=', storableText(type));
  if (groupId !== undefined) matching = matching.where('action.group_id', '=', groupId);
  const { count } = await matching
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await matching
    .selectAll('action')
    .select(['story.team_id', ...draftColumns])
    .orderBy('action.story_id')
    .orderBy('action.position')
    .limit(limit)
    .offset(offset)
    .execute();
  return { items: await withLinks(executor, rows), count };
}

/** All actions of one story, in its order. */
export async function listStoryActions(executor: Executor, storyId: StoryId): Promise<readonly Action[]> {
  const rows = await actionRows(executor).where('action.story_id', '=', storyId).orderBy('action.position').execute();
  return withLinks(executor, rows);
}

async function findDraftMark(executor: Executor, id: StoryId): Promise<DraftMark | null> {
  const row = await executor.selectFrom('story').select(draftColumns).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toDraftMark(row);
}

/** The path that an action with these stored options is reached by. */
function addressOf(
  action: { readonly type: string; readonly guid: string; readonly options: ObjectValue },
  draft: DraftMark | null,
): string | null {
  return publicPathOf({ ...action, options: optionsInDraft(action, draft?.suffix ?? null) });
}

async function linkAndReturn(
  executor: Executor,
  storyId: StoryId,
  id: ActionId,
  ends: { readonly sources?: readonly LinkEnd[] | undefined; readonly receivers?: readonly LinkEnd[] | undefined },
): Promise<Result<Action, ActionFailure>> {
  const links: Link[] = [
    ...(ends.sources ?? []).map((end) => ({ sourceId: end.id, receiverId: id, kind: end.kind })),
    ...(ends.receivers ?? []).map((end) => ({ sourceId: id, receiverId: end.id, kind: end.kind })),
  ];
  const stranger = await findStranger(executor, storyId, links);
  if (stranger !== null) return err({ kind: 'link_outside_story', actionId: stranger });
  const beyond = await findBeyondGroup(executor, id, links);
  if (beyond !== null) return err({ kind: 'link_outside_group', actionId: beyond });
  await addLinks(executor, storyId, links);
  await recordStoryChange(executor, storyId);
  const action = await findAction(executor, id);
  if (action === null) throw new Error(`action ${id} is gone`);
  return ok(action);
}

/** The other end of a link that does not lie in the same group as the action. */
async function findBeyondGroup(executor: Executor, id: ActionId, links: readonly Link[]): Promise<ActionId | null> {
  const ends = links.flatMap((link) => [link.sourceId, link.receiverId]);
  if (ends.length === 0) return null;
  const { rows } = await sql<{ id: number }>`
    select other.id from action other join action own on own.id = ${id}
    where other.id = any(${ends}::bigint[]) and other.group_id is distinct from own.group_id limit 1
  `.execute(executor);
  return rows[0] === undefined ? null : asId(rows[0].id);
}

async function findStranger(executor: Executor, storyId: StoryId, links: readonly Link[]): Promise<ActionId | null> {
  const ends = new Set(links.flatMap((link) => [link.sourceId, link.receiverId]));
  if (ends.size === 0) return null;
  const rows = await executor
    .selectFrom('action')
    .select('id')
    .where('story_id', '=', storyId)
    .where('id', '=', anyOf([...ends]))
    .execute();
  for (const row of rows) ends.delete(asId(row.id));
  return ends.values().next().value ?? null;
}

function actionRows(executor: Executor) {
  return executor
    .selectFrom('action')
    .innerJoin('story', 'story.id', 'action.story_id')
    .selectAll('action')
    .select(['story.team_id', ...draftColumns]);
}

type ActionRow = Awaited<ReturnType<ReturnType<typeof actionRows>['executeTakeFirstOrThrow']>>;

async function withLinks(executor: Executor, rows: readonly ActionRow[]): Promise<readonly Action[]> {
  if (rows.length === 0) return [];
  const links = await listLinksAt(
    executor,
    rows.map((row) => asId(row.id)),
  );
  const bySource = new Map<ActionId, Link[]>();
  const byReceiver = new Map<ActionId, Link[]>();
  for (const link of links) {
    bySource.set(link.sourceId, [...(bySource.get(link.sourceId) ?? []), link]);
    byReceiver.set(link.receiverId, [...(byReceiver.get(link.receiverId) ?? []), link]);
  }
  return rows.map((row) => {
    const id = asId<ActionId>(row.id);
    return toAction(row, byReceiver.get(id) ?? [], bySource.get(id) ?? []);
  });
}

function toAction(row: ActionRow, sources: readonly Link[], receivers: readonly Link[]): Action {
  const draft = toDraftMark(row);
  const options = readStoredObject(row.options);
  return {
    id: asId(row.id),
    storyId: asId(row.story_id),
    draft,
    teamId: asId<TeamId>(row.team_id),
    userId: row.user_id === null ? null : asId(row.user_id),
    guid: row.guid,
    type: row.type,
    name: row.name,
    slug: row.slug,
    description: row.description,
    options: optionsInDraft({ type: row.type, guid: row.guid, options }, draft?.suffix ?? null),
    schedule: readSchedule(row.schedule),
    isDisabled: row.is_disabled,
    x: row.x,
    y: row.y,
    width: row.width,
    monitoring: {
      failures: row.monitors_failures,
      allEvents: row.monitors_all_events,
      noEventsFor: row.monitors_no_events_for,
    },
    timeSavedValue: row.time_saved_value,
    timeSavedUnit: row.time_saved_unit,
    runsToSave: row.runs_to_save,
    groupId: row.group_id === null ? null : asId(row.group_id),
    mailName: row.mail_name,
    sources,
    receivers,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function monitoringColumns(monitoring: Partial<Monitoring>) {
  return {
    ...(monitoring.failures === undefined ? {} : { monitors_failures: monitoring.failures }),
    ...(monitoring.allEvents === undefined ? {} : { monitors_all_events: monitoring.allEvents }),
    ...(monitoring.noEventsFor === undefined ? {} : { monitors_no_events_for: monitoring.noEventsFor }),
  };
}
