import { describe, expect, test } from 'vitest';
import { findOffers, nameOfOffer, type Offer } from './find-command.ts';

const offers: readonly Offer[] = [
  { kind: 'command', command: { name: 'Show the runs', run() {} } },
  { kind: 'command', command: { name: 'Undo', run() {} } },
  { kind: 'place', name: 'Audit log', to: '/settings/audit-log' },
  { kind: 'story', story: { id: 1, name: 'Runs at night' } },
  { kind: 'story', story: { id: 2, name: 'Look at the log' } },
];

describe('what is offered', () => {
  test.each([
    ['', ['Show the runs', 'Undo', 'Audit log', 'Runs at night', 'Look at the log']],
    ['run', ['Runs at night', 'Show the runs']],
    ['LOG', ['Audit log', 'Look at the log']],
    ['log au', ['Audit log']],
    ['  undo ', ['Undo']],
    ['nothing', []],
  ])('for "%s"', (text, names) => {
    expect(findOffers(offers, text).map(nameOfOffer)).toEqual(names);
  });
});
