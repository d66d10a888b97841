/** Functions on one array of numbers or on several numbers. Without any number they give NULL, the sum 0. */

import { add, compareNumbers, fromDecimal, type NumberValue, toDecimal } from '../value/number.ts';
import { isArrayValue, type Value } from '../value/value.ts';
import { asArray, asNumber } from './arguments.ts';
import type { CallContext, CheckedArguments, FunctionDefinition } from './definition.ts';
import examples from './number-lists.examples.json' with { type: 'json' };
import notes from './number-lists.notes.json' with { type: 'json' };
import { oneOrMore, withDocs } from './parameters.ts';

type Definition = Omit<FunctionDefinition, 'examples'>;

function ofNumbers(
  name: string,
  summary: string,
  liquidFilter: string | null,
  operation: (numbers: readonly NumberValue[]) => Value,
  category = 'Numbers',
): Definition {
  return {
    name,
    category,
    summary,
    parameters: [oneOrMore('array_or_number', 'any', 'one array of numbers, or numbers')],
    returns: 'number',
    liquidFilter,
    call: (args, context) => operation(numbersOf(args, context)),
  };
}

export const numberListFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  ofNumbers('SUM', 'The sum of numbers.', null, sum, 'Arrays, Numbers'),
  ofNumbers('AVERAGE', 'The arithmetic mean of numbers.', null, (numbers) =>
    numbers.length === 0 ? null : fromDecimal(toDecimal(sum(numbers)).dividedBy(numbers.length), true),
  ),
  ofNumbers('MEDIAN', 'The number in the middle, or the mean of the two in the middle.', null, (numbers) => {
    const sorted = numbers.toSorted(compareNumbers);
    const middle = sorted[Math.floor(sorted.length / 2)];
    if (middle === undefined || sorted.length % 2 === 1) return middle ?? null;
    const below = sorted[sorted.length / 2 - 1] ?? middle;
    return fromDecimal(toDecimal(add(below, middle)).dividedBy(2), true);
  }),
  ofNumbers('MAX', 'The greatest of numbers.', 'max', (numbers) => furthest(numbers, 1)),
  ofNumbers('MIN', 'The least of numbers.', 'min', (numbers) => furthest(numbers, -1)),
]);

function numbersOf(args: CheckedArguments, context: CallContext): NumberValue[] {
  return args.rest().flatMap((argument) => {
    if (!isArrayValue(argument)) return [asNumber(argument, context, 'array_or_number')];
    const numbers = asArray(argument, context, 'array_or_number');
    context.spend(Math.floor(numbers.length / 8));
    return numbers.map((item) => asNumber(item, context, 'an element'));
  });
}

function sum(numbers: readonly NumberValue[]): NumberValue {
  return numbers.reduce<NumberValue>((total, item) => add(total, item), 0);
}

function furthest(numbers: readonly NumberValue[], direction: 1 | -1): Value {
  return numbers.reduce<NumberValue | null>(
    (best, item) => (best === null || compareNumbers(item, best) * direction > 0 ? item : best),
    null,
  );
}
