/**
 * Which revision of each open board is known here. Revisions rise by one with every change of a story by anybody, so a gap says
 * that somebody else has changed it.
 */
import type { QueryClient } from '@tanstack/react-query';
import { actionsQuery } from './actions.ts';
import type { StoryPlace } from './editing.ts';
import { notesQuery } from './notes.ts';

export class BoardRevision {
  #known: number | null = null;

  /** A change of our own made it this; whether somebody else changed something before it. */
  own(revision: number): boolean {
    const hasGap = this.#known !== null && revision > this.#known + 1;
    this.#known = Math.max(this.#known ?? revision, revision);
    return hasGap;
  }

  /** The server tells that it is this; whether that is news. The first one is where we begin. */
  told(revision: number): boolean {
    const isNews = this.#known !== null && revision > this.#known;
    this.#known = Math.max(this.#known ?? revision, revision);
    return isNews;
  }
}

const revisions = new Map<string, BoardRevision>();

export function revisionOf({ storyId, draftId }: StoryPlace): BoardRevision {
  const key = `${storyId} ${draftId}`;
  const revision = revisions.get(key) ?? new BoardRevision();
  revisions.set(key, revision);
  return revision;
}

/** Reads the board anew, where it is shown. */
export function refreshBoard(client: QueryClient, place: StoryPlace): void {
  void client.invalidateQueries({ queryKey: actionsQuery(place).queryKey });
  void client.invalidateQueries({ queryKey: notesQuery(place).queryKey });
}
