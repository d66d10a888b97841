const IDENTIFIER = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*$/u;

/** Whether a key can be written behind a dot; `a.1` is no path. */
export function isIdentifier(key: string): boolean {
  return IDENTIFIER.test(key) && !/^\d+$/.test(key);
}
