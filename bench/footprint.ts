/**
 * What a target needs and leaves behind: time to start, memory, bytes on disk. It is started alone, twice: what was
 * written meanwhile is measured between the starts, when nobody uses the database.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type BenchDatabase, contentsOf, type Databases } from './bench-databases.ts';
import { load } from './load.ts';
import { forgetPeak, peakMegabytes, residentMegabytes } from './process-usage.ts';
import type { Footprint } from './report.ts';
import type { Target } from './targets.ts';

export interface FootprintPlan {
  readonly scenario: string;
  readonly databases: Databases;
  readonly start: (database: BenchDatabase) => Promise<Target>;
  /** Where the target keeps its runs. */
  readonly runTable: string;
  readonly body: string;
  readonly callers: number;
  readonly seconds: number;
  /** Before memory is looked at; 0: it is not. */
  readonly idleSeconds: number;
}

export async function measureFootprint(plan: FootprintPlan): Promise<Footprint> {
  const database = await plan.databases.make();
  const first = await plan.start(database);
  await first.stop();
  const before = await contentsOf(database, plan.runTable);

  const target = await plan.start(database);
  await pause(plan.idleSeconds * 1000);
  const idleMegabytes = plan.idleSeconds === 0 ? null : residentMegabytes(target.pid);
  forgetPeak(target.pid);
  await load(target.url, plan.body, plan.callers, plan.seconds);
  const peak = peakMegabytes(target.pid);
  await target.stop();
  const after = await contentsOf(database, plan.runTable);

  const runs = after.runs - before.runs;
  return {
    kind: 'footprint',
    scenario: plan.scenario,
    program: target.program,
    database: plan.databases.kind,
    firstReadySeconds: first.readyMs / 1000,
    readySeconds: target.readyMs / 1000,
    idleMegabytes,
    peakMegabytes: peak,
    bytesPerRun: (after.bytes - before.bytes) / runs,
    journalBytesPerRun: (after.journalBytes - before.journalBytes) / runs,
    transactionsPerRun: (after.transactions - before.transactions) / runs,
  };
}
