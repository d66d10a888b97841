import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';

const chain = ['Receive', 'Shape', 'Post', 'Finish'];
const fan = ['Receive', 'Each', 'Each', 'Each', 'Shape', 'Shape', 'Shape', 'Collect', 'Finish'];
const unknown = { sentId: 'a', message: 'The program stopped while this was on its way; the outcome is unknown.' };

function verdict(given: {
  route?: 'chain' | 'fan';
  isAccepted?: boolean;
  actions: readonly string[];
  runs?: number;
  calls?: number;
  errors?: readonly { sentId: string; message: string }[];
}): string[] {
  return judge({
    sent: new Map([['a', { route: given.route ?? 'chain', isAccepted: given.isAccepted ?? true }]]),
    events: given.actions.map((action, index) => ({
      sentId: 'a',
      action,
      run: String(index % (given.runs ?? 1)),
    })),
    errors: given.errors ?? [],
    calls: new Map(given.calls === 0 ? [] : [['a', given.calls ?? 1]]),
  });
}

describe('the judge is content', () => {
  it.each([
    ['with a complete chain', { actions: chain }],
    ['with a complete fan', { route: 'fan', actions: fan, calls: 0 }],
    ['with a post whose outcome is unknown and logged', { actions: ['Receive', 'Shape'], errors: [unknown] }],
    [
      'with a post that never left and is logged as unknown',
      { actions: ['Receive', 'Shape'], errors: [unknown], calls: 0 },
    ],
    ['with a refused request that left nothing', { isAccepted: false, actions: [], calls: 0 }],
    ['with a request that was stored before its answer was lost', { isAccepted: false, actions: chain }],
  ] as const)('%s', (_, given) => {
    expect(verdict(given)).toEqual([]);
  });
});

describe('the judge finds', () => {
  it.each([
    ['an accepted request that is gone', { actions: [], calls: 0 }],
    ['a run that stops half-way', { actions: ['Receive', 'Shape'] }],
    ['an event written twice', { actions: [...chain, 'Finish'] }],
    ['a second run of the same request', { actions: chain, runs: 2 }],
    ['a post made twice', { actions: chain, calls: 2 }],
    ['a post that the events claim and the stub never saw', { actions: chain, calls: 0 }],
    ['a post without any event', { isAccepted: false, actions: [], calls: 1 }],
    ['an outcome called unknown though it was recorded', { actions: chain, errors: [unknown] }],
    ['any other error', { actions: chain, errors: [{ sentId: 'a', message: 'connection refused' }] }],
    ['a piece of a fan that is missing', { route: 'fan', actions: fan.toSpliced(4, 1), calls: 0 }],
    ['a fan collected twice', { route: 'fan', actions: [...fan, 'Collect'], calls: 0 }],
  ] as const)('%s', (_, given) => {
    expect(verdict(given)).not.toEqual([]);
  });

  it('events that nobody sent', () => {
    const events = [{ sentId: 'ghost', action: 'Receive', run: '1' }];
    expect(judge({ sent: new Map(), events, errors: [], calls: new Map() })).not.toEqual([]);
  });
});
