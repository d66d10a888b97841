import { FormulaFailure } from '../failure.ts';
import { toBase64 } from '../value/base64.ts';
import { Bytes, ExactNumber, entriesOf, getKey, isArrayValue, keysOf, makeObject, type Value } from '../value/value.ts';
import type { Budget } from './environment.ts';

/** What a part of an array or object counts, whatever it is: it bounds the walk as well as the text. */
const PART_SIZE = 8;

/** What a walk over a value found. */
interface Measured {
  size: number;
  hasBytes: boolean;
}

/**
 * Walks through a value and refuses one that is nested too deeply or too large to be written down. Parts that are shared
 * count as often as they would be written: `[1] |> [%, %] |> [%, %] …` is small in memory and endless as text.
 */
export function measure(value: Value, budget: Budget): { readonly size: number; readonly hasBytes: boolean } {
  const measured: Measured = { size: 0, hasBytes: false };
  visit(value, 0, budget, measured);
  return measured;
}

function visit(value: Value, depth: number, budget: Budget, measured: Measured): void {
  if (typeof value === 'string') {
    grow(value.length, budget, measured);
    return;
  }
  grow(depth === 0 ? 1 : PART_SIZE, budget, measured);
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof ExactNumber) {
    grow(value.text.length, budget, measured);
  } else if (value instanceof Bytes) {
    measured.hasBytes = true;
    grow(value.data.length, budget, measured);
  } else {
    if (depth >= budget.depth) {
      throw new FormulaFailure('budget', `The value is nested more than ${budget.depth} levels deep; build it flatter`);
    }
    if (isArrayValue(value)) {
      for (const item of value) visit(item, depth + 1, budget, measured);
    } else {
      for (const key of keysOf(value)) {
        grow(key.length, budget, measured);
        visit(getKey(value, key) ?? null, depth + 1, budget, measured);
      }
    }
  }
}

function grow(by: number, budget: Budget, measured: Measured): void {
  measured.size += by;
  if (measured.size > budget.textSize) {
    throw new FormulaFailure(
      'budget',
      `The value is larger than ${budget.textSize} characters; keep only the parts that are needed`,
    );
  }
}

/** A result as it may enter an event: within the budget, bytes turned into base64 text. */
export function finishResult(value: Value, budget: Budget): Value {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'string' && value.length <= budget.textSize) return value;
  return measure(value, budget).hasBytes ? withoutBytes(value) : value;
}

function withoutBytes(value: Value): Value {
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return value;
  if (value instanceof Bytes) return toBase64(value.data);
  if (isArrayValue(value)) return value.map(withoutBytes);
  return makeObject(entriesOf(value).map(([key, item]) => [key, withoutBytes(item)] as const));
}
