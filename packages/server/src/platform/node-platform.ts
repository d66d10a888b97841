/** Hashes and gzip of the server, for formulas. */
import { createHash, createHmac } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Platform } from '@fabula/formula';

export const nodePlatform: Platform = {
  hash: (algorithm, data) => createHash(algorithm).update(data).digest(),
  hmac: (algorithm, key, data) => createHmac(algorithm, key).update(data).digest(),
  gzip: (data) => gzipSync(data),
  gunzip: (data, maxBytes) => gunzipSync(data, { maxOutputLength: maxBytes }),
};
