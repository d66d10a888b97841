/** Calls: special forms first, then the functions of the registry with their arguments checked. */
import { FormulaFailure, type SourceRange } from '../failure.ts';
import type { Argument, FunctionDefinition, Lambda } from '../functions/definition.ts';
import { functionsByName } from '../functions/registry.ts';
import type { Call, Formula } from '../syntax/tree.ts';
import type { Value } from '../value/value.ts';
import { BoundArguments, checkedSignature, planArguments } from './arguments.ts';
import type { Bindings, Compiler } from './compiler.ts';
import type { Closure, Evaluation } from './evaluation.ts';
import { LambdaValue } from './lambda.ts';
import { atRange } from './operators.ts';
import { specialFormNamed } from './special-forms.ts';
import { suggestFunction } from './suggest-function.ts';

type ArgumentClosure = (evaluation: Evaluation) => Argument;

export function compileCall(call: Call, bindings: Bindings | null, compiler: Compiler): Closure {
  try {
    const form = specialFormNamed(call.name);
    if (form !== undefined) {
      planArguments(form, call);
      return form.compile(call, bindings, compiler);
    }
    const definition = functionsByName.get(call.name);
    if (definition === undefined) throw unknownFunction(call, compiler.problems.length);
    return compileFunctionCall(call, definition, bindings, compiler);
  } catch (thrown) {
    if (thrown instanceof FormulaFailure) return compiler.problem(thrown);
    throw thrown;
  }
}

function compileFunctionCall(
  call: Call,
  definition: FunctionDefinition,
  bindings: Bindings | null,
  compiler: Compiler,
): Closure {
  const plan = planArguments(definition, call);
  const signature = checkedSignature(definition);
  const args = call.args.map(({ value, range }, position) => ({
    index: plan[position] ?? 0,
    closure: compileArgument(value, bindings, compiler),
    range,
  }));
  const { range } = call;
  return (evaluation) => {
    evaluation.spend(1);
    const bound = new BoundArguments(signature);
    for (const argument of args) {
      const value = argument.closure(evaluation);
      try {
        bound.add(argument.index, value);
      } catch (thrown) {
        throw atRange(thrown, argument.range);
      }
    }
    return callDefinition(definition, bound, evaluation, range);
  };
}

/** Calls a function with its checked arguments. What it fails with is told at `range`. */
export function callDefinition(
  definition: FunctionDefinition,
  bound: BoundArguments,
  evaluation: Evaluation,
  range: SourceRange,
): Value {
  try {
    const result = definition.call(bound, evaluation);
    if (typeof result === 'string') evaluation.countText(result.length);
    return result;
  } catch (thrown) {
    throw failureOf(definition, thrown, range);
  }
}

/**
 * What a function threw, as the failure of its call. A formula must end in a value or in an error that its author sees, so
 * a mistake in a function counts as an error of the formula too; the tests look for its wording.
 */
function failureOf({ name }: FunctionDefinition, thrown: unknown, range: SourceRange): FormulaFailure {
  if (thrown instanceof FormulaFailure) {
    if (thrown.range !== null) return thrown;
    const { code, message } = thrown;
    const named =
      code === 'function' ? `${name}: ${message}` : code === 'needs_server' ? `${name} ${message}` : message;
    return new FormulaFailure(code, named, range);
  }
  if (thrown instanceof RangeError) return new FormulaFailure('budget', `${name}: the work is too large`, range);
  return new FormulaFailure('function', `${name} failed unexpectedly: ${String(thrown)}`, range);
}

function compileArgument(value: Formula, bindings: Bindings | null, compiler: Compiler): ArgumentClosure {
  if (value.kind !== 'call' || value.name !== 'LAMBDA') return compiler.compile(value, bindings);
  return compileLambda(value, bindings, compiler);
}

/** `LAMBDA(a, b, body)`: the parameters are parsed as references and read as names here. */
function compileLambda(
  call: Call,
  bindings: Bindings | null,
  compiler: Compiler,
): (evaluation: Evaluation) => Lambda | Value {
  const body = call.args.at(-1);
  let inner = bindings;
  const parameters: Bindings[] = [];
  for (const { keyword, value, range } of call.args) {
    if (keyword !== null) {
      return compiler.problem(new FormulaFailure('arguments', 'LAMBDA takes no named arguments', range));
    }
    if (value === body?.value) break;
    if (value.kind !== 'reference') {
      return compiler.problem(new FormulaFailure('arguments', 'A parameter of LAMBDA must be a bare name', range));
    }
    inner = compiler.bind(value.name, inner);
    parameters.push(inner);
  }
  if (body === undefined) {
    return compiler.problem(new FormulaFailure('arguments', 'LAMBDA needs an expression', call.range));
  }
  const before = compiler.nodeCount;
  const compiled = compiler.compile(body.value, inner);
  const cost = compiler.nodeCount - before;
  const closure = compiler.tracer === null ? compiled : compiler.tracer.tracedBody(call, parameters, compiled);
  const slots = parameters.map(({ slot }) => slot);
  return (evaluation) => new LambdaValue(evaluation, slots, closure, cost);
}

/** So many mistakes get a hint; looking for near names in the whole of a long text of nonsense would take seconds. */
const MAX_HINTS = 100;

function unknownFunction({ name, nameRange }: Call, mistakesSoFar: number): FormulaFailure {
  const nearest = mistakesSoFar < MAX_HINTS ? suggestFunction(name) : null;
  const hint = nearest === null ? '' : `; did you mean \`${nearest}\`?`;
  return new FormulaFailure('unknown_function', `There is no function \`${name}\`${hint}`, nameRange);
}
