import { makeObject } from '@fabula/formula';
import { expect, test } from 'vitest';
import { anAction } from '../canvas/an-action.test-kit.ts';
import { searchActions } from './search-actions.ts';

const lookUp = {
  ...anAction(1, 0, 0),
  name: 'Look it up',
  type: 'Agents::HTTPRequestAgent',
  description: 'Asks the register of doors.',
  options: makeObject([
    ['url', 'https://register.example.com/doors/<<hook.body.door>>'],
    ['headers', makeObject([['X-Request-Id', '<<META.story_run.id>>']])],
    ['timeout', 30],
    ['disable_ssl_verification', false],
  ]),
};
const tell = {
  ...anAction(2, 0, 75),
  name: 'Tell the guard',
  options: makeObject([
    ['mode', 'message_only'],
    ['payload', makeObject([['lines', [`${'a '.repeat(40)}the\n  door is open${' b'.repeat(60)}`]]])],
  ]),
};
const actions = [lookUp, tell];

const found = (typed: string) =>
  searchActions(actions, typed, 50).map(({ action, place }) => [
    action.name,
    place?.path ?? null,
    place?.match ?? null,
  ]);

test.each([
  [
    'nothing typed: all, as they stand',
    '',
    [
      ['Look it up', null, null],
      ['Tell the guard', null, null],
    ],
  ],
  ['a part of the name', 'guard', [['Tell the guard', null, null]]],
  ['the kind', 'http', [['Look it up', null, null]]],
  ['a part of a formula', 'HOOK.body', [['Look it up', 'url', 'hook.body']]],
  ['the name of a header', 'request-id', [['Look it up', 'headers', 'Request-Id']]],
  ['the value of a header', 'story_run', [['Look it up', 'headers.X-Request-Id', 'story_run']]],
  ['a number', '30', [['Look it up', 'timeout', '30']]],
  ['the description', 'register of', [['Look it up', '', 'register of']]],
  [
    'a text inside a list; its words alone come later',
    'door is',
    [
      ['Tell the guard', 'payload.lines.0', 'door is'],
      ['Look it up', '', 'door'],
    ],
  ],
  ['words that stand apart in one text', 'open door', [['Tell the guard', 'payload.lines.0', 'open']]],
  ['words of two texts do not fit together', 'story_run door', []],
  ['what is switched off says nothing', 'false', []],
])('%s', (_, typed, expected) => {
  expect(found(typed)).toEqual(expected);
});

test('names come before what is written in others', () => {
  const other = { ...anAction(3, 0, 0), name: 'Shut the door' };
  expect(searchActions([...actions, other], 'door', 50).map(({ action }) => action.name)).toEqual([
    'Shut the door',
    'Look it up',
    'Tell the guard',
  ]);
  expect(searchActions([...actions, other], 'door', 1)).toHaveLength(1);
});

test('what fits is shown with a little of what stands around it, on one line', () => {
  const [first] = searchActions([tell], 'door', 50);
  expect(first?.place).toMatchObject({ option: 'payload', match: 'door' });
  expect(first?.place?.before).toMatch(/^….{10,24}the $/);
  expect(first?.place?.after).toMatch(/^ is open b.*…$/);
});
