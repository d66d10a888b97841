import type { JsonFailure } from './json.ts';
import { isNativeExact } from './json-number.ts';
import { isIndexKey } from './value.ts';

const QUOTE = 34;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const LOWER_E = 101;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/**
 * One pass over a JSON text, without recursion and without building anything: `plain` when the native parser gives the
 * exact value, `special` when it would change something, a failure when a limit is passed. The text may be malformed; the
 * parser that follows says so.
 */
export function scanJson(text: string, maxDepth: number, maxKeys: number): 'plain' | 'special' | JsonFailure {
  let depth = 0;
  let keys = 0;
  let special = false;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (end === -1) return 'special';
      special ||= isSpecialKey(text, at, end);
      at = end;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      if (depth > maxDepth) return { message: `Nested more than ${maxDepth} levels deep`, position: at };
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
    } else if (code === COLON) {
      keys += 1;
      if (keys > maxKeys) return { message: `More than ${maxKeys} keys`, position: at };
    } else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const end = endOfNumber(text, at + 1);
      special ||= end - at > 1 && isSpecialNumber(text, at, end);
      at = end - 1;
    }
    at += 1;
  }
  return special ? 'special' : 'plain';
}

/** The closing quote of the string that opens at `open`, or -1. */
export function endOfString(text: string, open: number): number {
  let end = text.indexOf('"', open + 1);
  while (end !== -1 && text.charCodeAt(end - 1) === BACKSLASH && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

function isSpecialKey(text: string, open: number, end: number): boolean {
  const first = text.charCodeAt(open + 1);
  if (first !== BACKSLASH && !(first >= ZERO && first <= NINE)) return false;
  // A key of ten digits written as escapes has 60 characters.
  if (end - open > 61 || !isKey(text, end)) return false;
  return first === BACKSLASH || text.slice(open, end).includes('\\') || isIndexKey(text.slice(open + 1, end));
}

function isKey(text: string, end: number): boolean {
  let at = end + 1;
  while (text.charCodeAt(at) <= 32) at += 1;
  return text.charCodeAt(at) === COLON;
}

function endOfNumber(text: string, from: number): number {
  let end = from;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (!(code >= ZERO && code <= NINE) && code !== POINT && code !== MINUS && code !== PLUS && (code | 32) !== LOWER_E)
      break;
  }
  return end;
}

/**
 * Whether a double would not give this number text back. Decides the common ones by their digits: whole numbers of up to
 * 15 digits, and decimals of up to 15 that end in no zero and are not so small that a double is written with an exponent.
 */
function isSpecialNumber(text: string, from: number, to: number): boolean {
  const isNegative = text.charCodeAt(from) === MINUS;
  const start = isNegative ? from + 1 : from;
  let points = 0;
  for (let at = start; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === POINT) points += 1;
    else if (!(code >= ZERO && code <= NINE)) points = 2;
  }
  const digits = to - start - points;
  const isSmall = text.charCodeAt(start) === ZERO;
  if (points === 0 && digits <= 15 && !isSmall) return false;
  if (points === 1 && digits <= 15 && text.charCodeAt(to - 1) > ZERO && !(isSmall && digits > 6)) return false;
  const number = text.slice(from, to);
  return !isNativeExact(Number(number), number);
}
