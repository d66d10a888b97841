/** The platform functions of Node, for tests. */
import { createHash, createHmac } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Platform } from '../functions/definition.ts';

export const nodePlatform: Platform = {
  hash: (algorithm, data) => createHash(algorithm).update(data).digest(),
  hmac: (algorithm, key, data) => createHmac(algorithm, key).update(data).digest(),
  gzip: (data) => gzipSync(data),
  gunzip: (data, maxBytes) => gunzipSync(data, { maxOutputLength: maxBytes }),
};
