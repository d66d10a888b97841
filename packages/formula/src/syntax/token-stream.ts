/** The tokens of one formula with one token of look-ahead, and the wording of "expected …, found …". */
import { FormulaFailure, type SourceRange } from '../failure.ts';
import { Lexer } from './lexer.ts';
import type { Recovery } from './recovery.ts';
import type { Terminator, Token } from './tokens.ts';

export class TokenStream {
  readonly source: string;
  readonly terminator: Terminator;
  readonly recovery: Recovery | null;
  token: Token;
  /** The end of the last token that was read. */
  lastEnd: number;
  readonly #lexer: Lexer;
  #following: Token | null = null;
  /** The offset of the token about which something was said already; more about it would be noise. */
  #saidAt = -1;

  constructor(source: string, from: number, terminator: Terminator, recovery: Recovery | null) {
    this.source = source;
    this.terminator = terminator;
    this.recovery = recovery;
    this.lastEnd = from;
    this.#lexer = new Lexer(source, from, terminator, recovery);
    this.token = this.#read();
  }

  /** Reads a token; an end stays where it is. */
  advance(): Token {
    const token = this.token;
    if (token.type === 'end') return token;
    this.lastEnd = token.to;
    this.token = this.#following ?? this.#read();
    this.#following = null;
    return token;
  }

  peek(): Token {
    this.#following ??= this.#read();
    return this.#following;
  }

  is(symbol: string): boolean {
    return this.token.text === symbol && this.token.type === 'symbol';
  }

  isFollowedBy(symbol: string): boolean {
    const following = this.peek();
    return following.text === symbol && following.type === 'symbol';
  }

  takes(symbol: string): boolean {
    if (!this.is(symbol)) return false;
    this.advance();
    return true;
  }

  expect(symbol: string): void {
    if (!this.takes(symbol)) this.expected(`\`${symbol}\``);
  }

  expected(what: string): void {
    this.refuse(`Expected ${what}, found ${this.#describeToken()}`);
  }

  /** Throws, or notes the mistake unless the same token was complained of already. */
  refuse(message: string, range: SourceRange = [this.token.from, this.token.to]): void {
    if (this.recovery === null) throw new FormulaFailure('syntax', message, range);
    if (this.#saidAt === this.token.from) return;
    this.#saidAt = this.token.from;
    this.recovery.note(new FormulaFailure('syntax', message, range));
  }

  /** Refuses, and passes over all that is left. */
  giveUp(message: string): void {
    this.refuse(message);
    while (this.token.type !== 'end') this.advance();
    this.#saidAt = this.token.from;
  }

  /** Whether the pill or tag ends before the next one begins. */
  isTerminated(): boolean {
    if (this.terminator === null) return true;
    for (let at = this.token.from; at < this.source.length; at += 1) {
      if (this.source.startsWith(this.terminator, at)) return true;
      if (this.source.startsWith('<<', at) || this.source.startsWith('<%', at)) return false;
    }
    return false;
  }

  #read(): Token {
    const { recovery } = this;
    if (recovery === null) return this.#lexer.next();
    const before = recovery.problems.length;
    const token = this.#lexer.next();
    if (recovery.problems.length > before) this.#saidAt = token.from;
    return token;
  }

  #describeToken(): string {
    if (this.token.text === '') return this.terminator === null ? 'the end of the formula' : 'the end of the text';
    const hint = this.is('%') ? ' (for a remainder use MODULO)' : '';
    return `\`${this.token.text}\`${hint}`;
  }
}
