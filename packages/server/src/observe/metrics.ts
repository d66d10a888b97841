/**
 * What `/metrics` tells (docs/reference/observability.md has the table). What happens is counted as it happens, and costs
 * a few additions; what is (memory, the queue in the database) is read when somebody asks.
 */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock, EngineObserver, EngineStats } from '@fabula/engine';
import {
  type Database,
  databaseSize,
  oldestOverdueTick,
  readBacklog,
  retentionLag,
  type StoryBacklog,
} from '@fabula/store';
import {
  AggregatorRegistry,
  Counter,
  Gauge,
  Histogram,
  type MetricObjectWithValues,
  type MetricValue,
  Registry,
} from 'prom-client';
import type { Health } from './health.ts';

export interface Metrics {
  readonly observer: EngineObserver;
  /** A webhook was answered. */
  answered(status: number): void;
  /** The engine reported a problem of this kind. */
  noted(kind: string): void;
  /** The text format of Prometheus. Never fails: what the database does not tell in time is left out. */
  read(): Promise<string>;
  /** The same as plain data, to be put together with that of other processes. */
  snapshot(): Promise<Snapshot>;
  /** The media type of what `read` gives. */
  readonly contentType: string;
  close(): void;
}

export type Snapshot = MetricObjectWithValues<MetricValue<string>>[];

/** Several processes as one. Each metric says how: what processes do is added up, what all of them see is not. */
export function mergeSnapshots(snapshots: readonly Snapshot[]): Promise<string> {
  return AggregatorRegistry.aggregate([...snapshots]).metrics();
}

export interface MetricsParts {
  readonly database: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly readStats: () => EngineStats;
  readonly readHealth: () => Health;
  readonly version: string;
}

/** Stories shown one by one; the others are summed up, so that the number of series is bounded. */
const mostStories = 20;
const databaseAnswersWithinMs = 3_000;
/** Its size is read from its files, and the lag of retention from every story: not at every question. */
const slowEveryMs = 30_000;
const lagResolutionMs = 20;

export function createMetrics(parts: MetricsParts): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const lag = monitorEventLoopDelay({ resolution: lagResolutionMs });
  lag.enable();
  new Gauge({
    name: 'fabula_info',
    aggregator: 'first',
    help: 'Always 1',
    labelNames: ['version', 'database', 'node'],
    registers,
  }).set({ version: parts.version, database: parts.database.kind, node: process.version }, 1);
  const observer = countEngine(registers);
  const answers = new Counter({
    name: 'fabula_webhook_answers_total',
    help: 'Answers to webhook requests, by class of status',
    labelNames: ['status'],
    registers,
  });
  const byClass = ['1xx', '2xx', '3xx', '4xx', '5xx'].map((status) => answers.labels({ status }));
  for (const each of byClass) each.inc(0);
  const problems = new Counter({
    name: 'fabula_problems_total',
    help: 'Problems that the engine reported, by kind',
    labelNames: ['kind'],
    registers,
  });
  const readers = [gaugeEngine(registers, parts), gaugeProcess(registers, lag), gaugePool(registers, parts.database)];
  const readDatabase = gaugeDatabase(registers, parts);

  async function readAll(): Promise<void> {
    await readDatabase();
    for (const read of readers) read();
  }

  return {
    observer,
    contentType: registry.contentType,
    answered: (status) => byClass[Math.floor(status / 100) - 1]?.inc(),
    noted: (kind) => problems.inc({ kind }),
    async read() {
      await readAll();
      return registry.metrics();
    },
    async snapshot() {
      await readAll();
      return registry.getMetricsAsJSON();
    },
    close: () => lag.disable(),
  };
}

