/**
 * The platform of a browser: hashes, AES and gzip in pure modules. A door of its own, so that only a page that evaluates
 * formulas loads it. RSA and EC keys are left to the server.
 */
import { cbc, ecb, gcm } from '@noble/ciphers/aes.js';
import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { gzipSync } from 'fflate';
import type { BlockCipher, Platform } from '../functions/platform.ts';
import { gunzip } from './gunzip.ts';

const hashes = { md5, sha1, sha256, sha384, sha512 };

export const purePlatform: Platform = {
  hash: (algorithm, data) => hashes[algorithm](data),
  hmac: (algorithm, key, data) => hmac(hashes[algorithm], key, data),
  randomBytes,
  encryptBlocks: (cipher, key, iv, data) => blockCipher(cipher, key, iv).encrypt(data),
  decryptBlocks: (cipher, key, iv, data) => unlessRefused(() => blockCipher(cipher, key, iv).decrypt(data)),
  seal: (key, iv, data, authenticated) => gcm(key, iv, authenticated).encrypt(data),
  open: (key, iv, sealed, authenticated) => unlessRefused(() => gcm(key, iv, authenticated).decrypt(sealed)),
  gzip: (data) => gzipSync(data, { mtime: 0 }),
  gunzip,
};

function blockCipher(cipher: BlockCipher, key: Uint8Array, iv: Uint8Array) {
  return cipher.endsWith('ecb') ? ecb(key) : cbc(key, iv);
}

/** The modules throw for wrong padding, a wrong tag and a wrong length alike; all of them are about the data. */
function unlessRefused(decrypt: () => Uint8Array): Uint8Array | undefined {
  try {
    return decrypt();
  } catch {
    return undefined;
  }
}
