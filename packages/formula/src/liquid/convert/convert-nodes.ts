/** Nodes of a template → parts of a text field. */
import { functionsByName } from '../../functions/registry.ts';
import { assertNever } from '../../result.ts';
import type { Formula, IfTag, TextPart } from '../../syntax/tree.ts';
import { deepEqual } from '../../value/equal.ts';
import { numberFromJson } from '../../value/number.ts';
import type { Value } from '../../value/value.ts';
import { filterOf } from '../filter.ts';
import type { LiquidExpression, LiquidNode, LiquidValue, ProductTag } from '../liquid-tree.ts';
import { meaningOf } from '../product-tags.ts';
import type { ConversionState, Converted } from './conversion-state.ts';
import { convertExpression, hasQuality } from './convert-expression.ts';
import { convertValue } from './convert-filter.ts';
import { convertLoop } from './convert-loop.ts';
import { binary, call, member, NOWHERE, numberLiteral, reference, textLiteral } from './formula-nodes.ts';

type NodeOf<Kind extends LiquidNode['kind']> = Extract<LiquidNode, { readonly kind: Kind }>;

export function convertNodes(nodes: readonly LiquidNode[], state: ConversionState): readonly TextPart[] {
  return nodes.flatMap((node) => convertNode(node, state));
}

function convertNode(node: LiquidNode, state: ConversionState): readonly TextPart[] {
  const keep = (message: string): readonly TextPart[] => {
    state.keep(node.range, message);
    return [];
  };
  switch (node.kind) {
    case 'comment':
      return node.text.trim() === '' ? [] : keep('The comment would be lost: there are none in a text field');
    case 'literal':
      return [literalPart(node.text)];
    case 'output':
      return [pillOf(convertValue(node.value, state).formula)];
    case 'if':
      return [convertIf(node, state)];
    case 'case':
      return convertCase(node, state);
    case 'for':
      return convertLoop(node, state, convertNodes);
    case 'sequence':
      return convertNodes(node.body, state);
    case 'product':
      return [convertProduct(node)];
    case 'tablerow':
      return keep('`tablerow` has no counterpart; a `<%for%>` tag can write the rows');
    case 'assign':
    case 'capture':
      return keep(`\`${node.kind}\` has no counterpart in a text; give the action a local value instead`);
    case 'count':
      return keep(`\`${node.step === 1 ? 'increment' : 'decrement'}\` has no counterpart: formulas do not count`);
    case 'cycle':
      return keep('`cycle` has no counterpart; inside of a loop, FORLOOP.index0 and MODULO can choose');
    case 'jump':
      return keep(`\`${node.to}\` has no counterpart: a \`<%for%>\` tag always visits every item`);
    default:
      return assertNever(node);
  }
}

export function literalPart(text: string): TextPart {
  return { kind: 'literal', text, range: NOWHERE };
}

/** Text that is written as a value is text. */
function pillOf(formula: Formula): TextPart {
  return formula.kind === 'text' ? literalPart(formula.value) : { kind: 'pill', formula, range: NOWHERE };
}

function convertIf({ branches, otherwise }: NodeOf<'if'>, state: ConversionState): TextPart {
  return {
    kind: 'if',
    branches: branches.map(({ condition, isNegated, body }) => ({
      condition: conditionOf(condition, isNegated, state),
      body: convertNodes(body, state),
    })),
    otherwise: otherwise.length === 0 ? null : convertNodes(otherwise, state),
    range: NOWHERE,
  };
}

export function conditionOf(condition: LiquidValue, isNegated: boolean, state: ConversionState): Formula {
  const { formula } = convertValue(condition, state);
  return isNegated ? call('NOT', formula) : formula;
}

/** Every `when` that fits is rendered. Where only one can fit, that is a chain of branches; else each is an `if` of its own. */
function convertCase(
  { subject, branches, otherwise, range }: NodeOf<'case'>,
  state: ConversionState,
): readonly TextPart[] {
  const values = branches.flatMap((branch) => branch.values);
  if (values.length === 0 || branches.some((branch) => branch.values.length === 0)) {
    state.keep(range, 'A `case` without any `when` has no counterpart');
    return [];
  }
  if (subject.filters.some(isRandom)) {
    state.keep(range, 'The value of this `case` is random; a formula would compute it again for each `when`');
    return [];
  }
  const converted = convertValue(subject, state);
  const conditionOfBranch = (list: readonly LiquidExpression[]): Formula =>
    anyOf(list.map((value) => matches(converted, value, state)));
  const last = otherwise.length === 0 ? null : convertNodes(otherwise, state);
  const tags = branches.map(({ values: list, body }) => ({
    condition: conditionOfBranch(list),
    body: convertNodes(body, state),
  }));
  if (areDistinct(values)) return [ifTag(tags, last)];
  const each = tags.map((branch) => ifTag([branch], null));
  return last === null
    ? each
    : [...each, ifTag([{ condition: call('NOT', conditionOfBranch(values)), body: last }], null)];
}

function ifTag(branches: IfTag['branches'], otherwise: IfTag['otherwise']): IfTag {
  return { kind: 'if', branches, otherwise, range: NOWHERE };
}

function anyOf(conditions: readonly Formula[]): Formula {
  const [first, ...others] = conditions;
  return others.reduce<Formula>((joined, condition) => binary('OR', joined, condition), first ?? call('OR'));
}

function matches({ formula, type }: Converted, value: LiquidExpression, state: ConversionState): Formula {
  if (value.kind === 'quality') return hasQuality(formula, type, value.name);
  const { formula: wanted } = convertExpression(value, state);
  return binary('=', formula, wanted);
}

function areDistinct(values: readonly LiquidExpression[]): boolean {
  const known: Value[] = [];
  for (const value of values) {
    if (value.kind !== 'text' && value.kind !== 'number' && value.kind !== 'constant') return false;
    const plain = value.kind === 'number' ? numberFromJson(`${value.isNegative ? '-' : ''}${value.text}`) : value.value;
    if (known.some((other) => deepEqual(other, plain))) return false;
    known.push(plain);
  }
  return true;
}

/** Dates are of one moment during an evaluation; everything else that is called nondeterministic may differ each time. */
function isRandom(filter: LiquidValue['filters'][number]): boolean {
  const name = filterOf(filter)?.functionName ?? '';
  return functionsByName.get(name)?.nondeterministic === true && name !== 'DATE';
}

function convertProduct(tag: ProductTag): TextPart {
  const meaning = meaningOf(tag);
  if (meaning.kind === 'text') return literalPart(meaning.text);
  if (meaning.kind === 'entry') return pillOf(member(reference(meaning.namespace), meaning.slug));
  return pillOf(
    call(
      meaning.name,
      ...meaning.args.map((arg) => (typeof arg === 'number' ? numberLiteral(String(arg)) : textLiteral(String(arg)))),
    ),
  );
}