function countEngine(registers: Registry[]): EngineObserver {
  const durations = new Histogram({
    name: 'fabula_commit_duration_seconds',
    help: 'Transactions of the engine, from sending to durable',
    buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  });
  const sizes = new Histogram({
    name: 'fabula_commit_units',
    help: 'Runs that shared one transaction',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    registers,
  });
  const events = new Counter({ name: 'fabula_events_written_total', help: 'Events written', registers });
  const claims = new Counter({
    name: 'fabula_deliveries_claimed_total',
    help: 'Deliveries taken up from the database',
    registers,
  });
  const effects = new Counter({
    name: 'fabula_effects_total',
    help: 'Attempts at effects that ended, by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const byOutcome = {
    done: effects.labels({ outcome: 'done' }),
    failed: effects.labels({ outcome: 'failed' }),
    retried: effects.labels({ outcome: 'retried' }),
    unknown: effects.labels({ outcome: 'unknown' }),
  };
  // A series that begins with its first increase hides it: nobody sees 1 as more than nothing.
  for (const each of Object.values(byOutcome)) each.inc(0);
  return {
    committed: (facts) => {
      durations.observe(facts.milliseconds / 1000);
      sizes.observe(facts.units);
      events.inc(facts.events);
    },
    claimed: (deliveries) => claims.inc(deliveries),
    effectEnded: (_storyId, outcome) => byOutcome[outcome].inc(),
  };
}

function gaugeEngine(registers: Registry[], { readStats, readHealth }: MetricsParts): () => void {
  const gauge = (name: string, help: string, aggregator: 'sum' | 'min' | 'max' = 'sum'): Gauge =>
    new Gauge({ name, help, aggregator, registers });
  const ready = gauge('fabula_ready', '1 while /readyz says so', 'min');
  const open = gauge('fabula_jobs_open', 'Deliveries in memory');
  const readyJobs = gauge('fabula_jobs_ready', 'Deliveries in memory that could be done at once');
  const inFlight = gauge('fabula_effects_in_flight', 'Effects on their way');
  const waiting = gauge('fabula_effects_waiting', 'Effects in memory that wait for a place');
  const answers = gauge('fabula_answers_waiting', 'Runs in which a caller waits for the story to answer');
  const overdue = gauge(
    'fabula_overdue_seconds',
    'Since when the oldest due thing of the database waits, at the last look',
    'max',
  );
  return () => {
    const stats = readStats();
    ready.set(readHealth().isReady ? 1 : 0);
    open.set(stats.openJobs);
    readyJobs.set(stats.readyJobs);
    inFlight.set(stats.effectsInFlight);
    waiting.set(stats.effectsWaiting);
    answers.set(stats.waitingAnswers);
    overdue.set(stats.overdueMs / 1000);
  };
}

/** Names as every Prometheus client has them, where there is one. */
function gaugeProcess(registers: Registry[], lag: IntervalHistogram): () => void {
  const cpu = new Counter({ name: 'process_cpu_seconds_total', help: 'User and system CPU time', registers });
  const started = new Gauge({
    name: 'process_start_time_seconds',
    aggregator: 'min',
    help: 'Start, since 1970',
    registers,
  });
  const resident = new Gauge({ name: 'process_resident_memory_bytes', help: 'Resident memory', registers });
  const heap = new Gauge({ name: 'nodejs_heap_size_used_bytes', help: 'Heap in use', registers });
  const external = new Gauge({ name: 'nodejs_external_memory_bytes', help: 'Memory beside the heap', registers });
  const delay = new Gauge({
    name: 'fabula_event_loop_lag_seconds',
    aggregator: 'max',
    help: 'By how much timers were late since the last time somebody asked',
    labelNames: ['quantile'],
    registers,
  });
  started.set(Math.round(Date.now() / 1000 - process.uptime()));
  return () => {
    const { user, system } = process.cpuUsage();
    cpu.reset();
    cpu.inc((user + system) / 1e6);
    const memory = process.memoryUsage();
    resident.set(memory.rss);
    heap.set(memory.heapUsed);
    external.set(memory.external);
    for (const [quantile, nanoseconds] of [
      ['0.5', lag.percentile(50)],
      ['0.99', lag.percentile(99)],
      ['1', lag.max],
    ] as const) {
      // Each sample holds the interval of the timer too.
      delay.set({ quantile }, lag.count === 0 ? 0 : Math.max(0, nanoseconds / 1e9 - lagResolutionMs / 1e3));
    }
    lag.reset();
  };
}

function gaugePool(registers: Registry[], { pool }: Database): () => void {
  const connections = new Gauge({
    name: 'fabula_database_connections',
    help: 'Connections of the pool; waiting: requests for one',
    labelNames: ['state'],
    registers,
  });
  return () => {
    connections.set({ state: 'idle' }, pool.idleCount);
    connections.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
    connections.set({ state: 'waiting' }, pool.waitingCount);
  };
}

function gaugeDatabase(registers: Registry[], { database, clock }: MetricsParts): () => Promise<void> {
  const up = new Gauge({
    name: 'fabula_database_up',
    aggregator: 'min',
    help: '1: the database answered just now',
    registers,
  });
  const labelNames = ['story_id', 'story'];
  const depth = new Gauge({
    name: 'fabula_queue_depth',
    aggregator: 'max',
    help: 'Deliveries that are due and not taken up, by story',
    labelNames,
    registers,
  });
  const age = new Gauge({
    name: 'fabula_queue_oldest_seconds',
    aggregator: 'max',
    help: 'How long the oldest of them has been due',
    labelNames,
    registers,
  });
  const scheduleLag = new Gauge({
    name: 'fabula_schedule_lag_seconds',
    aggregator: 'max',
    help: 'How long the oldest tick that was not fired has been due',
    registers,
  });
  const size = new Gauge({
    name: 'fabula_database_size_bytes',
    aggregator: 'max',
    help: 'Size of the database on disk',
    registers,
  });
  const retention = new Gauge({
    name: 'fabula_retention_lag_seconds',
    aggregator: 'max',
    help: 'By how much the oldest run has outlived the time for which its story keeps events',
    registers,
  });
  let slowReadAt = Number.NEGATIVE_INFINITY;
  let underWay: Promise<boolean> | null = null;

  async function readAll(): Promise<boolean> {
    try {
      const now = clock.now();
      const backlog = await readBacklog(database, new Date(now));
      const tick = await oldestOverdueTick(database, new Date(now));
      if (now - slowReadAt >= slowEveryMs) {
        size.set(await databaseSize(database));
        retention.set((await retentionLag(database, now)) / 1000);
        slowReadAt = now;
      }
      depth.reset();
      age.reset();
      for (const each of boundedTo(mostStories, backlog)) {
        const labels = { story_id: each.id, story: each.name };
        depth.set(labels, each.depth);
        age.set(labels, Math.max(0, (now - each.oldestDueAt) / 1000));
      }
      scheduleLag.set(tick === null ? 0 : Math.max(0, (now - tick.getTime()) / 1000));
      return true;
    } catch {
      // An old backlog must not pass for the present one.
      depth.reset();
      age.reset();
      return false;
    } finally {
      underWay = null;
    }
  }

  return async () => {
    underWay ??= readAll();
    up.set((await withinTime(underWay, databaseAnswersWithinMs, false)) ? 1 : 0);
  };
}

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly depth: number;
  readonly oldestDueAt: number;
}

/** The stories that have waited longest one by one, all others as one. */
function boundedTo(count: number, backlog: readonly StoryBacklog[]): readonly Shown[] {
  const shown = backlog.slice(0, count).map((each) => ({
    id: String(each.storyId),
    name: each.name ?? '',
    depth: each.depth,
    oldestDueAt: each.oldestDueAt.getTime(),
  }));
  const [oldest, ...others] = backlog.slice(count);
  if (oldest === undefined) return shown;
  const depth = others.reduce((sum, each) => sum + each.depth, oldest.depth);
  return [...shown, { id: 'others', name: '', depth, oldestDueAt: oldest.oldestDueAt.getTime() }];
}

async function withinTime<T>(promise: Promise<T>, ms: number, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
