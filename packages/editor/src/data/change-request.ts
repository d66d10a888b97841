/** What a draft would change in the live story, and the request to do so. */
import {
  type ChangeRequestResponse,
  changeControlShape,
  changeDescriptionShape,
  changeRequestShape,
  type StoryDifference,
  storyShape,
} from '@fabula/model';
import { hashKey, type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { actionsQuery } from './actions.ts';
import { draftsQuery } from './drafts.ts';
import type { StoryPlace } from './editing.ts';
import { query, request } from './http.ts';
import { notesQuery } from './notes.ts';

export type ChangeRequest = NonNullable<ChangeRequestResponse['change_request']>;

/** A draft of a story, for what only drafts have. */
export interface DraftPlace {
  readonly storyId: number;
  readonly draftId: number;
}

export function changesQuery({ storyId, draftId }: DraftPlace) {
  return queryOptions({
    queryKey: ['changes', storyId, draftId],
    queryFn: ({ signal }) =>
      request(`${pathOf(storyId)}/view${query({ draft_id: draftId })}`, changeRequestShape, { signal }),
  });
}

const readAgainMs = 700;

/** The changes of the draft that is open, read again a moment after anything of it was changed here or read anew. */
export function useChanges({ storyId, draftId }: StoryPlace) {
  const client = useQueryClient();
  const changes = useQuery({ ...changesQuery({ storyId, draftId: draftId ?? 0 }), enabled: draftId !== null });
  useEffect(() => {
    if (draftId === null) return;
    const place = { storyId, draftId };
    const watched = [actionsQuery(place), notesQuery(place)].map(({ queryKey }) => hashKey(queryKey));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'success') return;
      if (!watched.includes(event.query.queryHash)) return;
      clearTimeout(timer);
      timer = setTimeout(() => void client.invalidateQueries({ queryKey: changesQuery(place).queryKey }), readAgainMs);
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [client, storyId, draftId]);
  return changes;
}

/** The differences as the model has them, out of their documented shape. */
export function differencesOf({ story_diff }: Pick<ChangeRequestResponse, 'story_diff'>): StoryDifference[] {
  return story_diff.map(({ operation, target, versions, data }) => {
    const before = operation === 'add' ? undefined : versions[0];
    const after = operation === 'remove' ? undefined : versions.at(-1);
    return {
      operation,
      target,
      id: data.guid,
      name: data.name,
      type: data.type,
      fields: data.fields.map((field) => ({ field, before: before?.[field], after: after?.[field] })),
      isPositional: data.positional,
    };
  });
}

/** What holds for the change requests of all stories. */
export const changeControlRulesQuery = queryOptions({
  queryKey: ['change-control-rules'],
  staleTime: 60_000,
  queryFn: ({ signal }) => request('/api/v1/admin/change_control', changeControlShape, { signal }),
});

/** Asks for a review. */
export function useAskForReview({ storyId, draftId }: DraftPlace) {
  return useRequestStep(storyId, (input: { title: string; description: string }) => [
    '',
    { ...input, draft_id: draftId },
  ]);
}

export function useApprove({ storyId }: DraftPlace) {
  return useRequestStep(storyId, (id: number) => ['/approve', { change_request_id: id }]);
}

export function useReject({ storyId }: DraftPlace) {
  return useRequestStep(storyId, ({ id, reason }: { id: number; reason: string }) => [
    '/reject',
    { change_request_id: id, reason },
  ]);
}

/** The draft can be edited again. */
export function useTakeBack({ storyId }: DraftPlace) {
  return useRequestStep(storyId, (id: number) => ['/cancel', { change_request_id: id }]);
}

/** One step of a request; its answer is the draft as it stands after it. */
function useRequestStep<Input>(storyId: number, toCall: (input: Input) => [step: string, body: object]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => {
      const [step, body] = toCall(input);
      return request(pathOf(storyId) + step, changeRequestShape, { method: 'POST', body: JSON.stringify(body) });
    },
    onSuccess: (answer) => {
      const { queryKey } = changesQuery({ storyId, draftId: answer.draft_id });
      // A request that was rejected is closed, though its answer still shows it.
      const isOpen = answer.change_request?.status === 'PENDING' || answer.change_request?.status === 'APPROVED';
      client.setQueryData(queryKey, isOpen ? answer : { ...answer, change_request: null });
      return client.invalidateQueries({ queryKey });
    },
  });
}

interface Promotion {
  readonly id: number;
  /** Given only where nobody has approved. */
  readonly bypassReason?: string;
  readonly deletesDraft: boolean;
}

/** Makes the draft live. */
export function usePromote({ storyId, draftId }: DraftPlace) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, bypassReason, deletesDraft }: Promotion) =>
      request(`${pathOf(storyId)}/promote`, storyShape, {
        method: 'POST',
        body: JSON.stringify({
          change_request_id: id,
          delete_draft: deletesDraft,
          ...(bypassReason === undefined ? {} : { bypass_approval: true, bypass_approval_reason: bypassReason }),
        }),
      }),
    onSuccess: async (_, { deletesDraft }) => {
      if (deletesDraft) {
        client.setQueryData(draftsQuery(storyId).queryKey, (known) => known?.filter(({ id }) => id !== draftId));
      }
      await readStoryAgain(client, storyId);
    },
  });
}

/** Takes into the draft what others have made live meanwhile. `prefer`: whose change holds where both changed the same. */
export function useBringUpToDate({ storyId, draftId }: DraftPlace) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (prefer?: 'draft' | 'live') =>
      request(`/api/v1/stories/${storyId}/drafts/${draftId}/update_from_live`, storyShape, {
        method: 'POST',
        body: JSON.stringify(prefer === undefined ? {} : { prefer }),
      }),
    onSuccess: () => readStoryAgain(client, storyId),
  });
}

/** What a request could say, in words of the language model. */
export function useProposedDescription({ storyId, draftId }: DraftPlace) {
  return useMutation({
    mutationFn: async () =>
      (await request(`${pathOf(storyId)}/ai_description${query({ draft_id: draftId })}`, changeDescriptionShape))
        .change_request_ai_description,
  });
}

/** After much of a story was written over at once: everything of it and of its drafts. */
export function readStoryAgain(client: QueryClient, storyId: number): Promise<void> {
  const ofStory = ['story', 'actions', 'notes', 'drafts', 'changes', 'versions', 'action-count'];
  return client.invalidateQueries({
    predicate: ({ queryKey: [what, id] }) => what === 'stories' || (ofStory.includes(String(what)) && id === storyId),
  });
}

function pathOf(storyId: number): string {
  return `/api/v1/stories/${storyId}/change_request`;
}
