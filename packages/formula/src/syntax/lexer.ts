/**
 * Source → tokens, one at a time, with their ranges in the stored text. A formula ends at the end of the text, a pill at
 * `>>`, a tag at `%>`; inside quotes these mean nothing. Compiling is bound to take microseconds, so characters are looked
 * at by their codes and nothing is made but the tokens.
 */
import { FormulaFailure } from '../failure.ts';
import { endOfName, isBlank, isDigit, startsName } from './character-classes.ts';
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
    if (SECOND_CODES[code]?.includes(source.charCodeAt(from + 1)) === true) return this.#take('symbol', from + 2);
    if (IS_SYMBOL[code] === true) return this.#take('symbol', from + 1);
    return this.#refuseCharacter();
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
    this.#refuse(new FormulaFailure('syntax', `The text that starts with ${symbol} is not closed`, [from, from + 1]));
    this.#recovery?.openQuotes.add(symbol);
    return this.#take('text', this.#endOfLine(from));
  }

  #refuse(failure: FormulaFailure): void {
    if (this.#recovery === null) throw failure;
    this.#recovery.note(failure);
  }

  #refuseCharacter(): null {
    const character = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    const to = this.#at + character.length;
    const hint = FOREIGN_OPERATORS.get(character);
    this.#refuse(
      new FormulaFailure('syntax', hint ?? `The character \`${character}\` has no meaning here`, [this.#at, to]),
    );
    this.#take('unknown', to);
    return null;
  }
}

/** Habits from other languages, and what to write here. */
const FOREIGN_OPERATORS: ReadonlyMap<string, string> = new Map([
  ['!', '`!` is not an operator; use NOT(…) or `!=`'],
  ['?', '`?` is not an operator; use IF(condition, a, b)'],
  ['^', '`^` is not an operator; use POWER(a, b)'],
  ['|', '`|` is not an operator; use `|>` to pass a value on, `||` for or'],
]);
