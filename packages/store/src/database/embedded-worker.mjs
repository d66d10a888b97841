// @ts-check
/**
 * The thread that runs the embedded PostgreSQL (PGlite). It speaks the PostgreSQL wire protocol over messages: bytes in,
 * bytes out, in order. The other side is `embedded-stream.ts`.
 *
 * What must hold: an answer leaves only after the data it promises is on disk. PGlite by itself starts with `-F` (no
 * fsync) and its file layer has no fsync at all; both are put right here. The number of real fsyncs is counted so that a
 * test can prove it.
 *
 * Plain JavaScript, so that the same file starts as a worker thread from the sources and from the bundle.
 */
import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

let fsyncCount = 0;

class DurableNodeFS extends NodeFS {
  /** @type {NodeFS['init']} */
  async init(pg, options) {
    const { emscriptenOpts } = await super.init(pg, options);
    const preRun = [
      ...(emscriptenOpts.preRun ?? []),
      (/** @type {any} */ module) => {
        module.NODEFS.stream_ops.fsync = (/** @type {{nfd: number}} */ stream) => {
          fsyncSync(stream.nfd);
          fsyncCount += 1;
          return 0;
        };
      },
    ];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } };
  }
}
const t0 = performance.now();
const startParams = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  '-c', 'fsync=on', '-c', 'wal_sync_method=fsync', '-c', 'shared_buffers=16MB',
];
const pg = await PGlite.create({ fs: new DurableNodeFS(workerData.dataDir), startParams });
parentPort.postMessage({ kind: 'ready', ms: performance.now() - t0 });
parentPort.on('message', async (m) => {
  if (m.kind === 'bytes') {
    const parts = [];
    await pg.execProtocolRawStream(m.bytes, { syncToFs: false, onRawData: (b) => { parts.push(b.slice()); } });
    const out = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    parentPort.postMessage({ kind: 'bytes', bytes: out }, [out.buffer]);
  } else if (m.kind === 'query') {
    try { const r = await pg.query(m.sql, m.params); parentPort.postMessage({ kind: 'result', id: m.id, rows: r.rows }); } catch (e) { parentPort.postMessage({ kind: 'result', id: m.id, error: String(e) }); }
  } else if (m.kind === 'stats') parentPort.postMessage({ kind: 'stats', fsyncCount });
  else if (m.kind === 'close') { await pg.close(); parentPort.postMessage({ kind: 'closed' }); parentPort.close(); }
});
