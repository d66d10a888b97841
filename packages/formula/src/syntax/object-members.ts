/** `key: value` between the braces of an object. */
import type { SourceRange } from '../failure.ts';
import { rewrite } from './foreign-spellings.ts';
import type { TokenStream } from './token-stream.ts';
import { unquote } from './tokens.ts';
import type { Formula, ObjectMember } from './tree.ts';

/** No key is longer that somebody forgot to quote. */
const LONGEST_BARE_KEY = 200;

export function readMember(
  tokens: TokenStream,
  readFormula: () => Formula,
  expectedValue: () => Formula,
): ObjectMember {
  const { from, text, type } = tokens.token;
  const isKey = type === 'name' || type === 'text';
  if (!isKey) tokens.expected('a key', '', type === 'number' ? { fix: rewrite(tokens.range, `"${text}"`) } : {});
  // A number is no key, but what follows it is best read as if it were one.
  const isRead = isKey || type === 'number';
  if (isRead) tokens.advance();
  else if (!tokens.is(':')) return { key: '', value: readFormula() };
  if (tokens.is('-') && tokens.token.from === tokens.lastEnd)
    return keyWithHyphens(tokens, from, readFormula, expectedValue);
  const key = type === 'text' ? unquote(text) : isRead ? text : '';
  const keyRange: SourceRange = [from, isRead ? tokens.lastEnd : from];
  if (tokens.is('=') || tokens.is('=>')) {
    tokens.expected('`:`', '', { fix: rewrite(tokens.range, ':') });
    tokens.advance();
  } else {
    tokens.expect(':');
  }
  const isNextKey = (tokens.token.type === 'name' || tokens.token.type === 'text') && tokens.isFollowedBy(':');
  return { key, keyRange, value: isNextKey ? expectedValue() : readFormula() };
}

/** `two-words: value`, at the first hyphen. */
function keyWithHyphens(
  tokens: TokenStream,
  from: number,
  readFormula: () => Formula,
  expectedValue: () => Formula,
): ObjectMember {
  const key = /^[^\s:,}]*/.exec(tokens.source.slice(from, from + LONGEST_BARE_KEY))?.[0] ?? '';
  const end = from + key.length;
  const fix = rewrite([from, end], `"${key}"`);
  tokens.expected('`:`', '; a key that is not a plain name stands in quotes', { fix });
  while (tokens.token.type !== 'end' && tokens.token.from < end) tokens.advance();
  const keyRange: SourceRange = [from, tokens.lastEnd];
  return { key, keyRange, value: tokens.takes(':') ? readFormula() : expectedValue() };
}
