/** A value with its filters → a closure. Arguments are matched with parameters once, when the template is compiled. */
import { BoundArguments, checkedSignature, planArguments } from '../evaluate/arguments.ts';
import { callDefinition } from '../evaluate/call.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { atRange } from '../evaluate/operators.ts';
import { FormulaFailure, type SourceRange } from '../failure.ts';
import type { FunctionDefinition } from '../functions/definition.ts';
import { functionsByName } from '../functions/registry.ts';
import { isArrayValue, type Value } from '../value/value.ts';
import { compileExpression, type LiquidClosure } from './compile-expression.ts';
import {
  argumentLeniency,
  filterOf,
  inputLeniency,
  type Leniency,
  type LiquidFilter,
  lenient,
  PASSING_FILTERS,
  unknownFilter,
} from './filter.ts';
import type { LiquidRun } from './liquid-run.ts';
import type { LiquidFilterCall, LiquidValue } from './liquid-tree.ts';

type FilterClosure = (input: Value, run: LiquidRun) => Value;

/** Told of what will fail when a rendering gets there. */
export type Problem = (failure: FormulaFailure) => void;

export function compileValue({ expression, filters }: LiquidValue, problem: Problem): LiquidClosure {
  const start = compileExpression(expression);
  const steps = filters.filter(({ name }) => !PASSING_FILTERS.has(name)).map((call) => compileFilter(call, problem));
  if (steps.length === 0) return start;
  return (run) => {
    let value = start(run);
    for (const step of steps) value = step(value, run);
    return value;
  };
}

/** An unknown filter keeps the whole template from compiling; wrong arguments wait until somebody gets there. */
function compileFilter(call: LiquidFilterCall, problem: Problem): FilterClosure {
  const filter = filterOf(call);
  if (filter === undefined) throw unknownFilter(call);
  try {
    return compileCall(call, filter);
  } catch (thrown) {
    if (!(thrown instanceof FormulaFailure)) throw thrown;
    const { code, message, range } = thrown;
    problem(thrown);
    return () => {
      throw new FormulaFailure(code, message, range);
    };
  }
}

interface BoundTo {
  readonly index: number;
  readonly leniency: Leniency;
  readonly closure: LiquidClosure;
  readonly range: SourceRange;
}

function compileCall(call: LiquidFilterCall, filter: LiquidFilter): FilterClosure {
  const whole = bind(call, filter, filter.definition);
  const sliceArray = filter.name === 'slice' ? functionsByName.get('SLICE_ARRAY') : undefined;
  if (sliceArray === undefined) return whole;
  // One filter for texts and arrays; of both it takes one piece unless told otherwise.
  const ofArray = bind(call, { ...filter, defaults: [0, 1] }, { ...sliceArray, name: call.name });
  return (input, run) => (isArrayValue(input) ? ofArray(input, run) : whole(input, run));
}

function bind(call: LiquidFilterCall, filter: LiquidFilter, definition: FunctionDefinition): FilterClosure {
  const { range } = call;
  const args = argumentsOf(call, filter);
  refuseTooMany(call, definition);
  // A function without parameters stands for itself, whatever is piped into it.
  const takesInput = definition.parameters.length > 0;
  const shape = args.map(({ keyword, range: at }) => ({ keyword, range: at }));
  const plan = planArguments(definition, { args: takesInput ? [{ keyword: null, range }, ...shape] : shape, range });
  const bounds = args.map(({ value, range: at }, position): BoundTo => {
    const index = plan[position + (takesInput ? 1 : 0)] ?? 0;
    return { index, leniency: argumentLeniency(definition.parameters[index]), closure: value, range: at };
  });
  const signature = checkedSignature(definition);
  const leniency = inputLeniency({ ...filter, definition });
  return (input, run) =>
    guardedBy(filter, input, () => {
      const { evaluation } = run;
      evaluation.spend(1);
      const bound = new BoundArguments(signature);
      if (takesInput) add(bound, plan[0] ?? 0, lenient(input, leniency), range);
      for (const { index, leniency: ofArgument, closure, range: at } of bounds) {
        add(bound, index, lenient(closure(run), ofArgument), at);
      }
      return callDefinition(definition, bound, evaluation, range);
    });
}

interface FilterArgument {
  readonly keyword: string | null;
  readonly value: LiquidClosure;
  readonly range: SourceRange;
}

/** Positional arguments come first for whoever matches them, wherever the author put the keywords. */
function argumentsOf({ args, range }: LiquidFilterCall, { defaults }: LiquidFilter): readonly FilterArgument[] {
  const given = args.map((arg) => ({ ...arg, value: compileExpression(arg.value) }));
  const positional = given.filter(({ keyword }) => keyword === null);
  const assumed = defaults.slice(positional.length).map((value) => ({ keyword: null, range, value: () => value }));
  return [...positional, ...assumed, ...given.filter(({ keyword }) => keyword !== null)];
}

/** The piped value is an argument of the function, but not of the filter: its author did not write it there. */
function refuseTooMany({ name, args, range }: LiquidFilterCall, { parameters }: FunctionDefinition): void {
  const positional = parameters.filter(({ keywordOnly }) => keywordOnly !== true);
  const found = args.filter(({ keyword }) => keyword === null).length;
  const most = Math.max(0, positional.length - 1);
  if (found <= most || positional.at(-1)?.repeats === true) return;
  const takes = most === 0 ? 'no arguments' : `at most ${most} argument${most === 1 ? '' : 's'}`;
  throw new FormulaFailure('arguments', `${name} takes ${takes}, found ${found}`, args[most]?.range ?? range);
}

function add(bound: BoundArguments, index: number, value: Value, range: SourceRange): void {
  try {
    bound.add(index, value);
  } catch (thrown) {
    throw atRange(thrown, range);
  }
}

/** As IF_ERROR: a used-up budget is not caught. */
function guardedBy({ onFailure }: LiquidFilter, input: Value, call: () => Value): Value {
  if (onFailure === 'fail') return call();
  try {
    return call();
  } catch (thrown) {
    if (!(thrown instanceof FormulaFailure) || thrown.code === 'budget') throw thrown;
    return onFailure === 'input' ? input : null;
  }
}

/** Calls a function of the language with values, for the tags that stand for one. */
export function callFunction(name: string, args: readonly Value[], evaluation: Evaluation, range: SourceRange): Value {
  const definition = functionsByName.get(name);
  if (definition === undefined) throw new FormulaFailure('unknown_function', `There is no function \`${name}\``, range);
  const plan = planArguments(definition, { args: args.map(() => ({ keyword: null, range })), range });
  const bound = new BoundArguments(checkedSignature(definition));
  args.forEach((value, position) => {
    add(bound, plan[position] ?? 0, value, range);
  });
  return callDefinition(definition, bound, evaluation, range);
}
