/**
 * Checks a call against the parameters of its function: at compile time which argument goes to which parameter, at run time
 * the types.
 *
 * Coercions, because texts and numbers mix freely in events (formulas.md §2.3): numeric text becomes a number where a
 * number is wanted; a number or boolean becomes text where only text is wanted. NULL is the empty text where only text is
 * wanted and 0 where only a number is (unconfirmed; real stories count with `PLUS(set_counter.count, 1)` from nothing);
 * NULL for an optional parameter counts as left out.
 */
import { FormulaFailure, type SourceRange } from '../failure.ts';
import type { Argument, CheckedArguments, Parameter, ParameterType } from '../functions/definition.ts';
import { kindOf } from '../value/kind.ts';
import { fromDecimal, isNumberValue, type NumberValue, numberFromText, toDecimal } from '../value/number.ts';
import { toText } from '../value/text.ts';
import { isArrayValue } from '../value/value.ts';
import { isLambda } from './lambda.ts';
import { nearestName } from './nearest-name.ts';

/** What the checker needs of a function. */
export interface Signature {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

/** How a type is called in a sentence. */
export const TYPE_WORDS: Readonly<Record<ParameterType, string>> = {
  any: 'a value',
  text: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'TRUE or FALSE',
  array: 'an array',
  object: 'an object',
  lambda: 'a lambda',
  date: 'a date',
};

/** What the checker needs of a call. */
export interface CallShape {
  readonly args: readonly { readonly keyword: string | null; readonly range: SourceRange }[];
  readonly range: SourceRange;
}

/** For each argument of a call, in order, the index of its parameter. */
export type ArgumentPlan = readonly number[];

/** Matches arguments with parameters; throws a FormulaFailure (`arguments`) with the range of what is wrong. */
export function planArguments(signature: Signature, call: CallShape): ArgumentPlan {
  const { name, parameters } = signature;
  const positional = parameters.flatMap((parameter, index) => (parameter.keywordOnly === true ? [] : [index]));
  const lastPositional = positional.at(-1);
  const repeats = lastPositional !== undefined && parameters[lastPositional]?.repeats === true;
  const taken = new Set<number>();
  const plan = call.args.map((argument, position) => {
    const index =
      argument.keyword === null ? positional[position] : indexOfKeyword(signature, argument.keyword, argument.range);
    if (index === undefined) {
      if (repeats) return lastPositional;
      throw new FormulaFailure(
        'arguments',
        `${name} takes ${countText(parameters)}, found ${call.args.length}`,
        argument.range,
      );
    }
    if (taken.has(index)) {
      const parameter = parameters[index]?.name;
      throw new FormulaFailure('arguments', `${name} was given \`${parameter}\` twice`, argument.range);
    }
    taken.add(index);
    return index;
  });
  const missing = parameters.find((parameter, index) => parameter.required && !taken.has(index));
  if (missing !== undefined) {
    throw new FormulaFailure('arguments', `${name} needs the argument \`${missing.name}\``, call.range);
  }
  return plan;
}

function indexOfKeyword({ name, parameters }: Signature, keyword: string, range: SourceRange): number {
  const index = parameters.findIndex((parameter) => parameter.name === keyword);
  if (index !== -1) return index;
  const names = parameters.filter((parameter) => parameter.repeats !== true).map((parameter) => parameter.name);
  const nearest = nearestName(keyword, names);
  const takes = names.length === 0 ? '' : `; it takes ${names.map((known) => `\`${known}\``).join(', ')}`;
  const hint = nearest === null ? takes : `; did you mean \`${nearest}\`?`;
  throw new FormulaFailure('arguments', `${name} has no argument named \`${keyword}\`${hint}`, range);
}

function countText(parameters: readonly Parameter[]): string {
  const positional = parameters.filter((parameter) => parameter.keywordOnly !== true);
  const least = positional.filter((parameter) => parameter.required).length;
  const most = positional.length;
  if (most === 0) return 'no arguments';
  const range = least === most ? `${most}` : `${least} to ${most}`;
  return `${range} argument${most === 1 ? '' : 's'}`;
}

/** What a function accepts, worked out once: calls are checked far more often than functions are looked up. */
export interface CheckedSignature {
  readonly names: readonly string[];
  readonly checks: readonly ParameterCheck[];
}

interface ParameterCheck {
  readonly functionName: string;
  readonly parameter: Parameter;
  readonly types: readonly ParameterType[];
  readonly repeats: boolean;
  /** Values of these kinds are taken as they are. */
  readonly takesText: boolean;
  readonly takesNumber: boolean;
  readonly takesArray: boolean;
}

const checkedSignatures = new WeakMap<Signature, CheckedSignature>();

