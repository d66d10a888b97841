/** All targets of one scenario, measured in turn, so that a machine that slows down slows all of them. */
import type { Databases, PostgresServer } from './bench-databases.ts';
import type { CleanUps } from './clean-ups.ts';
import { load, quantile } from './load.ts';
import { checkAnswer, measure } from './measure.ts';
import type { Options } from './options.ts';
import type { Measurement } from './report.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { startEcho, startFabula, startHandler, type Target } from './targets.ts';

export async function measureRounds(
  { seconds, rounds, callers: callerCounts }: Options,
  scenario: Scenario,
  body: string,
  databases: readonly Databases[],
  server: PostgresServer | null,
  cleanUps: CleanUps,
): Promise<Measurement[]> {
  const targets = [await startEcho(scenario, cleanUps)];
  for (const each of databases) {
    targets.push(await startHandler(scenario, await each.make(), cleanUps));
    for (const processes of each.kind === 'postgres' ? [1, 2] : [1]) {
      targets.push(await startFabula(scenario, await each.make(), { processes }, cleanUps));
    }
  }
  for (const target of targets) {
    await checkAnswer(target, scenario, body);
    // Long enough for the compiler to have seen every path often.
    await load(target.url, body, 64, 2 * seconds);
  }
  const found: Measurement[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const callers of callerCounts) {
      for (const target of targets) {
        found.push(await measure(target, scenario.name, body, callers, seconds, server));
        if (scenario.name === 'sync' && callers === 1 && target.program === 'durable handler') {
          found.push(await measureBareCommits(target, seconds));
        }
      }
    }
  }
  for (const target of targets) await target.stop();
  return found;
}

/** One commit of the handler after the other: what a lone caller waits for at least. */
async function measureBareCommits(handler: Target, seconds: number): Promise<Measurement> {
  const answer = await fetch(`${handler.base}/bare-commits?seconds=${seconds}`);
  const durations: number[] = await answer.json();
  return {
    kind: 'load',
    scenario: 'sync',
    program: 'bare commit',
    database: handler.database,
    processes: 1,
    callers: 1,
    runsPerSecond: durations.length / seconds,
    answersPerSecond: durations.length / seconds,
    p50: quantile(durations, 0.5),
    p99: quantile(durations, 0.99),
    cpuMs: null,
    transactions: 1,
  };
}
