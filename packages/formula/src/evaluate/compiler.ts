/**
 * Tree → closures, once per source. Everything that can be known before evaluation is: which slot or outer name a reference
 * means, which argument goes to which parameter, which parts are constant.
 *
 * Finding a mistake here (an unknown function, a wrong argument count) does not refuse the formula: it is kept as a problem
 * for the editor, and raised only when evaluation gets there, so that `IF` still evaluates only what it needs.
 */
import { FormulaFailure, type SourceRange } from '../failure.ts';
import { assertNever } from '../result.ts';
import type {
  ArrayLiteral,
  Call,
  Formula,
  ForTag,
  Index,
  Member,
  ObjectLiteral,
  Reference,
  TextPart,
} from '../syntax/tree.ts';
import { Duration } from '../value/duration.ts';
import { isNumberValue, negate, numberFromJson } from '../value/number.ts';
import { makeObject, ObjectShape, type Value } from '../value/value.ts';
import { compileCall } from './call.ts';
import type { TextClosure } from './compile-text.ts';
import type { Closure } from './evaluation.ts';
import { atRange, compileBinary, payForNumbers, toOperand } from './operators.ts';
import { readIndex, readMember } from './paths.ts';

/** Wraps what the compiler makes, so that an evaluation can be looked at step by step (language/explain.ts). */
export interface Tracer {
  traced(formula: Formula, closure: Closure, bindings: Bindings | null): Closure;
  /** A pill or a tag of a text field. */
  tracedPart(part: TextPart, closure: TextClosure): TextClosure;
  /** The body of a lambda, evaluated once per call. */
  tracedBody(lambda: Call, parameters: readonly Bindings[], body: Closure): Closure;
  /** The body of a loop in a text, evaluated once per round. */
  tracedRound(tag: ForTag, variable: Bindings, body: TextClosure): TextClosure;
}

/** Names bound inside the formula, innermost first. */
export interface Bindings {
  readonly name: string;
  readonly slot: number;
  readonly outer: Bindings | null;
}

/** The name under which the left value of a pipe is bound; no identifier can be equal to it. */
const PLACEHOLDER = '%';

/** Lower-case constants that one documented example uses; names in scope come first. */
const LOWER_CASE_CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
]);

export class Compiler {
  /** First names that the formula reads from outside. */
  readonly references = new Set<string>();
  /** What is known to go wrong when evaluation gets there. */
  readonly problems: FormulaFailure[] = [];
  /** Nodes compiled so far; the difference around a lambda is the cost of calling it. */
  nodeCount = 0;
  /** Whether results may be something that was built here rather than read from outside. */
  builds = false;
  /** Sees every part when a result is to be explained; null otherwise, which then costs nothing. */
  readonly tracer: Tracer | null;
  readonly #constants = new Map<Closure, Value>();
  #slotCount = 0;

  constructor(tracer: Tracer | null = null) {
    this.tracer = tracer;
  }

  bind(name: string, outer: Bindings | null): Bindings {
    const slot = this.#slotCount;
    this.#slotCount += 1;
    return { name, slot, outer };
  }

  /** A closure that raises a problem; also noted in `problems`. */
  problem(failure: FormulaFailure): Closure {
    this.problems.push(failure);
    const { code, message, range } = failure;
    return () => {
      throw new FormulaFailure(code, message, range);
    };
  }

  compile(formula: Formula, bindings: Bindings | null): Closure {
    this.nodeCount += 1;
    const closure = this.#compile(formula, bindings);
    return this.tracer === null ? closure : this.tracer.traced(formula, closure, bindings);
  }

  /** The value of a closure that always gives the same; undefined for all others. */
  constantOf(closure: Closure): Value | undefined {
    return this.#constants.get(closure);
  }

