/**
 * Tokens → tree, by the grammar of formulas.md §15. Precedence, weakest first: `|>`, OR, AND, comparison, `&`, `+ -`,
 * `* /`, unary `-`, postfix; all left-associative.
 *
 * With a {@link Recovery} a mistake does not end the parsing: what is missing becomes a hole, what is superfluous is passed
 * over or kept as a part of a hole, and a bracket that is not closed ends where an outer one does. Without one the first
 * mistake is thrown; all that follows a call of `expected` or `refuse` is then never reached.
 */
import type { SourceRange } from '../failure.ts';
import { Brackets, type Opened } from './brackets.ts';
import { Depth } from './depth.ts';
import { insert, remove } from './foreign-spellings.ts';
import { ForeignSyntax } from './foreign-syntax.ts';
import { readMember } from './object-members.ts';
import { OPERATORS, type WrittenOperator } from './operators.ts';
import type { Recovery } from './recovery.ts';
import { TokenStream } from './token-stream.ts';
import { type Terminator, type Token, unquote } from './tokens.ts';
import type { Call, CallArgument, Formula, Missing, ObjectMember } from './tree.ts';

const CONSTANTS: ReadonlyMap<string, true | false | null> = new Map([
  ['TRUE', true],
  ['FALSE', false],
  ['NULL', null],
]);

