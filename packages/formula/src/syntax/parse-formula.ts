/**
 * Tokens → tree, by the grammar of formulas.md §15. Precedence, weakest first: `|>`, OR, AND, comparison, `&`, `+ -`,
 * `* /`, unary `-`, postfix; all left-associative.
 *
 * Depth is bounded so that nobody's formula can overflow the stack of whoever walks the tree.
 */
import { FormulaFailure, type SourceRange } from '../failure.ts';
import { Lexer, type Terminator, type Token, unquote } from './tokens.ts';
import type { BinaryOperator, Call, CallArgument, Formula, ObjectMember } from './tree.ts';

const MAX_NESTING = 200;
/** Operators in one chain without parentheses: each makes the tree one level deeper. */
const MAX_CHAIN = 1_000;

const BINARY_LEVELS: Readonly<Record<string, readonly [level: number, operator: BinaryOperator]>> = {
  OR: [1, 'OR'],
  '||': [1, 'OR'],
  AND: [2, 'AND'],
  '&&': [2, 'AND'],
  '=': [3, '='],
  '!=': [3, '!='],
  '<': [3, '<'],
  '<=': [3, '<='],
  '>': [3, '>'],
  '>=': [3, '>='],
  '&': [4, '&'],
  '+': [5, '+'],
  '-': [5, '-'],
  '*': [6, '*'],
  '/': [6, '/'],
};

const CONSTANTS: ReadonlyMap<string, true | false | null> = new Map([
  ['TRUE', true],
  ['FALSE', false],
  ['NULL', null],
]);

/** What to say about an operator that other languages have. */
const FOREIGN_PAIRS: Readonly<Record<string, string>> = {
  '= =': '`==` is not an operator; use `=`',
  '< >': '`<>` is not an operator; use `!=`',
  '* *': '`**` is not an operator; use POWER(a, b)',
};

/** Parses the formula that starts at `from`; `end` is the offset after its terminator. Throws a FormulaFailure. */
export function parseFormula(
  source: string,
  from = 0,
  terminator: Terminator = null,
): { readonly formula: Formula; readonly end: number } {
  return new FormulaParser(new Lexer(source, from, terminator), terminator).parse();
}

class FormulaParser {
  readonly #lexer: Lexer;
  readonly #terminator: Terminator;
  #token: Token;
  #following: Token | null = null;
  #lastEnd = 0;
  #nesting = 0;
  #pipes = 0;

  constructor(lexer: Lexer, terminator: Terminator) {
    this.#lexer = lexer;
    this.#terminator = terminator;
    this.#token = lexer.next();
  }

