/** Functions on arrays of objects: picking, selecting, grouping and sorting by what lies at a path. */

import { deepEqual } from '../value/equal.ts';
import { kindOf } from '../value/kind.ts';
import { isNumberValue } from '../value/number.ts';
import { compareValues } from '../value/order.ts';
import { isArrayValue, isObjectValue, makeObject, type Value } from '../value/value.ts';
import { anyValue, array, flag, isLambda, text } from './arguments.ts';
import examples from './array-of-objects.examples.json' with { type: 'json' };
import notes from './array-of-objects.notes.json' with { type: 'json' };
import type { CallContext, CheckedArguments, FunctionDefinition } from './definition.ts';
import { keyword, optional, required, withDocs } from './parameters.ts';
import { identityOf } from './value-identity.ts';
import { ownValue, valueAt } from './value-path.ts';

export const arrayOfObjectsFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'MAP',
    category: 'Arrays',
    summary: 'What lies at a path in each object of an array; NULL where there is nothing.',
    parameters: [required('array_of_objects', 'array'), required('path', 'text')],
    returns: 'array',
    liquidFilter: 'map',
    call: (args, context) => {
      const path = text(args, context, 'path');
      return paid(args, context, 'array_of_objects').map((item) => valueAt(item, path) ?? null);
    },
  },
  {
    name: 'WHERE',
    category: 'Arrays',
    summary: 'The objects of an array that have a path, or where what lies at the path equals a value.',
    parameters: [
      required('array', 'array'),
      required('path', 'text'),
      optional('value', 'any', undefined, 'may be NULL'),
    ],
    returns: 'array',
    liquidFilter: 'where',
    call: (args, context) => {
      const path = text(args, context, 'path');
      const items = paid(args, context, 'array').filter(isObjectValue);
      if (args.get('value') === undefined) return items.filter((item) => valueAt(item, path) !== undefined);
      const wanted = anyValue(args, context, 'value');
      return items.filter((item) => deepEqual(valueAt(item, path) ?? null, wanted, context));
    },
  },
  {
    name: 'GROUP_BY',
    category: 'Arrays',
    summary: 'Groups the elements of an array by what lies at a path or by what a lambda gives.',
    parameters: [
      required('items', 'array'),
      required('key_or_lambda', ['text', 'lambda']),
      keyword('as_array', 'boolean', 'FALSE', 'TRUE: an array of {key, values}'),
    ],
    returns: 'object or array',
    call: groupBy,
  },
  {
    name: 'SORT',
    category: 'Arrays',
    summary:
      'Sorts an array, capitals before small letters, if wanted by a key of its objects; what has no value comes last.',
    parameters: [
      required('array', 'array'),
      optional('path', 'text'),
      keyword('include_json_paths', 'boolean', 'FALSE', 'TRUE reads the path into nested objects'),
    ],
    returns: 'array',
    liquidFilter: 'sort',
    call: (args, context) => sort(args, context, (value) => value),
  },
  {
    name: 'SORT_NATURAL',
    category: 'Arrays',
    summary:
      'Sorts an array without regard to capitals, if wanted by a key of its objects; what has no value comes last.',
    parameters: [
      required('array', 'array'),
      optional('path', 'text'),
      keyword('include_json_paths', 'boolean', 'FALSE', 'TRUE reads the path into nested objects'),
    ],
    returns: 'array',
    liquidFilter: 'sort_natural',
    call: (args, context) => sort(args, context, (value) => (typeof value === 'string' ? value.toLowerCase() : value)),
  },
]);

function paid(args: CheckedArguments, context: CallContext, name: string): readonly Value[] {
  const items = array(args, context, name);
  context.spend(Math.floor(items.length / 4));
  return items;
}

function groupBy(args: CheckedArguments, context: CallContext): Value {
  const by = args.get('key_or_lambda');
  const path = isLambda(by) ? '' : text(args, context, 'key_or_lambda');
  const asArray = flag(args, 'as_array', false);
  const groups = new Map<string, { readonly key: Value; readonly values: Value[] }>();
  for (const item of paid(args, context, 'items')) {
    const key = isLambda(by) ? by.call(item) : (valueAt(item, path) ?? null);
    const identity = asArray ? identityOf(key, context) : context.toText(key);
    const known = groups.get(identity);
    if (known === undefined) groups.set(identity, { key, values: [item] });
    else known.values.push(item);
  }
  if (!asArray) return makeObject(Array.from(groups, ([name, { values }]) => [name, values] as const));
  return Array.from(groups.values(), ({ key, values }) =>
    makeObject([
      ['key', key],
      ['values', values],
    ]),
  );
}

function sort(args: CheckedArguments, context: CallContext, form: (value: Value) => Value): Value {
  const items = array(args, context, 'array');
  context.spend(Math.ceil((items.length * Math.log2(items.length + 2)) / 8));
  const path = args.get('path') === undefined ? undefined : text(args, context, 'path');
  const read = flag(args, 'include_json_paths', false) ? valueAt : ownValue;
  const keyed = items.map((item) => ({ item, key: form(path === undefined ? item : (read(item, path) ?? null)) }));
  return keyed.sort((a, b) => order(a.key, b.key, context)).map(({ item }) => item);
}

/** NULL comes last. A number and a text have no order here, even where the text is numeric: sorting needs one for all. */
function order(a: Value, b: Value, context: CallContext): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  const isComparable = (typeof a === 'string' && typeof b === 'string') || (isNumberValue(a) && isNumberValue(b));
  const result = isComparable ? compareValues(a, b) : undefined;
  if (result !== undefined) return result;
  const isNested = [a, b].some((value) => isArrayValue(value) || isObjectValue(value));
  const hint = isNested ? '; give the key to sort by' : '';
  return context.fail(`values of kind ${kindOf(a)} and ${kindOf(b)} cannot be sorted together${hint}`);
}
