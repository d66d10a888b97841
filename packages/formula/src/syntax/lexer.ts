/**
 * Source → tokens, one at a time, with their ranges in the stored text. A formula ends at the end of the text, a pill at
 * `>>`, a tag at `%>`; inside quotes these mean nothing. Compiling is bound to take microseconds, so characters are looked
 * at by their codes and nothing is made but the tokens.
 */

import { type Fix, FormulaFailure, type SourceRange } from '../failure.ts';
import { characterLength } from '../value/character-length.ts';
import { endOfName, isBlank, isDigit, startsName } from './character-classes.ts';
import { type ForeignSpelling, foreignSpellingAt, insert, mayBeForeign, rewrite } from './foreign-spellings.ts';
import type { Recovery } from './recovery.ts';
import type { Terminator, Token, TokenType } from './tokens.ts';

const LINE_FEED = 10;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const SINGLE_QUOTE = 39;
const DOT = 46;
const LESS = 60;
const BACKSLASH = 92;

const SINGLE_SYMBOLS = '=<>+-*/&%()[]{},.:;';
const DOUBLE_SYMBOLS: readonly string[] = ['|>', '||', '&&', '!=', '<=', '>='];
/** By the code of the first character: the second characters that make a symbol of two, and whether one alone is one. */
const SECOND_CODES: readonly (readonly number[])[] = Array.from({ length: 128 }, (_, code) =>
  DOUBLE_SYMBOLS.filter((symbol) => symbol.charCodeAt(0) === code).map((symbol) => symbol.charCodeAt(1)),
);
const IS_SYMBOL: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  SINGLE_SYMBOLS.includes(String.fromCharCode(code)),
);

const OPENING_TAG = /<%\s*(?:if|elseif|else|endif|for|endfor)(?![\p{L}\p{M}\p{N}_])/uy;

export class Lexer {
  readonly #source: string;
  readonly #terminator: Terminator;
  readonly #recovery: Recovery | null;
  #at: number;
  /** Whether a text that is not closed may have swallowed what would close other things. */
  hasOpenText = false;

  constructor(source: string, from: number, terminator: Terminator, recovery: Recovery | null) {
    this.#source = source;
    this.#at = from;
    this.#terminator = terminator;
    this.#recovery = recovery;
  }

  /** The next token that means something. */
  next(): Token {
    for (;;) {
      const token = this.#nextOrNull();
      if (token !== null) return token;
    }
  }

