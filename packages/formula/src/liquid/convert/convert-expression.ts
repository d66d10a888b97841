/** Expressions of templates → formulas that give the same for every input. */
import { assertNever } from '../../result.ts';
import type { Formula } from '../../syntax/tree.ts';
import type { LiquidComparison, LiquidExpression, LiquidPath, PathStep } from '../liquid-tree.ts';
import type { ConversionState, Converted, KnownType } from './conversion-state.ts';
import {
  binary,
  call,
  constant,
  index,
  isReferenceName,
  member,
  NOTHING,
  numberLiteral,
  reference,
  textLiteral,
  withFailing,
  withRepeated,
} from './formula-nodes.ts';

type PathOf<Kind extends LiquidExpression['kind']> = Extract<LiquidExpression, { readonly kind: Kind }>;

/** Longer ranges are better not built at all. */
const MAX_RANGE = 10_000;
const FALSE = constant(false);
/** What formulas know of the loop around. */
const LOOP_FACTS: ReadonlyMap<string, KnownType> = new Map([
  ['index', 'number'],
  ['index0', 'number'],
  ['first', 'boolean'],
  ['last', 'boolean'],
]);

export function convertExpression(expression: LiquidExpression, state: ConversionState): Converted {
  switch (expression.kind) {
    case 'text':
      return { formula: textLiteral(expression.value), type: 'text' };
    case 'number':
      return { formula: numberLiteral(expression.text, expression.isNegative), type: 'number' };
    case 'constant':
      return { formula: constant(expression.value), type: expression.value === null ? 'null' : 'boolean' };
    case 'quality':
      return { formula: textLiteral(''), type: 'text' };
    case 'path':
      return convertPath(expression, state);
    case 'range':
      return convertRange(expression, state);
    case 'not':
      return logical(call('NOT', convertExpression(expression.operand, state).formula));
    case 'logic': {
      const operator = expression.operator === 'and' ? 'AND' : 'OR';
      const left = convertExpression(expression.left, state).formula;
      return logical(binary(operator, left, convertExpression(expression.right, state).formula));
    }
    case 'comparison':
      return logical(convertComparison(expression, state));
    default:
      return assertNever(expression);
  }
}

function logical(formula: Formula): Converted {
  return { formula, type: 'boolean' };
}

function convertRange({ from, to, range }: PathOf<'range'>, state: ConversionState): Converted {
  const [first, last] = [wholeOf(from), wholeOf(to)];
  if (first === null || last === null || last - first >= MAX_RANGE) {
    return state.keep(range, 'Only a short range between two whole numbers means the same in a formula');
  }
  return { formula: call('RANGE', wholeNumber(first), wholeNumber(last)), type: 'array' };
}

/** The whole number that is written there, or null. */
export function wholeOf(expression: LiquidExpression): number | null {
  if (expression.kind !== 'number' || !/^\d{1,9}$/.test(expression.text)) return null;
  return expression.isNegative ? 0 - Number(expression.text) : Number(expression.text);
}

export function wholeNumber(value: number): Formula {
  return numberLiteral(String(Math.abs(value)), value < 0);
}

function convertPath(path: LiquidPath, state: ConversionState): Converted {
  const { root, steps, range } = path;
  if (root.kind === 'index') return state.keep(range, 'A formula cannot read a name that is computed');
  if (root.kind === 'value') return afterSteps(convertExpression(root.value, state), steps, state);
  const { name } = root;
  // The innermost loop whose variable has this name wins, before `forloop` of the loops around it.
  const isVariable = state.loops.includes(name);
  if (!isVariable && name === 'forloop' && state.loops.length > 0) return convertLoopFact(path, state);
  if (!isReferenceName(name) || (!isVariable && name === 'FORLOOP' && state.loops.length > 0)) {
    return state.keep(range, `\`${name}\` cannot be read by a formula under this name`);
  }
  return afterSteps({ formula: reference(name), type: 'any' }, steps, state);
}

