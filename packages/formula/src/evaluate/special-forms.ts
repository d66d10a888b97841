/**
 * Functions that do not evaluate all their arguments, so the compiler handles them: `IF`, `SWITCH`, `IF_ERROR`, `AND`, `OR`,
 * and `LAMBDA`, which is no value outside the arguments of a function.
 */
import { FormulaFailure } from '../failure.ts';
import type { FunctionDefinition, Parameter } from '../functions/definition.ts';
import { documented } from '../functions/parameters.ts';
import type { Call } from '../syntax/tree.ts';
import { deepEqual } from '../value/equal.ts';
import type { Bindings, Compiler } from './compiler.ts';
import type { Closure } from './evaluation.ts';
import { isTruthy } from './operators.ts';
import examples from './special-forms.examples.json' with { type: 'json' };
import notes from './special-forms.notes.json' with { type: 'json' };

export interface SpecialForm extends Omit<FunctionDefinition, 'call'> {
  readonly compile: (call: Call, bindings: Bindings | null, compiler: Compiler) => Closure;
}

const NOTHING: Closure = () => null;

function any(name: string, required: boolean): Parameter {
  return { name, type: 'any', required };
}

function compileAll(call: Call, bindings: Bindings | null, compiler: Compiler): Closure[] {
  return call.args.map(({ keyword, value, range }) => {
    if (keyword !== null) throw new FormulaFailure('arguments', `${call.name} takes no named arguments`, range);
    return compiler.compile(value, bindings);
  });
}

function compileIf(call: Call, bindings: Bindings | null, compiler: Compiler): Closure {
  const [condition = NOTHING, whenTrue = NOTHING, whenFalse = NOTHING] = compileAll(call, bindings, compiler);
  return (evaluation) => (isTruthy(condition(evaluation)) ? whenTrue(evaluation) : whenFalse(evaluation));
}

function compileSwitch(call: Call, bindings: Bindings | null, compiler: Compiler): Closure {
  const [subject = NOTHING, ...others] = compileAll(call, bindings, compiler);
  const fallback = others.length % 2 === 1 ? (others.pop() ?? NOTHING) : NOTHING;
  return (evaluation) => {
    const value = subject(evaluation);
    for (let index = 0; index < others.length; index += 2) {
      const [candidate = NOTHING, result = NOTHING] = [others[index], others[index + 1]];
      if (deepEqual(value, candidate(evaluation), evaluation)) return result(evaluation);
    }
    return fallback(evaluation);
  };
}

/** A used-up budget is not caught: the fallback would have none left, and the formula must end. */
function compileIfError(call: Call, bindings: Bindings | null, compiler: Compiler): Closure {
  const [expression = NOTHING, fallback = NOTHING] = compileAll(call, bindings, compiler);
  return (evaluation) => {
    try {
      return expression(evaluation);
    } catch (thrown) {
      if (!(thrown instanceof FormulaFailure) || thrown.code === 'budget') throw thrown;
      return fallback(evaluation);
    }
  };
}

function compileAnd(call: Call, bindings: Bindings | null, compiler: Compiler): Closure {
  const closures = compileAll(call, bindings, compiler);
  return (evaluation) => {
    for (const closure of closures) if (!isTruthy(closure(evaluation))) return false;
    return true;
  };
}

function compileOr(call: Call, bindings: Bindings | null, compiler: Compiler): Closure {
  const closures = compileAll(call, bindings, compiler);
  return (evaluation) => {
    for (const closure of closures) if (isTruthy(closure(evaluation))) return true;
    return false;
  };
}

function refuseLambda(call: Call): never {
  throw new FormulaFailure('type', 'A lambda can only be an argument of a function', call.range);
}

type Undocumented = Omit<SpecialForm, 'examples'>;

/** The special forms with all that the reference page, the completion and the example tests need. */
export const specialForms: readonly SpecialForm[] = documented<Undocumented>({ examples, notes }, [
  {
    name: 'IF',
    category: 'Logic',
    summary: 'The second argument when the condition is truthy, otherwise the third, or NULL without a third.',
    parameters: [
      any('condition', true),
      any('value_if_true', true),
      { ...any('value_if_false', false), defaultText: 'NULL' },
    ],
    returns: 'any',
    compile: compileIf,
  },
  {
    name: 'SWITCH',
    category: 'Logic',
    summary: 'Compares an expression with each listed value and gives the result paired with the first equal one.',
    parameters: [
      any('expression', true),
      any('value_to_compare', true),
      any('value_to_return', true),
      { ...any('more', false), repeats: true },
    ],
    returns: 'any',
    compile: compileSwitch,
  },
  {
    name: 'IF_ERROR',
    category: 'Logic',
    summary: 'The expression, or the fallback when evaluating the expression fails.',
    parameters: [any('expression', true), any('fallback_expression', true)],
    returns: 'any',
    compile: compileIfError,
  },
  {
    name: 'AND',
    category: 'Logic',
    summary: 'TRUE when every argument is truthy, otherwise FALSE. Stops at the first that is not.',
    parameters: [{ ...any('value', true), repeats: true }],
    returns: 'boolean',
    compile: compileAnd,
  },
  {
    name: 'OR',
    category: 'Logic',
    summary: 'TRUE when at least one argument is truthy, otherwise FALSE. Stops at the first that is.',
    parameters: [{ ...any('value', true), repeats: true }],
    returns: 'boolean',
    compile: compileOr,
  },
  {
    name: 'LAMBDA',
    category: 'Lambdas',
    summary: 'A function: every argument but the last names a parameter, the last is the expression.',
    parameters: [{ ...any('parameters_and_expression', true), repeats: true }],
    returns: 'lambda',
    compile: refuseLambda,
  },
]);

const formsByName: ReadonlyMap<string, SpecialForm> = new Map(specialForms.map((form) => [form.name, form]));

export function specialFormNamed(name: string): SpecialForm | undefined {
  return formsByName.get(name);
}