  /** Null for what is passed over: a comment, or something without a meaning. */
  #nextOrNull(): Token | null {
    const source = this.#source;
    let from = this.#at;
    while (from < source.length && isBlank(source.charCodeAt(from))) from += 1;
    this.#at = from;
    if (from >= source.length) return this.#take('end', from);
    if (this.#terminatesAt(from)) return this.#take('end', from + 2);
    const code = source.charCodeAt(from);
    if (isDigit(code)) {
      const end = this.#endOfNumber(from);
      if (end !== null) return this.#take('number', end);
    }
    if (startsName(source, from)) return this.#take('name', endOfName(source, from));
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return this.#text(code);
    if (code === HASH) {
      this.#take('comment', this.#endOfLine(from));
      return null;
    }
    if (code === LESS && this.#opensAt(from)) return this.#unread(from);
    const second = source.charCodeAt(from + 1);
    if (mayBeForeign(code, second)) {
      const foreign = foreignSpellingAt(source, from, this.#terminator, 2);
      if (foreign !== null) return this.#foreign(foreign);
    }
    if (SECOND_CODES[code]?.includes(second) === true) return this.#take('symbol', from + 2);
    if (IS_SYMBOL[code] === true) return this.#take('symbol', from + 1);
    return this.#unknown();
  }

  #take(type: TokenType, to: number): Token {
    const from = this.#at;
    const token = { type, text: this.#source.slice(from, to), from, to };
    this.#at = to;
    if (this.#recovery !== null && to > from) this.#recovery.tokens.push(token);
    return token;
  }

  #terminatesAt(at: number): boolean {
    return this.#terminator !== null && this.#source.startsWith(this.#terminator, at);
  }

  /** Whether the next pill or tag of a text field starts here, so that the one being read is not closed. */
  #opensAt(at: number): boolean {
    if (this.#terminator === null) return false;
    if (this.#source.charCodeAt(at + 1) === LESS) return true;
    OPENING_TAG.lastIndex = at;
    return OPENING_TAG.test(this.#source);
  }

  /** An end that is left for whoever reads the next pill. */
  #unread(from: number): Token {
    return { type: 'end', text: this.#source.slice(from, from + 2), from, to: from + 2 };
  }

  /** Null when digits run into letters, which is a name. */
  #endOfNumber(from: number): number | null {
    const source = this.#source;
    let end = from + 1;
    while (isDigit(source.charCodeAt(end))) end += 1;
    if (source.charCodeAt(end) === DOT && isDigit(source.charCodeAt(end + 1))) {
      let decimals = end + 2;
      while (isDigit(source.charCodeAt(decimals))) decimals += 1;
      return startsName(source, decimals) ? end : decimals;
    }
    return startsName(source, end) ? null : end;
  }

  /** The end of the line or, if it comes first, the terminator. */
  #endOfLine(from: number): number {
    const source = this.#source;
    let at = from;
    while (at < source.length && source.charCodeAt(at) !== LINE_FEED && !this.#terminatesAt(at)) at += 1;
    return at;
  }

  #text(quote: number): Token {
    const source = this.#source;
    const from = this.#at;
    const symbol = source.charAt(from);
    const last = this.#recovery?.openQuotes.has(symbol) === true ? this.#endOfLine(from) : source.length;
    for (let at = from + 1; at < last; at += 1) {
      const code = source.charCodeAt(at);
      if (code === BACKSLASH) at += 1;
      else if (code === quote) return this.#take('text', at + 1);
    }
    return this.#unclosedText(symbol);
  }

  /** Ends at the other kind of quote if that seems to close it, otherwise with the line. */
  #unclosedText(symbol: string): Token {
    const from = this.#at;
    const line = this.#source.slice(from, this.#endOfLine(from));
    const other = symbol === '"' ? "'" : '"';
    const isFull = this.#recovery?.isFull === true;
    const otherAt = isFull ? -1 : line.search(symbol === '"' ? /'\s*(?:[,)\]}:;]|$)/ : /"\s*(?:[,)\]}:;]|$)/);
    const to = from + (otherAt === -1 ? line.length : otherAt + 1);
    const message = `The text that starts with ${symbol} is not closed`;
    if (otherAt === -1) this.#refuse(message, [from, from + 1], insert(to, symbol));
    else this.#refuse(`${message}; ${other} is another kind of quote`, [from, from + 1], rewrite([to - 1, to], symbol));
    this.#recovery?.openQuotes.add(symbol);
    this.hasOpenText = true;
    const token = this.#take('text', to);
    return otherAt === -1 ? { ...token, text: token.text + symbol } : token;
  }

  /** What has no meaning, or another one elsewhere. Returns what to go on with. */
  #foreign(foreign: ForeignSpelling): Token | null {
    const from = this.#at;
    this.#refuse(foreign.message, [from, foreign.to], foreign.fix);
    const written = this.#take('unknown', foreign.to);
    return foreign.readAs === null ? null : { ...written, ...foreign.readAs };
  }

  #unknown(): Token | null {
    const foreign = foreignSpellingAt(this.#source, this.#at, this.#terminator, 1);
    if (foreign !== null) return this.#foreign(foreign);
    const to = this.#at + characterLength(this.#source, this.#at);
    const character = this.#source.slice(this.#at, to);
    return this.#foreign({
      to,
      message: `The character \`${character}\` has no meaning here`,
      fix: null,
      readAs: null,
    });
  }

  #refuse(message: string, range: SourceRange, fix: Fix | null): void {
    const failure = new FormulaFailure('syntax', message, range);
    failure.fix = fix;
    if (this.#recovery === null) throw failure;
    this.#recovery.note(failure);
  }
}
