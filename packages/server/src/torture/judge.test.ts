import { describe, expect, it } from 'vitest';
import type { FoundRun } from './findings.ts';
import { type Evidence, judge, type Verdict } from './judge.ts';
import { called, type RouteName, routes, ticking } from './routes.ts';

const wholeEvents = {
  answer: { Receive: 1, Shape: 1, Finish: 1 },
  post: { Receive: 1, Shape: 1, Post: 1, Finish: 1 },
  keyed: { Receive: 1, Post: 1, Finish: 1 },
  put: { Receive: 1, Put: 1, Finish: 1 },
  fan: { Receive: 1, Each: 3, Shape: 3, Collect: 1, Finish: 1 },
  delay: { Receive: 1, Wait: 1, Finish: 1 },
  call: { Receive: 1, Call: 1, Finish: 1 },
  once: { Receive: 1, Unique: 1, Finish: 1 },
} satisfies Record<RouteName, Record<string, number>>;
const unknown = 'The outcome is unknown; the request was not repeated.';

let runId = 0;
function run(story: string, events: Readonly<Record<string, number>>, more: Partial<FoundRun> = {}): FoundRun {
  return { runId: ++runId, story, sentId: 'a', events: new Map(Object.entries(events)), errors: [], left: 0, ...more };
}
const of = (route: RouteName, events: Readonly<Record<string, number>>, more: Partial<FoundRun> = {}) =>
  run(routes[route].name, events, more);

const stubNames = { post: 'once', keyed: 'keyed', put: 'put' } as const;

/** One request of a route, with the calls of the outside that belong to a whole run. */
function verdictOn(
  route: RouteName,
  runs: readonly FoundRun[],
  more: {
    readonly answer?: 'none' | 'accepted' | 'wrong';
    readonly calls?: number;
    readonly leftovers?: readonly string[];
    readonly ticks?: Evidence['ticks'];
  } = {},
): Verdict {
  const usual = Object.hasOwn(stubNames, route) ? 1 : 0;
  const times = more.calls ?? usual;
  const seen = times === 0 ? [] : [['a', times] as const];
  const body = { id: 'a', number: 1, items: [1, 2, 3], seconds: 1, key: 'k' };
  return judge({
    sent: new Map([['a', { route, body, answer: more.answer ?? 'accepted' }]]),
    calls: {
      once: new Map(route === 'post' ? seen : []),
      put: new Map(route === 'put' ? seen : []),
      keyed: new Map(
        route === 'keyed'
          ? seen.map(([id, keys]) => [id, new Set(Array.from({ length: keys }, (_, key) => `${key}`))])
          : [],
      ),
    },
    findings: { runs, leftovers: more.leftovers ?? [] },
    ticks: more.ticks ?? { least: 0, most: 0 },
  });
}

const callee = run(called.name, { Enter: 1, Pause: 1, Leave: 1 });

describe('the judge is content', () => {
  it.each(Object.entries(wholeEvents))('with a whole run of %s', (name, events) => {
    const route = name as RouteName;
    const runs = route === 'call' ? [of(route, events), callee] : [of(route, events)];
    expect(verdictOn(route, runs)).toMatchObject({ accepted: 1, completed: 1, faults: [] });
  });

  it.each([
    ['that happened', 1],
    ['that never left', 0],
  ])('with a request %s, whose outcome is called unknown', (_, calls) => {
    const cut = of('post', { Receive: 1, Shape: 1 }, { errors: [unknown] });
    expect(verdictOn('post', [cut], { calls })).toMatchObject({ completed: 1, unknown: 1, faults: [] });
  });

  it('with a refused request that left nothing', () => {
    const verdict = verdictOn('post', [], { answer: 'none', calls: 0 });
    expect(verdict).toMatchObject({ accepted: 0, completed: 0, faults: [] });
  });

  it('with a request that was stored before its answer was lost', () => {
    expect(verdictOn('post', [of('post', wholeEvents.post)], { answer: 'none' }).faults).toEqual([]);
  });

  it('with a harmless request made twice', () => {
    expect(verdictOn('put', [of('put', wholeEvents.put)], { calls: 2 }).faults).toEqual([]);
  });

  it('with a tick in each minute', () => {
    const ticks = [1, 2].map(() => run(ticking.name, { Tick: 1, Mark: 1 }, { sentId: null }));
    expect(
      judge({ ...nothingSent, findings: { runs: ticks, leftovers: [] }, ticks: { least: 2, most: 2 } }).faults,
    ).toEqual([]);
  });
});

const nothingSent = { sent: new Map(), calls: { once: new Map(), put: new Map(), keyed: new Map() } };

