/**
 * Does retention keep up with a writer at full speed? Run by hand:
 *
 *   node --import tsx bench/retention.ts --events 300000 [--seconds 20] [--postgres URL]
 *
 * First a writer fills the database with so many events, as fast as it can, dated evenly over the story's period. Then time
 * runs so fast that they expire as quickly as they were written, while the writer goes on at full speed and the sweep runs.
 * Ends with exit code 1 when the sweep is far behind in the end.
 * One line of JSON: `behind_s` is how long ago, in seconds of this run, the oldest run that is still there should have gone.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { NewEvent, RunProgress, UnitCommit } from '@fabula/engine';
import { type ActionId, asId, type EventId, type ProcessId, type RunId, type StoryId } from '@fabula/model';
import { createEngineStore, createSweeper, type Database, retentionLag } from '@fabula/store';
import { createRetention } from '../packages/server/src/retention/retention.ts';
import { useDatabase, useDatabases } from './use-databases.ts';

const keepMs = 3_600_000;
const runsPerCommit = 64;
const eventsPerRun = 4;
/** Nothing is removed sooner after it has expired: a minute's grace, and half a minute for a run to end. */
const usualLagMs = 90_000;
/** More at the end: the sweep has fallen behind. */
const mostBehindSeconds = 30;

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '300000' },
    seconds: { type: 'string', default: '20' },
    postgres: { type: 'string' },
  },
});
const wanted = Number(values.events);
const seconds = Number(values.seconds);

const found = await useDatabases(values.postgres, (databases) => useDatabase(databases, measure));
console.log(JSON.stringify(found));
if (found.behind_s > mostBehindSeconds) process.exitCode = 1;

async function measure(database: Database) {
  const writer = await createWriter(database);
  const began = performance.now();
  const start = Date.now();
  while (writer.written < wanted) await writer.commit(start + (writer.written / wanted) * keepMs);
  const fillSeconds = (performance.now() - began) / 1_000;

  // from here on a second is as long as the share of the period that was written in a second
  const speed = keepMs / 1_000 / fillSeconds;
  const turnAt = performance.now();
  const now = (): number => start + keepMs + (performance.now() - turnAt) * speed;
  const before = writer.written;
  const samples: { s: number; behind_s: number; events: number; megabytes: number }[] = [];
  let removed = 0;
  let failure: unknown;
  const retention = createRetention({
    sweeper: createSweeper(database),
    clock: {
      now,
      at: (at, call) => {
        // at the pace of this run, like everything else
        const timer = setTimeout(call, Math.min(Math.max(0, (at - now()) / speed), 1_000));
        return () => clearTimeout(timer);
      },
      soon: (call) => setImmediate(call),
    },
    onFailure: (error) => {
      failure = error;
    },
    onSweep: (report) => {
      removed += report.removed.events;
    },
  });
  retention.start();
  const endAt = turnAt + seconds * 1_000;
  const writing = (async () => {
    while (performance.now() < endAt) await writer.commit(now());
  })();
  while (performance.now() < endAt) {
    await pause(1_000);
    samples.push(await sample());
  }
  await writing;
  const took = (performance.now() - turnAt) / 1_000;
  const written = writer.written - before;
  const end = await sample();
  await retention.stop();
  await writer.stop();
  if (failure !== undefined) throw failure;
  return {
    database: database.kind,
    filled: before,
    fill_events_per_s: Math.round(before / fillSeconds),
    seconds: Math.round(took),
    written_per_s: Math.round(written / took),
    expired_per_s: Math.round(before / fillSeconds),
    removed_per_s: Math.round(removed / took),
    behind_s: end.behind_s,
    most_behind_s: Math.max(...samples.map((each) => each.behind_s)),
    samples,
  };

  async function sample() {
    const lag = await retentionLag(database, now());
    const { rows } = await database.pool.query<{ megabytes: number }>(
      `select (pg_total_relation_size('event') + pg_total_relation_size('run'))::float8 / 1e6 as megabytes`,
    );
    return {
      s: Math.round((performance.now() - turnAt) / 1_000),
      behind_s: Math.round((Math.max(0, lag - usualLagMs) / 1_000 / speed) * 10) / 10,
      events: writer.written - removed,
      megabytes: Math.round(rows[0]?.megabytes ?? 0),
    };
  }
}

interface Writer {
  readonly written: number;
  /** One shared transaction, as the engine writes it when many callers wait. */
  commit(at: number): Promise<void>;
  /** Gives the connection back that holds its sign of life. */
  stop(): Promise<void>;
}

async function createWriter(database: Database): Promise<Writer> {
  const store = createEngineStore(database);
  const processId: ProcessId = await store.register();
  const { rows } = await database.pool.query<{ id: number }>(
    `with team as (insert into team (name) values ('Bench') returning id)
insert into story (team_id, guid, name, slug, keep_events_for, schema_version, carried)
select id, 'bench', 'Bench', 'bench', $1, 30, '{}' from team returning id`,
    [keepMs / 1_000],
  );
  const storyId = asId<StoryId>(rows[0]?.id ?? 0);
  const payloadText = JSON.stringify({ text: 'x'.repeat(230) });
  let written = 0;
  let lastId = 0;
  let commits = 0;

  function unit(at: number): UnitCommit {
    const id = asId<RunId>(++lastId);
    const run: RunProgress = {
      id,
      guid: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
      storyId,
      origin: 'webhook',
      callerId: null,
      startedAt: at,
      endedAt: at,
      addedEvents: eventsPerRun,
      addedActionRuns: eventsPerRun,
      rootActionId: asId<ActionId>(1),
      traceParent: null,
      answerTo: null,
      isNew: true,
    };
    const events: NewEvent[] = [];
    const path = new Map<string, EventId>();
    for (let index = 0; index < eventsPerRun; index++) {
      const eventId = asId<EventId>(++lastId);
      const slug = `action_${index}`;
      path.set(slug, eventId);
      events.push({
        id: eventId,
        runId: id,
        storyId,
        actionId: asId<ActionId>(index + 1),
        parentId: events.at(-1)?.id ?? null,
        slug,
        path: new Map(path),
        payloadText,
        createdAt: at,
        isReEmitted: false,
      });
    }
    return {
      runs: [run],
      events,
      logs: [],
      deliveries: [],
      finished: [],
      received: [],
      actionRuns: [],
      modelUses: [],
      effects: [],
      answers: [],
      asks: [],
      memory: [],
    };
  }

  return {
    stop: () => store.unregister(processId),
    get written() {
      return written;
    },
    async commit(at) {
      const units = Array.from({ length: runsPerCommit }, () => unit(at));
      const result = await store.commit(processId, ++commits, units);
      if (!result.ok) throw new Error(`a commit failed: ${JSON.stringify(result.error)}`);
      written += runsPerCommit * eventsPerRun;
    },
  };
}
