/**
 * `npm run bench`: Fabula beside two floors, on the same machine, in the same minutes, on the same databases (README.md
 * beside this file says how to read it). Rounds are interleaved, so that a machine that slows down slows all of them.
 */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { type Databases, embeddedDatabases, PostgresServer } from './bench-databases.ts';
import { CleanUps } from './clean-ups.ts';
import { measureFlat } from './flat.ts';
import { measureFootprint } from './footprint.ts';
import { goalResults } from './goals.ts';
import { load, quantile } from './load.ts';
import { checkAnswer, measure } from './measure.ts';
import { type Options, readOptions } from './options.ts';
import { topFunctions } from './profile.ts';
import { type Footprint, type Measurement, medians } from './report.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { startTarget } from './start-target.ts';
import { commitTable, footprintTable, goalTable, overviewTable, scenarioTable } from './tables.ts';
import { floorArgs, startEcho, startFabula, startHandler, type Target } from './targets.ts';
import { writeReport } from './write-report.ts';

const cleanUps = new CleanUps();
let isInterrupted = false;
// They stay: the second Ctrl-C of an impatient hand must not end the clearing up.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    isInterrupted = true;
    void cleanUps.run().then(() => process.exit(130));
  });
}
try {
  await bench(readOptions(process.argv.slice(2)));
} catch (error) {
  // What is under way fails when its targets are taken away.
  if (!isInterrupted) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
} finally {
  await cleanUps.run();
}

async function bench(options: Options): Promise<void> {
  const server = options.postgres === null ? null : await PostgresServer.connect(options.postgres, cleanUps);
  const databases = options.kinds.flatMap((kind) =>
    kind === 'embedded' ? [embeddedDatabases(cleanUps)] : server === null ? [] : [server],
  );
  const facts = {
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`,
    node: process.versions.node,
    postgres: server === null ? null : await server.version(),
  };
  console.log(JSON.stringify({ kind: 'machine', ...facts }));
  const directory = (await startTarget('the local service', floorArgs('stub'), {}, cleanUps)).base;
  if (options.flatMinutes !== null) return watchFlatness(options, options.flatMinutes, databases, directory);

  const loads: Measurement[] = [];
  const footprints: Footprint[] = [];
  for (const [index, scenario] of options.scenarios.entries()) {
    const body = scenario.body(directory);
    const found = medians(await measureScenario(options, scenario, body, databases, server));
    for (const line of found) console.log(JSON.stringify(line));
    loads.push(...found);
    if (options.profileDirectory !== null) continue;
    // Memory when idle is the same in all scenarios.
    for (const footprint of await measureFootprints(options, scenario, body, databases, index === 0 ? 10 : 0)) {
      console.log(JSON.stringify(footprint));
      footprints.push(footprint);
    }
  }

  const machine = `${facts.machine}, Node ${facts.node}${facts.postgres === null ? '' : `, PostgreSQL ${facts.postgres}`}`;
  const goals = goalResults(
    loads,
    footprints,
    options.scenarios.map(({ name }) => name),
  );
  const overview = [`On ${machine}:`, overviewTable(loads), goalTable(goals)].join('\n\n');
  const whole = [
    `On ${machine}; ${options.rounds} rounds of ${options.seconds} s.`,
    ...options.scenarios.map((scenario) => scenarioTable(scenario, loads)),
    commitTable(loads),
    footprintTable(footprints),
    goalTable(goals),
  ].join('\n\n');
  console.log(`\n${whole}\n`);
  if (options.isWriting) {
    await writeReport('README.md', overview);
    await writeReport('docs/performance.md', whole);
  }
}

/** Starts all targets of a scenario, measures them in turn, ends them. */
async function measureScenario(
  options: Options,
  scenario: Scenario,
  body: string,
  databases: readonly Databases[],
  server: PostgresServer | null,
): Promise<Measurement[]> {
  const { seconds, rounds, profileDirectory } = options;
  const targets = [await startEcho(scenario, cleanUps)];
  const profiles: string[] = [];
  for (const { kind, make } of databases.map((each) => ({ kind: each.kind, make: () => each.make() }))) {
    targets.push(await startHandler(scenario, await make(), cleanUps));
    const profile = profileDirectory === null ? [] : [join(profileDirectory, `${scenario.name}-${kind}`)];
    profiles.push(...profile);
    for (const processes of kind === 'postgres' && profile.length === 0 ? [1, 2] : [1]) {
      const [profileOfOne] = profile;
      const fabula = { processes, ...(profileOfOne === undefined ? {} : { profileDirectory: profileOfOne }) };
      targets.push(await startFabula(scenario, await make(), fabula, cleanUps));
    }
  }
  for (const target of targets) {
    await checkAnswer(target, scenario, body);
    // Long enough for the compiler to have seen every path often.
    await load(target.url, body, 64, 2 * seconds);
  }
  const found: Measurement[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const callers of options.callers) {
      for (const target of targets) {
        found.push(await measure(target, scenario.name, body, callers, seconds, server));
        if (scenario.name === 'sync' && callers === 1 && target.program === 'durable handler') {
          found.push(await measureBareCommits(target, seconds));
        }
      }
    }
  }
  for (const target of targets) await target.stop();
  for (const profile of profiles) console.log((await topFunctions(profile, 25)).join('\n'));
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

async function measureFootprints(
  options: Options,
  scenario: Scenario,
  body: string,
  databases: readonly Databases[],
  idleSeconds: number,
): Promise<Footprint[]> {
  const common = {
    scenario: scenario.name,
    body,
    callers: Math.max(...options.callers),
    seconds: 2 * options.seconds,
    idleSeconds,
  };
  const found: Footprint[] = [];
  for (const each of databases) {
    found.push(
      await measureFootprint({
        ...common,
        databases: each,
        start: (database) => startHandler(scenario, database, cleanUps),
        runTable: 'bench_run',
      }),
      await measureFootprint({
        ...common,
        databases: each,
        start: (database) => startFabula(scenario, database, { processes: 1 }, cleanUps),
        runTable: 'run',
      }),
    );
  }
  return found;
}

/** Events are kept for a minute only, so that most of the time as many are removed as are written. */
async function watchFlatness(
  options: Options,
  minutes: number,
  databases: readonly Databases[],
  directory: string,
): Promise<void> {
  for (const scenario of options.scenarios) {
    for (const each of databases) {
      const fabula = { processes: 1, keepEventsFor: 60 };
      const target = await startFabula(scenario, await each.make(), fabula, cleanUps);
      const body = scenario.body(directory);
      await checkAnswer(target, scenario, body);
      await load(target.url, body, 64, 5);
      await measureFlat(target, scenario.name, body, Math.max(...options.callers), minutes);
      await target.stop();
    }
  }
}
