/** Pages of events: those of a story by its kept counts, others by counting and by reading what is before the page. */
import type { Executor } from '../database/database.ts';
import { countIn, isStoryWhole, pieceAt, readNarrowPieces, readPieces, type StoryEvents } from './event-ranges.ts';
import { countEvents, type EventRow, pageOfEvents } from './event-rows.ts';
import type { EventSearch } from './events.ts';
import type { Page, Window } from './paging.ts';

/** Newest first, or oldest first where the search has `sinceId`. */
export async function listEventRows(
  executor: Executor,
  search: EventSearch,
  window: Window,
  now: Date | undefined,
): Promise<Page<EventRow>> {
  if (isStoryWhole(search)) return listByRanges(executor, search, window, now);
  const count = await countEvents(executor, search, now);
  return { items: await pageOfEvents(executor, search, window, now), count };
}

/** So many events before the page are read at most, rather than the counts of narrow ranges. */
const mostPassedOver = 64;

async function listByRanges(
  executor: Executor,
  search: StoryEvents,
  { limit, offset }: Window,
  now: Date | undefined,
): Promise<Page<EventRow>> {
  const pieces = await readPieces(executor, search, now);
  const count = countIn(pieces);
  let start = pieceAt(pieces, offset);
  if (start?.piece.isWide && start.offset > mostPassedOver) {
    const narrow = await readNarrowPieces(executor, search.storyId, start.piece);
    start = pieceAt(narrow, start.offset) ?? start;
  }
  if (start === null) return { items: [], count };
  const from = { ...search, untilId: start.piece.last };
  return { items: await pageOfEvents(executor, from, { limit, offset: start.offset }, now), count };
}
