/**
 * Passwords are kept as scrypt hashes. The text form names its cost, so that the cost can rise later without
 * making old hashes unreadable: `scrypt$<log2 N>$<r>$<p>$<salt>$<hash>`, salt and hash as base64url.
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** 32 MB and about a tenth of a second on a small machine. */
const cost = { log2N: 15, r: 8, p: 1 };
const hashLength = 32;

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  return ['scrypt', cost.log2N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/**
 * Whether the password belongs to the hash. Without a hash (nobody of that name) it takes as long and answers no, so
 * that the time of an answer does not tell which addresses exist.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [kind, log2N, r, p, salt, hash] = (stored ?? '').split('$');
  if (kind !== 'scrypt' || salt === undefined || hash === undefined) {
    await derive(password, randomBytes(16), cost);
    return false;
  }
  const expected = Buffer.from(hash, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), {
    log2N: Number(log2N),
    r: Number(r),
    p: Number(p),
  });
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function derive(password: string, salt: Buffer, { log2N, r, p }: typeof cost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** log2N, r, p, maxmem: 256 * 2 ** log2N * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, hashLength, options, (error, hash) => {
      if (error) reject(error);
      else resolve(hash);
    });
  });
}
