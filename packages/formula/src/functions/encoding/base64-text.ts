/** Reading Base64 in both alphabets, and the forms in which it is written. */
import { toBase64 } from '../../value/base64.ts';

/** RFC 2045: lines of 60 characters, each with a line feed, as Ruby's `encode64` writes them. */
export function toWrappedBase64(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/.{1,60}/g, '$&\n');
}

/** The alphabet for addresses, without padding. */
export function toUrlBase64(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Blanks and line ends are skipped and padding may be missing; `undefined`: not Base64. */
export function fromBase64(text: string): Uint8Array | undefined {
  const compact = text.replace(/\s+/g, '').replace(/={1,3}$/, '');
  if (compact.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((compact.length * 3) / 4));
  let length = 0;
  let group = 0;
  for (let index = 0; index < compact.length; index++) {
    const sextet = sextetOf(compact.charCodeAt(index));
    if (sextet === -1) return undefined;
    group = ((group << 6) | sextet) & 0xffffff;
    const place = index % 4;
    if (place > 0) bytes[length++] = (group >> (6 - 2 * place)) & 0xff;
  }
  return bytes;
}

function sextetOf(code: number): number {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  if (code === 43 || code === 45) return 62;
  return code === 47 || code === 95 ? 63 : -1;
}