function convertLoopFact({ steps, range }: LiquidPath, state: ConversionState): Converted {
  const [fact, ...others] = steps;
  const name = fact?.kind === 'name' ? fact.name : '';
  const type = LOOP_FACTS.get(name);
  if (type !== undefined) return afterSteps({ formula: member(reference('FORLOOP'), name), type }, others, state);
  const shown = name === '' ? 'forloop' : `forloop.${name}`;
  return state.keep(range, `\`${shown}\` has no counterpart; FORLOOP knows index, index0, first and last`);
}

function afterSteps(start: Converted, steps: readonly PathStep[], state: ConversionState): Converted {
  if (steps.length === 0) return start;
  const formula = steps.reduce<Formula>((target, step) => {
    if (step.kind === 'index') return index(target, convertExpression(step.index, state).formula);
    // Of texts and objects formulas read no `size`.
    return step.name === 'size' ? call('LIQUID_SIZE', target, textLiteral('dot_notation')) : member(target, step.name);
  }, start.formula);
  return { formula, type: 'any' };
}

function convertComparison(comparison: PathOf<'comparison'>, state: ConversionState): Formula {
  const { operator, left, right, range } = comparison;
  if (operator === '==') return convertEquality(left, right, state);
  if (operator === '!=') {
    if (left.kind === 'quality' || right.kind === 'quality') return call('NOT', convertEquality(left, right, state));
    return binary('!=', convertExpression(left, state).formula, convertExpression(right, state).formula);
  }
  if (left.kind === 'quality' || right.kind === 'quality') {
    return state.keep(range, `\`${operator}\` with empty or blank means nothing in a formula`).formula;
  }
  const sides = [convertExpression(left, state), convertExpression(right, state)] as const;
  return operator === 'contains' ? convertContains(...sides) : convertOrder(operator, ...sides);
}

/** `empty` and `blank` ask for what the other side is like. */
function convertEquality(left: LiquidExpression, right: LiquidExpression, state: ConversionState): Formula {
  if (left.kind === 'quality') return right.kind === 'quality' ? FALSE : convertEquality(right, left, state);
  const { formula, type } = convertExpression(left, state);
  if (right.kind !== 'quality') return binary('=', formula, convertExpression(right, state).formula);
  return hasQuality(formula, type, right.name);
}

export function hasQuality(formula: Formula, type: KnownType, quality: 'empty' | 'blank'): Formula {
  if (quality === 'empty') {
    if (type === 'text' || type === 'array') return call('IS_EMPTY', formula);
    // What can be neither empty nor full is not empty, instead of an error.
    return withFailing(formula, (value) => call('IF_ERROR', call('IS_EMPTY', value), FALSE));
  }
  if (type === 'text') return binary('=', call('STRIP', formula), textLiteral(''));
  return withRepeated(formula, (value) =>
    call(
      'IF',
      binary('=', call('TYPE', value), textLiteral('String')),
      binary('=', call('STRIP', value), textLiteral('')),
      call('IS_BLANK', value),
    ),
  );
}

/** Comparing what has no order is false in a template and an error in a formula. */
function convertOrder(
  operator: Exclude<LiquidComparison, '==' | '!=' | 'contains'>,
  left: Converted,
  right: Converted,
) {
  const order = binary(operator, left.formula, right.formula);
  const isSafe =
    left.type === 'null' ||
    right.type === 'null' ||
    (left.type === 'number' && right.type === 'number') ||
    (left.type === 'text' && right.type === 'text');
  return isSafe ? order : call('IF_ERROR', order, FALSE);
}

/** Nothing is contained in nothing, and nothing contains it; other things that hold nothing are no error. */
function convertContains(left: Converted, right: Converted): Formula {
  if (right.type === 'null') return FALSE;
  const includes = call('INCLUDES', left.formula, right.formula);
  const isSafe = left.type === 'text' || left.type === 'array';
  const holds = isSafe ? includes : call('IF_ERROR', includes, FALSE);
  return right.type === 'any' ? binary('AND', binary('!=', right.formula, NOTHING), holds) : holds;
}
