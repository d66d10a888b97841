/**
 * Drafts of stories: stories of their own that belong to a live one (see the migration). Whoever makes or promotes one holds
 * the row of the live story until the end of the transaction, so that no two do it at once.
 */
import { stringifyJson } from '@fabula/formula';
import {
  asId,
  err,
  ok,
  type Result,
  readVersionedStory,
  type Story,
  type StoryId,
  type VersionedStory,
  writeVersionedStory,
} from '@fabula/model';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { readStoredObject } from '../database/stored-json.ts';
import { type Page, type Paging, windowOf } from './paging.ts';
import { findStory } from './stories.ts';
import { announceStory } from './story-change.ts';
import { lockStory } from './story-lock.ts';
import {
  findVersionedStory,
  type ReplaceFailure,
  replaceStory,
  versionedColumns,
  writeRunsToSave,
} from './versioned-stories.ts';
import { type DefinitionWriter, writeDefinition } from './write-definition.ts';

/** The draft that writes without a draft go to, under change control (reference: conventions.md, drafts). */
export const USUAL_DRAFT = 'test';

export interface NewDraft extends DefinitionWriter {
  readonly liveId: StoryId;
  /** Unique among the drafts of the story. */
  readonly name: string;
  /** ISO 8601 in UTC, seconds. */
  readonly at: string;
}

export type DraftFailure =
  | { readonly kind: 'story_missing' }
  | { readonly kind: 'draft_name_taken'; readonly name: string };

/** A copy of the live story as it stands. In a transaction of the caller. */
export async function createDraft(executor: Executor, draft: NewDraft): Promise<Result<Story, DraftFailure>> {
  if (!(await lockStory(executor, draft.liveId))) return err({ kind: 'story_missing' });
  if ((await findDraftByName(executor, draft.liveId, draft.name)) !== null) {
    return err({ kind: 'draft_name_taken', name: draft.name });
  }
  const live = await findVersionedStory(executor, draft.liveId);
  if (live === null) return err({ kind: 'story_missing' });
  const suffix = draft.newGuid().slice(0, SUFFIX_LENGTH);
  const row = await executor
    .selectFrom('story')
    .select(['guid', 'team_id'])
    .where('id', '=', draft.liveId)
    .executeTakeFirstOrThrow();
  const { id } = await executor
    .insertInto('story')
    .values({
      ...versionedColumns(live),
      ...row,
      user_id: draft.userId,
      live_id: draft.liveId,
      draft_name: storableText(draft.name),
      draft_suffix: suffix,
      base_document: stringifyJson(writeVersionedStory(live, draft.at)),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const storyId = asId<StoryId>(id);
  await writeDefinition(executor, { storyId, suffix }, live.document, draft);
  await writeRunsToSave(executor, storyId, live);
  await announceStory(executor, storyId);
  return ok(await getStory(executor, storyId));
}

/** Hex digits; with eight, two drafts of a tenant meet by accident once in billions, and then the path is taken. */
const SUFFIX_LENGTH = 8;

/** null: this story has no such draft. */
export async function findDraft(executor: Executor, liveId: StoryId, id: StoryId): Promise<Story | null> {
  const story = await findStory(executor, id);
  return story?.draft?.liveId === liveId ? story : null;
}

export async function findDraftByName(executor: Executor, liveId: StoryId, name: string): Promise<Story | null> {
  const row = await executor
    .selectFrom('story')
    .select('id')
    .where('live_id', '=', liveId)
    .where('draft_name', '=', storableText(name))
    .executeTakeFirst();
  return row === undefined ? null : findStory(executor, asId(row.id));
}

/** Oldest first. */
export async function listDraftIds(executor: Executor, liveId: StoryId): Promise<readonly StoryId[]> {
  const rows = await executor.selectFrom('story').select('id').where('live_id', '=', liveId).orderBy('id').execute();
  return rows.map((row) => asId(row.id));
}

/** Oldest first. */
export async function listDrafts(executor: Executor, liveId: StoryId, paging: Paging): Promise<Page<Story>> {
  const { limit, offset } = windowOf(paging);
  const drafts = executor.selectFrom('story').where('live_id', '=', liveId);
  const { count } = await drafts.select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  const rows = await drafts.select('id').orderBy('id').limit(limit).offset(offset).execute();
  const items: Story[] = [];
  for (const row of rows) items.push(await getStory(executor, asId(row.id)));
  return { items, count };
}

/** In a transaction of the caller. */
export async function renameDraft(
  executor: Executor,
  draft: Pick<Story, 'id'> & { readonly liveId: StoryId },
  name: string,
): Promise<Result<Story, DraftFailure>> {
  await lockStory(executor, draft.liveId);
  const holder = await findDraftByName(executor, draft.liveId, name);
  if (holder !== null && holder.id !== draft.id) return err({ kind: 'draft_name_taken', name });
  await executor
    .updateTable('story')
    .set({ draft_name: storableText(name) })
    .where('id', '=', draft.id)
    .execute();
  return ok(await getStory(executor, draft.id));
}

/** What live was when the draft was made or last brought up to date with it. null: there is no such draft. */
export async function findDraftBase(executor: Executor, id: StoryId): Promise<VersionedStory | null> {
  const row = await executor.selectFrom('story').select('base_document').where('id', '=', id).executeTakeFirst();
  if (!row?.base_document) return null;
  const base = readVersionedStory(readStoredObject(row.base_document));
  return base.ok ? base.value : null;
}

/** Says what the draft has been brought up to date with. `at`: ISO 8601 in UTC. */
export async function setDraftBase(executor: Executor, id: StoryId, base: VersionedStory, at: string): Promise<void> {
  await executor
    .updateTable('story')
    .set({ base_document: stringifyJson(writeVersionedStory(base, at)) })
    .where('id', '=', id)
    .execute();
}

/**
 * Writes the draft over its live story, and makes what live is now the draft's origin. Whether it may be is decided before, under
 * the lock of the live story. In a transaction of the caller, who rolls back after a failure.
 */
export async function promoteDraft(
  executor: Executor,
  draft: Story,
  writer: DefinitionWriter & { readonly at: string },
): Promise<Result<Story, ReplaceFailure>> {
  const liveId = draft.draft?.liveId;
  const definition = await findVersionedStory(executor, draft.id);
  if (liveId === undefined || definition === null) return err({ kind: 'story_missing' });
  const replaced = await replaceStory(executor, liveId, definition, writer);
  if (!replaced.ok) return err(replaced.error);
  await setDraftBase(executor, draft.id, definition, writer.at);
  return ok(await getStory(executor, liveId));
}

async function getStory(executor: Executor, id: StoryId): Promise<Story> {
  const story = await findStory(executor, id);
  if (story === null) throw new Error(`story ${id} is gone`);
  return story;
}
