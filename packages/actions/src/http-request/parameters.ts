/**
 * Payload → name and value pairs, for query strings, forms and multipart bodies: nested objects as `a[b]`, lists as `a[]`,
 * or, with `params_encoder: "flat"`, as the bare name repeated.
 */
import { entriesOf, isArrayValue, isObjectValue, type ObjectValue, toText, type Value } from '@fabula/formula';

export function flattenParameters<T>(
  payload: ObjectValue,
  isFlat: boolean,
  leaf: (value: Value) => T | undefined,
): (readonly [string, T])[] {
  const pairs: (readonly [string, T])[] = [];
  const add = (name: string, value: Value): void => {
    const whole = leaf(value);
    if (whole !== undefined) pairs.push([name, whole]);
    else if (isArrayValue(value)) for (const item of value) add(isFlat ? name : `${name}[]`, item);
    else if (isObjectValue(value)) for (const [key, item] of entriesOf(value)) add(`${name}[${key}]`, item);
  };
  for (const [name, value] of entriesOf(payload)) add(name, value);
  return pairs;
}

/** The text of everything that is neither list nor object. */
export function textLeaf(value: Value): string | undefined {
  return isArrayValue(value) || isObjectValue(value) ? undefined : toText(value);
}

/** `a=1&b%5B%5D=2`. Spaces are written `%20`, which every server reads, in a query as well as in a form. */
export function encodePairs(pairs: readonly (readonly [string, string])[]): string {
  return new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value]))
    .toString()
    .replaceAll('+', '%20');
}
