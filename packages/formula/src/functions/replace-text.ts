/** Literal replacement. The size of the result is reserved before it is built. */
import { reserveText } from './arguments.ts';
import type { CallContext } from './definition.ts';

export function replaceAll(context: CallContext, given: string, search: string, replacement: string): string {
  // Ruby: an empty search text stands before every character and at the end.
  if (search === '') {
    reserveText(context, given.length * (replacement.length + 1));
    return replacement === ''
      ? given
      : `${replacement}${[...given].map((character) => character + replacement).join('')}`;
  }
  const pieces = given.split(search);
  reserveText(context, given.length + (pieces.length - 1) * Math.max(replacement.length - search.length, 0));
  return pieces.length === 1 ? given : pieces.join(replacement);
}

export function replaceFirst(context: CallContext, given: string, search: string, replacement: string): string {
  const position = given.indexOf(search);
  if (position === -1) return given;
  reserveText(context, given.length + replacement.length);
  return given.slice(0, position) + replacement + given.slice(position + search.length);
}
