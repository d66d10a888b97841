/**
 * Tokens → tree, by the grammar of formulas.md §15. Precedence, weakest first: `|>`, OR, AND, comparison, `&`, `+ -`,
 * `* /`, unary `-`, postfix; all left-associative.
 *
 * Depth is bounded so that nobody's formula can overflow the stack of whoever walks the tree.
 *
 * With a {@link Recovery} a mistake does not end the parsing: what is missing becomes a hole, what is superfluous is passed
 * over or kept as a part of a hole, and a bracket that is not closed ends where an outer one does. Without one the first
 * mistake is thrown; all that follows a call of `expected` or `refuse` is then never reached.
 */
import type { SourceRange } from '../failure.ts';
import type { Recovery } from './recovery.ts';
import { TokenStream } from './token-stream.ts';
import { type Terminator, type Token, unquote } from './tokens.ts';
import type { BinaryOperator, Call, CallArgument, Formula, Missing, ObjectMember } from './tree.ts';

const MAX_NESTING = 200;
/** Operators in one chain without parentheses: each makes the tree one level deeper. */
const MAX_CHAIN = 1_000;

const BINARY_LEVELS: ReadonlyMap<string, readonly [level: number, operator: BinaryOperator]> = new Map([
  ['OR', [1, 'OR']],
  ['||', [1, 'OR']],
  ['AND', [2, 'AND']],
  ['&&', [2, 'AND']],
  ['=', [3, '=']],
  ['!=', [3, '!=']],
  ['<', [3, '<']],
  ['<=', [3, '<=']],
  ['>', [3, '>']],
  ['>=', [3, '>=']],
  ['&', [4, '&']],
  ['+', [5, '+']],
  ['-', [5, '-']],
  ['*', [6, '*']],
  ['/', [6, '/']],
]);

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

type Closer = ')' | ']' | '}';

export interface ParsedFormula {
  readonly formula: Formula;
  /** The offset after the terminator. */
  readonly end: number;
}

/** Parses the formula that starts at `from`. Throws a FormulaFailure unless there is a recovery. */
export function parseFormula(
  source: string,
  from = 0,
  terminator: Terminator = null,
  recovery: Recovery | null = null,
): ParsedFormula {
  return new FormulaParser(new TokenStream(source, from, terminator, recovery)).parse();
}

class FormulaParser {
  readonly #tokens: TokenStream;
  #nesting = 0;
  #pipes = 0;
  /** How many brackets of each kind are open. */
  readonly #open = { ')': 0, ']': 0, '}': 0 };
  #isTerminated: boolean | null = null;

  constructor(tokens: TokenStream) {
    this.#tokens = tokens;
  }

  parse(): ParsedFormula {
    const tokens = this.#tokens;
    const { terminator } = tokens;
    let formula = this.#pipe();
    while (tokens.takes(';'));
    if (tokens.token.type !== 'end') {
      tokens.expected(terminator === null ? 'an operator' : `an operator or \`${terminator}\``);
      formula = this.#withRest(formula, null);
    }
    if (tokens.token.type === 'end' && tokens.token.text === (terminator ?? '')) {
      return { formula, end: tokens.token.to };
    }
    if (terminator !== null) tokens.expected(`\`${terminator}\``);
    tokens.recovery?.dropTokensFrom(tokens.lastEnd);
    return { formula, end: tokens.lastEnd };
  }

  #pipe(): Formula {
    const tokens = this.#tokens;
    if (this.#nesting === MAX_NESTING) {
      tokens.giveUp(`Nested more than ${MAX_NESTING} levels deep`);
      return this.#hole();
    }
    this.#nesting += 1;
    const from = tokens.token.from;
    let left = this.#binary(1);
    for (let length = 0; tokens.takes('|>'); length += 1) {
      this.#refuseLongChain(length);
      this.#pipes += 1;
      const right = this.#binary(1);
      this.#pipes -= 1;
      left = { kind: 'pipe', left, right, range: this.#rangeAround(from, left) };
    }
    this.#nesting -= 1;
    return left;
  }

