import { expect, test } from 'vitest';
import { restartDelay } from './restart-delay.ts';
import { type Child, type Supervision, supervise } from './supervise.ts';

class FakeChild implements Child {
  readonly pid: number;
  readonly ready: Promise<string>;
  readonly ended: Promise<number | null>;
  readonly asked: string[] = [];
  becomeReady: (text: string) => void = () => undefined;
  end: (code: number | null) => void = () => undefined;

  constructor(pid: number) {
    this.pid = pid;
    this.ready = new Promise((resolve) => {
      this.becomeReady = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  stop(): void {
    this.asked.push('stop');
  }

  kill(): void {
    this.asked.push('kill');
    this.end(null);
  }
}

/** A host on which time passes only when it is told to. */
function aHost(count: number) {
  const children: FakeChild[] = [];
  const announced: string[] = [];
  const deaths: { pid: number; code: number | null; againInMs: number }[] = [];
  const timers = new Set<{ at: number; call: () => void }>();
  const stops: (() => void)[] = [];
  let now = 0;
  const supervision: Supervision = {
    count,
    fork: () => {
      const child = new FakeChild(children.length + 1);
      children.push(child);
      return child;
    },
    announce: (text) => announced.push(text),
    onDeath: (facts) => deaths.push(facts),
    onStop: (listener) => stops.push(listener),
    now: () => now,
    later: (ms, call) => {
      const timer = { at: now + ms, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  const code = supervise(supervision);
  const child = (pid: number): FakeChild => {
    const found = children[pid - 1];
    if (found === undefined) throw new Error(`process ${pid} was not started`);
    return found;
  };
  return {
    code,
    child,
    announced,
    deaths,
    started: () => children.length,
    stop: () => {
      for (const listener of stops) listener();
    },
    async pass(ms: number) {
      await settled();
      now += ms;
      for (const timer of [...timers]) {
        if (timer.at > now) continue;
        timers.delete(timer);
        timer.call();
      }
      await settled();
    },
    waiting: () => timers.size,
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function aReadyHost(count: number) {
  const host = aHost(count);
  host.child(1).becomeReady('Welcome.');
  await settled();
  return host;
}

test('the others start when the first one is ready, and people are told once', async () => {
  const host = aHost(3);
  await settled();
  expect(host.started()).toBe(1);
  host.child(1).becomeReady('Welcome.');
  await settled();
  expect(host.started()).toBe(3);
  host.child(2).becomeReady('Welcome.');
  await settled();
  expect(host.announced).toEqual(['Welcome.']);
});

test.each([
  [1, 1],
  [0, 0],
  [null, 1],
])('a first process that ends with %s before it is ready ends all with %s', async (code, expected) => {
  const host = aHost(4);
  host.child(1).end(code);
  expect(await host.code).toBe(expected);
  expect(host.started()).toBe(1);
  expect(host.announced).toEqual([]);
});

test('a process that dies gets a successor, sooner after the first death than after the next ones', async () => {
  const host = await aReadyHost(2);
  host.child(2).end(null);
  await settled();
  expect(host.started()).toBe(2);
  await host.pass(restartDelay(1));
  expect(host.started()).toBe(3);

  host.child(3).end(1);
  await host.pass(restartDelay(1));
  expect(host.started()).toBe(3);
  await host.pass(restartDelay(2) - restartDelay(1));
  expect(host.started()).toBe(4);
  expect(host.deaths).toEqual([
    { pid: 2, code: null, againInMs: restartDelay(1) },
    { pid: 3, code: 1, againInMs: restartDelay(2) },
  ]);
});

test('a process that lived long is started again quickly, whatever happened before', async () => {
  const host = await aReadyHost(1);
  host.child(1).end(1);
  await host.pass(restartDelay(1));
  await host.pass(3_600_000);
  host.child(2).end(1);
  await host.pass(restartDelay(1));
  expect(host.started()).toBe(3);
});

test('the pause between deaths grows and has an end', () => {
  const delays = [1, 2, 3, 4, 50].map(restartDelay);
  expect(delays).toEqual([...delays].sort((a, b) => a - b));
  expect(new Set(delays).size).toBe(5);
  expect(delays.at(-1)).toBe(30_000);
});

test('a wish to stop reaches all, and the end of all is the end', async () => {
  const host = await aReadyHost(2);
  host.stop();
  expect([host.child(1).asked, host.child(2).asked]).toEqual([['stop'], ['stop']]);
  host.child(1).end(0);
  host.child(2).end(0);
  expect(await host.code).toBe(0);
  expect(host.started()).toBe(2);
  expect(host.waiting()).toBe(0);
});

test('a wish to stop during a pause starts nothing any more', async () => {
  const host = await aReadyHost(2);
  host.child(2).end(1);
  await settled();
  host.stop();
  host.child(1).end(0);
  expect(await host.code).toBe(0);
  expect(host.started()).toBe(2);
  expect(host.waiting()).toBe(0);
});

test('a wish to stop while the first one starts ends with it', async () => {
  const host = aHost(2);
  host.stop();
  host.child(1).end(0);
  expect(await host.code).toBe(0);
  expect(host.started()).toBe(1);
  expect(host.waiting()).toBe(0);
});

test('whoever does not follow is killed: in time, or at the second wish', async () => {
  const slow = await aReadyHost(1);
  slow.stop();
  await slow.pass(3_600_000);
  expect(await slow.code).toBe(1);
  expect(slow.child(1).asked).toEqual(['stop', 'kill']);

  const hurried = await aReadyHost(1);
  hurried.stop();
  hurried.stop();
  expect(await hurried.code).toBe(1);
});
