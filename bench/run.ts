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
import { load } from './load.ts';
import { checkAnswer } from './measure.ts';
import { type Options, readOptions } from './options.ts';
import { topFunctions } from './profile.ts';
import { isTooSlow, measureReading, type Reading, ratioOf, type Sizes } from './reading/measure-reading.ts';
import { type Footprint, type Measurement, medians } from './report.ts';
import { measureRounds } from './rounds.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { startTarget } from './start-target.ts';
import { commitTable, footprintTable, goalTable, overviewTable, readingTable, scenarioTable } from './tables.ts';
import { benchProgram, startFabula, startHandler } from './targets.ts';
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
  if (options.reading !== null) return measureLists(options, options.reading, databases, machineLine(facts));
  const directory = (await startTarget('the local service', benchProgram('stub'), {}, cleanUps)).base;
  const { flatMinutes, profileDirectory } = options;
  if (flatMinutes !== null) return watchFlatness(options, flatMinutes, databases, directory);
  if (profileDirectory !== null) return profileScenarios(options, profileDirectory, databases, directory);

  const loads: Measurement[] = [];
  const footprints: Footprint[] = [];
  for (const [index, scenario] of options.scenarios.entries()) {
    const body = scenario.body(directory);
    const found = medians(await measureRounds(options, scenario, body, databases, server, cleanUps));
    for (const line of found) console.log(JSON.stringify(line));
    loads.push(...found);
    // Memory when idle is the same in all scenarios.
    for (const footprint of await measureFootprints(options, scenario, body, databases, index === 0 ? 10 : 0)) {
      console.log(JSON.stringify(footprint));
      footprints.push(footprint);
    }
  }

  const machine = machineLine(facts);
  const goals = goalResults(
    loads,
    footprints,
    options.scenarios.map(({ name }) => name),
  );
  const overview = paragraphs([`On ${machine}:`, overviewTable(loads), goalTable(goals)]);
  const whole = paragraphs([
    `On ${machine}; ${options.rounds} rounds of ${options.seconds} s.`,
    ...options.scenarios.map((scenario) => scenarioTable(scenario, loads)),
    commitTable(loads),
    footprintTable(footprints),
    goalTable(goals),
  ]);
  console.log(`\n${whole}\n`);
  if (options.isWriting) {
    await writeReport('README.md', overview);
    await writeReport('docs/performance.md', whole);
  }
}

function machineLine({ machine, node, postgres }: { machine: string; node: string; postgres: string | null }): string {
  return `${machine}, Node ${node}${postgres === null ? '' : `, PostgreSQL ${postgres}`}`;
}

async function measureLists(
  options: Options,
  sizes: Sizes,
  databases: readonly Databases[],
  machine: string,
): Promise<void> {
  const readings: Reading[] = [];
  for (const each of databases) readings.push(...(await measureReading(each, sizes)));
  const count = (value: number) => value.toLocaleString('en');
  const whole = paragraphs([
    `On ${machine}; ${count(sizes.stories)} stories, ${count(sizes.events)} events of one of them, pages of 20.`,
    readingTable(readings),
  ]);
  console.log(`\n${whole}\n`);
  if (options.isWriting) await writeReport('docs/performance.md', whole, 'reading');
  const slow = readings.filter(isTooSlow);
  for (const each of slow) {
    console.error(
      `${each.database}: the ${each.page} page of ${each.list} is ${ratioOf(each).toFixed(1)} times as slow`,
    );
  }
  if (options.isStrict && slow.length > 0) process.exitCode = 1;
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

/** No floors: what is wanted is where Fabula spends its time. */
async function profileScenarios(
  options: Options,
  profileDirectory: string,
  databases: readonly Databases[],
  directory: string,
): Promise<void> {
  const callers = Math.max(...options.callers);
  for (const scenario of options.scenarios) {
    for (const each of databases) {
      const folder = join(profileDirectory, `${scenario.name}-${each.kind}`);
      const fabula = { processes: 1, profileDirectory: folder };
      const target = await startFabula(scenario, await each.make(), fabula, cleanUps);
      const body = scenario.body(directory);
      await checkAnswer(target, scenario, body);
      await load(target.url, body, callers, 2 * options.seconds);
      const begin = Number(process.hrtime.bigint() / 1000n);
      const { requests } = await load(target.url, body, callers, options.seconds * options.rounds);
      const end = Number(process.hrtime.bigint() / 1000n);
      await target.stop();
      console.log(`${folder}: ${requests} runs of ${scenario.name} with ${callers} callers`);
      console.log((await topFunctions(folder, begin, end, 25)).join('\n'));
    }
  }
}

function paragraphs(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}
