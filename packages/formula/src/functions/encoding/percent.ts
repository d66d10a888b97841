/** Percent encoding of RFC 3986 over UTF-8: letters, digits and `-._~` stay as they are. */
import { decodeUtf8Loosely, encodeUtf8 } from './utf8.ts';

export function encodePercent(text: string): string {
  // Runs of bounded length, so that none becomes a huge list of bytes.
  return text.replace(/[^A-Za-z0-9\-._~]{1,2048}/gu, (run) => Array.from(encodeUtf8(run), percent).join(''));
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** A `%` that no two hexadecimal digits follow stays; bytes that are not UTF-8 become the replacement character. */
export function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
    decodeUtf8Loosely(Uint8Array.from(run.slice(1).split('%'), (digits) => Number.parseInt(digits, 16))),
  );
}
