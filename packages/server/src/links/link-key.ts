/**
 * Signs addresses that Fabula hands out: whoever has one was given it. The key is kept in the database, so that every
 * process of an installation knows it and links outlive restarts.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Database, keepSetting } from '@fabula/store';

export interface LinkKey {
  /** `purpose` keeps the links of one kind from being taken for those of another. */
  sign(purpose: string, facts: Uint8Array | string): Buffer;
  isSignedBy(purpose: string, facts: Uint8Array | string, signature: Uint8Array): boolean;
}

/** Half a SHA-256: short enough for an address, long enough that nobody guesses one. */
const signatureBytes = 16;

export async function openLinkKey({ kysely }: Pick<Database, 'kysely'>): Promise<LinkKey> {
  const kept = await keepSetting(kysely, 'link_key', randomBytes(32).toString('base64'));
  if (typeof kept !== 'string') throw new Error('the setting link_key is not a text; remove it and start again');
  return linkKey(Buffer.from(kept, 'base64'));
}

export function linkKey(secret: Uint8Array): LinkKey {
  const sign = (purpose: string, facts: Uint8Array | string): Buffer =>
    createHmac('sha256', secret).update(`${purpose}\0`).update(facts).digest().subarray(0, signatureBytes);
  return {
    sign,
    isSignedBy: (purpose, facts, signature) =>
      signature.length === signatureBytes && timingSafeEqual(signature, sign(purpose, facts)),
  };
}
