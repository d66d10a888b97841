/** Tags: names of the tenant, made when first used. */
import type { StoryId } from '@fabula/model';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';

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
}

export async function removeStoryTags(executor: Executor, storyId: StoryId, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await executor
    .deleteFrom('story_tag')
    .where('story_id', '=', storyId)
    .where('tag_id', 'in', (tags) => tags.selectFrom('tag').select('id').where('name', 'in', names.map(storableText)))
    .execute();
}
