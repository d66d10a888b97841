/** `fabula server` and `fabula worker`: they live until a signal, then finish what is under way and end. */
import Fastify from 'fastify';
import { welcome } from '../bootstrap/first-start.ts';
import { composeFabula, type Fabula, type Overrides } from '../compose.ts';
import { healthRoutes } from '../observe/health.ts';
import type { Settings } from '../settings.ts';
import type { Streams } from './streams.ts';

export async function runServer(settings: Settings, { output }: Streams, overrides: Overrides): Promise<number> {
  return live(settings, overrides, async (fabula) => {
    await fabula.listen();
    fabula.log.debug({ url: fabula.url(), database: fabula.database.kind }, 'started');
    output.write(`${welcome(fabula.url(), fabula.firstStart, settings.dataDir)}\n`);
  });
}

export async function runWorker(
  settings: Settings,
  { output, errors }: Streams,
  healthPort: number | null,
): Promise<number> {
  if (settings.databaseUrl === null) {
    errors.write(
      'A worker shares a PostgreSQL with its server: set DATABASE_URL. ' +
        'On the embedded database the server runs stories itself.\n',
    );
    return 1;
  }
  const health = Fastify();
  try {
    return await live(settings, {}, async (fabula) => {
      healthRoutes(health, () => fabula.engine.health());
      if (healthPort !== null) await health.listen({ host: settings.host, port: healthPort });
      output.write('The worker is ready.\n');
    });
  } finally {
    await health.close();
  }
}

/** Starts, waits for a signal, stops. A signal during the start counts; a second one does not wait any longer. */
async function live(
  settings: Settings,
  overrides: Overrides,
  announce: (fabula: Fabula) => Promise<void>,
): Promise<number> {
  const signalled = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1));
        resolve(signal);
      });
    }
  });
  const fabula = await composeFabula(settings, overrides);
  try {
    if (settings.ignored.length > 0) {
      fabula.log.warn({ variables: settings.ignored }, 'these settings have no effect in this version');
    }
    await fabula.start();
    await announce(fabula);
    const end = await Promise.race([
      signalled.then((signal) => ({ code: 0, reason: signal })),
      fabula.lost.then((reason) => ({ code: 1, reason })),
    ]);
    fabula.log[end.code === 0 ? 'debug' : 'error']({ reason: end.reason }, 'stopping');
    return end.code;
  } finally {
    await fabula.stop();
  }
}
