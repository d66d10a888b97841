import { expect, test } from 'vitest';
import { neededOf, rulesIn } from './rule-types.ts';

test.each([
  [undefined, 2, { kind: 'all' }],
  ['', 2, { kind: 'all' }],
  [2, 2, { kind: 'all' }],
  ['2', 2, { kind: 'all' }],
  ['1', 2, { kind: 'any' }],
  [1, 1, { kind: 'any' }],
  [2, 3, { kind: 'some', count: 2 }],
  ['many', 3, { kind: 'some', count: 'many' }],
  ['=LOCAL.n', 3, { kind: 'other' }],
])('must_match %j of %i rules', (mustMatch, rules, expected) => {
  expect(neededOf(mustMatch, rules)).toEqual(expected);
});

test('rows show rules of type, path and value only', () => {
  expect(rulesIn([{ type: 'in', path: '<<a.b>>', value: ['x'] }])).toHaveLength(1);
  expect(rulesIn([])).toEqual([]);
  expect(rulesIn([{ type: 'in', path: 'a', comment: 'why' }])).toBeNull();
  expect(rulesIn(['in'])).toBeNull();
  expect(rulesIn('=hook.rules')).toBeNull();
});
