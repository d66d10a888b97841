/** Reading what WinZip and 7-Zip encrypt with AES (the AE-1 and AE-2 formats), with the ciphers of the platform. */
import { err, ok, type Result } from '../../result.ts';
import type { CallContext, Platform } from '../definition.ts';

/** What the extra field of an entry says about its encryption. */
export interface ZipAes {
  /** 1, 2 or 3: keys of 128, 192 or 256 bits. */
  readonly strength: number;
  /** How the file was packed before it was encrypted. */
  readonly method: number;
  /** AE-2 leaves the checksum out. */
  readonly hasChecksum: boolean;
}

export type ZipAesProblem = 'password' | 'damaged' | 'strength';

const rounds = 1_000;
const macSize = 10;
const blockSize = 16;
/** Blocks that are encrypted at once. */
const blocksAtOnce = 4_096;

export function zipAesDecrypt(
  data: Uint8Array,
  password: Uint8Array,
  { strength }: ZipAes,
  platform: Platform,
  context: CallContext,
): Result<Uint8Array, ZipAesProblem> {
  if (strength !== 1 && strength !== 3) return err('strength');
  const keySize = strength === 1 ? 16 : 32;
  const saltSize = keySize / 2;
  if (data.length < saltSize + 2 + macSize) return err('damaged');
  const derived = deriveKey(password, data.subarray(0, saltSize), 2 * keySize + 2, platform, context);
  const isRight = [0, 1].every((index) => derived[2 * keySize + index] === data[saltSize + index]);
  if (!isRight) return err('password');
  const encrypted = data.subarray(saltSize + 2, data.length - macSize);
  const mac = platform.hmac('sha1', derived.subarray(keySize, 2 * keySize), encrypted);
  if (data.subarray(data.length - macSize).some((byte, index) => byte !== mac[index])) return err('damaged');
  const cipher = strength === 1 ? 'aes-128-ecb' : 'aes-256-ecb';
  return ok(counterMode(encrypted, derived.subarray(0, keySize), cipher, platform));
}

/** PBKDF2 with HMAC-SHA-1. */
function deriveKey(
  password: Uint8Array,
  salt: Uint8Array,
  size: number,
  platform: Platform,
  context: CallContext,
): Uint8Array {
  const derived = new Uint8Array(size);
  for (let block = 1, at = 0; at < size; block++, at += 20) {
    // A round takes a few microseconds.
    context.spend(4 * rounds);
    let last = platform.hmac('sha1', password, Uint8Array.of(...salt, 0, 0, 0, block));
    const mixed = Uint8Array.from(last);
    for (let round = 1; round < rounds; round++) {
      last = platform.hmac('sha1', password, last);
      for (let index = 0; index < mixed.length; index++) mixed[index] = (mixed[index] ?? 0) ^ (last[index] ?? 0);
    }
    derived.set(mixed.subarray(0, Math.min(20, size - at)), at);
  }
  return derived;
}

/** The counter begins at one and grows from its first byte on, unlike that of AES-CTR elsewhere. */
function counterMode(
  data: Uint8Array,
  key: Uint8Array,
  cipher: 'aes-128-ecb' | 'aes-256-ecb',
  platform: Platform,
): Uint8Array {
  const output = new Uint8Array(data.length);
  const stride = blocksAtOnce * blockSize;
  for (let start = 0; start < data.length; start += stride) {
    const size = Math.min(stride, data.length - start);
    const counters = new Uint8Array(Math.ceil(size / blockSize) * blockSize);
    const view = new DataView(counters.buffer);
    for (let at = 0; at < counters.length; at += blockSize) view.setUint32(at, (start + at) / blockSize + 1, true);
    const stream = platform.encryptBlocks(cipher, key, new Uint8Array(), counters);
    for (let index = 0; index < size; index++)
      output[start + index] = (data[start + index] ?? 0) ^ (stream[index] ?? 0);
  }
  return output;
}
