/**
 * The result of a cipher, or `undefined` when it refuses the data or the key. OpenSSL throws for both, in words that would
 * help nobody and might show what must stay secret.
 */
export function unlessRefused(work: () => Uint8Array): Uint8Array | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
