/** Calls of stories by agents and MCP clients that wait for a person. */
import {
  largestPage,
  type ToolConfirmationResponse,
  toolConfirmationListShape,
  toolConfirmationShape,
} from '@fabula/model';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { StoryPlace } from './editing.ts';
import { query, request } from './http.ts';

export type ToolConfirmation = ToolConfirmationResponse;

export function waitingCallsKey({ storyId, draftId }: StoryPlace) {
  return ['tool-confirmations', storyId, draftId ?? 'live'] as const;
}

/** A client of an MCP server asks without any activity in the story of that server. */
const lookEveryMs = 15_000;

/** Those of the story that can be answered, whether it asks or is to be called; oldest first. */
export function waitingCallsQuery(place: StoryPlace) {
  const { storyId, draftId } = place;
  return queryOptions({
    queryKey: waitingCallsKey(place),
    queryFn: async ({ signal }) => {
      const wanted = { status: 'waiting', story_id: storyId, draft_id: draftId ?? undefined, per_page: largestPage };
      const path = `/api/v1/tool_confirmations${query(wanted)}`;
      const { tool_confirmations: found } = await request(path, toolConfirmationListShape, { signal });
      return found.toReversed();
    },
    refetchInterval: lookEveryMs,
  });
}

export interface Verdict {
  readonly id: number;
  readonly verb: 'approve' | 'deny';
  readonly reason?: string;
}

/** The card goes when the answer is there: what was answered by somebody else meanwhile must be told, not hidden. */
export function useDecideCall(place: StoryPlace) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, verb, reason }: Verdict) =>
      request(`/api/v1/tool_confirmations/${id}/${verb}`, toolConfirmationShape, {
        method: 'POST',
        body: JSON.stringify(reason ? { reason } : {}),
      }),
    onSuccess: (decided) => {
      client.setQueryData(waitingCallsQuery(place).queryKey, (known) => known?.filter(({ id }) => id !== decided.id));
    },
  });
}
