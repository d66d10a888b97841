import { expect, test } from 'vitest';
import { holds, type User } from './session.ts';

const ada: User = {
  ...{ id: 1, email: 'ada@example.com', first_name: 'Ada', last_name: 'Lovelace', is_admin: false },
  roles: [
    { team_id: 1, role: 'EDITOR', permissions: ['story:read', 'story:write'] },
    { team_id: 2, role: 'Readers', permissions: ['story:read'] },
  ],
};

test.each([
  ['an editor in the own team', ada, 1, true],
  ['a reader', ada, 2, false],
  ['somebody of another team', ada, 3, false],
  ['an owner anywhere', { ...ada, is_admin: true }, 3, true],
  ['nobody', null, 1, false],
])('%s may write: %s', (_who, user, teamId, may) => {
  expect(holds(user, teamId, 'story:write')).toBe(may);
});
