/** Functions that read and write JSON text. */

import { parseJson, stringifyJson } from '../value/json.ts';
import { anyValue, reserveText, text } from './arguments.ts';
import type { FunctionDefinition } from './definition.ts';
import examples from './json-text.examples.json' with { type: 'json' };
import notes from './json-text.notes.json' with { type: 'json' };
import { required, withDocs } from './parameters.ts';

export const jsonTextFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'JSON_PARSE',
    category: 'Data Parsing/Conversion',
    summary: 'Reads JSON text into the value that it shows.',
    parameters: [required('text', 'text')],
    returns: 'any',
    liquidFilter: 'json_parse',
    call: (args, context) => {
      const given = text(args, context, 'text');
      context.spend(1 + Math.floor(given.length / 32));
      const parsed = parseJson(given);
      return parsed.ok ? parsed.value : context.fail(`the text is not JSON: ${parsed.error.message}`);
    },
  },
  {
    name: 'TO_JSON',
    category: 'Data Parsing/Conversion',
    summary: 'The JSON text of a value, compact, keys in their order.',
    parameters: [required('object', 'any')],
    returns: 'text',
    liquidFilter: 'as_json',
    call: (args, context) => {
      const value = anyValue(args, context, 'object');
      // The text form of an array or object is its JSON, measured before it is written.
      const json = typeof value === 'object' && value !== null ? context.toText(value) : stringifyJson(value);
      reserveText(context, json.length);
      return json;
    },
  },
]);
