/** What the server offers to formulas: `node:crypto` and `node:zlib`. */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { GunzipProblem, Platform } from '@fabula/formula';
import { nodeKeys } from './node-keys.ts';
import { unlessRefused } from './unless-refused.ts';

const sealing = 'aes-256-gcm';
const tagBytes = 16;

export const nodePlatform: Platform = {
  hash: (algorithm, data) => createHash(algorithm).update(data).digest(),
  hmac: (algorithm, key, data) => createHmac(algorithm, key).update(data).digest(),
  randomBytes: (length) => randomBytes(length),
  encryptBlocks(algorithm, key, iv, data) {
    const cipher = createCipheriv(algorithm, key, iv);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  },
  decryptBlocks(algorithm, key, iv, data) {
    const cipher = createDecipheriv(algorithm, key, iv);
    return unlessRefused(() => Buffer.concat([cipher.update(data), cipher.final()]));
  },
  seal(key, iv, data, authenticated) {
    const cipher = createCipheriv(sealing, key, iv, { authTagLength: tagBytes }).setAAD(authenticated);
    return Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]);
  },
  open(key, iv, sealed, authenticated) {
    if (sealed.length < tagBytes) return undefined;
    const data = sealed.subarray(0, -tagBytes);
    const cipher = createDecipheriv(sealing, key, iv, { authTagLength: tagBytes })
      .setAAD(authenticated)
      .setAuthTag(sealed.subarray(-tagBytes));
    return unlessRefused(() => Buffer.concat([cipher.update(data), cipher.final()]));
  },
  gzip: (data) => gzipSync(data),
  gunzip(data, maxBytes) {
    if (data[0] !== 0x1f || data[1] !== 0x8b) return { ok: false, error: 'not_gzip' };
    try {
      // Node takes no limit below 1.
      const unpacked = gunzipSync(data, { maxOutputLength: Math.max(1, maxBytes) });
      return unpacked.length > maxBytes ? { ok: false, error: 'too_large' } : { ok: true, value: unpacked };
    } catch (problem) {
      return { ok: false, error: gunzipProblemOf(problem) };
    }
  },
  keys: nodeKeys,
};

function gunzipProblemOf(problem: unknown): GunzipProblem {
  const isTooLarge = problem instanceof Error && 'code' in problem && problem.code === 'ERR_BUFFER_TOO_LARGE';
  return isTooLarge ? 'too_large' : 'damaged';
}
