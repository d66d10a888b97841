import { asId, type DraftMark } from '@fabula/model';

/** Columns of `story` that tell a draft from a live story; `draftColumns` for joins. */
export const draftColumns = ['story.live_id', 'story.draft_name', 'story.draft_suffix'] as const;

export function toDraftMark(row: {
  live_id: number | null;
  draft_name: string | null;
  draft_suffix: string | null;
}): DraftMark | null {
  if (row.live_id === null) return null;
  return { liveId: asId(row.live_id), name: row.draft_name ?? '', suffix: row.draft_suffix ?? '' };
}
