/** A sentence about operators, constants and tags. */
import type { Token } from '../syntax/tokens.ts';
import type { Hover } from './hover.ts';

const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['=', 'TRUE when both sides are equal in type and value; a number never equals a text.'],
  ['!=', 'TRUE when the sides differ in type or value.'],
  ['<', 'TRUE when the left side is less; numbers by value, texts by letters.'],
  ['<=', 'TRUE when the left side is less or equal.'],
  ['>', 'TRUE when the left side is greater; numbers by value, texts by letters.'],
  ['>=', 'TRUE when the left side is greater or equal.'],
  ['&', 'Joins both sides to one text; NULL counts as the empty text.'],
  ['&&', 'TRUE when neither side is FALSE or NULL; the right side is evaluated only when needed.'],
  ['||', 'TRUE when one side is neither FALSE nor NULL; the right side is evaluated only when needed.'],
  ['+', 'The sum; numeric texts count as numbers. `&` joins texts.'],
  ['-', 'The difference, or the number with the other sign.'],
  ['*', 'The product.'],
  ['/', 'The quotient; whole numbers divide to a whole number, rounded down: `5 / 3` is 1, `5 / 3.0` is 1.666….'],
  ['|>', 'Passes the left value on; the right side reads it as `%`.'],
]);

const NAMES: ReadonlyMap<string, string> = new Map([
  ['AND', 'TRUE when neither side is FALSE or NULL; the right side is evaluated only when needed.'],
  ['OR', 'TRUE when one side is neither FALSE nor NULL; the right side is evaluated only when needed.'],
  ['TRUE', 'The boolean that is true.'],
  ['FALSE', 'The boolean that is false; beside NULL the only value that counts as false.'],
  ['NULL', 'No value: what a missing key or an unknown name reads as.'],
  ['true', 'The boolean that is true, unless an action has this name.'],
  ['false', 'The boolean that is false, unless an action has this name.'],
]);

const TAGS: ReadonlyMap<string, string> = new Map([
  ['if', 'The text up to the next `elseif`, `else` or `endif` when the condition is neither FALSE nor NULL.'],
  ['elseif', 'Another condition, when those before do not hold.'],
  ['else', 'The text up to `endif` when no condition holds.'],
  ['endif', 'Ends the `if`.'],
  ['for', 'The text up to `endfor` for each element of an array; `FORLOOP` tells which round it is.'],
  ['in', 'The array, or the object whose pairs of `key` and `value` are looped over.'],
  ['endfor', 'Ends the loop.'],
]);

export function wordHover({ type, text, from, to }: Token): Hover | null {
  const sentence = tableFor(type)?.get(text);
  return sentence === undefined ? null : { range: [from, to], title: text, text: sentence };
}

function tableFor(type: Token['type']): ReadonlyMap<string, string> | null {
  if (type === 'symbol') return SYMBOLS;
  if (type === 'name') return NAMES;
  return type === 'keyword' ? TAGS : null;
}
