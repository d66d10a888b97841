/** UTF-8, without a platform. Lone surrogates become the replacement character, as they do in every encoder. */

const replacement = 0xfffd;

export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    let code = text.charCodeAt(index);
    if (code < 0x80) {
      bytes[length++] = code;
      continue;
    }
    if (code >= 0xd800 && code <= 0xdfff) {
      const low = text.charCodeAt(index + 1);
      if (code <= 0xdbff && low >= 0xdc00 && low <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        index++;
      } else code = replacement;
    }
    if (code < 0x800) bytes[length++] = 0xc0 | (code >> 6);
    else {
      if (code < 0x10000) bytes[length++] = 0xe0 | (code >> 12);
      else {
        bytes[length++] = 0xf0 | (code >> 18);
        bytes[length++] = 0x80 | ((code >> 12) & 0x3f);
      }
      bytes[length++] = 0x80 | ((code >> 6) & 0x3f);
    }
    bytes[length++] = 0x80 | (code & 0x3f);
  }
  return bytes.slice(0, length);
}

/** `undefined` when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  return decode(bytes, true);
}

/** Every byte that is not UTF-8 becomes the replacement character. */
export function decodeUtf8Loosely(bytes: Uint8Array): string {
  return decode(bytes, false) ?? '';
}

function decode(bytes: Uint8Array, isStrict: boolean): string | undefined {
  const parts: string[] = [];
  let codes: number[] = [];
  for (let index = 0; index < bytes.length; ) {
    const [code, length] = codePointAt(bytes, index);
    if (code === -1 && isStrict) return undefined;
    codes.push(code === -1 ? replacement : code);
    index += length;
    if (codes.length === 4096) {
      parts.push(String.fromCodePoint(...codes));
      codes = [];
    }
  }
  parts.push(String.fromCodePoint(...codes));
  return parts.join('');
}

/** The code point and the number of its bytes; -1 and 1 when none begins here. Overlong forms and surrogates are none. */
function codePointAt(bytes: Uint8Array, index: number): readonly [code: number, length: number] {
  const first = bytes[index] ?? 0;
  if (first < 0x80) return [first, 1];
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const least = length === 4 ? 0x10000 : length === 3 ? 0x800 : 0x80;
  if (first < 0xc2 || first > 0xf4) return [-1, 1];
  let code = first & (0xff >> (length + 1));
  for (let offset = 1; offset < length; offset++) {
    const next = bytes[index + offset];
    if (next === undefined || (next & 0xc0) !== 0x80) return [-1, 1];
    code = (code << 6) | (next & 0x3f);
  }
  if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return [-1, 1];
  return [code, length];
}
