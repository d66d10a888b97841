/** Writes what was done to or with one action. */
import type { Value } from '@fabula/formula';
import type { Action } from '@fabula/model';
import type { Executor } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { publicStoryId } from '../api/addressed-story.ts';
import { recordAudit } from './record-audit.ts';

export async function recordActionAudit(
  request: FastifyRequest,
  executor: Executor,
  { id, storyId, draft }: Pick<Action, 'id' | 'storyId' | 'draft'>,
  operation: string,
  more: Record<string, Value> = {},
): Promise<void> {
  const live = publicStoryId({ id: storyId, draft });
  await recordAudit(request, executor, {
    operation,
    storyId: live,
    inputs: { storyId: live, ...(draft === null ? {} : { draftId: storyId }), actionIds: [id], ...more },
  });
}
