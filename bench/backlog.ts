/**
 * How much faster two workers are than one: `npx tsx bench/backlog.ts [runs]`, with the PostgreSQL of TEST_DATABASE_URL (a
 * database of its own is made and dropped). Prints one JSON object. Needs the built program: `node scripts/build.mjs`.
 */
import { answerMs, concurrency, drainBacklog } from '../e2e/processes/backlog.ts';
import { World } from '../e2e/processes/world.ts';

const runs = Number(process.argv[2] ?? 2_000);
const world = await World.begin();
try {
  const server = await world.start('server', {}, ['--without-worker']);
  const results = [];
  for (const workers of [1, 2]) {
    const { ms, runsPerSecond } = await drainBacklog(world, server, `by_${workers}`, { workers, runs });
    results.push({ workers, ms: Math.round(ms), runsPerSecond: Math.round(runsPerSecond) });
  }
  const ratio = (results[1]?.runsPerSecond ?? 0) / (results[0]?.runsPerSecond ?? 1);
  console.log(JSON.stringify({ runs, answerMs, concurrency, results, ratio: Number(ratio.toFixed(2)) }));
} finally {
  await world.end();
}
