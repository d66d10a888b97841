/** Base64 (RFC 4648, with padding) of bytes, without a platform. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(start, start + 3);
    const group = (first << 16) | (second << 8) | third;
    const length = bytes.length - start;
    parts.push(
      ALPHABET.charAt(group >> 18) +
        ALPHABET.charAt((group >> 12) & 63) +
        (length > 1 ? ALPHABET.charAt((group >> 6) & 63) : '=') +
        (length > 2 ? ALPHABET.charAt(group & 63) : '='),
    );
  }
  return parts.join('');
}
