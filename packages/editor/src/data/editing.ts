/** What is open – the live story or a draft of it – and whether it may be changed there. */
import type { ChangeRequestStatus, StoryResponse } from '@fabula/model';
import { holds, type User } from './session.ts';

/** The live story (`draftId` null), or one draft of it. */
export interface StoryPlace {
  readonly storyId: number;
  readonly draftId: number | null;
}

/** For everything that edits: where its changes go, and whether it may make any. */
export interface Editing extends StoryPlace {
  readonly readOnly: boolean;
  /** A sentence for people; absent while nothing is known yet, and when everything may be changed. */
  readonly why?: string;
}

interface Known {
  /** The live story, also when a draft of it is open. */
  readonly story: StoryResponse | undefined;
  readonly user: User | null | undefined;
  /** Of the open change request of the draft; null: there is none. undefined: not read yet. */
  readonly request: ChangeRequestStatus | null | undefined;
}

/** The rules of the server in words, so that nobody types what would be refused. The server decides. */
export function editingOf(place: StoryPlace, { story, user, request }: Known): Editing {
  const refused = (why?: string): Editing => ({ ...place, readOnly: true, ...(why === undefined ? {} : { why }) });
  if (story === undefined || !user) return refused();
  if (!holds(user, story.team_id, 'story:write')) {
    return refused('You can look at this story. Changing it needs the role of an editor.');
  }
  if (story.synced_from !== null) {
    return refused('This story is a copy that is kept in step with its original. Change it there.');
  }
  if (story.locked) return refused('The story is locked. Unlock it to change it.');
  if (place.draftId === null) {
    return story.change_control_enabled ? refused('What is live is changed through drafts.') : open(place);
  }
  if (request === undefined) return refused();
  if (request === 'PENDING') return refused('This draft waits for review. Take its request back to go on editing.');
  if (request === 'APPROVED') return refused('This draft is approved. Promote it, or take its request back to go on.');
  return open(place);
}

function open(place: StoryPlace): Editing {
  return { ...place, readOnly: false };
}
