/**
 * How long a page of a list takes beside the same rows read by their keys, on the same connection, in turn. The ratio of the
 * medians is what counts, which must not grow with the list.
 */
import { performance } from 'node:perf_hooks';
import type { Databases, Kind } from '../bench-databases.ts';
import { quantile } from '../load.ts';
import { useDatabase } from '../use-databases.ts';
import { type Case, eventCases, storyCases } from './cases.ts';
import { fillEvents, fillStories } from './fill.ts';

export interface Reading {
  readonly kind: 'reading';
  readonly database: Kind;
  readonly list: string;
  readonly page: Case['page'];
  readonly isGoal: boolean;
  /** Rows of the page. */
  readonly rows: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly byKey: number;
}

/** The last page included. */
const mostTimesByKey = 5;

export function ratioOf({ p50, byKey }: Reading): number {
  return p50 / byKey;
}

export function isTooSlow(reading: Reading): boolean {
  return reading.isGoal && ratioOf(reading) > mostTimesByKey;
}

export interface Sizes {
  readonly stories: number;
  readonly events: number;
}

export function measureReading(databases: Databases, sizes: Sizes): Promise<Reading[]> {
  return useDatabase(databases, async (database) => {
    const begin = performance.now();
    const tell = (text: string): void => {
      console.error(`${databases.kind}: ${text} after ${Math.round((performance.now() - begin) / 1_000)} s`);
    };
    await fillStories(database, sizes.stories);
    tell(`${sizes.stories} stories`);
    const storyId = await fillEvents(database, sizes.events, (done) => {
      if (done % 1_000_000 === 0) tell(`${done} events`);
    });
    await database.pool.query('vacuum analyze');
    tell('ready');
    const readings: Reading[] = [];
    for (const each of [...(await storyCases(database)), ...(await eventCases(database, storyId))]) {
      readings.push({ kind: 'reading', database: databases.kind, ...(await measureCase(each)) });
      console.log(JSON.stringify(readings.at(-1)));
    }
    return readings;
  });
}

const warmUps = 4;
const mostRounds = 30;

async function measureCase({ list, page, isGoal, read, readByKey }: Case) {
  let rows = 0;
  const [listed, byKey]: [number[], number[]] = [[], []];
  for (let round = -warmUps; round < mostRounds; round++) {
    const begin = performance.now();
    const ids = await read();
    const middle = performance.now();
    await readByKey(ids);
    if (ids.length === 0) throw new Error(`the ${page} page of ${list} is empty`);
    if (round < 0) continue;
    rows = ids.length;
    listed.push(middle - begin);
    byKey.push(performance.now() - middle);
  }
  return { list, page, isGoal, rows, p50: quantile(listed, 0.5), byKey: quantile(byKey, 0.5) };
}
