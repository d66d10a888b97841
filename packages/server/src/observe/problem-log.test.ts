import type { EngineProblem } from '@fabula/engine';
import { asId, type StoryId } from '@fabula/model';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createProblemLog } from './problem-log.ts';

const away: EngineProblem = { kind: 'database_unavailable', message: 'connect ECONNREFUSED' };

/** A log read back, and a clock that moves when it is told to. */
function aLog() {
  const lines: Record<string, unknown>[] = [];
  const timers = new Set<{ at: number; call: () => void }>();
  let now = 1_000;
  let isReady = true;
  const log = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const problems = createProblemLog({
    log,
    clock: {
      now: () => now,
      at: (at, call) => {
        const timer = { at, call };
        timers.add(timer);
        return () => timers.delete(timer);
      },
      soon: (call) => call(),
    },
    readHealth: () => ({ isReady }),
  });
  return {
    lines,
    problems,
    setReady: (value: boolean) => {
      isReady = value;
    },
    pass(ms: number) {
      const until = now + ms;
      for (;;) {
        const next = [...timers].filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers.delete(next);
        now = next.at;
        next.call();
      }
      now = until;
    },
    timerCount: () => timers.size,
  };
}

test('a database that is away is told of at once, then once a minute with a count, and once when it is back', () => {
  const { lines, problems, setReady, pass } = aLog();
  setReady(false);
  for (let second = 0; second < 150; second++) {
    problems.report(away);
    pass(1_000);
  }
  expect(lines).toMatchObject([
    { problem: 'database_unavailable', msg: 'connect ECONNREFUSED' },
    { problem: 'database_unavailable', repeated: 60, total: 61 },
    { problem: 'database_unavailable', repeated: 60, total: 121 },
  ]);
  expect(lines[0]).not.toHaveProperty('repeated');

  setReady(true);
  pass(1_000);
  expect(lines.slice(3)).toMatchObject([{ msg: 'the database is back', problems: 150, awayMs: expect.any(Number) }]);
  problems.report(away);
  expect(lines[4]).toMatchObject({ problem: 'database_unavailable' });
  expect(lines[4]).not.toHaveProperty('repeated');
});

test('a flood from one story does not hide the problem of another; each line says which', () => {
  const { lines, problems } = aLog();
  const refused = (storyId: number): EngineProblem => ({
    kind: 'run_refused',
    message: 'refused',
    storyId: asId<StoryId>(storyId),
    runGuid: `run-${storyId}`,
  });
  for (let count = 0; count < 1_000; count++) problems.report(refused(1));
  problems.report(refused(2));
  expect(lines).toMatchObject([
    { storyId: 1, runGuid: 'run-1' },
    { storyId: 2, runGuid: 'run-2' },
  ]);
});

test('what happened once and again much later is two lines without counts', () => {
  const { lines, problems, pass } = aLog();
  const threw: EngineProblem = { kind: 'action_threw', message: 'x is not a function' };
  problems.report(threw);
  pass(120_000);
  problems.report(threw);
  expect(lines).toHaveLength(2);
  expect(lines[1]).not.toHaveProperty('repeated');
});

test('many connections that break together are one line', () => {
  const { lines, problems, setReady } = aLog();
  setReady(false);
  for (let count = 0; count < 10; count++) problems.connectionBroke(new Error('terminated'));
  expect(lines).toMatchObject([{ msg: 'the connection to the database broke' }]);
});

test('closed, it looks no more', () => {
  const { problems, setReady, timerCount } = aLog();
  setReady(false);
  problems.report(away);
  expect(timerCount()).toBe(1);
  problems.close();
  expect(timerCount()).toBe(0);
});
