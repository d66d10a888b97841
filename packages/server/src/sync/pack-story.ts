/** Reads a story as it is published: its live version, at one moment. */
import { createHash } from 'node:crypto';
import { type ObjectValue, stringifyJson } from '@fabula/formula';
import { packStory, type StoryId } from '@fabula/model';
import {
  type Database,
  type Executor,
  findCalledStories,
  findStory,
  findVersionedStory,
  keepSetting,
  type SyncSource,
} from '@fabula/store';

export interface PackedStory {
  readonly source: SyncSource;
  readonly name: string;
  readonly packed: ObjectValue;
  /** Names what is sent: equal for equal stories. */
  readonly digest: string;
  /** Of the story, at that moment. */
  readonly revision: number;
}

/** `publicUrl`: ours, without a slash at its end. null: the story is gone. */
export async function packLiveStory(
  { kysely }: Database,
  storyId: StoryId,
  publicUrl: string,
): Promise<PackedStory | null> {
  const tenant = await tenantId(kysely);
  return kysely
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      const story = await findStory(transaction, storyId);
      const versioned = await findVersionedStory(transaction, storyId);
      if (story === null || versioned === null) return null;
      // The first time only asks which stories are called by their numbers.
      const called = new Set<number>();
      const first = packStory(versioned, (id) => {
        called.add(id);
        return null;
      });
      const stories = called.size === 0 ? null : await findCalledStories(transaction, [...called]);
      const packed = stories === null ? first : packStory(versioned, (id) => stories.get(id) ?? null);
      return {
        source: { tenant, storyGuid: story.guid, url: `${publicUrl}/stories/${story.id}` },
        name: story.name,
        packed,
        digest: createHash('sha256').update(stringifyJson(packed)).digest('hex'),
        revision: story.revision,
      };
    });
}

/** Tells this installation from all others, for as long as its database lives. */
export async function tenantId(executor: Executor): Promise<string> {
  return String(await keepSetting(executor, 'tenant_id', crypto.randomUUID()));
}
