/** The arrows between a story's actions. */
import { type ActionId, asId, type Link, type StoredLinkKind, type StoryId } from '@fabula/model';
import type { ExpressionBuilder } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { recordStoryChange } from './story-change.ts';
import { lockStory } from './story-lock.ts';

/** Adds the links that are not there yet, after the others. All ends must be actions of the story. */
export async function addLinks(executor: Executor, storyId: StoryId, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return;
  const present = await executor
    .selectFrom('link')
    .select(['source_id', 'receiver_id', 'kind', 'position'])
    .where('story_id', '=', storyId)
    .execute();
  const known = new Set(present.map((row) => keyOf(row.source_id, row.receiver_id, row.kind)));
  let position = Math.max(-1, ...present.map((row) => row.position));
  const missing = links.filter((link) => {
    const key = keyOf(link.sourceId, link.receiverId, link.kind);
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  });
  if (missing.length === 0) return;
  await executor
    .insertInto('link')
    .values(
      missing.map((link) => {
        position += 1;
        return {
          story_id: storyId,
          position,
          source_id: link.sourceId,
          receiver_id: link.receiverId,
          kind: link.kind,
          carried: '{}',
        };
      }),
    )
    .execute();
}

/** The stories that the sources of these links belong to; a link that is not there is left out. */
export async function storiesOfLinks(
  executor: Executor,
  links: readonly Pick<Link, 'sourceId' | 'receiverId'>[],
): Promise<readonly StoryId[]> {
  if (links.length === 0) return [];
  const rows = await executor
    .selectFrom('link')
    .select('story_id')
    .distinct()
    .where((where) => isOneOf(where, links))
    .execute();
  return rows.map((row) => asId(row.story_id));
}

/** Removes the links of one story between these actions, of whatever kind. Gives how many there were. */
export async function deleteLinks(
  executor: Executor,
  storyId: StoryId,
  links: readonly Pick<Link, 'sourceId' | 'receiverId'>[],
): Promise<number> {
  if (links.length === 0 || !(await lockStory(executor, storyId))) return 0;
  const deleted = await executor
    .deleteFrom('link')
    .where('story_id', '=', storyId)
    .where((where) => isOneOf(where, links))
    .returning('id')
    .execute();
  if (deleted.length > 0) await recordStoryChange(executor, storyId);
  return deleted.length;
}

/** Links that touch one of these actions, in the story's order. */
export async function listLinksAt(executor: Executor, actionIds: readonly ActionId[]): Promise<readonly Link[]> {
  const rows = await executor
    .selectFrom('link')
    .select(['source_id', 'receiver_id', 'kind'])
    .where((where) =>
      where.or([where('source_id', '=', anyOf(actionIds)), where('receiver_id', '=', anyOf(actionIds))]),
    )
    .orderBy('story_id')
    .orderBy('position')
    .execute();
  return rows.map((row) => ({ sourceId: asId(row.source_id), receiverId: asId(row.receiver_id), kind: row.kind }));
}

function isOneOf(where: ExpressionBuilder<Tables, 'link'>, links: readonly Pick<Link, 'sourceId' | 'receiverId'>[]) {
  return where.or(
    links.map((link) =>
      where.and([where('source_id', '=', link.sourceId), where('receiver_id', '=', link.receiverId)]),
    ),
  );
}

function keyOf(sourceId: number, receiverId: number, kind: StoredLinkKind): string {
  return `${sourceId} ${receiverId} ${kind}`;
}
