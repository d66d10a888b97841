/** `fabula server` and `fabula worker`: they live until a signal, then finish what is under way and end. */
import Fastify from 'fastify';
import { welcome } from '../bootstrap/first-start.ts';
import { composeFabula, type Fabula } from '../compose.ts';
import { healthRoutes } from '../observe/health.ts';
import type { Settings } from '../settings.ts';
import type { Streams } from './streams.ts';

export async function runServer(
  settings: Settings,
  { output }: Streams,
  { isWorker }: { readonly isWorker: boolean },
): Promise<number> {
  const fabula = await composeFabula(settings, { isWorker });
  return live(fabula, async () => {
    warnOfIgnored(fabula, settings);
    await fabula.start();
    await fabula.listen();
    fabula.log.debug({ url: fabula.url(), database: fabula.database.kind }, 'started');
    output.write(`${welcome(fabula.url(), fabula.firstStart, settings.dataDir)}\n`);
  });
}

export async function runWorker(settings: Settings, { output }: Streams, healthPort: number | null): Promise<number> {
  if (settings.databaseUrl === null) {
    output.write(
      'A worker shares a PostgreSQL with its server: set DATABASE_URL. On the embedded database the server runs stories itself.\n',
    );
    return 1;
  }
  const fabula = await composeFabula(settings);
  const health = Fastify();
  healthRoutes(health, () => fabula.engine.health());
  return live(
    fabula,
    async () => {
      warnOfIgnored(fabula, settings);
      await fabula.start();
      if (healthPort !== null) await health.listen({ host: settings.host, port: healthPort });
      output.write('The worker is ready.\n');
    },
    () => health.close(),
  );
}

/** Starts, waits for a signal, stops. A second signal does not wait any longer. */
async function live(fabula: Fabula, start: () => Promise<void>, alsoStop?: () => Promise<unknown>): Promise<number> {
  const signalled = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
  try {
    await start();
    const signal = await signalled;
    fabula.log.debug({ signal }, 'stopping');
  } finally {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
    await alsoStop?.();
    await fabula.stop();
  }
  return 0;
}

function warnOfIgnored({ log }: Fabula, { ignored }: Settings): void {
  if (ignored.length > 0) log.warn({ variables: ignored }, 'these settings have no effect in this version');
}
