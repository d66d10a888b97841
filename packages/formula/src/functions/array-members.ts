/** Functions about which values an array holds. Values are compared as `=` does. */

import { deepEqual } from '../value/equal.ts';
import { getKey, isArrayValue, isObjectValue, makeObject, type Value } from '../value/value.ts';
import { anyValue, array, asArray, asText, flag, isLambda, spendOnText, wrongType } from './arguments.ts';
import examples from './array-members.examples.json' with { type: 'json' };
import notes from './array-members.notes.json' with { type: 'json' };
import { characterNumber } from './characters.ts';
import type { CallContext, CheckedArguments, FunctionDefinition } from './definition.ts';
import { isTruthy } from './logic.ts';
import { keyword, required, withDocs } from './parameters.ts';
import { distinct, identitiesOf, identityOf } from './value-identity.ts';

export const arrayMemberFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'INCLUDES',
    category: 'Text, Arrays, Objects, Logic',
    summary: 'TRUE when a text holds a text, an array an element, or an object a key; case matters.',
    parameters: [required('target', 'any', 'a text, an array or an object'), required('value', 'any')],
    returns: 'boolean',
    call: includes,
  },
  {
    name: 'INDEX_OF',
    category: 'Arrays, Text',
    summary:
      'The position of a text in a text, or of the first element that is equal or that a lambda accepts; else NULL.',
    parameters: [required('string_or_array', ['text', 'array']), required('term_or_lambda', ['any', 'lambda'])],
    returns: 'number or NULL',
    call: indexOf,
  },
  {
    name: 'UNIQ',
    category: 'Arrays',
    summary: 'An array without repetitions; the first of equal elements stays.',
    parameters: [required('array', 'array')],
    returns: 'array',
    liquidFilter: 'uniq',
    call: (args, context) => distinct(paid(array(args, context, 'array'), context), context),
  },
  {
    name: 'UNION',
    category: 'Arrays',
    summary: 'The elements of two arrays without repetitions, in their order.',
    parameters: [required('array1', 'array'), required('array2', 'array')],
    returns: 'array',
    call: (args, context) => {
      const [first, second] = twoArrays(args, context);
      return distinct([...first, ...second], context);
    },
  },
  {
    name: 'INTERSECTION',
    category: 'Arrays',
    summary: 'The elements that are in both arrays, without repetitions, in the order of the first.',
    parameters: [required('array1', 'array'), required('array2', 'array')],
    returns: 'array',
    call: (args, context) => {
      const [first, second] = twoArrays(args, context);
      const others = identitiesOf(second, context);
      return distinct(first, context).filter((item) => others.has(identityOf(item, context)));
    },
  },
  {
    name: 'DIFFERENCE',
    category: 'Arrays',
    summary: 'The elements of the first array that are not in the second, without repetitions.',
    parameters: [required('array1', 'array'), required('array2', 'array')],
    returns: 'array',
    call: (args, context) => {
      const [first, second] = twoArrays(args, context);
      const others = identitiesOf(second, context);
      return distinct(first, context).filter((item) => !others.has(identityOf(item, context)));
    },
  },
  {
    name: 'TALLY',
    category: 'Arrays',
    summary: 'How often each element occurs: an object by element, or with strict_types an array of {key, count}.',
    parameters: [
      required('array', 'array'),
      keyword('strict_types', 'boolean', 'FALSE', 'TRUE keeps 1 and "1" apart and gives an array'),
    ],
    returns: 'object or array',
    call: tally,
  },
]);

function paid(items: readonly Value[], context: CallContext): readonly Value[] {
  context.spend(Math.floor(items.length / 4));
  return items;
}

function twoArrays(args: CheckedArguments, context: CallContext): readonly [readonly Value[], readonly Value[]] {
  return [paid(array(args, context, 'array1'), context), paid(array(args, context, 'array2'), context)];
}

/** A target that is not there includes nothing. */
function includes(args: CheckedArguments, context: CallContext): boolean {
  const target = anyValue(args, context, 'target');
  const value = anyValue(args, context, 'value');
  if (target === null) return false;
  if (typeof target === 'string') {
    spendOnText(context, target.length);
    return target.includes(context.toText(value));
  }
  if (isArrayValue(target)) return asArray(target, context, 'target').some((item) => deepEqual(item, value, context));
  if (isObjectValue(target)) return getKey(target, context.toText(value)) !== undefined;
  return wrongType(context, 'target', 'a text, an array or an object', target);
}

function indexOf(args: CheckedArguments, context: CallContext): Value {
  const target = anyValue(args, context, 'string_or_array');
  const term = args.get('term_or_lambda') ?? null;
  if (typeof target === 'string') {
    const offset = target.indexOf(asText(term, context, 'term_or_lambda'));
    spendOnText(context, target.length);
    return offset === -1 ? null : characterNumber(target, offset);
  }
  const items = asArray(target, context, 'string_or_array');
  const index = items.findIndex((item) =>
    isLambda(term) ? isTruthy(term.call(item)) : deepEqual(item, term, context),
  );
  return index === -1 ? null : index;
}

function tally(args: CheckedArguments, context: CallContext): Value {
  const isStrict = flag(args, 'strict_types', false);
  const counts = new Map<string, { readonly key: Value; count: number }>();
  for (const key of paid(array(args, context, 'array'), context)) {
    const identity = isStrict ? identityOf(key, context) : context.toText(key);
    const known = counts.get(identity);
    if (known === undefined) counts.set(identity, { key, count: 1 });
    else known.count++;
  }
  if (!isStrict) return makeObject(Array.from(counts, ([text, { count }]) => [text, count] as const));
  return Array.from(counts.values(), ({ key, count }) =>
    makeObject([
      ['key', key],
      ['count', count],
    ]),
  );
}