  parse(): { formula: Formula; end: number } {
    const formula = this.#pipe();
    while (this.#takes(';'));
    if (this.#token.type !== 'end')
      this.#expected(this.#terminator === null ? 'an operator' : `an operator or \`${this.#terminator}\``);
    if (this.#terminator !== null && this.#token.text === '') this.#expected(`\`${this.#terminator}\``);
    return { formula, end: this.#token.to };
  }

  #pipe(): Formula {
    this.#nesting += 1;
    if (this.#nesting > MAX_NESTING) {
      throw new FormulaFailure('syntax', `Nested more than ${MAX_NESTING} levels deep`, this.#tokenRange());
    }
    let left = this.#binary(1);
    for (let length = 0; this.#takes('|>'); length += 1) {
      this.#refuseLongChain(length);
      this.#pipes += 1;
      const right = this.#binary(1);
      this.#pipes -= 1;
      left = { kind: 'pipe', left, right, range: [left.range[0], this.#lastEnd] };
    }
    this.#nesting -= 1;
    return left;
  }

  #binary(weakest: number): Formula {
    let left = this.#unary();
    for (let length = 0; ; length += 1) {
      const found = this.#operator();
      if (found === null || found[0] < weakest) return left;
      this.#refuseLongChain(length);
      const symbol = this.#advance();
      const pair = FOREIGN_PAIRS[`${symbol.text} ${this.#token.text}`];
      if (pair !== undefined && this.#token.from === symbol.to) {
        throw new FormulaFailure('syntax', pair, [symbol.from, this.#token.to]);
      }
      const right = this.#binary(found[0] + 1);
      left = { kind: 'binary', operator: found[1], left, right, range: [left.range[0], this.#lastEnd] };
    }
  }

  #operator(): readonly [number, BinaryOperator] | null {
    const { type, text } = this.#token;
    if (type !== 'symbol' && type !== 'name') return null;
    return (Object.hasOwn(BINARY_LEVELS, text) ? BINARY_LEVELS[text] : undefined) ?? null;
  }

  #unary(): Formula {
    const minuses: number[] = [];
    while (this.#is('-')) {
      this.#refuseLongChain(minuses.length);
      minuses.push(this.#advance().from);
    }
    let operand = this.#postfix();
    for (const from of minuses.reverse()) operand = { kind: 'negation', operand, range: [from, this.#lastEnd] };
    return operand;
  }

  #postfix(): Formula {
    const from = this.#token.from;
    let target = this.#primary();
    for (let length = 0; ; length += 1) {
      this.#refuseLongChain(length);
      if (this.#takes('.')) {
        if (this.#token.type !== 'name') this.#expected('a property name');
        const name = this.#advance().text;
        target = { kind: 'member', target, name, range: [from, this.#lastEnd] };
      } else if (this.#takes('[')) {
        const index = this.#pipe();
        this.#expect(']');
        target = { kind: 'index', target, index, range: [from, this.#lastEnd] };
      } else {
        return target;
      }
    }
  }

  #primary(): Formula {
    const token = this.#token;
    const range: SourceRange = [token.from, token.to];
    if (token.type === 'number') return { kind: 'number', text: this.#advance().text, range };
    if (token.type === 'text') return { kind: 'text', value: unquote(this.#advance().text), range };
    if (token.type === 'name') return this.#named(range);
    if (token.type === 'end') return this.#expected('a value');
    switch (token.text) {
      case '(': {
        this.#advance();
        const inner = this.#pipe();
        this.#expect(')');
        return inner;
      }
      case '[':
        return this.#array();
      case '{':
        return this.#object();
      case '%':
        if (this.#pipes === 0) {
          throw new FormulaFailure('syntax', '`%` stands for the left side of a pipe; there is no `|>` here', range);
        }
        this.#advance();
        return { kind: 'placeholder', range };
      default:
        return this.#expected('a value');
    }
  }

  #named(range: SourceRange): Formula {
    const isCall = this.#peek().type === 'symbol' && this.#peek().text === '(';
    const name = this.#token.text;
    if (isCall) return this.#call(range);
    if (name === 'AND' || name === 'OR') return this.#expected('a value');
    this.#advance();
    const constant = CONSTANTS.get(name);
    return constant === undefined ? { kind: 'reference', name, range } : { kind: 'constant', value: constant, range };
  }

  #call(nameRange: SourceRange): Call {
    const name = this.#advance().text;
    this.#expect('(');
    const args: CallArgument[] = [];
    if (!this.#is(')')) {
      do args.push(this.#argument(args.at(-1)));
      while (this.#takes(','));
    }
    this.#expect(')', 'an operator, `,` or `)`');
    return { kind: 'call', name, nameRange, args, range: [nameRange[0], this.#lastEnd] };
  }

  #argument(previous: CallArgument | undefined): CallArgument {
    const from = this.#token.from;
    const isKeyword = this.#token.type === 'name' && this.#peek().type === 'symbol' && this.#peek().text === ':';
    if (!isKeyword) {
      const value = this.#pipe();
      const range: SourceRange = [from, this.#lastEnd];
      if (previous !== undefined && previous.keyword !== null) {
        throw new FormulaFailure('syntax', 'An argument without a name cannot follow a named one', range);
      }
      return { keyword: null, value, range };
    }
    const keyword = this.#advance().text;
    this.#expect(':');
    const value = this.#pipe();
    return { keyword, value, range: [from, this.#lastEnd] };
  }

  #array(): Formula {
    const from = this.#advance().from;
    const items: Formula[] = [];
    if (!this.#is(']')) {
      do items.push(this.#pipe());
      while (this.#takes(','));
    }
    this.#expect(']', 'an operator, `,` or `]`');
    return { kind: 'array', items, range: [from, this.#lastEnd] };
  }

  #object(): Formula {
    const from = this.#advance().from;
    const members: ObjectMember[] = [];
    if (!this.#is('}')) {
      do members.push(this.#member());
      while (this.#takes(','));
    }
    this.#expect('}', 'an operator, `,` or `}`');
    return { kind: 'object', members, range: [from, this.#lastEnd] };
  }

  #member(): ObjectMember {
    if (this.#token.type !== 'name' && this.#token.type !== 'text') this.#expected('a key');
    const token = this.#advance();
    const key = token.type === 'text' ? unquote(token.text) : token.text;
    this.#expect(':');
    return { key, value: this.#pipe() };
  }

  #advance(): Token {
    const token = this.#token;
    this.#lastEnd = token.to;
    this.#token = this.#following ?? this.#lexer.next();
    this.#following = null;
    return token;
  }

  #peek(): Token {
    this.#following ??= this.#lexer.next();
    return this.#following;
  }

  #is(symbol: string): boolean {
    return this.#token.type === 'symbol' && this.#token.text === symbol;
  }

  #takes(symbol: string): boolean {
    if (!this.#is(symbol)) return false;
    this.#advance();
    return true;
  }

  #expect(symbol: string, description = `\`${symbol}\``): void {
    if (!this.#takes(symbol)) this.#expected(description);
  }

  #expected(what: string): never {
    throw new FormulaFailure('syntax', `Expected ${what}, found ${this.#describeToken()}`, this.#tokenRange());
  }

  #describeToken(): string {
    if (this.#token.text === '') return this.#terminator === null ? 'the end of the formula' : 'the end of the text';
    const hint = this.#is('%') ? ' (for a remainder use MODULO)' : '';
    return `\`${this.#token.text}\`${hint}`;
  }

  #tokenRange(): SourceRange {
    return [this.#token.from, this.#token.to];
  }

  #refuseLongChain(length: number): void {
    if (length < MAX_CHAIN) return;
    throw new FormulaFailure('syntax', `More than ${MAX_CHAIN} operators in one chain`, this.#tokenRange());
  }
}
