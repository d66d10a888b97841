/** Texts counted in characters (code points), as Ruby counts them, and the blanks that Ruby strips. */
import { characterLength } from '../value/character-length.ts';

const surrogate = /[\ud800-\udfff]/;

export function characterCount(text: string): number {
  if (!surrogate.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** `length` characters from `start`, both in characters and not negative. */
export function sliceCharacters(text: string, start: number, length: number): string {
  if (!surrogate.test(text)) return text.slice(start, start + length);
  const from = offsetOfCharacter(text, start);
  return text.slice(from, from + offsetOfCharacter(text.slice(from), length));
}

/** The UTF-16 offset of the character with this number; the length of the text when there are fewer. */
function offsetOfCharacter(text: string, number: number): number {
  let offset = 0;
  for (let passed = 0; passed < number && offset < text.length; passed++) {
    offset += characterLength(text, offset);
  }
  return offset;
}

/** The number of the character at a UTF-16 offset. */
export function characterNumber(text: string, offset: number): number {
  return characterCount(text.slice(0, offset));
}

export function isBlankCode(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0;
}

export function stripStart(text: string): string {
  let start = 0;
  while (start < text.length && isBlankCode(text.charCodeAt(start))) start++;
  return text.slice(start);
}

export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlankCode(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}
