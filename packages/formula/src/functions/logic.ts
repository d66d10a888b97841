/** Functions that look at what kind of value something is. IF, SWITCH, IF_ERROR, AND and OR are special forms. */

import { FormulaFailure } from '../failure.ts';
import { typeNameOf } from '../value/kind.ts';
import { Bytes, isArrayValue, isObjectValue, sizeOf, type Value } from '../value/value.ts';
import { anyValue, text, wrongType } from './arguments.ts';
import type { FunctionDefinition } from './definition.ts';
import examples from './logic.examples.json' with { type: 'json' };
import notes from './logic.notes.json' with { type: 'json' };
import { optional, required, withDocs } from './parameters.ts';

const blankCategories = 'Text, Objects, Arrays, Logic, Numbers';

export const logicFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'NOT',
    category: 'Logic',
    summary: 'TRUE for FALSE and NULL, FALSE for every other value.',
    parameters: [required('any', 'any')],
    returns: 'boolean',
    call: (args, context) => !isTruthy(anyValue(args, context, 'any')),
  },
  {
    name: 'DEFAULT',
    category: 'Logic',
    summary:
      'The value, or the fallback when the value is blank: missing, NULL, FALSE, or an empty text, array or object.',
    parameters: [required('value', 'any'), required('fallback', 'any')],
    returns: 'any',
    liquidFilter: 'default',
    call: (args, context) => {
      const value = anyValue(args, context, 'value');
      return isBlank(value) ? anyValue(args, context, 'fallback') : value;
    },
  },
  {
    name: 'IS_BLANK',
    category: blankCategories,
    summary: 'TRUE for NULL, FALSE and an empty text, array or object; never for a number.',
    parameters: [required('any', 'any')],
    returns: 'boolean',
    call: (args, context) => isBlank(anyValue(args, context, 'any')),
  },
  {
    name: 'IS_PRESENT',
    category: blankCategories,
    summary: 'The opposite of IS_BLANK.',
    parameters: [required('any', 'any')],
    returns: 'boolean',
    call: (args, context) => !isBlank(anyValue(args, context, 'any')),
  },
  {
    name: 'IS_EMPTY',
    category: 'Text, Objects, Arrays',
    summary: 'TRUE for an empty text, array or object. Other values are not accepted.',
    parameters: [required('value', ['text', 'array', 'object'])],
    returns: 'boolean',
    call: (args, context) => {
      const value = anyValue(args, context, 'value');
      return isEmpty(value) ?? wrongType(context, 'value', 'a text, an array or an object', value);
    },
  },
  {
    name: 'TYPE',
    category: 'Logic',
    summary: 'The name of the type of a value: String, Integer, Float, Array, Hash, TrueClass, FalseClass or NilClass.',
    parameters: [required('value', 'any')],
    returns: 'text',
    liquidFilter: 'type',
    call: (args, context) => typeNameOf(anyValue(args, context, 'value')),
  },
  {
    name: 'ERROR',
    category: 'Logic',
    summary: 'Ends the evaluation with an error that carries the message.',
    parameters: [optional('message', 'text', '"Explicit error raised"')],
    returns: 'never returns',
    call: (args, context) => {
      throw new FormulaFailure('raised', text(args, context, 'message', 'Explicit error raised'));
    },
  },
]);

/** Only FALSE and NULL are not. */
export function isTruthy(value: Value): boolean {
  return value !== null && value !== false;
}

export function isBlank(value: Value): boolean {
  return !isTruthy(value) || isEmpty(value) === true;
}

/** `undefined` for values that cannot be empty. */
function isEmpty(value: Value): boolean | undefined {
  if (typeof value === 'string') return value === '';
  if (value instanceof Bytes) return value.data.length === 0;
  if (isArrayValue(value)) return value.length === 0;
  return isObjectValue(value) ? sizeOf(value) === 0 : undefined;
}
