/** Functions that write text for HTML and for URLs, and read it back. */

import { decodeHTMLStrict } from 'entities/decode';
import { reserveText, text } from './arguments.ts';
import type { CallContext, CheckedArguments, FunctionDefinition } from './definition.ts';
import { decodePercent, encodePercent } from './encoding/percent.ts';
import { keyword, required, withDocs } from './parameters.ts';
import examples from './text-html.examples.json' with { type: 'json' };
import notes from './text-html.notes.json' with { type: 'json' };

const escapes: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

export const textHtmlFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'ESCAPE',
    category: 'Text',
    summary: 'Escapes the characters that have a meaning in HTML.',
    parameters: [required('text', 'text')],
    returns: 'text',
    liquidFilter: 'escape',
    call: (args, context) => escapeHtml(context, text(args, context, 'text'), /[&<>"']/g),
  },
  {
    name: 'ESCAPE_ONCE',
    category: 'Text',
    summary: 'Escapes the characters that have a meaning in HTML, but leaves entities that are there already.',
    parameters: [required('text', 'text')],
    returns: 'text',
    liquidFilter: 'escape_once',
    call: (args, context) =>
      escapeHtml(context, text(args, context, 'text'), /[<>"']|&(?!(?:[a-z]{1,32}\d{0,2}|#\d{1,7}|#x[\da-f]{1,6});)/gi),
  },
  {
    name: 'HTML_ENCODE',
    category: 'Text',
    summary: 'Writes the characters that have a meaning in HTML as entities.',
    parameters: [required('text', 'text')],
    returns: 'text',
    call: (args, context) => escapeHtml(context, text(args, context, 'text'), /[&<>"']/g),
  },
  {
    name: 'HTML_DECODE',
    category: 'Text',
    summary: 'Turns HTML entities back into the characters that they stand for.',
    parameters: [required('text', 'text')],
    returns: 'text',
    // Only what ends in a semicolon: `&copy=1` in an address is no sign.
    call: (args, context) => decodeHTMLStrict(costlyText(args, context)),
  },
  {
    name: 'URL_ENCODE',
    category: 'Text',
    summary: 'Encodes a text for use inside a URL, a blank as `+` or, with encoding "uri", as `%20`.',
    parameters: [required('text', 'text'), keyword('encoding', 'text', '"form"', '"form" or "uri"')],
    returns: 'text',
    liquidFilter: 'url_encode',
    call: (args, context) => {
      const given = costlyText(args, context);
      const encoding = text(args, context, 'encoding', 'form');
      if (encoding !== 'form' && encoding !== 'uri') return context.fail(`unknown encoding "${encoding}"; form or uri`);
      const encoded = encodePercent(given);
      reserveText(context, encoded.length);
      return encoding === 'form' ? encoded.replaceAll('%20', '+') : encoded;
    },
  },
  {
    name: 'URL_DECODE',
    category: 'Text',
    summary: 'Decodes what is percent-encoded in a text; `+` becomes a blank.',
    parameters: [required('text', 'text')],
    returns: 'text',
    liquidFilter: 'url_decode',
    call: (args, context) => decodePercent(costlyText(args, context).replaceAll('+', ' ')),
  },
]);

/** A text of which every character may need work of its own. */
function costlyText(args: CheckedArguments, context: CallContext): string {
  const given = text(args, context, 'text');
  context.spend(Math.floor(given.length / 16));
  return given;
}

function escapeHtml(context: CallContext, given: string, characters: RegExp): string {
  const escaped = given.replace(characters, (character) => escapes.get(character) ?? character);
  reserveText(context, escaped.length);
  return escaped;
}