  #constant(value: Value): Closure {
    const closure = () => value;
    this.#constants.set(closure, value);
    return closure;
  }

  #compile(formula: Formula, bindings: Bindings | null): Closure {
    switch (formula.kind) {
      case 'text':
      case 'constant':
        return this.#constant(formula.value);
      case 'number':
        return this.#constant(numberFromJson(withoutLeadingZeros(formula.text)));
      case 'placeholder':
        return slotReader(find(PLACEHOLDER, bindings));
      case 'reference':
        return this.#reference(formula, bindings);
      case 'member':
        return this.#member(formula, bindings);
      case 'index':
        return this.#index(formula, bindings);
      case 'call':
        this.builds = true;
        return compileCall(formula, bindings, this);
      case 'array':
        this.builds = true;
        return this.#array(formula, bindings);
      case 'object':
        this.builds = true;
        return this.#object(formula, bindings);
      case 'negation':
        return this.#negation(this.compile(formula.operand, bindings), formula.range);
      case 'binary': {
        const left = this.compile(formula.left, bindings);
        const right = this.compile(formula.right, bindings);
        return compileBinary(formula.operator, left, right, formula.range, this.constantOf(right));
      }
      case 'pipe': {
        const left = this.compile(formula.left, bindings);
        const inner = this.bind(PLACEHOLDER, bindings);
        const right = this.compile(formula.right, inner);
        return (evaluation) => {
          evaluation.slots[inner.slot] = left(evaluation);
          return right(evaluation);
        };
      }
      case 'missing':
        return this.problem(new FormulaFailure('syntax', 'Expected a value', formula.range));
      default:
        return assertNever(formula);
    }
  }

  #reference({ name }: Reference, bindings: Bindings | null): Closure {
    const binding = find(name, bindings);
    if (binding !== null) return slotReader(binding);
    this.references.add(name);
    const fallback = LOWER_CASE_CONSTANTS.get(name) ?? null;
    return (evaluation) => {
      const value = evaluation.scope.lookup(name);
      return value === undefined ? fallback : value;
    };
  }

  /** A chain of names is read in one closure, unless each step is to be seen. */
  #member(formula: Member, bindings: Bindings | null): Closure {
    const names: string[] = [];
    let target: Formula = formula;
    while (isChain(target)) {
      names.unshift(target.kind === 'member' ? target.name : textOf(target.index));
      target = target.target;
      if (this.tracer !== null) break;
    }
    const root = this.compile(target, bindings);
    // The price of a formula is the same whether it is looked at or not.
    if (this.tracer !== null && isChain(target)) this.nodeCount -= target.kind === 'index' ? 2 : 1;
    const [first = '', second = ''] = names;
    if (names.length === 1) return (evaluation) => readMember(root(evaluation), first);
    if (names.length === 2) return (evaluation) => readMember(readMember(root(evaluation), first), second);
    return (evaluation) => {
      let value = root(evaluation);
      for (const name of names) {
        if (value === null) return null;
        value = readMember(value, name);
      }
      return value;
    };
  }

  #index(formula: Index, bindings: Bindings | null): Closure {
    const target = this.compile(formula.target, bindings);
    const index = this.compile(formula.index, bindings);
    return (evaluation) => readIndex(target(evaluation), index(evaluation));
  }

  #array({ items }: ArrayLiteral, bindings: Bindings | null): Closure {
    const closures = items.map((item) => this.compile(item, bindings));
    const constants = closures.map((closure) => this.constantOf(closure));
    if (constants.every((value) => value !== undefined)) return this.#constant(constants);
    return (evaluation) => {
      const values: Value[] = [];
      for (const closure of closures) values.push(closure(evaluation));
      return values;
    };
  }

  #object(formula: ObjectLiteral, bindings: Bindings | null): Closure {
    const keys = formula.members.map(({ key }) => key);
    const closures = formula.members.map(({ value }) => this.compile(value, bindings));
    const constants = closures.map((closure) => this.constantOf(closure));
    if (constants.every((value) => value !== undefined)) {
      return this.#constant(makeObject(keys.map((key, index) => [key, constants[index] ?? null] as const)));
    }
    const shape = new ObjectShape(keys);
    return (evaluation) => {
      const values: Value[] = [];
      for (const closure of closures) values.push(closure(evaluation));
      return shape.make(values);
    };
  }

  #negation(operand: Closure, range: SourceRange): Closure {
    const constant = this.constantOf(operand);
    if (constant !== undefined && isNumberValue(constant)) return this.#constant(negate(constant));
    return (evaluation) => {
      try {
        const value = operand(evaluation);
        payForNumbers(value, null, evaluation);
        const negated = negate(toOperand(value, '-'));
        return value instanceof Duration ? new Duration(negated) : negated;
      } catch (thrown) {
        throw atRange(thrown, range);
      }
    };
  }
}

/** A step of a path whose name is known: `a.b` and `a["b"]`. */
function isChain(formula: Formula): formula is Member | Index {
  return formula.kind === 'member' || (formula.kind === 'index' && formula.index.kind === 'text');
}

function textOf(formula: Formula): string {
  return formula.kind === 'text' ? formula.value : '';
}

/** The innermost binding of a name; null when it comes from outside the formula. */
export function find(name: string, bindings: Bindings | null): Bindings | null {
  for (let at = bindings; at !== null; at = at.outer) if (at.name === name) return at;
  return null;
}

function slotReader(binding: Bindings | null): Closure {
  if (binding === null) return () => null;
  const { slot } = binding;
  return (evaluation) => evaluation.slots[slot] ?? null;
}

function withoutLeadingZeros(text: string): string {
  return text.charCodeAt(0) !== 48 ? text : text.replace(/^0+(?=\d)/, '');
}
