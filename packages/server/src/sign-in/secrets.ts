/**
 * API keys and session tokens. Both are long random texts, so a plain SHA-256 is enough to keep them: it cannot be
 * turned back. A secret is only ever looked up by its hash; how long that takes depends on the hash, which nobody can
 * steer, so it tells nothing about the secret.
 */
import { createHash, randomBytes } from 'node:crypto';

export function newSessionToken(): string {
  return randomBytes(32).toString('base64url');
}

/** A key for the first owner, when none was given. */
export function newApiKey(): string {
  return `fab_${randomBytes(32).toString('base64url')}`;
}

/** A password for a first owner who gave none: 20 letters and digits in groups, none that is easily misread. */
export function newPassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
  const letters: string[] = [];
  while (letters.length < 20) {
    for (const byte of randomBytes(32)) {
      // 248 is the largest multiple of 31 below 256: above it some letters would come more often.
      if (byte < 248 && letters.length < 20) letters.push(alphabet.charAt(byte % alphabet.length));
    }
  }
  return letters.join('').replace(/(.{5})(?=.)/g, '$1-');
}

/** What is kept of a secret: 64 hex digits. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}
