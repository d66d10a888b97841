/** What a person may do with an open change request, in the words of the server's rules. The server decides. */
import type { ChangeControlRules, StoryResponse } from '@fabula/model';
import type { ChangeRequest } from '../data/change-request.ts';
import { holds, type User } from '../data/session.ts';

export interface ReviewRights {
  /** Approve and reject. */
  readonly canReview: boolean;
  /** Why not, for somebody who might expect to. */
  readonly whyNot?: string;
  /** Ask, take back, promote. */
  readonly canWrite: boolean;
  /** Nobody has approved, and somebody must have. */
  readonly promotesUnapproved: boolean;
}

interface Known {
  readonly story: StoryResponse;
  readonly user: User | null | undefined;
  readonly request: Pick<ChangeRequest, 'status' | 'requested_by'>;
  readonly rules: ChangeControlRules;
}

export function reviewRights({ story, user, request, rules }: Known): ReviewRights {
  const common = {
    canWrite: holds(user, story.team_id, 'story:write'),
    promotesUnapproved: request.status === 'PENDING' && rules.require_approval,
  };
  const refused = (whyNot: string): ReviewRights => ({ ...common, canReview: false, whyNot });
  if (!user || !holds(user, story.team_id, 'story:change_control_review')) {
    return refused('You can read what would change. Approving it needs the role of an editor.');
  }
  if (rules.require_separate_approver && request.requested_by === user.id) {
    return refused('You asked for this, so somebody else approves it.');
  }
  if (story.change_control_owners_only && !story.owners.includes(user.id)) {
    return refused('Only the owners of this story approve its changes.');
  }
  return { ...common, canReview: true };
}
