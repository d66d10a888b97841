import { createHash } from 'node:crypto';

/**
 * Key of a memory row for a text out of an event. Such a text may be of any length and hold characters that a database refuses
 * in a key, so only short and plain ones stand for themselves.
 */
export function memoryKey(kind: string, text: string): string {
  if (/^[\w.-]{1,100}$/.test(text)) return `${kind}:${text}`;
  return `${kind}:#${createHash('sha256').update(text).digest('base64url')}`;
}
