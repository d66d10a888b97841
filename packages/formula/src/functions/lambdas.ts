/** Functions that call a lambda. Calls spend steps of their own; the walk over the elements is paid for here. */

import { deepEqual } from '../value/equal.ts';
import { entriesOf, isArrayValue, isObjectValue, makeObject, type Value } from '../value/value.ts';
import { anyValue, array, asArray, isLambda, lambda, wrongType } from './arguments.ts';
import type { CallContext, CheckedArguments, FunctionDefinition } from './definition.ts';
import examples from './lambdas.examples.json' with { type: 'json' };
import notes from './lambdas.notes.json' with { type: 'json' };
import { isTruthy } from './logic.ts';
import { required, withDocs } from './parameters.ts';
import { identitiesOf, identityOf } from './value-identity.ts';

const item = required('lambda', 'lambda', 'one parameter: the element');

export const lambdaFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'FILTER',
    category: 'Lambdas, Arrays, Objects',
    summary: 'What a lambda accepts of an array or object, or what equals one of a list of values.',
    parameters: [required('target', ['array', 'object']), required('values_or_lambda', ['array', 'lambda'])],
    returns: 'array or object',
    call: (args, context) => select(args, context, true),
  },
  {
    name: 'REJECT',
    category: 'Arrays, Objects',
    summary: 'An array or object without what a lambda accepts, or without what equals one of a list of values.',
    parameters: [required('target', ['array', 'object']), required('values_or_lambda', ['array', 'lambda'])],
    returns: 'array or object',
    call: (args, context) => select(args, context, false),
  },
  {
    name: 'FIND',
    category: 'Lambdas, Arrays',
    summary: 'The first element that a lambda accepts; NULL when there is none.',
    parameters: [required('array', 'array'), item],
    returns: 'any',
    call: (args, context) => {
      const test = lambda(args, context, 'lambda');
      return array(args, context, 'array').find((element) => isTruthy(test.call(element))) ?? null;
    },
  },
  {
    name: 'ANY',
    category: 'Lambdas, Arrays',
    summary: 'TRUE when a lambda accepts at least one element.',
    parameters: [required('array', 'array'), item],
    returns: 'boolean',
    call: (args, context) => {
      const test = lambda(args, context, 'lambda');
      return array(args, context, 'array').some((element) => isTruthy(test.call(element)));
    },
  },
  {
    name: 'ALL',
    category: 'Lambdas, Arrays',
    summary: 'TRUE when a lambda accepts every element, and for an empty array.',
    parameters: [required('array', 'array'), item],
    returns: 'boolean',
    call: (args, context) => {
      const test = lambda(args, context, 'lambda');
      return array(args, context, 'array').every((element) => isTruthy(test.call(element)));
    },
  },
  {
    name: 'COUNTIF',
    category: 'Arrays, Lambdas',
    summary: 'How many elements equal a value or are accepted by a lambda.',
    parameters: [required('array', 'array'), required('comparison', ['any', 'lambda'])],
    returns: 'number',
    call: (args, context) => {
      const comparison = args.get('comparison') ?? null;
      const test = isLambda(comparison)
        ? (element: Value) => isTruthy(comparison.call(element))
        : (element: Value) => deepEqual(element, comparison, context);
      return array(args, context, 'array').filter(test).length;
    },
  },
  {
    name: 'MAP_LAMBDA',
    category: 'Arrays, Lambdas',
    summary: 'What a lambda gives for each element of an array, or for each key and value of an object.',
    parameters: [
      required('array_or_object', ['array', 'object']),
      required('lambda', 'lambda', 'element, or key and value'),
    ],
    returns: 'array',
    call: (args, context) => {
      const target = anyValue(args, context, 'array_or_object');
      const change = lambda(args, context, 'lambda');
      if (isArrayValue(target))
        return asArray(target, context, 'array_or_object').map((element) => change.call(element));
      if (isObjectValue(target)) return entriesOf(target).map(([key, value]) => change.call(key, value));
      return wrongType(context, 'array_or_object', 'an array or an object', target);
    },
  },
  {
    name: 'REDUCE',
    category: 'Lambdas',
    summary: 'Folds an array into one value: the lambda is called with the value so far and each element.',
    parameters: [
      required('array', 'array'),
      required('lambda', 'lambda', 'value so far, element'),
      required('initial_value', 'any'),
    ],
    returns: 'any',
    call: (args, context) => {
      const fold = lambda(args, context, 'lambda');
      return array(args, context, 'array').reduce<Value>(
        (soFar, element) => fold.call(soFar, element),
        anyValue(args, context, 'initial_value'),
      );
    },
  },
]);

/** A lambda of two parameters on an object is given key and value, of one parameter the value. */
function select(args: CheckedArguments, context: CallContext, keepsAccepted: boolean): Value {
  const target = anyValue(args, context, 'target');
  const by = args.get('values_or_lambda');
  const accepts = isLambda(by)
    ? (key: Value, value: Value) => isTruthy(by.arity === 2 ? by.call(key, value) : by.call(value))
    : memberTest(asArray(by, context, 'values_or_lambda'), context);
  if (isArrayValue(target)) {
    return asArray(target, context, 'target').filter((value, index) => accepts(index, value) === keepsAccepted);
  }
  if (!isObjectValue(target)) return wrongType(context, 'target', 'an array or an object', target);
  const entries = entriesOf(target);
  context.spend(1 + entries.length);
  return makeObject(entries.filter(([key, value]) => accepts(key, value) === keepsAccepted));
}

function memberTest(values: readonly Value[], context: CallContext): (key: Value, value: Value) => boolean {
  const identities = identitiesOf(values, context);
  return (_key, value) => identities.has(identityOf(value, context));
}
