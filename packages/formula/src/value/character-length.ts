/**
 * How many UTF-16 units the character at `at` takes: 2 for a whole surrogate pair, else 1. Not told by `codePointAt`, which
 * the V8 of Chromium 147, once it has compiled the code, lets read behind the end of a text that is a slice of another.
 */
export function characterLength(text: string, at: number): 1 | 2 {
  const isPair = (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
  return isPair ? 2 : 1;
}
