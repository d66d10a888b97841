/** Functions that answer questions about texts. */

import { parseJson } from '../value/json.ts';
import { add, compareNumbers, type NumberValue } from '../value/number.ts';
import { getKey, isArrayValue, isObjectValue, sizeOf, type Value } from '../value/value.ts';
import { anyValue, flag, number, text } from './arguments.ts';
import { characterCount } from './characters.ts';
import type { FunctionDefinition } from './definition.ts';
import { keyword, optional, required, withDocs } from './parameters.ts';
import examples from './text-questions.examples.json' with { type: 'json' };
import notes from './text-questions.notes.json' with { type: 'json' };

const email =
  /^[\w.!#$%&'*+/=?^`{|}~-]+@([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*)$/i;
const maxEmailLength = 320;
const maxCountedLength = 1_000_000;
const url =
  /^[a-z][a-z0-9+.-]*:\/\/(?:[^\s/?#@[\]\\]*@)?(?:[^\s/?#@:[\]\\<>"^`{|}]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?#]\S*)?$/i;

export const textQuestionFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'STARTS_WITH',
    category: 'Text',
    summary: 'TRUE when a text begins with a prefix; case matters.',
    parameters: [required('text', 'text'), required('prefix', 'text')],
    returns: 'boolean',
    call: (args, context) => text(args, context, 'text').startsWith(text(args, context, 'prefix')),
  },
  {
    name: 'ENDS_WITH',
    category: 'Text',
    summary: 'TRUE when a text ends with a suffix; case matters.',
    parameters: [required('text', 'text'), required('suffix', 'text')],
    returns: 'boolean',
    call: (args, context) => text(args, context, 'text').endsWith(text(args, context, 'suffix')),
  },
  {
    name: 'IS_EMAIL',
    category: 'Text',
    summary: 'TRUE when a text has the shape of an e-mail address; nothing is said about the mailbox.',
    parameters: [
      required('text', 'text'),
      keyword('strict_tld', 'boolean', 'FALSE', 'TRUE also wants a top-level domain'),
    ],
    returns: 'boolean',
    call: (args, context) => {
      const given = text(args, context, 'text');
      const domain = given.length > maxEmailLength ? undefined : email.exec(given)?.[1];
      return domain !== undefined && (!flag(args, 'strict_tld', false) || /\.[a-z][a-z0-9-]*[a-z0-9]$/i.test(domain));
    },
  },
  {
    name: 'IS_URL',
    category: 'Text',
    summary: 'TRUE when a text has the shape of a URL with scheme and host; nothing is said about whether it answers.',
    parameters: [required('text', 'text')],
    returns: 'boolean',
    call: (args, context) => url.test(text(args, context, 'text')),
  },
  {
    name: 'IS_JSON',
    category: 'Text',
    summary: 'TRUE when a text can be read as JSON.',
    parameters: [required('text', 'any')],
    returns: 'boolean',
    call: (args, context) => {
      const given = anyValue(args, context, 'text');
      if (typeof given !== 'string') return false;
      context.spend(1 + Math.floor(given.length / 32));
      return parseJson(given).ok;
    },
  },
  {
    name: 'SIZE',
    category: 'Text, Arrays',
    summary: 'Number of characters of a text, of elements of an array or of keys of an object; 0 for NULL.',
    parameters: [required('text_or_array', 'any')],
    returns: 'number',
    liquidFilter: 'size',
    call: (args, context) => {
      const value = anyValue(args, context, 'text_or_array');
      return sizeOfValue(value) ?? context.fail('it wants a text, an array or an object');
    },
  },
  {
    name: 'LIQUID_SIZE',
    category: 'Arrays, Text',
    summary: 'The size as legacy templates counted it; stands in stories that were migrated from them.',
    parameters: [
      required('value', 'any'),
      optional('mode', 'text', undefined, '"dot_notation": an own key `size` wins'),
    ],
    returns: 'any',
    call: (args, context) => {
      const value = anyValue(args, context, 'value');
      if (text(args, context, 'mode') !== 'dot_notation') return sizeOfValue(value) ?? 0;
      if (value === null) return null;
      const own = isObjectValue(value) ? getKey(value, 'size') : undefined;
      return own ?? sizeOfValue(value) ?? null;
    },
  },
  {
    name: 'LEVENSHTEIN_DISTANCE',
    category: 'Text',
    summary: 'Least cost of turning one text into another by inserting, deleting and substituting characters.',
    parameters: [
      required('string_one', 'text'),
      required('string_two', 'text'),
      optional('insertion_cost', 'number', '2'),
      optional('deletion_cost', 'number', '2'),
      optional('substitution_cost', 'number', '1'),
    ],
    returns: 'number',
    call: (args, context) => {
      const cost = (name: string, usual: number) => {
        const given = args.get(name) === undefined ? usual : number(args, context, name);
        return compareNumbers(given, 0) >= 0 ? given : context.fail(`${name} cannot be negative`);
      };
      const costs = {
        insertion: cost('insertion_cost', 2),
        deletion: cost('deletion_cost', 2),
        substitution: cost('substitution_cost', 1),
      };
      const from = [...text(args, context, 'string_one')];
      const to = [...text(args, context, 'string_two')];
      const isQuick = Object.values(costs).every((given) => Number.isInteger(given));
      context.spend(Math.floor((from.length * to.length) / (isQuick ? 8 : 1)));
      return editDistance(from, to, costs);
    },
  },
  {
    name: 'ESTIMATED_TOKEN_COUNT',
    category: 'Text, Objects, Arrays, Numbers',
    summary: 'Roughly how many tokens a language model would count in a text, or in the JSON of another value.',
    parameters: [required('input', 'any')],
    returns: 'number',
    call: (args, context) => {
      const given = context.toText(anyValue(args, context, 'input'));
      if (given.length > maxCountedLength)
        return context.fail(`the input is longer than ${maxCountedLength} characters`);
      context.spend(Math.floor(given.length / 16));
      // Words of up to six letters, groups of three digits and runs of signs are about one token each.
      return given.match(/\p{L}{1,6}|\p{N}{1,3}|[^\s\p{L}\p{N}]{1,3}/gu)?.length ?? 0;
    },
  },
  {
    name: 'UUID',
    category: 'Text',
    summary: 'A random UUID of version 4.',
    parameters: [],
    returns: 'text',
    nondeterministic: true,
    call: (_args, context) => context.newUuid(),
  },
]);

