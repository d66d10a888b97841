/** Names that read as NULL here and are constants or numbers elsewhere. */
import type { Reference } from '../syntax/tree.ts';
import type { Diagnostic } from './diagnostic.ts';

/** By the name in lower case; the lower-case forms of our own constants mean what they say. */
const CONSTANTS: ReadonlyMap<string, string> = new Map([
  ['nil', 'NULL'],
  ['none', 'NULL'],
  ['undefined', 'NULL'],
  ['null', 'NULL'],
  ['true', 'TRUE'],
  ['false', 'FALSE'],
  ['yes', 'TRUE'],
  ['no', 'FALSE'],
]);
const LIKE_NUMBER = /^\d[\d_]*(?:[eE]\d+)?$/;

/** Null when the name is no such word. The caller knows that nothing of that name is in scope. */
export function foreignWord({ name, range }: Reference): Diagnostic | null {
  const constant = CONSTANTS.get(name.toLowerCase());
  if (constant !== undefined) {
    const message = `There is nothing called \`${name}\`, so it reads as NULL; did you mean the constant \`${constant}\`?`;
    const fix = { title: `Write \`${constant}\``, range, text: constant };
    return { severity: 'warning', code: 'unknown_name', message, range, fix };
  }
  if (!LIKE_NUMBER.test(name)) return null;
  const digits = name.replaceAll('_', '');
  const message = `\`${name}\` is a name, not a number, and reads as NULL; numbers are written with digits alone`;
  const fix = /^\d+$/.test(digits) ? { fix: { title: `Write \`${digits}\``, range, text: digits } } : {};
  return { severity: 'warning', code: 'unknown_name', message, range, ...fix };
}
