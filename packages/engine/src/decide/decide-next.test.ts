import { type ActionId, asId, type DefinedAction } from '@fabula/model';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../action-type.ts';
import { type ActionLinks, decideNext, idsNeededFor, maxEventSize, noLinks } from './decide-next.ts';

const id = (value: number) => asId<ActionId>(value);
const action: DefinedAction = {
  id: id(1),
  guid: 'a',
  type: 'Agents::TriggerAgent',
  name: 'Check',
  slug: 'check',
  isDisabled: false,
  options: {},
  schedule: [],
  inputs: {},
  groupId: null,
  page: null,
  tools: [],
};
const allLinks: ActionLinks = { default: [id(2), id(3)], no_match: [id(4)], failure: [id(5)] };
const error = { level: 4, message: 'bad' } as const;

const cases: [string, Outcome, ActionLinks, { receivers: number[][]; levels: number[] }][] = [
  [
    'an event goes to every normal receiver',
    { kind: 'emit', payloads: [1] },
    allLinks,
    { receivers: [[2, 3]], levels: [] },
  ],
  [
    'each payload is an event of its own',
    { kind: 'emit', payloads: [1, 2] },
    allLinks,
    {
      receivers: [
        [2, 3],
        [2, 3],
      ],
      levels: [],
    },
  ],
  ['an event without receivers is kept', { kind: 'emit', payloads: [1] }, noLinks, { receivers: [[]], levels: [] }],
  [
    'no match takes the no-match links',
    { kind: 'emit', payloads: [1], route: 'no_match' },
    allLinks,
    { receivers: [[4]], levels: [] },
  ],
  [
    'no match without such links leaves no event',
    { kind: 'emit', payloads: [1], route: 'no_match' },
    noLinks,
    { receivers: [], levels: [] },
  ],
  [
    'an error log sends the event down the failure path',
    { kind: 'emit', payloads: [1], logs: [error] },
    allLinks,
    { receivers: [[5]], levels: [4] },
  ],
  [
    'an error log without failure path leaves the normal way',
    { kind: 'emit', payloads: [1], logs: [error] },
    { ...allLinks, failure: [] },
    { receivers: [[2, 3]], levels: [4] },
  ],
  ['a failure takes the failure path', { kind: 'fail', message: 'no' }, allLinks, { receivers: [[5]], levels: [4] }],
  ['a failure without failure path is a log', { kind: 'fail', message: 'no' }, noLinks, { receivers: [], levels: [4] }],
  [
    'nothing is nothing',
    { kind: 'nothing', logs: [{ level: 3, message: 'dropped' }] },
    allLinks,
    { receivers: [], levels: [3] },
  ],
];

describe('what follows from an outcome', () => {
  it.each(cases)('%s', (_name, outcome, links, expected) => {
    const decision = decideNext(action, links, outcome);
    expect(decision.events.map((event) => event.receivers)).toEqual(expected.receivers);
    expect(decision.logs.map((log) => log.level)).toEqual(expected.levels);
  });

  it('tells the failure path what went wrong', () => {
    const [event] = decideNext(action, allLinks, { kind: 'fail', message: 'no' }).events;
    expect(event?.payloadText).toBe('{"error":"no"}');
  });

  it.each<[string, Outcome, object]>([
    ['called again at once', { kind: 'again', state: 1 }, { again: { state: 1 } }],
    ['left to somebody outside', { kind: 'wait' }, { wait: { state: null, timeoutAt: null } }],
    [
      'left to a story for a while',
      { kind: 'call', target: { id: 7 }, payload: 'p', state: 1, timeoutAt: 5 },
      { call: { target: { id: 7 }, payload: 'p', state: 1, timeoutAt: 5 } },
    ],
    ['made many', { kind: 'fork', states: [1, 2] }, { fork: [1, 2] }],
  ])('gives no event when the delivery is %s', (_name, outcome, expected) => {
    const decision = decideNext(action, allLinks, { ...outcome, logs: [error] });
    expect(decision).toEqual({ logs: [error], events: [], ...expected });
    expect(idsNeededFor(decision)).toBe(1 + (outcome.kind === 'fork' ? 2 : 0));
  });

  it('keeps a delivery that is to be called again, and says whether that is a retry', () => {
    const later: Outcome = { kind: 'later', dueAt: 5, state: 'x', isRetry: true };
    expect(decideNext(action, allLinks, later)).toEqual({
      logs: [],
      events: [],
      later: { dueAt: 5, state: 'x', isRetry: true },
    });
  });

  it('refuses an event that is too large, and emits the others', () => {
    const decision = decideNext(action, allLinks, { kind: 'emit', payloads: ['x'.repeat(maxEventSize), 'small'] });
    expect(decision.events.map((event) => event.payloadText)).toEqual(['"small"']);
    expect(decision.logs).toMatchObject([{ level: 4, message: expect.stringContaining('Check') }]);
  });
});