function sizeOfValue(value: Value): number | undefined {
  if (value === null) return 0;
  if (typeof value === 'string') return characterCount(value);
  if (isArrayValue(value)) return value.length;
  return isObjectValue(value) ? sizeOf(value) : undefined;
}

interface EditCosts {
  readonly insertion: NumberValue;
  readonly deletion: NumberValue;
  readonly substitution: NumberValue;
}

/** Row by row: `above[i]` is the cost of the first `row` characters of `from` against the first `i` of `to`. */
function editDistance(from: readonly string[], to: readonly string[], costs: EditCosts): NumberValue {
  let above: NumberValue[] = [0];
  for (const _ of to) above.push(add(above.at(-1) ?? 0, costs.insertion));
  for (const character of from) {
    const row: NumberValue[] = [add(above[0] ?? 0, costs.deletion)];
    for (const [index, wanted] of to.entries()) {
      const kept = above[index] ?? 0;
      row.push(
        least(
          character === wanted ? kept : add(kept, costs.substitution),
          add(above[index + 1] ?? 0, costs.deletion),
          add(row[index] ?? 0, costs.insertion),
        ),
      );
    }
    above = row;
  }
  return above.at(-1) ?? 0;
}

function least(first: NumberValue, second: NumberValue, third: NumberValue): NumberValue {
  const smaller = compareNumbers(first, second) <= 0 ? first : second;
  return compareNumbers(smaller, third) <= 0 ? smaller : third;
}
