/** The only place where ports meet implementations. It calls constructors and starts and stops what they made. */
import { randomBytes, randomUUID } from 'node:crypto';
import { actionTypes } from '@fabula/actions';
import { type Clock, createEngine, type Engine, type Outgoing, type StoryBook } from '@fabula/engine';
import { asId, type ProcessId, type StoryId } from '@fabula/model';
import { createEngineStore, createStoryBook, type Database, type Executor, findStory } from '@fabula/store';
import type { FastifyInstance } from 'fastify';
import manifest from '../package.json' with { type: 'json' };
import { buildApp } from './app.ts';
import { loadEncryptionKeys } from './bootstrap/encryption-key.ts';
import { type FirstStart, firstStart } from './bootstrap/first-start.ts';
import { overAllProcesses } from './cluster/metrics-exchange.ts';
import { createAddresses } from './compose/addresses.ts';
import { composeBackground } from './compose/background.ts';
import { besideProgram } from './compose/beside-program.ts';
import { openFabulaDatabase } from './compose/open-database.ts';
import { composeOutside } from './compose/outside.ts';
import { createCredentials } from './credentials/create-credentials.ts';
import { createOauthSignIns } from './credentials/oauth-sign-in.ts';
import { resealDataKeys } from './credentials/reseal.ts';
import { createVault } from './credentials/vault.ts';
import { createAdmitCaller } from './intake/admit-caller.ts';
import { createTokenCheck } from './intake/check-token.ts';
import { createBodies } from './intake/create-bodies.ts';
import { clearSpool } from './intake/spool-file.ts';
import { createLimits } from './limits/create-limits.ts';
import type { LimitNotice } from './limits/limit-notice.ts';
import { openLinkKey } from './links/link-key.ts';
import { pagePathOf } from './links/page-links.ts';
import { promptPath } from './links/prompt-links.ts';
import { createLiveHub } from './live/live-hub.ts';
import { sharePresence } from './live/presence-exchange.ts';
import { readActionCounts } from './live/read-action-counts.ts';
import type { Health } from './observe/health.ts';
import { createLogger, type Logger } from './observe/logger.ts';
import { createMetrics, type Metrics } from './observe/metrics.ts';
import { createProblemLog, type ProblemLog } from './observe/problem-log.ts';
import { createTracing, openSpanSink, type Tracing } from './observe/tracing.ts';
import { loadRegularExpressions } from './platform/load-regular-expressions.ts';
import { nodePlatform } from './platform/node-platform.ts';
import { systemClock } from './platform/system-clock.ts';
import type { Settings } from './settings.ts';

export interface Fabula {
  readonly app: FastifyInstance;
  /** All routes, `GET /healthz` style. */
  readonly routes: readonly string[];
  readonly engine: Engine;
  readonly stories: StoryBook;
  readonly database: Database;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly version: string;
  /** As `/readyz` tells it. */
  health(): Health;
  /** What the first start made; null on a database that has users. */
  readonly firstStart: FirstStart | null;
  /** The public address, without a slash at its end. */
  url(): string;
  /** Where mail is taken; null: nowhere. */
  mailPort(): number | null;
  /** Resolves, with the reason, when this process cannot go on and must be started again. */
  readonly lost: Promise<string>;
  /** Takes up work and is ready for requests through `app.inject`. */
  start(): Promise<void>;
  /** Opens the port. */
  listen(port?: number): Promise<void>;
  /** Answers what was asked, finishes what is under way, closes everything. Once. */
  stop(): Promise<void>;
}

export interface Overrides {
  readonly clock?: Clock;
  readonly outgoing?: Outgoing;
  readonly log?: Logger;
  /** false: accepts and answers, takes up nothing from the database. */
  readonly isWorker?: boolean;
  /** Where an empty embedded database lies ready to be copied. */
  readonly templateDirectory?: string;
  /** How long a stop may take while something is under way. */
  readonly graceMs?: number;
}

/** Shorter than the ten seconds after which Docker kills. */
const defaultGraceMs = 8_000;

export async function composeFabula(settings: Settings, overrides: Overrides = {}): Promise<Fabula> {
  const log = overrides.log ?? createLogger(settings);
  const clock = overrides.clock ?? systemClock;
  let lose: (reason: string) => void = () => undefined;
  const lost = new Promise<string>((resolve) => {
    lose = resolve;
  });
  let fabula: Awaited<ReturnType<typeof composeOn>> | null = null;
  const readHealth = (): Health => fabula?.health() ?? { isReady: false, reason: 'Fabula is starting' };
  const problems = createProblemLog({ log, clock, readHealth });
  const database = await openFabulaDatabase(settings, log, overrides.templateDirectory, {
    connectionBroke: problems.connectionBroke,
    died: lose,
  });
  try {
    fabula = await composeOn(database, settings, clock, log, problems, overrides, lose);
    return { ...fabula, lost };
  } catch (error) {
    problems.close();
    await database.close();
    throw error;
  }
}

