import { storyShape } from '@fabula/model';
import { describe, expect, test } from 'vitest';
import { editingOf } from './editing.ts';
import type { User } from './session.ts';

const story = {
  ...Object.fromEntries(Object.keys(storyShape.shape).map((key) => [key, null])),
  id: 7,
  team_id: 1,
  locked: false,
  synced_from: null,
  change_control_enabled: false,
} as unknown as Parameters<typeof editingOf>[1]['story'] & object;

const editor: User = {
  id: 1,
  email: 'ada@example.com',
  first_name: 'Ada',
  last_name: '',
  is_admin: false,
  roles: [{ team_id: 1, role: 'EDITOR', permissions: ['story:read', 'story:write'] }],
};
const viewer: User = { ...editor, roles: [{ team_id: 1, role: 'VIEWER', permissions: ['story:read'] }] };
const live = { storyId: 7, draftId: null };
const draft = { storyId: 7, draftId: 9 };
const controlled = { ...story, change_control_enabled: true };

describe('whether what is open may be changed', () => {
  test.each([
    ['a live story without change control', live, story, editor, undefined],
    ['a draft without a request', draft, controlled, editor, null],
  ])('%s may', (_, place, of, user, request) => {
    expect(editingOf(place, { story: of, user, request })).toEqual({ ...place, readOnly: false });
  });

  test.each([
    ['by a viewer', live, story, viewer, undefined, /role of an editor/],
    ['by somebody of another team', live, { ...story, team_id: 2 }, editor, undefined, /role of an editor/],
    ['in a copy that is synced', live, { ...story, synced_from: 'http://a.example' }, editor, undefined, /original/],
    ['while it is locked', live, { ...story, locked: true }, editor, undefined, /locked/],
    ['in a draft of a locked story', draft, { ...controlled, locked: true }, editor, null, /locked/],
    ['live under change control', live, controlled, editor, undefined, /through drafts/],
    ['in a draft that waits for review', draft, controlled, editor, 'PENDING' as const, /waits for review/],
    ['in a draft that is approved', draft, controlled, editor, 'APPROVED' as const, /approved/],
  ])('nothing is changed %s, and it says why', (_, place, of, user, request, why) => {
    expect(editingOf(place, { story: of, user, request })).toEqual({
      ...place,
      readOnly: true,
      why: expect.stringMatching(why),
    });
  });

  test.each([
    ['the story', draft, undefined, null],
    ['the request of the draft', draft, controlled, undefined],
  ])('nothing is changed before %s is known; nothing is said either', (_, place, of, request) => {
    expect(editingOf(place, { story: of, user: editor, request })).toEqual({ ...place, readOnly: true });
  });
});
