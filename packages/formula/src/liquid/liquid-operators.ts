/** Operators of conditions on values of the language; the drops for `nil`, `empty` and `blank` keep their own rules. */

import { deepEqual } from '../value/equal.ts';
import { compareValues } from '../value/order.ts';
import { getKey, isArrayValue, isObjectValue, OrderedObject } from '../value/value.ts';
import { fromLiquid } from './liquid-values.ts';
import { Drop, defaultOperators, toValueSync } from './liquidjs.ts';

type Operator = (left: unknown, right: unknown) => boolean;

function order(holds: (sign: number) => boolean): Operator {
  return (left, right) => {
    const sign = compareValues(fromLiquid(left), fromLiquid(right));
    return sign !== undefined && holds(sign);
  };
}

function equals(left: unknown, right: unknown): boolean {
  if (left instanceof Drop) return dropEquals(left, right);
  if (right instanceof Drop) return dropEquals(right, left);
  return deepEqual(fromLiquid(left), fromLiquid(right));
}

/** `empty` looks at the keys of an object, which a map does not show. */
function dropEquals(drop: Drop, other: unknown): boolean {
  const shown = other instanceof OrderedObject ? Object.fromEntries(other) : other;
  const compare: unknown = drop['equals'];
  return typeof compare === 'function' ? toValueSync(compare.call(drop, shown)) === true : drop === other;
}

function contains(left: unknown, right: unknown): boolean {
  const [container, part] = [fromLiquid(left), fromLiquid(right)];
  if (typeof container === 'string') return container.includes(typeof part === 'string' ? part : String(part ?? ''));
  if (isArrayValue(container)) return container.some((item) => deepEqual(item, part));
  return isObjectValue(container) && typeof part === 'string' && getKey(container, part) !== undefined;
}

export const liquidOperators = {
  ...defaultOperators,
  '==': equals,
  '!=': (left: unknown, right: unknown) => !equals(left, right),
  '<>': (left: unknown, right: unknown) => !equals(left, right),
  '<': order((sign) => sign < 0),
  '<=': order((sign) => sign <= 0),
  '>': order((sign) => sign > 0),
  '>=': order((sign) => sign >= 0),
  contains,
};
