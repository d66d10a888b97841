/**
 * The result of a cipher or signature, or `undefined` when it refuses the data or the key. OpenSSL throws for both, in words that would
 * help nobody and might show what must stay secret.
 */
export function unlessRefused<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
