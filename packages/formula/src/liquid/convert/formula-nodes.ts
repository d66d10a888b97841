/** Short ways of building formulas. They have no place in any source, so their ranges are empty. */
import type { SourceRange } from '../../failure.ts';
import type { BinaryOperator, CallArgument, Formula, Pipe, Placeholder } from '../../syntax/tree.ts';

export const NOWHERE: SourceRange = [0, 0];

export const PLACEHOLDER: Placeholder = { kind: 'placeholder', range: NOWHERE };
export const NOTHING: Formula = constant(null);

/** Words that are no names where a value is expected. */
const RESERVED: ReadonlySet<string> = new Set(['TRUE', 'FALSE', 'NULL', 'true', 'false', 'null', 'AND', 'OR', 'in']);

/** Whether a formula can read this name from the scope. */
export function isReferenceName(name: string): boolean {
  return isMemberName(name) && !RESERVED.has(name);
}

/** Whether a loop variable or a parameter of a lambda can have this name. */
export function isVariableName(name: string): boolean {
  return isReferenceName(name) && !/^\p{N}/u.test(name);
}

function isMemberName(name: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*$/u.test(name) && !/^\p{N}+$/u.test(name);
}

export function constant(value: true | false | null): Formula {
  return { kind: 'constant', value, range: NOWHERE };
}

/**
 * `{{` and `{%` inside of a text would make the whole field a legacy template again in stories that are older than formulas, so
 * they are taken apart.
 */
export function textLiteral(value: string): Formula {
  const [first = '', ...others] = value.split(/(?<=\{)(?=[{%])/);
  return others.reduce<Formula>((joined, piece) => binary('&', joined, plainText(piece)), plainText(first));
}

function plainText(value: string): Formula {
  return { kind: 'text', value, range: NOWHERE };
}

export function numberLiteral(text: string, isNegative = false): Formula {
  const number: Formula = { kind: 'number', text, range: NOWHERE };
  return isNegative ? { kind: 'negation', operand: number, range: NOWHERE } : number;
}

export function reference(name: string): Formula {
  return { kind: 'reference', name, range: NOWHERE };
}

/** `target.name`, or `target["any name"]`. */
export function member(target: Formula, name: string): Formula {
  if (!isMemberName(name)) return index(target, textLiteral(name));
  return { kind: 'member', target, name, range: NOWHERE };
}

export function index(target: Formula, at: Formula): Formula {
  return { kind: 'index', target, index: at, range: NOWHERE };
}

export function call(name: string, ...args: readonly Formula[]): Formula {
  return callWith(
    name,
    args.map((value) => argument(value)),
  );
}

export function callWith(name: string, args: readonly CallArgument[]): Formula {
  return { kind: 'call', name, nameRange: NOWHERE, args, range: NOWHERE };
}

export function argument(value: Formula, keyword: string | null = null): CallArgument {
  return { keyword, value, range: NOWHERE };
}

export function binary(operator: BinaryOperator, left: Formula, right: Formula): Formula {
  return { kind: 'binary', operator, left, right, range: NOWHERE };
}

export function pipe(left: Formula, right: Formula): Pipe {
  return { kind: 'pipe', left, right, range: NOWHERE };
}

export function array(...items: readonly Formula[]): Formula {
  return { kind: 'array', items, range: NOWHERE };
}

/** Whether writing a formula twice costs nothing and gives the same both times: literals and paths without calls. */
export function isCheap(formula: Formula): boolean {
  switch (formula.kind) {
    case 'member':
      return isCheap(formula.target);
    case 'index':
      return isCheap(formula.target) && isCheap(formula.index);
    case 'text':
    case 'number':
    case 'constant':
    case 'reference':
    case 'placeholder':
      return true;
    default:
      return false;
  }
}

/** What `use` makes of a value that it needs several times: the value itself when it is cheap, else `%` behind a pipe. */
export function withRepeated(value: Formula, use: (value: Formula) => Formula): Formula {
  return isCheap(value) ? use(value) : pipe(value, use(PLACEHOLDER));
}

/**
 * What `use` makes of a value whose own failure must not be caught by an IF_ERROR that `use` puts around it: then the value
 * stands before a pipe.
 */
export function withFailing(value: Formula, use: (value: Formula) => Formula): Formula {
  return cannotFail(value) ? use(value) : pipe(value, use(PLACEHOLDER));
}

function cannotFail(formula: Formula): boolean {
  if (formula.kind === 'call' && formula.name === 'LIQUID_SIZE')
    return formula.args.every(({ value }) => cannotFail(value));
  return isCheap(formula);
}
