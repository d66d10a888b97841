import { printType } from './print-type.ts';
import type { Type } from './type.ts';

/** `a text`, `an array of …`, `NULL`. */
export function withArticle(type: Type): string {
  const words = printType(type);
  if (type.kind === 'null' || type.kind === 'bytes' || type.kind === 'any' || type.kind === 'never') return words;
  return /^[aeio]/.test(words) ? `an ${words}` : `a ${words}`;
}
