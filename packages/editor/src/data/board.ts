import { stringifyJson, type Value } from '@fabula/formula';
import { boardChangeShape } from '@fabula/model';
import type { z } from 'zod';
import type { Patch } from '../board/board.ts';
import type { StoryPlace } from './editing.ts';
import { request } from './http.ts';

export type BoardAnswer = z.output<typeof boardChangeShape>;

/** Changes many things of a storyboard at once, or none of them. May be sent again when no answer came. */
export function changeBoard({ storyId, draftId }: StoryPlace, patch: Patch): Promise<BoardAnswer> {
  // A patch is JSON: its optional fields are left out, never undefined.
  const body = { draft_id: draftId, ...patch } as unknown as Value;
  return request(`/api/v1/stories/${storyId}/board`, boardChangeShape, { method: 'POST', body: stringifyJson(body) });
}
