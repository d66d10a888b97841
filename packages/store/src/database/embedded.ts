/**
 * Starts the embedded PostgreSQL in a worker thread and connects `pg` clients to it.
 *
 * It has one session. One client at a time may therefore be connected: the pool that uses it has `max: 1`, and that is
 * also what keeps one transaction apart from another.
 */
import { cpSync, existsSync } from 'node:fs';
import { chmod, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { EmbeddedStream } from './embedded-stream.ts';

export interface Embedded {
  /** For `pg`: a new connection. It ends the former one. */
  connect(): EmbeddedStream;
  /** How often data was forced to disk since the start. */
  countFsyncs(): Promise<number>;
  close(): Promise<void>;
}

interface EmbeddedOptions {
  /** Holds the cluster's files and nothing else. */
  readonly directory: string;
  /** A cluster to copy when the directory is new. Without one, making it takes seconds. */
  readonly templateDirectory?: string | undefined;
  /** The thread died. Nothing more can be read or written. */
  readonly onError: (error: Error) => void;
}

type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'bytes'; readonly connection: number; readonly bytes: Uint8Array }
  | { readonly kind: 'count'; readonly fsyncCount: number };

/** Opens the cluster in `directory`, made first when there is none. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  if (!existsSync(join(options.directory, 'PG_VERSION'))) {
    await createCluster(options.directory, options.templateDirectory);
  }
  // As PostgreSQL itself insists: nobody else may look inside, whatever the files were copied with.
  await chmod(options.directory, 0o700);
  return openCluster(options.directory, options.onError);
}

/** Under another name first: a crash in between leaves no half-made cluster behind. */
async function createCluster(directory: string, templateDirectory: string | undefined): Promise<void> {
  await mkdir(dirname(directory), { recursive: true });
  const unfinished = `${directory}.unfinished-${process.pid}-${Date.now()}`;
  try {
    if (templateDirectory !== undefined && existsSync(join(templateDirectory, 'PG_VERSION'))) {
      // A thousand small files: one by one in turn is three times as quick as through the thread pool.
      cpSync(templateDirectory, unfinished, { recursive: true });
    } else {
      const failures: Error[] = [];
      const cluster = await openCluster(unfinished, (error) => failures.push(error));
      await cluster.close();
      if (failures[0] !== undefined) throw failures[0];
    }
    await syncTree(unfinished);
    await rm(directory, { recursive: true, force: true });
    await rename(unfinished, directory);
    await syncEntry(dirname(directory));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another starter was quicker with the same template.
    if (!existsSync(join(directory, 'PG_VERSION'))) throw error;
  }
}

/** PostgreSQL forces only what it writes itself to disk, not the files it was started with. */
async function syncTree(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true });
  const paths = [directory, ...entries.map((entry) => join(directory, entry))];
  const queue = paths.values();
  const drain = async (): Promise<void> => {
    for (const path of queue) await syncEntry(path);
  };
  await Promise.all(Array.from({ length: 8 }, drain));
}

async function syncEntry(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Node has it; its types come only with those of browsers. What it makes goes to the thread as it is. */
const { WebAssembly } = globalThis as unknown as { WebAssembly: { compile(bytes: Uint8Array): Promise<unknown> } };

let program: Promise<unknown> | null = null;

/**
 * One for all threads of this process: what one has compiled and made fast serves the next, which starts in half the time and
 * answers its first query in a tenth. A program starts one; its tests start hundreds.
 */
function compiledProgram(): Promise<unknown> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  program ??= readFile(join(dirname(entry), 'pglite.wasm')).then((bytes) => WebAssembly.compile(bytes));
  return program;
}

async function openCluster(directory: string, onError: (error: Error) => void): Promise<Embedded> {
  // The same expression finds the file in the sources and beside the bundle.
  const worker = new Worker(new URL('./embedded-worker.mjs', import.meta.url), {
    workerData: { directory, program: await compiledProgram() },
    execArgv: [],
  });
  let stream: EmbeddedStream | null = null;
  let connection = 0;
  let isClosing = false;
  let death: Error | null = null;
  const counters: ((count: number) => void)[] = [];
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void => {
      // The first one says why; that the thread has ended then comes of it.
      death ??= error;
      reject(death);
      stream?.destroy(death);
      if (!isClosing) onError(error);
    };
    worker.on('error', (cause) => fail(new Error(`the embedded database stopped: ${cause.message}`, { cause })));
    worker.on('exit', (code) => fail(new Error(`the embedded database ended with code ${code}`)));
    worker.on('message', (answer: Answer) => {
      if (answer.kind === 'ready') resolve();
      else if (answer.kind === 'count') counters.shift()?.(answer.fsyncCount);
      // An answer to a client that has gone must not reach the next one.
      else if (answer.connection === connection) {
        stream?.push(Buffer.from(answer.bytes.buffer, answer.bytes.byteOffset, answer.bytes.byteLength));
      }
    });
  });

  return {
    connect: () => {
      // A pool that throws a client away makes the next one before the old one has said goodbye.
      stream?.destroy();
      connection += 1;
      const own = connection;
      stream = new EmbeddedStream({
        send: (bytes) => worker.postMessage({ kind: 'bytes', connection: own, bytes }, [bytes.buffer]),
        hangUp: () => {
          if (own === connection) stream = null;
        },
      });
      const made = stream;
      // Nobody would ever answer. The client must have the stream first, to hear of it.
      if (death !== null) setImmediate(() => made.destroy(death ?? undefined));
      return made;
    },
    countFsyncs: () =>
      new Promise((resolve) => {
        counters.push(resolve);
        worker.postMessage({ kind: 'count' });
      }),
    close: async () => {
      isClosing = true;
      worker.postMessage({ kind: 'close' });
      await ended;
    },
  };
}
