import { expect, test } from 'vitest';
import { lossOf } from './version-words.ts';

const difference = (target: 'action' | 'note', operation: 'add' | 'update' | 'remove') => ({
  ...{ target, operation, id: 'x', name: 'x', type: null, fields: [], isPositional: false },
});

test.each([
  [[], 'Nothing is different from it.'],
  [[difference('action', 'add')], 'It changes 1 thing; all actions keep their events and addresses.'],
  [
    [difference('note', 'remove'), difference('action', 'update')],
    'It changes 2 things; all actions keep their events and addresses.',
  ],
  [[difference('action', 'remove')], 'It changes 1 thing; 1 action that came later goes, with its events.'],
  [
    [difference('action', 'remove'), difference('action', 'remove'), difference('note', 'update')],
    'It changes 3 things; 2 actions that came later go, with their events.',
  ],
] as const)('what restoring does: %#', (differences, words) => {
  expect(lossOf(differences)).toBe(words);
});
