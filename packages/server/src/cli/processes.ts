/**
 * `fabula server` and `fabula worker`: they live until a signal, then finish what is under way and end. With
 * FABULA_PROCESSES above 1 this process supervises so many of the same.
 */
import { hostname } from 'node:os';
import Fastify from 'fastify';
import { welcome } from '../bootstrap/first-start.ts';
import { beginLife, isForked } from '../cluster/life.ts';
import { runPrimary } from '../cluster/primary.ts';
import { composeFabula, type Fabula, type Overrides } from '../compose.ts';
import { healthRoutes } from '../observe/health.ts';
import { createLogger } from '../observe/logger.ts';
import { metricsRoutes } from '../observe/metrics-routes.ts';
import type { Settings } from '../settings.ts';
import type { Streams } from './streams.ts';

/** Before Docker kills, which is after ten seconds. */
const longestStopMs = 9_500;

export async function runServer(settings: Settings, streams: Streams, overrides: Overrides): Promise<number> {
  if (settings.processes > 1 && settings.databaseUrl === null) {
    streams.errors.write(
      `FABULA_PROCESSES is ${settings.processes}, and several processes share a PostgreSQL: set DATABASE_URL. ` +
        'The embedded database serves one process: without DATABASE_URL, leave FABULA_PROCESSES at 1.\n',
    );
    return 1;
  }
  if (settings.processes > 1 && !isForked()) return runPrimary(settings.processes, streams, createLogger(settings));
  return live(settings, streams, overrides, async (fabula) => {
    await fabula.listen();
    logStart(fabula, overrides.isWorker === false ? 'server without worker' : 'server', { url: fabula.url() });
    return welcome(fabula.url(), fabula.firstStart, settings.dataDir);
  });
}

export async function runWorker(settings: Settings, streams: Streams, healthPort: number | null): Promise<number> {
  if (settings.databaseUrl === null) {
    streams.errors.write(
      'A worker shares a PostgreSQL with its server: set DATABASE_URL. ' +
        'On the embedded database the server runs stories itself.\n',
    );
    return 1;
  }
  if (settings.processes > 1 && !isForked()) return runPrimary(settings.processes, streams, createLogger(settings));
  const health = Fastify();
  try {
    return await live(settings, streams, {}, async (fabula) => {
      if (healthPort !== null) {
        const { metrics, database } = fabula;
        healthRoutes(health, fabula.health, fabula.version);
        metricsRoutes(health, { metrics, database, token: settings.metricsToken });
        await health.listen({ host: settings.host, port: healthPort });
      }
      logStart(fabula, 'worker', { healthPort });
      return 'The worker is ready.';
    });
  } finally {
    await health.close();
  }
}

function logStart({ log, version, database }: Fabula, role: string, where: Record<string, unknown>): void {
  log.info(
    { version, role, ...where, database: database.kind, node: process.version, host: hostname(), pid: process.pid },
    'started',
  );
}

/** Starts, waits for the wish to end, stops. `open` gives what people are told. */
async function live(
  settings: Settings,
  streams: Streams,
  overrides: Overrides,
  open: (fabula: Fabula) => Promise<string>,
): Promise<number> {
  const life = beginLife(streams);
  try {
    const fabula = await composeFabula(settings, overrides);
    try {
      await fabula.start();
      const ending = Promise.race([
        life.ending.then((reason) => ({ code: 0, reason })),
        fabula.lost.then((reason) => ({ code: 1, reason })),
      ]);
      // A port that a primary was to give is not given when that is gone.
      const text = await Promise.race([open(fabula), ending.then(() => null)]);
      if (text !== null) life.announce(text);
      const end = await ending;
      fabula.log[end.code === 0 ? 'info' : 'error']({ reason: end.reason, pid: process.pid }, 'stopping');
      return end.code;
    } finally {
      await stopInTime(fabula);
    }
  } finally {
    life.leave();
  }
}

/** A stop is short by itself; what makes it long is a database that does not answer, and others see to that work anyway. */
async function stopInTime(fabula: Fabula): Promise<void> {
  const patience = setTimeout(() => {
    fabula.log.error(
      { afterMs: longestStopMs, pid: process.pid },
      'the stop takes too long; this process ends at once',
    );
    process.exit(1);
  }, longestStopMs);
  await fabula.stop();
  clearTimeout(patience);
}