export function checkedSignature(signature: Signature): CheckedSignature {
  const known = checkedSignatures.get(signature);
  if (known !== undefined) return known;
  const { name, parameters } = signature;
  const checks = parameters.map((parameter) => {
    const types = typesOf(parameter);
    const takes = (...wanted: ParameterType[]) => types.some((type) => type === 'any' || wanted.includes(type));
    return {
      functionName: name,
      parameter,
      types,
      repeats: parameter.repeats === true,
      takesText: takes('text', 'date'),
      takesNumber: takes('number', 'date'),
      takesArray: takes('array'),
    };
  });
  const made = { names: parameters.map((parameter) => parameter.name), checks };
  checkedSignatures.set(signature, made);
  return made;
}

const NO_ARGUMENTS: readonly Argument[] = [];

/** The arguments of one call. Each is checked as it comes in; `index` is the one that the plan gave it. */
export class BoundArguments implements CheckedArguments {
  readonly #signature: CheckedSignature;
  readonly #values: (Argument | undefined)[] = [];
  #rest: Argument[] | null = null;

  constructor(signature: CheckedSignature) {
    this.#signature = signature;
  }

  add(index: number, argument: Argument): void {
    const check = this.#signature.checks[index];
    if (check === undefined) throw new Error('a planned argument has no parameter');
    const checked = isTakenAsItIs(check, argument) ? argument : checkArgument(check, argument);
    if (checked === undefined) return;
    if (check.repeats) {
      this.#rest ??= [];
      this.#rest.push(checked);
    }
    this.#values[index] ??= checked;
  }

  get(name: string): Argument | undefined {
    const { names } = this.#signature;
    for (let index = 0; index < names.length; index += 1) if (names[index] === name) return this.#values[index];
    return undefined;
  }

  rest(): readonly Argument[] {
    return this.#rest ?? NO_ARGUMENTS;
  }
}

/** The common cases without looking at the list of types. */
function isTakenAsItIs(check: ParameterCheck, argument: Argument): boolean {
  if (typeof argument === 'string') return check.takesText;
  if (typeof argument === 'number') return check.takesNumber;
  return check.takesArray && isArrayValue(argument);
}

/** The argument as its parameter wants it, undefined when it counts as left out; throws `type` when it cannot be. */
function checkArgument(check: ParameterCheck, argument: Argument): Argument | undefined {
  const { functionName, parameter, types } = check;
  if (isLambda(argument)) {
    if (types.includes('lambda')) return argument;
    throw wrongType(functionName, parameter, types, 'a lambda');
  }
  if (types.includes('any')) return argument;
  if (argument === null) {
    if (!parameter.required) return undefined;
    if (isOnlyText(types)) return '';
    if (types.every((type) => type === 'number')) return 0;
  } else if (typeof argument === 'string') {
    if (types.includes('text') || types.includes('date')) return argument;
    const number = numberFromText(argument);
    if (number !== undefined && types.includes('number')) return number;
    if (number !== undefined && types.includes('integer') && isWhole(number)) return toWhole(number);
  } else if (isNumberValue(argument)) {
    if (types.includes('number') || types.includes('date')) return argument;
    if (types.includes('integer') && isWhole(argument)) return toWhole(argument);
    if (isOnlyText(types)) return toText(argument);
  } else if (typeof argument === 'boolean') {
    if (types.includes('boolean')) return argument;
    if (isOnlyText(types)) return toText(argument);
  } else {
    const kind = kindOf(argument);
    if (kind === 'bytes' ? types.includes('text') : types.some((type) => type === kind)) return argument;
  }
  throw wrongType(functionName, parameter, types, kindOf(argument));
}

function typesOf(parameter: Parameter): readonly ParameterType[] {
  return typeof parameter.type === 'string' ? [parameter.type] : parameter.type;
}

/** Whether a value that is no text may be turned into one: not where an array or object would mean something else. */
function isOnlyText(types: readonly ParameterType[]): boolean {
  return types.includes('text') && !types.includes('array') && !types.includes('object');
}

function isWhole(number: NumberValue): boolean {
  return typeof number === 'number' ? Number.isInteger(number) : toDecimal(number).isInteger();
}

/** A whole Float as the Integer that it is worth. */
function toWhole(number: NumberValue): NumberValue {
  return typeof number === 'number' ? number : fromDecimal(toDecimal(number), false);
}

function wrongType(
  functionName: string,
  parameter: Parameter,
  types: readonly ParameterType[],
  found: string,
): FormulaFailure {
  const wanted = types.map((type) => TYPE_WORDS[type]).join(' or ');
  return new FormulaFailure('arguments', `${functionName} wants ${wanted} as \`${parameter.name}\`, found ${found}`);
}
