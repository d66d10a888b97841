/** Functions that put texts together, take parts of them, and replace parts. */

import { asValue, integer, reserveText, text } from './arguments.ts';
import { characterCount, sliceCharacters, stripEnd, stripStart } from './characters.ts';
import type { Argument, CallContext, FunctionDefinition } from './definition.ts';
import { oneOrMore, optional, required, withDocs } from './parameters.ts';
import { replaceAll, replaceFirst } from './replace-text.ts';
import { stripTags } from './strip-tags.ts';
import examples from './text-building.examples.json' with { type: 'json' };
import notes from './text-building.notes.json' with { type: 'json' };

export const textBuildingFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'APPEND',
    category: 'Text',
    summary: 'Joins texts to one; the same as the operator `&`.',
    parameters: [required('text', 'any'), oneOrMore('more', 'any')],
    returns: 'text',
    liquidFilter: 'append',
    call: (args, context) => {
      const pieces = [args.get('text') ?? null, ...args.rest()].map((piece) => wholeText(piece, context));
      reserveText(
        context,
        pieces.reduce((length, piece) => length + piece.length, 0),
      );
      return pieces.join('');
    },
  },
  {
    name: 'PREPEND',
    category: 'Text',
    summary: 'Puts a prefix in front of a text.',
    parameters: [required('text', 'text'), required('prefix', 'text')],
    returns: 'text',
    liquidFilter: 'prepend',
    call: (args, context) => {
      const [given, prefix] = [text(args, context, 'text'), text(args, context, 'prefix')];
      reserveText(context, given.length + prefix.length);
      return prefix + given;
    },
  },
  {
    name: 'REPLACE',
    category: 'Text',
    summary: 'Replaces every occurrence of a text in another; case matters.',
    parameters: [required('text', 'text'), required('search', 'text'), required('replace_with', 'text')],
    returns: 'text',
    liquidFilter: 'replace',
    call: (args, context) =>
      replaceAll(
        context,
        text(args, context, 'text'),
        text(args, context, 'search'),
        text(args, context, 'replace_with'),
      ),
  },
  {
    name: 'REPLACE_FIRST',
    category: 'Text',
    summary: 'Replaces the first occurrence of a text in another; case matters.',
    parameters: [required('text', 'text'), required('search', 'text'), required('replace_with', 'text')],
    returns: 'text',
    liquidFilter: 'replace_first',
    call: (args, context) =>
      replaceFirst(
        context,
        text(args, context, 'text'),
        text(args, context, 'search'),
        text(args, context, 'replace_with'),
      ),
  },
  {
    name: 'REMOVE',
    category: 'Text',
    summary: 'Removes every occurrence of a text from another.',
    parameters: [required('text', 'text'), required('text_to_remove', 'text')],
    returns: 'text',
    liquidFilter: 'remove',
    call: (args, context) =>
      replaceAll(context, text(args, context, 'text'), text(args, context, 'text_to_remove'), ''),
  },
  {
    name: 'REMOVE_FIRST',
    category: 'Text',
    summary: 'Removes the first occurrence of a text from another.',
    parameters: [required('text', 'text'), required('text_to_remove', 'text')],
    returns: 'text',
    liquidFilter: 'remove_first',
    call: (args, context) =>
      replaceFirst(context, text(args, context, 'text'), text(args, context, 'text_to_remove'), ''),
  },
  {
    name: 'STRIP',
    category: 'Text',
    summary: 'Removes blanks, tabs and line ends at both ends of a text.',
    parameters: [required('text', 'text')],
    returns: 'text',
    liquidFilter: 'strip',
    call: (args, context) => stripStart(stripEnd(text(args, context, 'text'))),
  },
  {
    name: 'LSTRIP',
    category: 'Text',
    summary: 'Removes blanks, tabs and line ends at the beginning of a text.',
    parameters: [required('text', 'text')],
    returns: 'text',
    liquidFilter: 'lstrip',
    call: (args, context) => stripStart(text(args, context, 'text')),
  },
  {
    name: 'RSTRIP',
    category: 'Text',
    summary: 'Removes blanks, tabs and line ends at the end of a text.',
    parameters: [required('text', 'text')],
    returns: 'text',
    liquidFilter: 'rstrip',
    call: (args, context) => stripEnd(text(args, context, 'text')),
  },
  {
    name: 'STRIP_NEWLINES',
    category: 'Text',
    summary: 'Removes all line ends from a text.',
    parameters: [required('text', 'text')],
    returns: 'text',
    liquidFilter: 'strip_newlines',
    call: (args, context) => text(args, context, 'text').replace(/\r?\n/g, ''),
  },
  {
    name: 'NEWLINE_TO_BR',
    category: 'Text',
    summary: 'Puts the HTML tag for a line break before every line end; the line end stays.',
    parameters: [required('text', 'text')],
    returns: 'text',
    liquidFilter: 'newline_to_br',
    call: (args, context) => text(args, context, 'text').replace(/\r?\n/g, '<br />\n'),
  },
  {
    name: 'STRIP_HTML',
    category: 'Text',
    summary: 'Removes HTML tags and comments, and scripts and styles with their contents.',
    parameters: [required('text', 'text')],
    returns: 'text',
    liquidFilter: 'strip_html',
    call: (args, context) => stripTags(text(args, context, 'text')),
  },
  {
    name: 'SLICE',
    category: 'Text',
    summary:
      'One character of a text, or as many as wanted, from a position counted from 0; negative ones from the end.',
    parameters: [required('text', 'text'), required('start_index', 'integer'), optional('length', 'integer', '1')],
    returns: 'text',
    liquidFilter: 'slice',
    call: (args, context) => {
      const given = text(args, context, 'text');
      const wanted = integer(args, context, 'start_index');
      const start = wanted < 0 ? characterCount(given) + wanted : wanted;
      const length = integer(args, context, 'length', 1);
      return start < 0 || length < 0 ? '' : sliceCharacters(given, start, length);
    },
  },
  {
    name: 'SPLIT',
    category: 'Text',
    summary: 'Cuts a text into an array at every delimiter; empty pieces at the end are left out.',
    parameters: [required('text', 'text'), required('delimiter', 'text', 'a blank stands for any run of white space')],
    returns: 'array of text',
    liquidFilter: 'split',
    call: (args, context) => {
      const pieces = split(text(args, context, 'text'), text(args, context, 'delimiter'));
      context.spend(Math.floor(pieces.length / 8));
      return pieces;
    },
  },
  {
    name: 'TRUNCATE',
    category: 'Text',
    summary: 'Shortens a text to a number of characters, in which the ellipsis counts.',
    parameters: [required('text', 'text'), required('length', 'integer'), optional('ellipsis', 'text', '"..."')],
    returns: 'text',
    liquidFilter: 'truncate',
    call: (args, context) => {
      const given = text(args, context, 'text');
      const length = integer(args, context, 'length');
      if (characterCount(given) <= length) return given;
      const ellipsis = text(args, context, 'ellipsis', '...');
      return sliceCharacters(given, 0, Math.max(length - characterCount(ellipsis), 0)) + ellipsis;
    },
  },
  {
    name: 'TRUNCATEWORDS',
    category: 'Text',
    summary: 'Shortens a text to a number of words and adds an ellipsis when something was cut.',
    parameters: [required('text', 'text'), required('length', 'integer'), optional('ellipsis', 'text', '"..."')],
    returns: 'text',
    liquidFilter: 'truncatewords',
    call: (args, context) => {
      const given = text(args, context, 'text');
      const length = Math.max(integer(args, context, 'length'), 1);
      const words = split(given, ' ');
      return words.length <= length ? given : words.slice(0, length).join(' ') + text(args, context, 'ellipsis', '...');
    },
  },
  {
    name: 'TEXT',
    category: 'Text',
    summary: 'Turns any value into text, as a text field does.',
    parameters: [required('value', 'any')],
    returns: 'text',
    liquidFilter: null,
    call: (args, context) => wholeText(args.get('value') ?? null, context),
  },
]);

/** As in a text field: arrays and objects become JSON text. */
function wholeText(argument: Argument, context: CallContext): string {
  return context.toText(asValue(argument, context, 'value'));
}

/** As Ruby splits: `""` into characters, `" "` at runs of white space, and without empty pieces at the end. */
function split(given: string, delimiter: string): string[] {
  if (given === '') return [];
  if (delimiter === '') return [...given];
  const pieces = delimiter === ' ' ? stripStart(given).split(/[ \t\n\v\f\r\0]+/) : given.split(delimiter);
  let length = pieces.length;
  while (length > 0 && pieces[length - 1] === '') length--;
  return pieces.slice(0, length);
}
