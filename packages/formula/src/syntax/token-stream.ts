/** The tokens of one formula with one token of look-ahead, and the wording of "expected …, found …". */
import { type Fix, FormulaFailure, type Related, type SourceRange } from '../failure.ts';
import { Lexer } from './lexer.ts';
import type { Recovery } from './recovery.ts';
import type { Terminator, Token } from './tokens.ts';

/** What goes with a message. */
export interface Help {
  readonly fix?: Fix;
  readonly related?: Related;
}

export class TokenStream {
  readonly source: string;
  /** Where the formula starts. */
  readonly from: number;
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
    this.from = from;
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

  /** "Expected …, found …" at the current token, and what more there is to say. */
  expected(what: string, more = '', help: Help = {}): void {
    this.refuse(`Expected ${what}, found ${this.describeToken()}${more}`, this.range, help);
  }

  get range(): SourceRange {
    return [this.token.from, this.token.to];
  }

  /** Whether nothing more would be noted about the current token. */
  get isQuiet(): boolean {
    if (this.recovery === null) return false;
    const wasSwallowed = this.token.type === 'end' && this.#lexer.hasOpenText;
    return this.#saidAt === this.token.from || wasSwallowed || this.recovery.isFull;
  }

  /** Throws, or notes the mistake unless the same token was complained of already. */
  refuse(message: string, range: SourceRange = this.range, help: Help = {}): FormulaFailure | null {
    if (this.isQuiet) return null;
    const failure = new FormulaFailure('syntax', message, range);
    failure.fix = help.fix ?? null;
    failure.related = help.related ?? null;
    if (this.recovery === null) throw failure;
    this.#saidAt = this.token.from;
    this.recovery.note(failure);
    return failure;
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

  describeToken(): string {
    if (this.token.text === '') return this.terminator === null ? 'the end of the formula' : 'the end of the text';
    return `\`${this.source.slice(this.token.from, this.token.to)}\``;
  }
}
