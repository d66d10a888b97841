/**
 * Options that name a value of the received event. Newer stories write a formula. Older ones write the bare path,
 * `explode.guid`, which is looked up in the tree of the event; a text that leads nowhere there stands for itself.
 */
import type { ActionInput } from '@fabula/engine';
import { getKey, isArrayValue, isObjectValue, type Value } from '@fabula/formula';
import { hasFormula, type OptionField } from '@fabula/model';

/** undefined when the option was not given. */
export function readPath({ key }: OptionField, input: ActionInput): Value | undefined {
  const stored = input.raw(key);
  if (typeof stored !== 'string' || hasFormula(stored)) return input.option(key);
  return stored.trim() === '' ? undefined : (lookUp(input.tree(), stored) ?? stored);
}

/** The value at `a.b[0]['c d']`; undefined when there is none. A leading dot or `$.` is of no importance. */
export function lookUp(tree: Value, path: string): Value | undefined {
  let value: Value | undefined = tree;
  for (const part of path
    .trim()
    .replace(/^\$/, '')
    .matchAll(/\[\s*(?:"([^"]*)"|'([^']*)'|(\d+))\s*\]|([^.[\]]+)/g)) {
    const [, double, single, index, name] = part;
    const key: string = double ?? single ?? index ?? name?.trim() ?? '';
    if (value === undefined) return undefined;
    if (isArrayValue(value)) value = /^\d+$/.test(key) ? value[Number(key)] : undefined;
    else value = isObjectValue(value) ? getKey(value, key) : undefined;
  }
  return value;
}