describe('the judge finds lost', () => {
  it.each([
    ['an accepted request that is gone', verdictOn('answer', [])],
    ['a run that stops half-way', verdictOn('answer', [of('answer', { Receive: 1, Shape: 1 })])],
    [
      'a request that the events claim and the stub never saw',
      verdictOn('post', [of('post', wholeEvents.post)], { calls: 0 }),
    ],
    ['a request without any run', verdictOn('post', [], { answer: 'none' })],
    [
      'a run that ended by another error',
      verdictOn('answer', [of('answer', wholeEvents.answer, { errors: ['refused'] })]),
    ],
    [
      'an outcome that is unknown though repeating is harmless',
      verdictOn('put', [of('put', wholeEvents.put, { errors: [unknown] })]),
    ],
    ['a piece that is missing', verdictOn('fan', [of('fan', { ...wholeEvents.fan, Shape: 2 })])],
    ['a called story that did not run', verdictOn('call', [of('call', wholeEvents.call)])],
    ['a key that nobody passed with', verdictOn('once', [of('once', { Receive: 1 })])],
  ])('%s', (_, verdict) => {
    expect(verdict).toMatchObject({ lost: 1, duplicated: 0, stuck: 0 });
    expect(verdict.faults.length).toBeGreaterThan(0);
  });

  it('a tick that never came', () => {
    const verdict = judge({ ...nothingSent, findings: { runs: [], leftovers: [] }, ticks: { least: 1, most: 2 } });
    expect(verdict).toMatchObject({ lost: 1 });
  });

  it('a run without its first event', () => {
    const runs = [of('answer', { Shape: 1, Finish: 1 }, { sentId: null })];
    expect(judge({ ...nothingSent, findings: { runs, leftovers: [] }, ticks: { least: 0, most: 0 } })).toMatchObject({
      lost: 1,
    });
  });
});

describe('the judge finds duplicated', () => {
  it.each([
    ['an event written twice', verdictOn('answer', [of('answer', { ...wholeEvents.answer, Finish: 2 })])],
    ['a second run', verdictOn('answer', [of('answer', wholeEvents.answer), of('answer', wholeEvents.answer)])],
    ['a request made twice', verdictOn('post', [of('post', wholeEvents.post)], { calls: 2 })],
    ['a request tried again under another key', verdictOn('keyed', [of('keyed', wholeEvents.keyed)], { calls: 2 })],
    [
      'an outcome called unknown though it was recorded',
      verdictOn('post', [of('post', wholeEvents.post, { errors: [unknown] })]),
    ],
    ['a collection made twice', verdictOn('fan', [of('fan', { ...wholeEvents.fan, Collect: 2 })])],
    ['a second run of the called story', verdictOn('call', [of('call', wholeEvents.call), callee, callee])],
  ])('%s', (_, verdict) => {
    expect(verdict).toMatchObject({ lost: 0, duplicated: 1, stuck: 0 });
    expect(verdict.faults.length).toBeGreaterThan(0);
  });

  it('a key that two passed with', () => {
    const body = { number: 1, items: [], seconds: 1, key: 'k' };
    const sent = new Map(
      ['a', 'b'].map((id) => [id, { route: 'once', body: { ...body, id }, answer: 'accepted' }] as const),
    );
    const runs = ['a', 'b'].map((sentId) => of('once', wholeEvents.once, { sentId }));
    const verdict = judge({ ...nothingSent, sent, findings: { runs, leftovers: [] }, ticks: { least: 0, most: 0 } });
    expect(verdict).toMatchObject({ duplicated: 1, lost: 0 });
  });

  it('a tick that came twice', () => {
    const runs = [1, 2].map(() => run(ticking.name, { Tick: 1, Mark: 1 }, { sentId: null }));
    const verdict = judge({ ...nothingSent, findings: { runs, leftovers: [] }, ticks: { least: 1, most: 1 } });
    expect(verdict).toMatchObject({ duplicated: 1 });
  });

  it('a run that nobody sent', () => {
    const runs = [of('answer', wholeEvents.answer, { sentId: 'ghost' })];
    const verdict = judge({ ...nothingSent, findings: { runs, leftovers: [] }, ticks: { least: 0, most: 0 } });
    expect(verdict).toMatchObject({ duplicated: 1 });
  });
});

describe('the judge finds', () => {
  it('what is stuck, and does not call it lost', () => {
    const waiting = of('answer', { Receive: 1 }, { left: 1 });
    const verdict = verdictOn('answer', [waiting], { leftovers: ['delivery 7 is left'] });
    expect(verdict).toMatchObject({ accepted: 1, completed: 0, lost: 0, duplicated: 0, stuck: 1 });
  });

  it('a wrong answer', () => {
    const verdict = verdictOn('answer', [of('answer', wholeEvents.answer)], { answer: 'wrong' });
    expect(verdict).toMatchObject({ accepted: 1, completed: 1, wrong: 1 });
    expect(verdict.faults).toHaveLength(1);
  });
});
