/**
 * How many stories a search has found, for as long as that is so: who turns the pages of a search, or comes back to it, does not
 * have very many names looked at again. It is so until a story is made, removed, renamed or moved by anybody (migration 26).
 */
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import type { StorySearch } from './story-list.ts';

export interface KnownCounts {
  /** `count`: null when it has to be counted. `keep` is told what was counted then. */
  find(executor: Executor, search: StorySearch): Promise<{ readonly count: number | null; keep(count: number): void }>;
}

/** Searches, the longest unused of which is forgotten first. */
const most = 1_000;

export function makeKnownCounts(): KnownCounts {
  const known = new Map<string, { readonly version: number; readonly count: number }>();
  return {
    async find(executor, search) {
      // Read before it is counted: what changes meanwhile makes the count one of an old version.
      const version = await readVersion(executor);
      const key = keyOf(search);
      const found = known.get(key);
      const keep = (count: number): void => {
        known.delete(key);
        known.set(key, { version, count });
        if (known.size > most) known.delete(known.keys().next().value ?? key);
      };
      if (found?.version !== version) return { count: null, keep };
      keep(found.count);
      return { count: found.count, keep };
    },
  };
}

/** Counted and kept apart: whatever else a page depends on does not change how many there are. */
function keyOf({ teamIds, folderId, search, filter }: StorySearch): string {
  return JSON.stringify([teamIds, folderId ?? null, search, filter ?? null]);
}

async function readVersion(executor: Executor): Promise<number> {
  const { rows } = await sql<{
    version: number;
  }>`select coalesce(sum(changes), 0)::bigint as version from story_list_change`.execute(executor);
  return rows[0]?.version ?? 0;
}
