// @ts-check
/**
 * The thread that runs the embedded PostgreSQL (PGlite). It speaks the PostgreSQL wire protocol over messages: bytes in,
 * bytes out, in order. The other side is `embedded-stream.ts`.
 *
 * What must hold: an answer leaves only after the data it promises is on disk. PGlite by itself starts with `-F` (no
 * fsync) and its file layer has no fsync at all; both are put right here. Real fsyncs are counted, so that a test can
 * prove it.
 *
 * Plain JavaScript, so that the same file starts as a worker thread from the sources and beside the bundle.
 */
import { fsyncSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

const TERMINATE = 'X'.charCodeAt(0);
const ERROR_RESPONSE = 'E'.charCodeAt(0);

let fsyncCount = 0;

class DurableNodeFS extends NodeFS {
  /**
   * @override
   * @type {NodeFS['init']}
   */
  async init(pg, options) {
    const { emscriptenOpts } = await super.init(pg, options);
    /** @param {any} module Emscripten's module object: NODEFS is not part of the published types. */
    const installFsync = (module) => {
      module.NODEFS.stream_ops.fsync = (/** @type {{ nfd: number }} */ stream) => {
        fsyncSync(stream.nfd);
        fsyncCount += 1;
        return 0;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), installFsync] } };
  }
}

const port = parentPort;
if (port === null) throw new Error('embedded-worker.mjs must be started as a worker thread');

/** @type {{ directory: string, program: any }} */
const { directory, program } = workerData;
const pglite = await PGlite.create({
  fs: new DurableNodeFS(directory),
  pgliteWasmModule: program,
  startParams: [
    ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
    ...[
      'fsync=on',
      'wal_sync_method=fsync',
      'synchronous_commit=on',
      'shared_buffers=16MB',
      // as on a server, see database.ts
      'plan_cache_mode=force_generic_plan',
    ].flatMap((setting) => ['-c', setting]),
  ],
});

/**
 * Gives PostgreSQL one or more whole protocol messages. Everything happens inside one synchronous call into
 * WebAssembly, fsync included, so the answer is complete when it returns.
 * The streaming variant is used because the other one keeps a parsed copy of every answer for ever.
 * @param {Uint8Array} bytes
 */
async function exchange(bytes) {
  /** @type {Uint8Array[]} */
  const parts = [];
  await pglite.execProtocolRawStream(bytes, {
    syncToFs: false,
    // A view into WebAssembly memory: it must be copied before the call returns.
    onRawData: (view) => {
      parts.push(view.slice());
    },
  });
  const whole = join(parts);
  const panic = findPanic(whole);
  if (panic !== null) throw new Error(panic);
  return whole;
}

/**
 * A server that panics (its log cannot be written, say, because the disk is full) ends there and recovers when it is
 * started again. Here nothing ends by itself, and the next statement would never return: so this thread ends.
 * @param {Uint8Array} bytes
 * @returns {string | null}
 */
function findPanic(bytes) {
  const answer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Payloads may hold this too, so the messages are walked before it is believed.
  if (!answer.includes('VPANIC\0') && !answer.includes('VFATAL\0')) return null;
  for (let at = 0; at + 5 <= answer.length; at += 1 + answer.readUInt32BE(at + 1)) {
    if (answer[at] !== ERROR_RESPONSE) continue;
    const fields = answer.toString('utf8', at + 5, at + 1 + answer.readUInt32BE(at + 1)).split('\0');
    if (fields.some((field) => field === 'VPANIC' || field === 'VFATAL')) {
      return fields.find((field) => field.startsWith('M'))?.slice(1) ?? 'for a reason that it did not tell';
    }
  }
  return null;
}

/** @param {readonly Uint8Array[]} parts */
function join(parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** A client left: there is one session only, so what it left behind is cleared for the next one. */
async function resetSession() {
  if (pglite.isInTransaction()) await pglite.exec('rollback');
  await pglite.exec('discard all');
}

/** @param {{ kind: 'bytes', connection: number, bytes: Uint8Array } | { kind: 'count' } | { kind: 'close' }} message */
async function handle(message) {
  if (message.kind === 'bytes') {
    if (message.bytes[0] === TERMINATE) return resetSession();
    const bytes = await exchange(message.bytes);
    port?.postMessage({ kind: 'bytes', connection: message.connection, bytes }, [bytes.buffer]);
  } else if (message.kind === 'count') {
    port?.postMessage({ kind: 'count', fsyncCount });
  } else {
    await pglite.close();
    port?.close();
  }
}

// One after the other: a message never starts before the former one is answered.
let last = Promise.resolve();
port.on('message', (message) => {
  last = last.then(() => handle(message));
});
port.postMessage({ kind: 'ready' });
