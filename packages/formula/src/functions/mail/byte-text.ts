/** Bytes as a text with one character each: mails are searched and cut as text and decoded only where the charset is known. */

const chunk = 8_192;

export function toByteText(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += chunk)
    parts.push(Reflect.apply(String.fromCharCode, null, bytes.subarray(start, start + chunk)));
  return parts.join('');
}

export function fromByteText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** Whether no byte is above 127. */
export function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  return !/[^\x00-\x7f]/.test(text);
}
