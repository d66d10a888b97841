import type { StoryResponse } from '@fabula/model';
import { expect, test } from 'vitest';
import type { User } from '../data/session.ts';
import { reviewRights } from './review-rights.ts';

const story = { team_id: 1, owners: [], change_control_owners_only: false } as unknown as StoryResponse;
const rules = { require_approval: true, require_separate_approver: true, require_description: false };
const editor: User = {
  id: 1,
  email: 'ada@example.com',
  first_name: 'Ada',
  last_name: '',
  is_admin: false,
  roles: [{ team_id: 1, role: 'EDITOR', permissions: ['story:write', 'story:change_control_review'] }],
};
const ofSomebodyElse = { status: 'PENDING', requested_by: 2 } as const;
const ownRequest = { status: 'PENDING', requested_by: 1 } as const;
const ownersOnly = { ...story, change_control_owners_only: true };

test.each([
  ['what somebody else asks for', { request: ofSomebodyElse }],
  ['their own, where that is allowed', { request: ownRequest, rules: { ...rules, require_separate_approver: false } }],
  ['a story of their own that only owners approve', { story: { ...ownersOnly, owners: [1] } }],
])('an editor approves %s', (_, known) => {
  const rights = reviewRights({ story, user: editor, request: ofSomebodyElse, rules, ...known });
  expect(rights).toEqual({ canReview: true, canWrite: true, promotesUnapproved: true });
});

test.each([
  ['somebody without the permission', { user: { ...editor, roles: [] } }, /role of an editor/],
  ['whoever asked', { request: ownRequest }, /somebody else/],
  ['somebody who is no owner, where only owners do', { story: ownersOnly }, /owners/],
])('%s does not approve, and reads why', (_, known, whyNot) => {
  const rights = reviewRights({ story, user: editor, request: ofSomebodyElse, rules, ...known });
  expect(rights).toMatchObject({ canReview: false, whyNot: expect.stringMatching(whyNot) });
});

test.each([
  ['PENDING', true, true],
  ['PENDING', false, false],
  ['APPROVED', true, false],
] as const)(
  'promoting what is %s, where approval is needed: %s, goes round a review: %s',
  (status, needed, goesRound) => {
    const request = { status, requested_by: 2 };
    const rights = reviewRights({ story, user: editor, request, rules: { ...rules, require_approval: needed } });
    expect(rights.promotesUnapproved).toBe(goesRound);
  },
);