  #binary(weakest: number): Formula {
    const tokens = this.#tokens;
    const from = tokens.token.from;
    let left = this.#unary();
    for (let length = 0; ; length += 1) {
      const found = this.#operator();
      if (found === undefined || found[0] < weakest) return left;
      this.#refuseLongChain(length);
      const symbol = tokens.advance();
      const pair = FOREIGN_PAIRS[`${symbol.text} ${tokens.token.text}`];
      if (pair !== undefined && tokens.token.from === symbol.to) {
        tokens.refuse(pair, [symbol.from, tokens.token.to]);
        tokens.advance();
      }
      const right = this.#binary(found[0] + 1);
      left = { kind: 'binary', operator: found[1], left, right, range: this.#rangeAround(from, left) };
    }
  }

  #operator(): readonly [number, BinaryOperator] | undefined {
    const { type, text } = this.#tokens.token;
    return type === 'symbol' || type === 'name' ? BINARY_LEVELS.get(text) : undefined;
  }

  #unary(): Formula {
    const tokens = this.#tokens;
    if (!tokens.is('-')) return this.#postfix();
    const minuses: number[] = [];
    while (tokens.is('-')) {
      this.#refuseLongChain(minuses.length);
      minuses.push(tokens.advance().from);
    }
    let operand = this.#postfix();
    for (const from of minuses.reverse()) operand = { kind: 'negation', operand, range: [from, tokens.lastEnd] };
    return operand;
  }

  #postfix(): Formula {
    const tokens = this.#tokens;
    const from = tokens.token.from;
    let target = this.#primary();
    for (let length = 0; ; length += 1) {
      if (tokens.is('.')) {
        this.#refuseLongChain(length + 1);
        tokens.advance();
        if (tokens.token.type !== 'name') tokens.expected('a property name');
        const name = tokens.token.type === 'name' ? tokens.advance().text : '';
        target = { kind: 'member', target, name, range: this.#rangeAround(from, target) };
      } else if (tokens.is('[')) {
        this.#refuseLongChain(length + 1);
        tokens.advance();
        const index = this.#enclosed(']');
        target = { kind: 'index', target, index, range: this.#rangeAround(from, target) };
      } else {
        return target;
      }
    }
  }

  #primary(): Formula {
    const tokens = this.#tokens;
    const { token } = tokens;
    switch (token.type) {
      case 'number':
        return { kind: 'number', text: tokens.advance().text, range: [token.from, token.to] };
      case 'text':
        return { kind: 'text', value: unquote(tokens.advance().text), range: [token.from, token.to] };
      case 'name':
        return this.#named(token);
      case 'symbol':
        return this.#bracketed(token);
      default:
        tokens.expected('a value');
        return this.#hole();
    }
  }

  #bracketed(token: Token): Formula {
    const tokens = this.#tokens;
    switch (token.text) {
      case '(':
        tokens.advance();
        return this.#enclosed(')');
      case '[':
        return this.#array();
      case '{':
        return this.#object();
      case '%':
        if (this.#pipes === 0) tokens.refuse('`%` stands for the left side of a pipe; there is no `|>` here');
        tokens.advance();
        return { kind: 'placeholder', range: [token.from, token.to] };
      default:
        tokens.expected('a value');
        return this.#hole();
    }
  }

  #named(token: Token): Formula {
    const tokens = this.#tokens;
    const range: SourceRange = [token.from, token.to];
    const name = token.text;
    if (tokens.isFollowedBy('(')) return this.#call(range);
    if (name === 'AND' || name === 'OR') {
      tokens.expected('a value');
      return this.#hole();
    }
    tokens.advance();
    const constant = CONSTANTS.get(name);
    return constant === undefined ? { kind: 'reference', name, range } : { kind: 'constant', value: constant, range };
  }

  #call(nameRange: SourceRange): Call {
    const tokens = this.#tokens;
    const name = tokens.advance().text;
    tokens.advance();
    const args: CallArgument[] = [];
    this.#items(')', () => args.push(this.#argument(args.at(-1))));
    return { kind: 'call', name, nameRange, args, range: [nameRange[0], tokens.lastEnd] };
  }

  #argument(previous: CallArgument | undefined): CallArgument {
    const tokens = this.#tokens;
    const { from, text, type } = tokens.token;
    if (type === 'name' && tokens.isFollowedBy(':')) {
      tokens.advance();
      tokens.advance();
      const value = this.#pipe();
      return { keyword: text, value, range: [from, tokens.lastEnd] };
    }
    const value = this.#pipe();
    const range = this.#rangeAround(from, value);
    if (previous !== undefined && previous.keyword !== null) {
      tokens.refuse('An argument without a name cannot follow a named one', range);
    }
    return { keyword: null, value, range };
  }

  #array(): Formula {
    const { from } = this.#tokens.advance();
    const items: Formula[] = [];
    this.#items(']', () => items.push(this.#pipe()));
    return { kind: 'array', items, range: [from, this.#tokens.lastEnd] };
  }

  #object(): Formula {
    const { from } = this.#tokens.advance();
    const members: ObjectMember[] = [];
    this.#items('}', () => members.push(this.#member()));
    return { kind: 'object', members, range: [from, this.#tokens.lastEnd] };
  }

  #member(): ObjectMember {
    const tokens = this.#tokens;
    const { from, to, text, type } = tokens.token;
    const isKey = type === 'name' || type === 'text';
    if (!isKey) tokens.expected('a key');
    // A number is no key, but what follows it is best read as if it were one.
    if (isKey || type === 'number') tokens.advance();
    else if (!tokens.is(':')) return { key: '', value: this.#pipe() };
    const key = type === 'text' ? unquote(text) : tokens.lastEnd === to ? text : '';
    const keyRange: SourceRange = [from, Math.max(from, tokens.lastEnd)];
    tokens.expect(':');
    const isNextKey = (tokens.token.type === 'name' || tokens.token.type === 'text') && tokens.isFollowedBy(':');
    if (!isNextKey) return { key, keyRange, value: this.#pipe() };
    tokens.expected('a value');
    return { key, keyRange, value: this.#hole() };
  }

  /** Items with commas between them and the bracket that closes them; the opening one was read. */
  #items(closer: Closer, readItem: () => void): void {
    const tokens = this.#tokens;
    this.#open[closer] += 1;
    let more = !tokens.is(closer);
    while (more) {
      readItem();
      if (tokens.takes(',')) continue;
      if (tokens.is(closer)) break;
      tokens.expected(`an operator, \`,\` or \`${closer}\``);
      more = this.#skipToItem(closer);
    }
    this.#open[closer] -= 1;
    tokens.takes(closer);
  }

  /** One formula and the bracket that closes it; the opening one was read. */
  #enclosed(closer: Closer): Formula {
    const tokens = this.#tokens;
    this.#open[closer] += 1;
    let inner = this.#pipe();
    if (!tokens.is(closer)) {
      tokens.expected(`\`${closer}\``);
      inner = this.#withRest(inner, closer);
    }
    this.#open[closer] -= 1;
    tokens.takes(closer);
    return inner;
  }

  /** A formula with those that follow it where one is enough. */
  #withRest(first: Formula, closer: Closer | null): Formula {
    const parts = [first];
    while (this.#skipToItem(closer)) parts.push(this.#pipe());
    if (parts.length === 1) return first;
    return { kind: 'missing', parts, range: [first.range[0], this.#tokens.lastEnd] };
  }

  /** Passes over what fits nowhere. True when another item can be read; false at the end of what is enclosed. */
  #skipToItem(closer: Closer | null): boolean {
    const tokens = this.#tokens;
    this.#isTerminated ??= tokens.isTerminated();
    if (!this.#isTerminated) return false;
    for (;;) {
      const { type, text } = tokens.token;
      if (type === 'end') return false;
      if (type !== 'symbol' || text === '(' || text === '[' || text === '{') return true;
      if (text === ')' || text === ']' || text === '}') {
        if (text === closer || this.#open[text] > 0) return false;
      }
      tokens.advance();
      if (text === ',') return true;
    }
  }

  #hole(): Missing {
    const at = this.#tokens.lastEnd;
    return { kind: 'missing', parts: [], range: [at, at] };
  }

  /** From where a node starts, with a bracket before its first part, or a hole there. */
  #rangeAround(from: number, first: Formula): SourceRange {
    return [Math.min(from, first.range[0]), this.#tokens.lastEnd];
  }

  #refuseLongChain(length: number): void {
    if (length < MAX_CHAIN) return;
    this.#tokens.giveUp(`More than ${MAX_CHAIN} operators in one chain`);
  }
}
