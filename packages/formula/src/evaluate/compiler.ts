/**
 * Tree → closures, once per source. Everything that can be known before evaluation is: which slot or outer name a reference
 * means, which argument goes to which parameter, which parts are constant.
 *
 * Finding a mistake here (an unknown function, a wrong argument count) does not refuse the formula: it is kept as a problem
 * for the editor, and raised only when evaluation gets there, so that `IF` still evaluates only what it needs.
 */
import { FormulaFailure, type SourceRange } from '../failure.ts';
import { assertNever } from '../result.ts';
import type { Formula, Index, Member, ObjectLiteral, Reference } from '../syntax/tree.ts';
import { negate, numberFromJson } from '../value/number.ts';
import { isIndexKey, makeObject, type Value } from '../value/value.ts';
import { compileCall } from './call.ts';
import type { Closure } from './evaluation.ts';
import { atRange, compileBinary, toOperand } from './operators.ts';
import { readIndex, readMember } from './paths.ts';

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
  #slotCount = 0;

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
    switch (formula.kind) {
      case 'text':
      case 'constant': {
        const { value } = formula;
        return () => value;
      }
      case 'number': {
        const value = numberFromJson(withoutLeadingZeros(formula.text));
        return () => value;
      }
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
      case 'array': {
        this.builds = true;
        const items = formula.items.map((item) => this.compile(item, bindings));
        return (evaluation) => items.map((item) => item(evaluation));
      }
      case 'object':
        this.builds = true;
        return this.#object(formula, bindings);
      case 'negation':
        return this.#negation(this.compile(formula.operand, bindings), formula.range);
      case 'binary': {
        const left = this.compile(formula.left, bindings);
        const right = this.compile(formula.right, bindings);
        return compileBinary(formula.operator, left, right, formula.range);
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
      default:
        return assertNever(formula);
    }
  }

  #reference({ name }: Reference, bindings: Bindings | null): Closure {
    const binding = find(name, bindings);
    if (binding !== null) return slotReader(binding);
    this.references.add(name);
    const fallback = LOWER_CASE_CONSTANTS.get(name) ?? null;
    return (evaluation) => evaluation.scope.lookup(name) ?? fallback;
  }

  /** A chain of names is read in one closure. */
  #member(formula: Member, bindings: Bindings | null): Closure {
    const names: string[] = [];
    let target: Formula = formula;
    while (target.kind === 'member' || (target.kind === 'index' && target.index.kind === 'text')) {
      names.unshift(target.kind === 'member' ? target.name : textOf(target.index));
      target = target.target;
    }
    const root = this.compile(target, bindings);
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

  #object(formula: ObjectLiteral, bindings: Bindings | null): Closure {
    const members = formula.members.map(({ key, value }) => ({ key, value: this.compile(value, bindings) }));
    if (members.some(({ key }) => isIndexKey(key))) {
      return (evaluation) => makeObject(members.map(({ key, value }) => [key, value(evaluation)] as const));
    }
    return (evaluation) => {
      // Without a prototype, so that `__proto__` is a key like any other.
      const object: Record<string, Value> = Object.create(null);
      for (const { key, value } of members) object[key] = value(evaluation);
      return object;
    };
  }

  #negation(operand: Closure, range: SourceRange): Closure {
    return (evaluation) => {
      try {
        return negate(toOperand(operand(evaluation), '-'));
      } catch (thrown) {
        throw atRange(thrown, range);
      }
    };
  }
}

function textOf(formula: Formula): string {
  return formula.kind === 'text' ? formula.value : '';
}

function find(name: string, bindings: Bindings | null): Bindings | null {
  for (let at = bindings; at !== null; at = at.outer) if (at.name === name) return at;
  return null;
}

function slotReader(binding: Bindings | null): Closure {
  if (binding === null) return () => null;
  const { slot } = binding;
  return (evaluation) => evaluation.slots[slot] ?? null;
}

function withoutLeadingZeros(text: string): string {
  return text.replace(/^0+(?=\d)/, '');
}
