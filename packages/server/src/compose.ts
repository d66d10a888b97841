/** The only place where ports meet implementations. It calls constructors and starts and stops what they made. */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { actionTypes } from '@fabula/actions';
import { type Clock, createEngine, type Engine, type Outgoing, type StoryBook } from '@fabula/engine';
import {
  createEngineStore,
  createStoryBook,
  createSweeper,
  type Database,
  type Executor,
  findStory,
  migrate,
  openDatabase,
} from '@fabula/store';
import type { FastifyInstance } from 'fastify';
import manifest from '../package.json' with { type: 'json' };
import { buildApp } from './app.ts';
import { loadEncryptionKeys } from './bootstrap/encryption-key.ts';
import { type FirstStart, firstStart } from './bootstrap/first-start.ts';
import { Duty } from './cluster/duty.ts';
import { overAllProcesses } from './cluster/metrics-exchange.ts';
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
import { readActionCounts } from './live/read-action-counts.ts';
import { createMailboxes } from './mail/create-mailboxes.ts';
import { createMailer } from './mail/create-mailer.ts';
import { type MailIntake, type MailIntakeParts, openMailIntake } from './mail/mail-intake.ts';
import { MailboxWatches } from './mail/mailbox-watches.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import type { Health } from './observe/health.ts';
import { createLogger, type Logger } from './observe/logger.ts';
import { createMetrics, type Metrics } from './observe/metrics.ts';
import { createProblemLog, type ProblemLog } from './observe/problem-log.ts';
import { createTracing, openSpanSink, type Tracing } from './observe/tracing.ts';
import { readCertificateAuthorities } from './outgoing/certificate-authorities.ts';
import { resolveBySystem } from './outgoing/checked-connector.ts';
import { egressRulesOf, makeCheckedSockets } from './outgoing/checked-socket.ts';
import { createOutgoing } from './outgoing/create-outgoing.ts';
import { loadRegularExpressions } from './platform/load-regular-expressions.ts';
import { nodePlatform } from './platform/node-platform.ts';
import { systemClock } from './platform/system-clock.ts';
import { createRetention } from './retention/retention.ts';
import { createScripts, defaultScriptSettings } from './scripts/create-scripts.ts';
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

/** An event holds the files of a mail once more, as base64. */
const maxMailBytes = 50_000_000;
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

/** Who wants to know what becomes of the database while it is open. */
export interface DatabaseWatch {
  connectionBroke(error: Error): void;
  /** The embedded one is dead for good. */
  died?(reason: string): void;
}

