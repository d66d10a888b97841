/** Base64 (RFC 4648, with padding) of bytes, without a platform. */
const ALPHABET = Uint8Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', (character) =>
  character.charCodeAt(0),
);
const PADDING = 61;
/** Characters that are put together at once; a multiple of four. */
const CHUNK = 8_192;

export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  const codes = new Uint8Array(CHUNK);
  let length = 0;
  for (let start = 0; start < bytes.length; start += 3) {
    const left = bytes.length - start;
    const group = ((bytes[start] ?? 0) << 16) | ((bytes[start + 1] ?? 0) << 8) | (bytes[start + 2] ?? 0);
    codes[length++] = ALPHABET[group >> 18] ?? 0;
    codes[length++] = ALPHABET[(group >> 12) & 63] ?? 0;
    codes[length++] = left > 1 ? (ALPHABET[(group >> 6) & 63] ?? 0) : PADDING;
    codes[length++] = left > 2 ? (ALPHABET[group & 63] ?? 0) : PADDING;
    if (length === CHUNK) {
      parts.push(Reflect.apply(String.fromCharCode, null, codes));
      length = 0;
    }
  }
  parts.push(Reflect.apply(String.fromCharCode, null, codes.subarray(0, length)));
  return parts.join('');
}
