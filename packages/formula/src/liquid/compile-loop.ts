/** `for` and `tablerow` → renderers. */
import type { Evaluation } from '../evaluate/evaluation.ts';
import { FormulaFailure } from '../failure.ts';
import { kindOf } from '../value/kind.ts';
import { toNative, toNumber } from '../value/number.ts';
import { entriesOf, isArrayValue, isObjectValue, type Value } from '../value/value.ts';
import { compileExpression } from './compile-expression.ts';
import type { Renderer } from './compile-nodes.ts';
import type { LiquidRun } from './liquid-run.ts';
import type { LiquidExpression, LiquidLoop } from './liquid-tree.ts';

type Bound = (run: LiquidRun) => number | null;

export function compileLoop(loop: LiquidLoop, body: Renderer, otherwise: Renderer): Renderer {
  const itemsAt = compileItems(loop);
  const columnsAt = compileBound(loop.columns, 'cols');
  return (run, output) => {
    const items = itemsAt(run);
    if (items.length === 0) return otherwise(run, output);
    const columns = Math.max(1, columnsAt(run) ?? items.length);
    const parent = run.round;
    const { variable, kind } = loop;
    for (const [index, item] of items.entries()) {
      run.evaluation.spend(1);
      run.round = { variable, item, kind, index, length: items.length, columns, parent };
      if (kind === 'tablerow') output.write(cellStart(index, columns));
      const jump = body(run, output);
      if (kind === 'tablerow') output.write('</td>');
      if (jump === 'break') break;
    }
    run.round = parent;
    if (kind === 'tablerow') output.write('</tr>');
    return 'on';
  };
}

function cellStart(index: number, columns: number): string {
  const cell = `<td class="col${(index % columns) + 1}">`;
  if (index % columns !== 0) return cell;
  const row = Math.floor(index / columns) + 1;
  return `${row === 1 ? '' : '</tr>'}<tr class="row${row}">${cell}`;
}

/** First the offset, then the limit, then the order. */
function compileItems(loop: LiquidLoop): (run: LiquidRun) => readonly Value[] {
  const collection = compileExpression(loop.items);
  const offsetAt = compileOffset(loop);
  const limitAt = compileBound(loop.limit, 'limit');
  return (run) => {
    const all = itemsOf(collection(run), run.evaluation);
    const from = offsetAt(run) ?? 0;
    const limit = limitAt(run);
    const items = from === 0 && limit === null ? all : all.slice(from, limit === null ? undefined : from + limit);
    run.continuations.set(loop.key, from + items.length);
    run.evaluation.spend(Math.floor(items.length / 32));
    return loop.isReversed ? items.toReversed() : items;
  };
}

/** A text is one item, an object gives pairs of key and value; there is nothing in anything else. */
function itemsOf(value: Value, evaluation: Evaluation): readonly Value[] {
  if (isArrayValue(value)) return value;
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (!isObjectValue(value)) return [];
  const entries = entriesOf(value);
  evaluation.spend(entries.length);
  return entries;
}

function compileOffset({ offset, key }: LiquidLoop): Bound {
  if (offset?.kind === 'path' && offset.root.kind === 'name' && offset.root.name === 'continue') {
    return (run) => run.continuations.get(key) ?? 0;
  }
  return compileBound(offset, 'offset');
}

/** Nothing means no bound; below 0 counts as 0. */
function compileBound(expression: LiquidExpression | null, name: string): Bound {
  if (expression === null) return () => null;
  const bound = compileExpression(expression);
  return (run) => {
    const value = bound(run);
    if (value === null) return null;
    const number = toNumber(value);
    if (number !== undefined) return Math.max(0, Math.trunc(toNative(number)));
    throw new FormulaFailure('liquid', `\`${name}\` wants a whole number, found ${kindOf(value)}`, expression.range);
  };
}