/** `not a > b` is meant as the negation of the comparison. */
const OPERAND_OF_NOT = 3;

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
  readonly #brackets: Brackets;
  readonly #foreign: ForeignSyntax;
  readonly #depth: Depth;
  #pipes = 0;

  constructor(tokens: TokenStream) {
    this.#tokens = tokens;
    this.#depth = new Depth(tokens);
    this.#brackets = new Brackets(tokens, () => this.#pipe());
    this.#foreign = new ForeignSyntax(tokens, {
      readEnclosed: (opened) => this.#enclosed(opened),
      readFormula: () => this.#pipe(),
      readOperand: (level) => this.#binary(level),
      readArguments: (from) => this.#arguments(from),
    });
  }

  parse(): ParsedFormula {
    const tokens = this.#tokens;
    const { terminator } = tokens;
    const from = tokens.lastEnd;
    let formula = this.#pipe();
    const semicolon = tokens.is(';') ? tokens.token : null;
    while (tokens.takes(';'));
    if (tokens.token.type !== 'end') {
      if (semicolon === null) this.#expectedEnd();
      else tokens.refuse('A formula is one expression; `;` can only stand at its end', [semicolon.from, semicolon.to]);
      formula = this.#brackets.withRest(formula, null);
    }
    if (tokens.token.type === 'end' && tokens.token.text === (terminator ?? '')) {
      return { formula, end: tokens.token.to };
    }
    if (terminator !== null) {
      const related = { message: 'This is not closed', range: [from - 2, tokens.lastEnd] as const };
      const fix = insert(tokens.lastEnd, terminator);
      tokens.expected(`\`${terminator}\``, '', terminator === '>>' ? { fix, related } : { fix });
    }
    tokens.recovery?.dropTokensFrom(tokens.lastEnd);
    return { formula, end: tokens.lastEnd };
  }

  #expectedEnd(): void {
    const tokens = this.#tokens;
    const { text } = tokens.token;
    const expected = tokens.terminator === null ? 'an operator' : `an operator or \`${tokens.terminator}\``;
    const isStray = tokens.is(')') || tokens.is(']') || tokens.is('}');
    const isAddress = tokens.source.startsWith('://', tokens.token.from);
    if (isStray) tokens.expected(expected, '; it closes nothing', { fix: remove(tokens.range, text) });
    else if (isAddress) tokens.expected(expected, '; an address is a text, and stands in quotes');
    else tokens.expected(expected);
  }

  #pipe(): Formula {
    const tokens = this.#tokens;
    if (!this.#depth.enter()) return this.#hole();
    const from = tokens.token.from;
    let left = this.#binary(1);
    for (let length = 0; tokens.takes('|>'); length += 1) {
      this.#depth.refuseLongChain(length);
      const leftDepth = this.#depth.current;
      this.#pipes += 1;
      const right = this.#binary(1);
      this.#pipes -= 1;
      this.#depth.deepen(leftDepth, this.#depth.current);
      left = { kind: 'pipe', left, right, range: this.#rangeAround(from, left) };
    }
    const whole = this.#foreign.readTail(from, left);
    this.#depth.leave(whole !== left);
    return whole;
  }

  #binary(weakest: number): Formula {
    const tokens = this.#tokens;
    const from = tokens.token.from;
    let left = this.#unary();
    for (let length = 0; ; length += 1) {
      const found = this.#operator();
      if (found === undefined) {
        const foreign = this.#foreign.operator(weakest);
        if (foreign === undefined) return left;
        this.#depth.refuseLongChain(length);
        const leftDepth = this.#depth.current;
        left = this.#foreign.readBinary(from, left, foreign);
        this.#depth.deepen(leftDepth, this.#depth.current);
        continue;
      }
      if (found.level < weakest) return left;
      this.#depth.refuseLongChain(length);
      tokens.advance();
      const leftDepth = this.#depth.current;
      const right = this.#binary(found.level + 1);
      this.#depth.deepen(leftDepth, this.#depth.current);
      left = { kind: 'binary', operator: found.operator, left, right, range: this.#rangeAround(from, left) };
    }
  }

  #operator(): WrittenOperator | undefined {
    const { type, text } = this.#tokens.token;
    return type === 'symbol' || type === 'name' ? OPERATORS.get(text) : undefined;
  }

  #unary(): Formula {
    const tokens = this.#tokens;
    if (!tokens.is('-') && !tokens.is('!')) return this.#postfix();
    const signs: Token[] = [];
    while (tokens.is('-') || tokens.is('!')) {
      this.#depth.refuseLongChain(signs.length);
      signs.push(tokens.advance());
    }
    let operand = this.#postfix();
    for (const sign of signs.reverse()) {
      this.#depth.deepen(this.#depth.current);
      if (sign.text === '!') operand = this.#foreign.negation(sign, operand);
      else operand = { kind: 'negation', operand, range: [sign.from, tokens.lastEnd] };
    }
    return operand;
  }

  #postfix(): Formula {
    const tokens = this.#tokens;
    const from = tokens.token.from;
    let target = this.#primary();
    for (let length = 0; ; length += 1) {
      if (tokens.is('.')) {
        this.#depth.refuseLongChain(length + 1);
        tokens.advance();
        const name = this.#property();
        this.#depth.deepen(this.#depth.current);
        target = { kind: 'member', target, name, range: this.#rangeAround(from, target) };
      } else if (tokens.is('[')) {
        this.#depth.refuseLongChain(length + 1);
        const opening = tokens.advance();
        const targetDepth = this.#depth.current;
        const index = this.#enclosed({ from: opening.from, closer: ']' });
        this.#depth.deepen(targetDepth, this.#depth.current);
        target = { kind: 'index', target, index, range: this.#rangeAround(from, target) };
      } else if (target.kind === 'member' && tokens.is('(')) {
        this.#depth.refuseLongChain(length + 1);
        const targetDepth = this.#depth.current;
        target = this.#foreign.readMethod(from, target);
        this.#depth.deepen(targetDepth, this.#depth.current);
      } else {
        return target;
      }
    }
  }

  /** The name after a dot; empty if there is none. */
  #property(): string {
    const tokens = this.#tokens;
    const { type, from, to, text } = tokens.token;
    if (type === 'name') return tokens.advance().text;
    // `a.0` and `a."two words"` are meant as indexes.
    const isIndex = from === tokens.lastEnd && (type === 'number' || type === 'text');
    const fix = { title: `Write \`[${text}]\``, range: [tokens.lastEnd - 1, to] as const, text: `[${text}]` };
    tokens.expected('a property name', isIndex ? `; use \`[${text}]\`` : '', isIndex ? { fix } : {});
    if (!isIndex) return '';
    tokens.advance();
    return type === 'text' ? unquote(text) : text;
  }

  #primary(): Formula {
    const tokens = this.#tokens;
    const { token } = tokens;
    this.#depth.current = 1;
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
        return this.#expectedValue();
    }
  }

  #bracketed(token: Token): Formula {
    const tokens = this.#tokens;
    switch (token.text) {
      case '(':
        tokens.advance();
        return this.#enclosed({ from: token.from, closer: ')' });
      case '[':
        return this.#array();
      case '{':
        return this.#object();
      case '${':
        return this.#foreign.readBraces(token.from, token.text);
      case '%':
        if (this.#pipes === 0) tokens.refuse('`%` stands for the left side of a pipe; there is no `|>` here');
        tokens.advance();
        return { kind: 'placeholder', range: [token.from, token.to] };
      default:
        return this.#expectedValue();
    }
  }

  #named(token: Token): Formula {
    const tokens = this.#tokens;
    const range: SourceRange = [token.from, token.to];
    const name = token.text;
    if (tokens.isFollowedBy('(')) return this.#call(range);
    if (name === 'AND' || name === 'OR') return this.#expectedValue();
    if (this.#foreign.isNot()) return this.#foreign.readNot(OPERAND_OF_NOT);
    tokens.advance();
    const constant = CONSTANTS.get(name);
    return constant === undefined ? { kind: 'reference', name, range } : { kind: 'constant', value: constant, range };
  }

  #call(nameRange: SourceRange): Call {
    const tokens = this.#tokens;
    const name = tokens.advance().text;
    const args = this.#arguments(nameRange[0]);
    return { kind: 'call', name, nameRange, args, range: [nameRange[0], tokens.lastEnd] };
  }

  #arguments(from: number): CallArgument[] {
    this.#tokens.advance();
    const args: CallArgument[] = [];
    this.#items({ from, closer: ')' }, 'a value', () => args.push(this.#argument(args.at(-1))));
    return args;
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

  #items(opened: Opened, item: string, readItem: () => void): void {
    this.#depth.within(() => this.#brackets.readItems(opened, item, readItem));
  }

  #enclosed(opened: Opened): Formula {
    return this.#depth.within(() => this.#brackets.readOne(opened));
  }

  #array(): Formula {
    const { from } = this.#tokens.advance();
    const items: Formula[] = [];
    this.#items({ from, closer: ']' }, 'a value', () => items.push(this.#pipe()));
    return { kind: 'array', items, range: [from, this.#tokens.lastEnd] };
  }

  #object(): Formula {
    const tokens = this.#tokens;
    const { from, to } = tokens.advance();
    if (tokens.is('{') && tokens.token.from === to) return this.#foreign.readBraces(from, '{{');
    const members: ObjectMember[] = [];
    this.#items({ from, closer: '}' }, 'a key', () => {
      members.push(
        readMember(
          tokens,
          () => this.#pipe(),
          () => this.#expectedValue(),
        ),
      );
    });
    return { kind: 'object', members, range: [from, tokens.lastEnd] };
  }

  /** A hole, and nothing is read, unless a value stands behind a stray dot. */
  #expectedValue(): Formula {
    const tokens = this.#tokens;
    if (tokens.is('.')) return this.#strayDot();
    const isFieldMark = tokens.is('=') && tokens.terminator === null && tokens.lastEnd === tokens.from;
    if (isFieldMark) tokens.expected('a value', '; a formula has no `=` before it', { fix: remove(tokens.range, '=') });
    else tokens.expected('a value');
    return this.#hole();
  }

  /** A dot that nothing stands before: of a path in older templates, or of a number. */
  #strayDot(): Formula {
    const tokens = this.#tokens;
    const next = tokens.peek();
    const isNumber = next.type === 'number' && next.from === tokens.token.to;
    if (isNumber) tokens.expected('a value', `; write \`0.${next.text}\``, { fix: insert(tokens.token.from, '0') });
    else tokens.expected('a value', '; a reference starts with its name', { fix: remove(tokens.range, '.') });
    while (tokens.takes('.'));
    const { type } = tokens.token;
    return isNumber || type === 'name' ? this.#primary() : this.#hole();
  }

  #hole(): Missing {
    const at = this.#tokens.lastEnd;
    return { kind: 'missing', parts: [], range: [at, at] };
  }

  /** From where a node starts, with a bracket before its first part, or a hole there. */
  #rangeAround(from: number, first: Formula): SourceRange {
    return [Math.min(from, first.range[0]), this.#tokens.lastEnd];
  }
}
