/** What functions call their lambdas with. */
import type { CallTypes } from './call-types.ts';
import { certainly, elementOf, type Known, possibly, UNKNOWN } from './known.ts';
import { widened } from './shape-types.ts';
import { membersOf, TEXT } from './type.ts';

type ParameterRule = (call: CallTypes, arity: number) => readonly Known[];

const element =
  (name: string): ParameterRule =>
  (call) => [elementOf(call.known(name))];

export const LAMBDA_PARAMETERS: ReadonlyMap<string, ParameterRule> = new Map<string, ParameterRule>([
  ['ALL', element('array')],
  ['ANY', element('array')],
  ['COUNTIF', element('array')],
  ['FIND', element('array')],
  ['GROUP_BY', element('items')],
  ['INDEX_OF', element('string_or_array')],
  ['FILTER', (call, arity) => keyAndValue(call.known('target'), arity)],
  ['REJECT', (call, arity) => keyAndValue(call.known('target'), arity)],
  ['MAP_LAMBDA', (call) => keyAndValue(call.known('array_or_object'), 2)],
  ['REDUCE', (call) => [possibly(widened(call.type('initial_value'))), elementOf(call.known('array'))]],
]);

/** An array gives its element; an object the value, or to a lambda of two parameters the key and the value. */
function keyAndValue(target: Known, arity: number): readonly Known[] {
  const kinds = membersOf(target.type).map(({ kind }) => kind);
  if (kinds.includes('array')) return [elementOf(target)];
  if (!kinds.includes('object')) return [UNKNOWN, UNKNOWN];
  return arity === 2 ? [certainly(TEXT), elementOf(target)] : [elementOf(target)];
}
