/** `{% for %}` → `<%for%>`. Liquid also goes through objects, in pairs, and takes a text for one item. */
import type { Formula, TextPart } from '../../syntax/tree.ts';
import type { LiquidExpression, LiquidLoop, LiquidNode } from '../liquid-tree.ts';
import type { ConversionState } from './conversion-state.ts';
import { convertExpression, wholeNumber, wholeOf } from './convert-expression.ts';
import {
  array,
  binary,
  call,
  isVariableName,
  NOWHERE,
  numberLiteral,
  reference,
  textLiteral,
  withRepeated,
} from './formula-nodes.ts';

type ConvertNodes = (nodes: readonly LiquidNode[], state: ConversionState) => readonly TextPart[];

export function convertLoop(loop: LiquidLoop, state: ConversionState, convertNodes: ConvertNodes): readonly TextPart[] {
  const { variable, range } = loop;
  if (!isVariableName(variable) || variable === 'forloop' || variable === 'FORLOOP') {
    state.keep(range, `\`${variable}\` cannot be the variable of a \`<%for%>\` tag`);
  }
  const items = itemsOf(loop, state);
  const otherwise = convertNodes(loop.otherwise, state);
  state.loops.push(variable);
  const body = convertNodes(loop.body, state);
  state.loops.pop();
  const tag: TextPart = { kind: 'for', variable, iterable: items, body, range: NOWHERE };
  if (loop.otherwise.length === 0) return [tag];
  const isEmpty = binary('=', call('SIZE', items), numberLiteral('0'));
  return [{ kind: 'if', branches: [{ condition: isEmpty, body: otherwise }], otherwise: [tag], range: NOWHERE }];
}

function itemsOf(loop: LiquidLoop, state: ConversionState): Formula {
  const { formula, type } = convertExpression(loop.items, state);
  const isRange = loop.items.kind === 'range';
  const items = type === 'array' ? formula : withRepeated(formula, iterable);
  const piece = pieceOf(items, boundOf(loop.offset, 'offset', state), boundOf(loop.limit, 'limit', state));
  if (!loop.isReversed) return piece;
  if (isRange) return call('REVERSE', piece);
  state.keep(loop.range, '`reversed` has no counterpart: REVERSE also makes nested arrays flat');
  return piece;
}

/** Whatever there is to go through, as an array. */
function iterable(value: Formula): Formula {
  const [key, item] = [reference('key'), reference('value')];
  return call(
    'SWITCH',
    call('TYPE', value),
    textLiteral('Array'),
    value,
    textLiteral('Hash'),
    call('MAP_LAMBDA', value, call('LAMBDA', key, item, array(key, item))),
    textLiteral('String'),
    call('IF', binary('=', value, textLiteral('')), array(), array(value)),
    array(),
  );
}

function pieceOf(items: Formula, offset: number | null, limit: number | null): Formula {
  if (offset === null && limit === null) return items;
  const from = wholeNumber(offset ?? 0);
  return limit === null ? call('SLICE_ARRAY', items, from) : call('SLICE_ARRAY', items, from, wholeNumber(limit));
}

/** Below 0 counts as 0, nothing as no bound. */
function boundOf(bound: LiquidExpression | null, name: string, state: ConversionState): number | null {
  if (bound === null || (bound.kind === 'constant' && bound.value === null)) return null;
  const whole = wholeOf(bound);
  if (whole === null) state.keep(bound.range, `\`${name}\` is converted only when it is a whole number`);
  return whole === null ? null : Math.max(0, whole);
}
