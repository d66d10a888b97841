/** Stories as the engine runs them, and what formulas of a team may name. */

import type { CallKind, StoryReference } from '@fabula/engine';
import { makeObject, type ObjectValue } from '@fabula/formula';
import {
  type ActionId,
  actionInputs,
  actionPages,
  actionTools,
  asId,
  type CallableEntry,
  type DefinedLink,
  optionsInDraft,
  type StoryDefinition,
  type StoryId,
  sendToStoryTimeout,
  slugOf,
  type TeamId,
} from '@fabula/model';
import { sql } from 'kysely';
import type { Database, Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { readStoredObject } from '../database/stored-json.ts';
import { readSchedule } from '../database/stored-schedule.ts';

const EMPTY: ObjectValue = makeObject([]);

/** null: there is no such story. All of it is read at one moment. */
export async function loadDefinition(database: Database, id: StoryId): Promise<StoryDefinition | null> {
  return database.kysely
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((transaction) => readDefinition(transaction, id));
}

async function readDefinition(executor: Executor, id: StoryId): Promise<StoryDefinition | null> {
  const story = await executor
    .selectFrom('story')
    .innerJoin('team', 'team.id', 'story.team_id')
    .selectAll('story')
    .select('team.name as team_name')
    .where('story.id', '=', id)
    .executeTakeFirst();
  if (story === undefined) return null;
  const actions = await executor
    .selectFrom('action')
    .select(['id', 'guid', 'type', 'name', 'slug', 'is_disabled', 'options', 'schedule', 'carried', 'group_id'])
    .where('story_id', '=', id)
    .orderBy('position')
    .execute();
  const links = await executor
    .selectFrom('link')
    .select(['source_id', 'receiver_id', 'kind'])
    .where('story_id', '=', id)
    .orderBy('position')
    .execute();
  const document = { carried: readStoredObject(story.carried) };
  const inputs = actionInputs(document);
  const pages = actionPages(document);
  const called = callableEntry(story.entry_action_id, story.exit_action_ids);
  const isForWorkbench = story.access_source === 'WORKBENCH' || story.access_source === 'STS_AND_WORKBENCH';
  const isCallable = story.access_source === 'STS' || story.access_source === 'STS_AND_WORKBENCH';
  return {
    id: asId(story.id),
    draftOf: story.live_id === null ? null : asId(story.live_id),
    teamId: asId(story.team_id),
    teamName: story.team_name,
    guid: story.guid,
    name: story.name,
    slug: story.slug,
    revision: story.revision,
    isDisabled: story.is_disabled,
    isPriority: story.is_priority,
    keepEventsFor: story.keep_events_for,
    standardLibVersion: story.standard_lib_version,
    actions: actions.map((action) => ({
      id: asId(action.id),
      guid: action.guid,
      type: action.type,
      name: action.name,
      slug: action.slug,
      isDisabled: action.is_disabled,
      options: optionsInDraft({ ...action, options: readStoredObject(action.options) }, story.draft_suffix),
      schedule: readSchedule(action.schedule) ?? [],
      groupId: action.group_id === null ? null : asId<ActionId>(action.group_id),
      inputs: inputs.get(action.guid) ?? EMPTY,
      page: pages.get(action.guid) ?? null,
      tools: actionTools({ carried: readStoredObject(action.carried) }),
    })),
    links: definedLinks(links),
    webhookApi: story.is_webhook_api_enabled
      ? callableEntry(story.api_entry_action_ids[0] ?? null, story.api_exit_action_ids)
      : null,
    sendToStory: isCallable ? called : null,
    workbench:
      isForWorkbench && called !== null ? { ...called, requiresConfirmation: story.needs_skill_confirmation } : null,
    sendToStoryTimeout: sendToStoryTimeout(document),
  };
}

function callableEntry(entryId: number | null, exitIds: readonly number[]): CallableEntry | null {
  if (entryId === null) return null;
  return { entryActionId: asId(entryId), exitActionIds: exitIds.map(asId<ActionId>) };
}

/** Links of an unknown kind carry nothing, and a link that is there twice carries each event once. */
function definedLinks(
  rows: readonly { source_id: number; receiver_id: number; kind: DefinedLink['kind'] | 'other' }[],
): readonly DefinedLink[] {
  const links = new Map<string, DefinedLink>();
  for (const { source_id, receiver_id, kind } of rows) {
    if (kind === 'other') continue;
    links.set(`${source_id} ${receiver_id} ${kind}`, {
      sourceId: asId(source_id),
      receiverId: asId(receiver_id),
      kind,
    });
  }
  return [...links.values()];
}

/** Stories that the team's stories may call: its own, those open to all, and those shared with it. */
export function callableBy(teamId: TeamId, teamSlug: string, kind: CallKind) {
  const isOpen = kind === 'tool' ? sql`access_source <> 'OFF'` : sql`access_source in ('STS', 'STS_AND_WORKBENCH')`;
  return sql`
    live_id is null and ${isOpen} and (
      team_id = ${teamId}
      or access_scope = 'GLOBAL'
      or (access_scope = 'SPECIFIC_TEAMS' and ${teamSlug} = any(shared_team_slugs))
    )`;
}

export async function findTeamSlug(executor: Executor, teamId: TeamId): Promise<string> {
  const team = await executor.selectFrom('team').select('name').where('id', '=', teamId).executeTakeFirst();
  return slugOf(team?.name ?? '');
}

/** Of several stories of one name the team's own come first, then the oldest. A draft is open to whom its live story is open to. */
export async function findCallable(
  executor: Executor,
  teamId: TeamId,
  reference: StoryReference,
  kind: CallKind,
): Promise<StoryId | null> {
  if ('id' in reference && !Number.isSafeInteger(reference.id)) return null;
  const isNamed = 'id' in reference ? sql`id = ${reference.id}` : sql`${storableText(reference.name)} in (name, slug)`;
  const callable = callableBy(teamId, await findTeamSlug(executor, teamId), kind);
  const { rows } = await sql<{ id: number }>`
    select id from story where ${isNamed} and ${callable} order by team_id = ${teamId} desc, id limit 1
  `.execute(executor);
  if (rows[0] === undefined || reference.draft === undefined) return rows[0] === undefined ? null : asId(rows[0].id);
  const draft = await executor
    .selectFrom('story')
    .select('id')
    .where('live_id', '=', rows[0].id)
    .where((where) =>
      where.or([
        where('draft_name', '=', storableText(reference.draft ?? '')),
        where(sql<string>`id::text`, '=', storableText(reference.draft ?? '')),
      ]),
    )
    .executeTakeFirst();
  return draft === undefined ? null : asId(draft.id);
}
