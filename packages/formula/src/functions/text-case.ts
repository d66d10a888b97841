/** Functions that change how words are written. */

import { toNative } from '../value/number.ts';
import { flag, number, text } from './arguments.ts';
import type { FunctionDefinition } from './definition.ts';
import { keyword, optional, required, withDocs } from './parameters.ts';
import { pluralOf } from './plural.ts';
import examples from './text-case.examples.json' with { type: 'json' };
import notes from './text-case.notes.json' with { type: 'json' };
import { transliterate } from './transliterate.ts';

export const textCaseFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'UPCASE',
    category: 'Text',
    summary: 'Turns all letters of a text into capitals.',
    parameters: [required('text', 'text')],
    returns: 'text',
    liquidFilter: 'upcase',
    call: (args, context) => text(args, context, 'text').toUpperCase(),
  },
  {
    name: 'DOWNCASE',
    category: 'Text',
    summary: 'Turns all letters of a text into small ones.',
    parameters: [required('text', 'text')],
    returns: 'text',
    liquidFilter: 'downcase',
    call: (args, context) => text(args, context, 'text').toLowerCase(),
  },
  {
    name: 'CAPITALIZE',
    category: 'Text',
    summary: 'Begins a text with a capital and writes all the rest small, later words included.',
    parameters: [required('text', 'text')],
    returns: 'text',
    liquidFilter: 'capitalize',
    call: (args, context) => capitalized(text(args, context, 'text')),
  },
  {
    name: 'CAMELIZE',
    category: 'Text',
    summary: 'Joins the words of a text, each but the first with a capital.',
    parameters: [required('text', 'text')],
    returns: 'text',
    call: (args, context) => {
      const [first = '', ...others] = withCamelWordsApart(text(args, context, 'text'))
        .toLowerCase()
        .split(/[^\p{L}\p{M}\p{N}]+/u)
        .filter((word) => word !== '');
      return [first, ...others.map(capitalized)].join('');
    },
  },
  {
    name: 'TITLEIZE',
    category: 'Text',
    summary: 'Makes a title: words, those of camel case and snake case too, stand apart and begin with a capital.',
    parameters: [required('text', 'text')],
    returns: 'text',
    call: (args, context) =>
      withCamelWordsApart(text(args, context, 'text'))
        .replace(/[_-]+/g, ' ')
        .toLowerCase()
        // A letter after an apostrophe begins no word: "john's" is one.
        .replace(/(?<![\p{L}\p{M}\p{N}'’])\p{L}/gu, (letter) => letter.toUpperCase()),
  },
  {
    name: 'TO_SNAKE_CASE',
    category: 'Text',
    summary: 'Writes a text small, with one underscore between words and none at the ends.',
    parameters: [
      required('text', 'text'),
      keyword('from_camel_case', 'boolean', 'FALSE', 'TRUE also separates the words of camel case'),
    ],
    returns: 'text',
    liquidFilter: 'to_snake_case',
    call: (args, context) => {
      const given = text(args, context, 'text');
      return (flag(args, 'from_camel_case', false) ? withCamelWordsApart(given) : given)
        .toLowerCase()
        .split(/[^\p{L}\p{M}\p{N}]+/u)
        .filter((word) => word !== '')
        .join('_');
    },
  },
  {
    name: 'TRANSLITERATE',
    category: 'Text',
    summary: 'Writes a text in ASCII: letters with accents lose them, characters without a likeness become `?`.',
    parameters: [required('text', 'text')],
    returns: 'text',
    call: (args, context) => {
      const given = text(args, context, 'text');
      context.spend(Math.floor(given.length / 8));
      return transliterate(given);
    },
  },
  {
    name: 'PLURALIZE',
    category: 'Text',
    summary: 'The singular when the counter is 1, otherwise the plural, which may be given.',
    parameters: [
      required('counter', 'number'),
      required('text', 'text', 'the singular'),
      optional('plural_text', 'text', 'the regular English plural'),
    ],
    returns: 'text',
    call: (args, context) => {
      const singular = text(args, context, 'text');
      if (toNative(number(args, context, 'counter')) === 1) return singular;
      return args.get('plural_text') === undefined ? pluralOf(singular) : text(args, context, 'plural_text');
    },
  },
]);

function capitalized(word: string): string {
  const [first = ''] = word;
  return first.toUpperCase() + word.slice(first.length).toLowerCase();
}

/** `parseHTMLBody` as `parse HTML Body`. */
function withCamelWordsApart(given: string): string {
  return given.replace(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1 ').replace(/([\p{Ll}\p{N}])(?=\p{Lu})/gu, '$1 ');
}
