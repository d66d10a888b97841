/**
 * Constructions of other languages. Each is refused with what to write instead; tolerant parsing then reads all of its
 * operands, keeps them as the parts of a hole, and can offer the whole of it in the right spelling.
 */
import type { SourceRange } from '../failure.ts';
import type { Opened } from './brackets.ts';
import { type ForeignOperator, foreignOperatorOf } from './foreign-operators.ts';
import { rewrite } from './foreign-spellings.ts';
import type { TokenStream } from './token-stream.ts';
import type { CallArgument, Formula, Member, Missing } from './tree.ts';

/** What this needs of the parser. */
export interface Grammar {
  readEnclosed(opened: Opened): Formula;
  readFormula(): Formula;
  /** An operand of operators of at least this level. */
  readOperand(level: number): Formula;
  readArguments(from: number): readonly CallArgument[];
}

export class ForeignSyntax {
  readonly #tokens: TokenStream;
  readonly #grammar: Grammar;

  constructor(tokens: TokenStream, grammar: Grammar) {
    this.#tokens = tokens;
    this.#grammar = grammar;
  }

  /** An operator of another language at the current token, if it binds as strongly as `weakest`. */
  operator(weakest: number): ForeignOperator | undefined {
    const found = foreignOperatorOf(this.#tokens.token);
    return found !== undefined && found.level >= weakest ? found : undefined;
  }

  readBinary(from: number, left: Formula, { operator, call, message, level }: ForeignOperator): Formula {
    const tokens = this.#tokens;
    const leftEnd = tokens.lastEnd;
    const fix = operator === undefined ? {} : { fix: rewrite(tokens.range, operator) };
    // The lexer has refused the other symbols.
    if (tokens.token.type === 'name' || tokens.is('%')) tokens.refuse(message, tokens.range, fix);
    const symbol = tokens.advance();
    const right = this.#grammar.readOperand(level + 1);
    const range = this.#rangeAround(from, left);
    if (operator !== undefined) return { kind: 'binary', operator, left, right, range };
    if (call !== undefined) {
      this.#mend(symbol.from, range, () => call(this.#written(from, leftEnd), this.#written(symbol.to)));
    }
    return parts([left, right], range);
  }

  /** `!operand`, when all of it was read. */
  negation(sign: { readonly from: number; readonly to: number }, operand: Formula): Formula {
    const range: SourceRange = [sign.from, this.#tokens.lastEnd];
    this.#mend(sign.from, range, () => `NOT(${this.#written(sign.to)})`);
    return parts([operand], range);
  }

  /** Whether the current token is a `not` right before a value, which no formula has. */
  isNot(): boolean {
    const { text } = this.#tokens.token;
    if (text.length !== 3 || text.toUpperCase() !== 'NOT') return false;
    const next = this.#tokens.peek();
    const isOperator = next.text === 'AND' || next.text === 'OR';
    return next.type === 'number' || next.type === 'text' || (next.type === 'name' && !isOperator);
  }

  /** `not operand`, at the `not`. `operandLevel` is what it binds. */
  readNot(operandLevel: number): Formula {
    const tokens = this.#tokens;
    tokens.refuse(`\`${tokens.token.text}\` is not an operator; use NOT(…)`);
    return this.negation(tokens.advance(), this.#grammar.readOperand(operandLevel));
  }

  /** What may follow a whole formula elsewhere: `? a : b` and `=> body`. */
  readTail(from: number, formula: Formula): Formula {
    if (this.#tokens.is('?')) return this.#ternary(from, formula);
    return this.#tokens.is('=>') ? this.#arrow(from, formula) : formula;
  }

  #ternary(from: number, condition: Formula): Formula {
    const tokens = this.#tokens;
    const conditionEnd = tokens.lastEnd;
    const question = tokens.advance();
    const whenTrue = this.#grammar.readFormula();
    const trueEnd = tokens.lastEnd;
    const colon = tokens.takes(':') ? tokens.lastEnd : null;
    const whenFalse = colon === null ? [] : [this.#grammar.readFormula()];
    const range = this.#rangeAround(from, condition);
    this.#mend(question.from, range, () => {
      const otherwise = colon === null ? '' : `, ${this.#written(colon)}`;
      return `IF(${this.#written(from, conditionEnd)}, ${this.#written(question.to, trueEnd)}${otherwise})`;
    });
    return parts([condition, whenTrue, ...whenFalse], range);
  }

  #arrow(from: number, parameter: Formula): Formula {
    const arrow = this.#tokens.advance();
    const body = this.#grammar.readFormula();
    const range = this.#rangeAround(from, parameter);
    this.#mend(arrow.from, range, () => {
      return `LAMBDA(${this.#written(...parameter.range)}, ${this.#written(arrow.to)})`;
    });
    return parts([parameter, body], range);
  }

  /** `{{ a }}` at its second brace, `${a}` at its only one: the value inside. */
  readBraces(from: number, kind: '{{' | '${'): Formula {
    const tokens = this.#tokens;
    if (kind === '{{') {
      tokens.refuse('`{{ … }}` is for older templates; here the value stands alone', [from, tokens.token.to]);
    }
    const opening = tokens.advance();
    const inner = this.#grammar.readEnclosed({ from, closer: '}' });
    const end = tokens.lastEnd;
    if (kind === '{{') tokens.takes('}');
    const range: SourceRange = [from, tokens.lastEnd];
    this.#mend(from, range, () => this.#written(opening.to, end).replace(/\s*\}$/, ''));
    return parts([inner], range);
  }

  /** `target.name(…)`, as methods are called elsewhere, at the bracket. */
  readMethod(from: number, target: Member): Formula {
    const tokens = this.#tokens;
    const name = target.name.toUpperCase();
    const opening = tokens.token;
    const failure = tokens.refuse(`A property cannot be called; write ${name}(value, …)`);
    const args = this.#grammar.readArguments(opening.from);
    const range = this.#rangeAround(from, target);
    if (failure !== null) {
      this.#mend(opening.from, range, () => {
        const value = this.#written(from, target.target.range[1]);
        return `${name}(${value}${args.length === 0 ? '' : ', '}${this.#written(opening.to)}`;
      });
    }
    return parts([target, ...args.map((argument) => argument.value)], range);
  }

  #rangeAround(from: number, first: Formula): SourceRange {
    return [Math.min(from, first.range[0]), this.#tokens.lastEnd];
  }

  /** What is written here, to the end of what was read. */
  #written(from: number, to = this.#tokens.lastEnd): string {
    return this.#tokens.source.slice(from, to).trim();
  }

  /** Adds the fix to a mistake, now that what stands around it was read. */
  #mend(from: number, range: SourceRange, written: () => string): void {
    const failure = this.#tokens.recovery?.problems.findLast((problem) => problem.range?.[0] === from);
    if (failure !== undefined && failure.fix === null) failure.fix = rewrite(range, written());
  }
}

function parts(found: readonly Formula[], range: SourceRange): Missing {
  return { kind: 'missing', parts: found, range };
}
