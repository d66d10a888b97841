/**
 * Source → tokens, one at a time, with their ranges in the stored text. A formula ends at the end of the text, a pill at
 * `>>`, a tag at `%>`; inside quotes these mean nothing.
 *
 * Escapes in quotes are partly unconfirmed (formulas.md §2.1). Chosen here: `\n`, `\t`, `\r` are line feed, tab and return;
 * `\\` is one backslash; the quote itself can be escaped; a backslash before anything else stays, so that regular
 * expressions (`"h\w+"`) need no doubling. A text may span lines.
 */
import { FormulaFailure } from '../failure.ts';

export type Terminator = '>>' | '%>' | null;

export interface Token {
  readonly type: 'number' | 'text' | 'name' | 'symbol' | 'comment' | 'end';
  /** As written; of an end, the terminator or the empty text. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const BLANKS = /\s*/y;
const COMMENT_END = /\n|$/g;
// A slug may start with a digit (`10_stories`), so digits that run into a letter are a name.
const NAME = /[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?![\p{L}\p{N}_])/uy;
const SYMBOL = /\|>|\|\||&&|!=|<=|>=|[=<>+\-*/&%()[\]{},.:;]/y;

/** Habits from other languages, and what to write here. */
const FOREIGN_OPERATORS: readonly (readonly [RegExp, string])[] = [
  [/!/y, '`!` is not an operator; use NOT(…) or `!=`'],
  [/\?/y, '`?` is not an operator; use IF(condition, a, b)'],
  [/\^/y, '`^` is not an operator; use POWER(a, b)'],
  [/\|/y, '`|` is not an operator; use `|>` to pass a value on, `||` for or'],
];

export class Lexer {
  readonly #source: string;
  readonly #terminator: Terminator;
  #at: number;

  constructor(source: string, from: number, terminator: Terminator) {
    this.#source = source;
    this.#at = from;
    this.#terminator = terminator;
  }

  /** The next token that is not a comment. */
  next(): Token {
    for (;;) {
      const token = this.nextOrComment();
      if (token.type !== 'comment') return token;
    }
  }

  nextOrComment(): Token {
    this.#at += this.#match(BLANKS).length;
    const from = this.#at;
    if (from >= this.#source.length) return this.#take('end', 0);
    const terminator = this.#terminator;
    if (terminator !== null && this.#source.startsWith(terminator, from)) return this.#take('end', terminator.length);
    const first = this.#source.charAt(from);
    if (first === '#') return this.#take('comment', this.#commentEnd() - from);
    if (first === '"' || first === "'") return this.#take('text', this.#closingQuote(first) + 1 - from);
    const number = this.#match(NUMBER);
    if (number !== '') return this.#take('number', number.length);
    const name = this.#match(NAME);
    if (name !== '') return this.#take('name', name.length);
    const symbol = this.#match(SYMBOL);
    if (symbol !== '') return this.#take('symbol', symbol.length);
    return this.#refuse();
  }

  #take(type: Token['type'], length: number): Token {
    const from = this.#at;
    this.#at = from + length;
    return { type, text: this.#source.slice(from, this.#at), from, to: this.#at };
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#source)?.[0] ?? '';
  }

  #commentEnd(): number {
    COMMENT_END.lastIndex = this.#at;
    const lineEnd = COMMENT_END.exec(this.#source)?.index ?? this.#source.length;
    const terminatorAt = this.#terminator === null ? -1 : this.#source.indexOf(this.#terminator, this.#at);
    return terminatorAt === -1 ? lineEnd : Math.min(lineEnd, terminatorAt);
  }

  #closingQuote(quote: string): number {
    for (let at = this.#at + 1; at < this.#source.length; at += 1) {
      const character = this.#source.charAt(at);
      if (character === '\\') at += 1;
      else if (character === quote) return at;
    }
    throw new FormulaFailure('syntax', `The text that starts with ${quote} is not closed`, [this.#at, this.#at + 1]);
  }

  #refuse(): never {
    const hint = FOREIGN_OPERATORS.find(([pattern]) => this.#match(pattern) !== '')?.[1];
    const character = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    const range = [this.#at, this.#at + character.length] as const;
    throw new FormulaFailure('syntax', hint ?? `The character \`${character}\` has no meaning here`, range);
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };

/** The text that a quoted token stands for. */
export function unquote(token: string): string {
  const quote = token.charAt(0);
  const inner = token.slice(1, -1);
  if (!inner.includes('\\')) return inner;
  return inner.replace(/\\(.)/gs, (kept, character: string) =>
    character === quote ? quote : (ESCAPES[character] ?? kept),
  );
}

/** A text literal that {@link unquote} reads back. Backslashes are doubled only where one alone would mean something. */
export function quote(text: string): string {
  const inner = text
    .replace(/\\(?=[ntr"\\]|[\n\t\r]|$)/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n')
    .replace(/\t/g, '\\t')
    .replace(/\r/g, '\\r');
  return `"${inner}"`;
}
