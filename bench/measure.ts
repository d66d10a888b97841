/** One target under one load. */
import { setTimeout as pause } from 'node:timers/promises';
import type { PostgresServer } from './bench-databases.ts';
import { load } from './load.ts';
import { cpuTimeOf, postgresCpuTime } from './process-usage.ts';
import type { Measurement } from './report.ts';
import type { Scenario } from './scenarios/scenario.ts';
import type { Target } from './targets.ts';

const stuckAfterMs = 30_000;

/** One request, before anything is measured. */
export async function checkAnswer(target: Target, scenario: Scenario, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(target.url, { method: 'POST', headers, body });
  const text = await response.text();
  if (!response.ok || !scenario.isRight(text)) {
    throw new Error(`${target.program} answered ${scenario.name} with ${response.status} ${text.slice(0, 500)}`);
  }
}

export async function measure(
  target: Target,
  scenario: string,
  body: string,
  callers: number,
  seconds: number,
  server: PostgresServer | null,
): Promise<Measurement> {
  const isOnServer = target.database === 'postgres';
  const usage = async () => ({
    own: cpuTimeOf(target.pid),
    database: isOnServer ? postgresCpuTime() : 0,
    transactions: isOnServer && server !== null ? await server.countTransactions() : null,
  });
  const endedBefore = target.countEnded === null ? 0 : await settled(target.countEnded);
  const before = await usage();
  const begin = performance.now();
  const { requests, seconds: taken, p50, p99 } = await load(target.url, body, callers, seconds);
  if (target.countEnded !== null) await untilEnded(target.countEnded, endedBefore + requests);
  const takenToTheEnd = target.countEnded === null ? taken : (performance.now() - begin) / 1000;
  const after = await usage();
  const per = (now: number | null, then: number | null) =>
    now === null || then === null || requests === 0 ? null : (now - then) / requests;
  const own = per(after.own, before.own);
  const database = per(after.database, before.database);
  return {
    kind: 'load',
    scenario,
    program: target.program,
    database: target.database,
    processes: target.processes,
    callers,
    runsPerSecond: requests / takenToTheEnd,
    answersPerSecond: requests / taken,
    p50,
    p99,
    cpuMs: own === null || database === null ? null : own + database,
    transactions: per(after.transactions, before.transactions),
  };
}

/** The count once it stands still: requests that were on their way when the last load ended must not count for this one. */
async function settled(countEnded: () => Promise<number>): Promise<number> {
  for (let last = await countEnded(); ; ) {
    await pause(100);
    const now = await countEnded();
    if (now === last) return now;
    last = now;
  }
}

async function untilEnded(countEnded: () => Promise<number>, wanted: number): Promise<void> {
  let ended = await countEnded();
  for (let movedAt = performance.now(); ended < wanted; await pause(10)) {
    const now = await countEnded();
    if (now > ended) movedAt = performance.now();
    ended = now;
    if (performance.now() - movedAt > stuckAfterMs) {
      throw new Error(`${wanted - ended} runs that were accepted have not ended, and nothing moves`);
    }
  }
}