async function composeOn(
  database: Database,
  settings: Settings,
  clock: Clock,
  log: Logger,
  problems: ProblemLog,
  overrides: Overrides,
  lose: (reason: string) => void,
): Promise<Omit<Fabula, 'lost'>> {
  const [keys] = await Promise.all([loadEncryptionKeys(settings), loadRegularExpressions()]);
  const vault = createVault(keys);
  await resealDataKeys(database, vault, log);
  const first = await firstStart(database, settings, newGuid);
  const addresses = createAddresses(settings);
  const { url } = addresses;
  const outside = await composeOutside(settings, addresses.mailDomain, overrides.outgoing);
  const { outgoing } = outside;
  const stories = createStoryBook(database);
  const credentials = createCredentials({
    database,
    clock,
    outgoing,
    vault,
    types: actionTypes,
    newUuid: randomUUID,
    random: Math.random,
  });
  const links = await openLinkKey(database);
  const tracing = await openTracing(settings, stories, problems);
  const metrics = overAllProcesses(
    createMetrics({
      database,
      clock,
      readStats: () => engine.stats(),
      readHealth,
      version: manifest.version,
    }),
  );
  const store = createEngineStore(database);
  const bodies = createBodies(settings, (bytes) => limits.mayWrite(bytes), log);
  const limits = createLimits({
    database,
    clock,
    log,
    settings,
    isTakingIn: () => bodies.turns.held > 0 || bodies.turns.waiting > 0,
    engine: () => engine,
    announceWork: () => store.announceWork(),
    ...(settings.mail.server !== null && {
      tell: (transaction: Executor, notice: LimitNotice) => background.monitoring.tellOfLimit(transaction, notice),
    }),
  });
  const engine = createEngine({
    store,
    brakes: limits,
    stories,
    credentials,
    types: actionTypes,
    clock,
    outgoing,
    services: outside.services,
    random: Math.random,
    newUuid: randomUUID,
    platform: nodePlatform,
    tenant: { domain: new URL(url()).host, name: 'Fabula' },
    links: {
      storyRun: ({ id, draftOf }, runGuid) =>
        `${url()}/stories/${draftOf ?? id}/runs/${runGuid}${draftOf === null ? '' : `?draft=${id}`}`,
      prompt: (actionId, eventId) => `${url()}${promptPath(links, actionId, eventId)}`,
      page: (story, action, runGuid) => {
        const path = pagePathOf(links, story, action, runGuid);
        return path === null ? null : `${url()}${path}`;
      },
    },
    report: (problem) => {
      metrics.noted(problem.kind);
      problems.report(problem);
      if (problem.kind === 'fenced') lose(problem.message);
    },
    observer: { ...metrics.observer, ...tracing?.observer },
    ...(tracing !== null && { traceParentFor: tracing.traceParentFor }),
    roles: { worker: overrides.isWorker ?? true },
    confirmationMs: settings.confirmationMinutes * 60_000,
    maxEffects: settings.concurrency,
    maxEffectsPerStory: settings.storyConcurrency,
  });
  const storyChanged = async (id: StoryId): Promise<void> => {
    stories.forget(id);
    // A schedule may be among what changed.
    engine.wake();
    await stories.refreshed();
    hub.changed(id);
  };
  const background = composeBackground({
    ...{ settings, database, clock, log, engine, stories, credentials, outside, limits, addresses },
    processId: () => store.ownId,
    sync: { vault, newGuid, storyChanged },
  });
  const hub = createLiveHub({
    readCounts: (storyId) => readActionCounts(database.kysely, storyId),
    readRevision: async (storyId) => (await findStory(database.kysely, storyId))?.revision ?? 0,
    onActivity: (listener) =>
      engine.onActivity((activity) => listener(new Set(activity.map(({ storyId }) => storyId)))),
    hasNeighbours: database.kind === 'postgres',
    clock,
    report: (error) => log.warn({ err: error }, 'live counts cannot be read'),
  });
  const presence = sharePresence(database, clock, newGuid());
  const admitCaller = createAdmitCaller(database, createTokenCheck(outgoing, clock, log));
  const { app, routes } = await buildApp({
    api: {
      database,
      clock,
      engine,
      stories,
      types: actionTypes,
      maxEffects: settings.concurrency,
      outgoing,
      model: settings.model,
      publicUrl: url,
      mailDomain: () => (settings.mail.smtpPort === null ? null : addresses.mailDomain()),
      newGuid,
      credentials: {
        vault,
        tryOut: credentials.tryOut,
        signIns: createOauthSignIns({ database, credentials, vault, outgoing, clock, publicUrl: url }),
        changed: async () => {
          credentials.forget();
          stories.forgetTeams();
          await stories.refreshed();
        },
      },
      resourcesChanged: async () => {
        stories.forgetTeams();
        await stories.refreshed();
      },
      limits: limits.daily,
      storyChanged,
      workAnnounced: async () => {
        engine.wake();
        await store.announceWork();
      },
      syncChanged: () => background.syncChanged(),
      takesSyncedStories: settings.takesSyncedStories,
    },
    live: {
      hub,
      presence,
      clock,
      findTeamOfStory: async (storyId) => (await findStory(database.kysely, storyId))?.teamId ?? null,
    },
    intake: {
      engine,
      stories,
      credentials,
      clock,
      log,
      publicUrl: url,
      maxBodyBytes: bodies.largest,
      bodies: bodies.reader,
      turns: bodies.turns,
      admit: admitCaller,
      pressure: () => limits.pressure(),
      limitPerMinute: settings.webhookLimitPerMinute,
      onAnswer: metrics.answered,
    },
    pages: {
      engine,
      stories,
      database,
      clock,
      log,
      links,
      publicOrigin: () => new URL(url()).origin,
      bodies: bodies.reader,
      turns: bodies.turns,
      pressure: () => limits.pressure(),
      limitPerMinute: settings.webhookLimitPerMinute,
    },
    mcp: {
      engine,
      stories,
      database,
      clock,
      // before it is registered it takes nothing in
      processId: () => store.ownId ?? asId<ProcessId>(0),
      findExit: (runId, actionIds) => store.findExit(runId, actionIds),
      log,
      credentials,
      admit: admitCaller,
      maxBodyBytes: settings.maxBodyBytes,
      limitPerMinute: settings.webhookLimitPerMinute,
      version: manifest.version,
    },
    readHealth,
    metrics: { metrics, database, token: settings.metricsToken },
    log,
    editorDirectory: besideProgram('editor'),
    maxBodyBytes: settings.maxBodyBytes,
    trustProxy: settings.trustProxy,
    oidc: settings.oidc,
    version: manifest.version,
  });
  let stopping: Promise<void> | null = null;

  function readHealth(): Health {
    if (stopping !== null) return { isReady: false, reason: 'Fabula is stopping' };
    if (!database.notices.isReachable) return { isReady: false, reason: 'the database does not answer' };
    const reason = limits.whyNot();
    return reason === null ? engine.health() : { isReady: false, reason };
  }

  async function stop(): Promise<void> {
    const graceMs = overrides.graceMs ?? defaultGraceMs;
    const giveUpAt = performance.now() + graceMs;
    hub.close();
    presence.close();
    // Stops listening and waits for the answers that are due; connections that only idle are closed.
    const closed = app.close();
    const impatience = setTimeout(() => app.server.closeAllConnections(), graceMs / 2);
    await closed;
    clearTimeout(impatience);
    await inTurn(
      ...background.stopping,
      // It waits twice at most: for what is under way, and for its last commit.
      () => engine.stop(Math.max(0, giveUpAt - performance.now()) / 2),
      () => limits.stop(),
      () => stories.close(),
      () => credentials.close(),
      () => tracing?.close(),
      () => metrics.close(),
      () => problems.close(),
      ...outside.closing,
      () => database.close(),
    );
  }

  return {
    app,
    routes,
    engine,
    stories,
    database,
    log,
    metrics,
    version: manifest.version,
    health: readHealth,
    firstStart: first,
    url,
    async start() {
      await clearSpool(bodies.directory);
      await stories.start();
      await credentials.start();
      await presence.start();
      await limits.start();
      await engine.start();
      background.start(overrides.isWorker ?? true);
      await app.ready();
    },
    async listen(port = settings.port) {
      await app.listen({ host: settings.host, port });
      addresses.opened(app);
      await background.openMail();
    },
    mailPort: background.mailPort,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Takes each step, whatever became of those before it; fails with the first failure. A database that is away stops no stop. */
async function inTurn(...steps: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (thrown) {
      failures.push(thrown);
    }
  }
  if (failures.length > 0) throw failures[0];
}

function newGuid(): string {
  return randomBytes(16).toString('hex');
}

/** Null unless traces are wanted. */
async function openTracing({ tracing }: Settings, stories: StoryBook, problems: ProblemLog): Promise<Tracing | null> {
  if (tracing === null) return null;
  const sink = await openSpanSink(tracing, manifest.version, problems.spansLost);
  return createTracing(sink, stories);
}
