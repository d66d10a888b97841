/** Functions that take arrays apart and put them together. Positions count from 0; negative ones from the end. */

import { isArrayValue, type Value } from '../value/value.ts';
import {
  anyValue,
  array,
  asArray,
  integer,
  maxArrayLength,
  maxTextLength,
  restValues,
  spendOnArray,
  spendOnText,
  text,
} from './arguments.ts';
import examples from './arrays.examples.json' with { type: 'json' };
import notes from './arrays.notes.json' with { type: 'json' };
import type { CallContext, FunctionDefinition } from './definition.ts';
import { anyNumberOf, oneOrMore, optional, required, withDocs } from './parameters.ts';

export const arrayFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'ARRAY',
    category: 'Arrays',
    summary: 'An array of the arguments, in their order; the same as `[a, b]`.',
    parameters: [anyNumberOf('element', 'any')],
    returns: 'array',
    call: (args, context) => restValues(args, context),
  },
  {
    name: 'FORCE_ARRAY',
    category: 'Arrays',
    summary: 'An array as it is, NULL as the empty array, any other value as an array of that one value.',
    parameters: [required('value', 'any')],
    returns: 'array',
    call: (args, context) => {
      const value = anyValue(args, context, 'value');
      return isArrayValue(value) ? value : value === null ? [] : [value];
    },
  },
  {
    name: 'FIRST',
    category: 'Arrays',
    summary: 'The first element of an array; NULL when there is none.',
    parameters: [required('array', 'array')],
    returns: 'any',
    liquidFilter: 'first',
    call: (args, context) => array(args, context, 'array')[0] ?? null,
  },
  {
    name: 'LAST',
    category: 'Arrays',
    summary: 'The last element of an array; NULL when there is none.',
    parameters: [required('array', 'array')],
    returns: 'any',
    liquidFilter: 'last',
    call: (args, context) => array(args, context, 'array').at(-1) ?? null,
  },
  {
    name: 'COUNT',
    category: 'Arrays',
    summary: 'The number of elements of an array.',
    parameters: [required('array', 'array')],
    returns: 'number',
    call: (args, context) => array(args, context, 'array').length,
  },
  {
    name: 'CONCAT',
    category: 'Arrays',
    summary: 'Joins arrays end to end; nothing is left out.',
    parameters: [oneOrMore('array', 'array')],
    returns: 'array',
    liquidFilter: 'concat',
    call: (args, context) => {
      const arrays = args.rest().map((argument) => asArray(argument, context, 'array'));
      reserve(
        context,
        arrays.reduce((length, part) => length + part.length, 0),
      );
      const none: Value[] = [];
      return none.concat(...arrays);
    },
  },
  {
    name: 'COMPACT',
    category: 'Arrays',
    summary: 'An array without its NULLs.',
    parameters: [required('array', 'array')],
    returns: 'array',
    liquidFilter: 'compact',
    call: (args, context) => array(args, context, 'array').filter((item) => item !== null),
  },
  {
    name: 'FLATTEN',
    category: 'Arrays',
    summary: 'One flat array of the elements of nested arrays.',
    parameters: [required('array', 'array')],
    returns: 'array',
    call: (args, context) => flatten(array(args, context, 'array'), context),
  },
  {
    name: 'REVERSE',
    category: 'Arrays',
    summary: 'The elements in reverse order; nested arrays are made flat first.',
    parameters: [required('array', 'array')],
    returns: 'array',
    liquidFilter: 'reverse',
    call: (args, context) => flatten(array(args, context, 'array'), context).reverse(),
  },
  {
    name: 'CHUNK_ARRAY',
    category: 'Arrays',
    summary: 'Cuts an array into arrays of a size; the last may be shorter.',
    parameters: [required('array', 'array'), required('chunk_size', 'integer')],
    returns: 'array of arrays',
    call: (args, context) => {
      const items = array(args, context, 'array');
      const size = integer(args, context, 'chunk_size');
      if (size < 1) return context.fail('chunk_size must be at least 1');
      const chunks: Value[] = [];
      for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
      context.spend(chunks.length);
      return chunks;
    },
  },
  {
    name: 'SLICE_ARRAY',
    category: 'Arrays',
    summary: 'The rest of an array from a position, or as many elements as wanted.',
    parameters: [
      required('array', 'array'),
      required('start_index', 'integer'),
      optional('length', 'integer', 'to the end'),
    ],
    returns: 'array',
    call: (args, context) => {
      const items = array(args, context, 'array');
      const wanted = integer(args, context, 'start_index');
      const start = wanted < 0 ? items.length + wanted : wanted;
      const length = integer(args, context, 'length', items.length);
      return start < 0 || length < 0 ? [] : items.slice(start, start + length);
    },
  },
  {
    name: 'DELETE',
    category: 'Arrays',
    summary: 'An array without the element at a position.',
    parameters: [required('array', 'array'), required('index', 'integer')],
    returns: 'array',
    call: (args, context) => {
      const items = array(args, context, 'array');
      const index = integer(args, context, 'index');
      const position = index < 0 ? items.length + index : index;
      return items.filter((_, place) => place !== position);
    },
  },
  {
    name: 'INSERT',
    category: 'Arrays',
    summary: 'Puts an item into an array at a position; a negative position puts it behind the element it names.',
    parameters: [required('array', 'array'), required('index', 'integer'), required('item', 'any')],
    returns: 'array',
    call: (args, context) => {
      const items = array(args, context, 'array');
      const index = integer(args, context, 'index');
      const position = index < 0 ? items.length + index + 1 : index;
      if (position < 0) return context.fail(`the array has no element ${index}`);
      // As in Ruby, what lies between the end and the position becomes NULL.
      const missing = Math.max(position - items.length, 0);
      reserve(context, items.length + missing + 1);
      const filled = missing === 0 ? items : [...items, ...Array.from({ length: missing }, () => null)];
      return filled.toSpliced(position, 0, anyValue(args, context, 'item'));
    },
  },
  {
    name: 'ROTATE',
    category: 'Arrays',
    summary: 'Moves elements from the front of an array to its end, or with a negative number the other way.',
    parameters: [required('array', 'array'), optional('steps', 'integer', '1')],
    returns: 'array',
    call: (args, context) => {
      const items = array(args, context, 'array');
      const steps = items.length === 0 ? 0 : integer(args, context, 'steps', 1) % items.length;
      return [...items.slice(steps), ...items.slice(0, steps)];
    },
  },
  {
    name: 'RANGE',
    category: 'Arrays',
    summary: 'The whole numbers from a start to an end, both included.',
    parameters: [required('start', 'integer'), required('end', 'integer')],
    returns: 'array of numbers',
    call: (args, context) => {
      const [start, end] = [integer(args, context, 'start'), integer(args, context, 'end')];
      const length = Math.max(end - start + 1, 0);
      reserve(context, length);
      context.spend(Math.floor(length / 8));
      return Array.from({ length }, (_, index) => start + index);
    },
  },
  {
    name: 'JOIN',
    category: 'Arrays',
    summary: 'One text of the elements of an array with a text between them.',
    parameters: [required('array', 'array'), required('join_text', 'text')],
    returns: 'text',
    liquidFilter: 'join',
    call: (args, context) => {
      const separator = text(args, context, 'join_text');
      let length = 0;
      const pieces = array(args, context, 'array').map((item) => {
        const piece = context.toText(item);
        length += piece.length + separator.length;
        if (length > maxTextLength) context.fail(`the text would be longer than ${maxTextLength} characters`);
        spendOnText(context, piece.length);
        return piece;
      });
      return pieces.join(separator);
    },
  },
  {
    name: 'RANDOM_ELEMENT',
    category: 'Arrays',
    summary: 'A random element of an array; NULL when it is empty.',
    parameters: [required('array', 'array')],
    returns: 'any',
    nondeterministic: true,
    liquidFilter: 'random_element',
    call: (args, context) => {
      const items = array(args, context, 'array');
      return items[Math.floor(context.random() * items.length)] ?? null;
    },
  },
  {
    name: 'SHUFFLE',
    category: 'Arrays',
    summary: 'The elements of an array in random order.',
    parameters: [required('array', 'array')],
    returns: 'array',
    nondeterministic: true,
    call: (args, context) => {
      const items = [...array(args, context, 'array')];
      context.spend(Math.floor(items.length / 8));
      // Fisher and Yates: each order is equally likely.
      for (let last = items.length - 1; last > 0; last--) {
        const chosen = Math.floor(context.random() * (last + 1));
        [items[last], items[chosen]] = [items[chosen] ?? null, items[last] ?? null];
      }
      return items;
    },
  },
]);

/** Refuses a long array before it is built. */
function reserve(context: CallContext, length: number): void {
  refuseLong(context, length);
  spendOnArray(context, length);
}

function refuseLong(context: CallContext, length: number): void {
  if (length > maxArrayLength) context.fail(`the array would have more than ${maxArrayLength} elements`);
}

/** Nested arrays may share parts, so what is small in memory can be long when flat: every element is paid for. */
function flatten(items: readonly Value[], context: CallContext): Value[] {
  const flat: Value[] = [];
  const visit = (nested: readonly Value[]): void => {
    refuseLong(context, flat.length + nested.length);
    spendOnArray(context, nested.length);
    for (const item of nested) {
      if (isArrayValue(item)) visit(item);
      else flat.push(item);
    }
  };
  visit(items);
  return flat;
}
