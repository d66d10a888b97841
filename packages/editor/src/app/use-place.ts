/** What of a story is open: it and its drafts as the server has them, and what may be done there. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useChanges } from '../data/change-request.ts';
import { type Draft, draftsQuery } from '../data/drafts.ts';
import { type Editing, editingOf, type StoryPlace } from '../data/editing.ts';
import { holds, sessionQuery } from '../data/session.ts';
import { storyQuery } from '../data/stories.ts';

const none: readonly Draft[] = [];

export function usePlace(storyId: number, draftId: number | null) {
  const place: StoryPlace = useMemo(() => ({ storyId, draftId }), [storyId, draftId]);
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const story = useQuery(storyQuery(storyId));
  const isControlled = story.data?.change_control_enabled ?? false;
  const drafts = useQuery({ ...draftsQuery(storyId), enabled: isControlled });
  const changes = useChanges(place);
  const { data: known } = changes;
  const request = known === undefined ? undefined : (known.change_request?.status ?? null);
  const editing: Editing = useMemo(
    () => editingOf(place, { story: story.data, user, request }),
    [place, story.data, user, request],
  );
  const teamId = story.data?.team_id ?? 0;
  const isSettled = story.isSuccess && (!isControlled || (drafts.isSuccess && !drafts.isFetching));
  return {
    place,
    story,
    editing,
    changes,
    isControlled,
    drafts: drafts.data ?? none,
    draft: drafts.data?.find(({ id }) => id === draftId),
    /** The address names a draft that is not there, or no longer. */
    isGone: draftId !== null && isSettled && drafts.data?.every(({ id }) => id !== draftId) !== false,
    canRun: holds(user, teamId, 'action:run'),
    canWrite: holds(user, teamId, 'story:write'),
    canControl: holds(user, teamId, isControlled ? 'story:change_control_manage' : 'story:write'),
  };
}