/** Opens the database of the settings and brings its schema up to date. */
export async function openFabulaDatabase(
  settings: Settings,
  log: Logger,
  templateDirectory = besideProgram('database-template'),
  watch: DatabaseWatch = {
    connectionBroke: (error) => log.error({ err: error }, 'the connection to the database broke'),
  },
): Promise<Database> {
  const database = await openDatabase({
    ...(settings.databaseUrl === null ? {} : { url: settings.databaseUrl }),
    dataDir: settings.dataDir,
    templateDirectory,
    onError: (error) => {
      watch.connectionBroke(error);
      // A server comes back and the pool with it; the embedded database lives and dies with its thread.
      if (settings.databaseUrl === null) watch.died?.('the embedded database died');
    },
  });
  try {
    const applied = await migrate(database);
    if (applied.length > 0)
      log.debug({ migrations: applied.map(({ name }) => name) }, 'the schema was brought up to date');
    return database;
  } catch (error) {
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
  let boundPort: number | null = null;
  const first = await firstStart(database, settings, newGuid);
  const outgoing =
    overrides.outgoing ??
    createOutgoing({
      allow: settings.egressAllow,
      deny: settings.egressDeny,
      tunnels: settings.tunnels,
      certificateAuthorities: await readCertificateAuthorities(settings.certificateAuthorities),
    });
  const scripts = createScripts({
    ...defaultScriptSettings,
    wheelFolder: settings.pythonWheels === null ? null : resolve(settings.pythonWheels),
    cacheFolder: join(settings.dataDir, 'cache'),
    maxProcesses: availableParallelism() + 1,
  });
  const egress = egressRulesOf(settings);
  const mailer = createMailer({
    server: settings.mail.server,
    from: settings.mail.from,
    domain: mailDomain,
    sockets: makeCheckedSockets(egress),
  });
  const mailNetwork = { rules: egress, resolve: resolveBySystem, tunnels: settings.tunnels };
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
      tell: (transaction: Executor, notice: LimitNotice) => monitoring.tellOfLimit(transaction, notice),
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
    services: { mailer, mailboxes: createMailboxes(mailNetwork), scripts, models: settings.model },
    random: Math.random,
    newUuid: randomUUID,
    platform: nodePlatform,
    tenant: { domain: new URL(url()).host, name: 'Fabula' },
    links: {
      storyRun: (storyId, runGuid) => `${url()}/stories/${storyId}/runs/${runGuid}`,
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
    maxEffects: settings.concurrency,
    maxEffectsPerStory: settings.storyConcurrency,
  });
  const isWorker = overrides.isWorker ?? true;
  const watches = new MailboxWatches({ database, stories, credentials, engine, clock, log, network: mailNetwork });
  const mailboxDuty = new Duty({
    name: 'mailboxes',
    database,
    clock,
    log,
    processId: () => store.ownId,
    everyMs: 3_000,
    round: () => watches.round(),
    leave: () => watches.leave(),
  });
  const monitoring = new Monitoring({ database, clock, log, mailer, outgoing, url });
  const monitoringDuty = new Duty({
    name: 'monitoring',
    database,
    clock,
    log,
    processId: () => store.ownId,
    everyMs: 2_000,
    round: () => monitoring.round(),
    leave: () => monitoring.leave(),
  });
  let mailIntake: MailIntake | null = null;
  const hub = createLiveHub({
    readCounts: (storyId) => readActionCounts(database.kysely, storyId),
    onActivity: (listener) =>
      engine.onActivity((activity) => listener(new Set(activity.map(({ storyId }) => storyId)))),
    hasNeighbours: database.kind === 'postgres',
    clock,
    report: (error) => log.warn({ err: error }, 'live counts cannot be read'),
  });
  const retention = createRetention({
    sweeper: createSweeper(database),
    clock,
    onFailure: (error) => log.warn({ err: error }, 'what has expired could not be removed; it is tried again'),
  });
  const admitCaller = createAdmitCaller(database, createTokenCheck(outgoing, clock, log));
  const { app, routes } = await buildApp({
    api: {
      database,
      clock,
      engine,
      stories,
      types: actionTypes,
      publicUrl: url,
      mailDomain: () => (settings.mail.smtpPort === null ? null : mailDomain()),
      newGuid,
      credentials: {
        vault,
        signIns: createOauthSignIns({ database, credentials, vault, outgoing, clock, publicUrl: url }),
        changed: async () => {
          credentials.forget();
          stories.forgetTeams();
          await stories.refreshed();
        },
      },
      limits: limits.daily,
      storyChanged: async (id) => {
        stories.forget(id);
        // A schedule may be among what changed.
        engine.wake();
        await stories.refreshed();
      },
    },
    live: {
      hub,
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
    version: manifest.version,
  });
  const mailIntakeParts: MailIntakeParts = {
    settings: settings.mail,
    host: settings.host,
    database,
    engine,
    stories,
    pressure: () => limits.pressure(),
    domain: mailDomain,
    maxBytes: Math.min(settings.maxBodyBytes, maxMailBytes),
    log,
  };
  let stopping: Promise<void> | null = null;

  function readHealth(): Health {
    if (stopping !== null) return { isReady: false, reason: 'Fabula is stopping' };
    if (!database.notices.isReachable) return { isReady: false, reason: 'the database does not answer' };
    const reason = limits.whyNot();
    return reason === null ? engine.health() : { isReady: false, reason };
  }

  function url(): string {
    if (settings.publicUrl !== null) return settings.publicUrl;
    const host = hostForPeople(settings.host);
    return `http://${host.includes(':') ? `[${host}]` : host}:${boundPort ?? settings.port}`;
  }

  function mailDomain(): string {
    return settings.mail.domain ?? new URL(url()).hostname;
  }

  async function stop(): Promise<void> {
    const graceMs = overrides.graceMs ?? defaultGraceMs;
    const giveUpAt = performance.now() + graceMs;
    hub.close();
    // Stops listening and waits for the answers that are due; connections that only idle are closed.
    const closed = app.close();
    const impatience = setTimeout(() => app.server.closeAllConnections(), graceMs / 2);
    await closed;
    clearTimeout(impatience);
    await inTurn(
      () => mailIntake?.close(),
      () => mailboxDuty.stop(),
      () => monitoringDuty.stop(),
      () => retention.stop(),
      // It waits twice at most: for what is under way, and for its last commit.
      () => engine.stop(Math.max(0, giveUpAt - performance.now()) / 2),
      () => limits.stop(),
      () => stories.close(),
      () => credentials.close(),
      () => tracing?.close(),
      () => metrics.close(),
      () => problems.close(),
      () => mailer.close(),
      () => scripts.close(),
      () => ('close' in outgoing && typeof outgoing.close === 'function' ? outgoing.close() : undefined),
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
      await limits.start();
      await engine.start();
      retention.start();
      if (isWorker) {
        mailboxDuty.start();
        monitoringDuty.start();
      }
      await app.ready();
    },
    async listen(port = settings.port) {
      await app.listen({ host: settings.host, port });
      boundPort = portOf(app);
      const { smtpPort } = settings.mail;
      if (smtpPort !== null) mailIntake = await openMailIntake(mailIntakeParts, smtpPort);
    },
    mailPort: () => mailIntake?.port ?? null,
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

/** Built files lie beside the bundle; from the sources they are in dist/. */
function besideProgram(name: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const beside = join(here, name);
  return existsSync(beside) ? beside : join(here, '..', '..', '..', 'dist', name);
}

/** An address that means "all interfaces" cannot be opened by a person. */
function hostForPeople(host: string): string {
  return host === '0.0.0.0' || host === '::' ? 'localhost' : host;
}

function portOf(app: FastifyInstance): number | null {
  // Anything but a pipe has an AddressInfo, and we listen on no pipe.
  const address = app.server.address() as AddressInfo | null;
  return address?.port ?? null;
}

/** Null unless traces are wanted. */
async function openTracing({ tracing }: Settings, stories: StoryBook, problems: ProblemLog): Promise<Tracing | null> {
  if (tracing === null) return null;
  const sink = await openSpanSink(tracing, manifest.version, problems.spansLost);
  return createTracing(sink, stories);
}
