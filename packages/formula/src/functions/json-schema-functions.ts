/** Checking values against a JSON Schema. */
import { isObjectValue } from '../value/value.ts';
import { anyValue, reserveText, wrongType } from './arguments.ts';
import type { CallContext, CheckedArguments, FunctionDefinition } from './definition.ts';
import { SchemaCheck } from './json-schema/schema-check.ts';
import type { SchemaProblem } from './json-schema/schema-problem.ts';
import examples from './json-schema-functions.examples.json' with { type: 'json' };
import { required, withExamples } from './parameters.ts';

/** A text that says more helps nobody. */
const maxShown = 100;

const parameters = [
  required('schema', 'any', 'a JSON Schema: an object, or TRUE or FALSE'),
  required('input', 'any', 'the value to check'),
];

const details =
  'Drafts 4 to 2020-12, told by `$schema`; without it 2020-12. Formats are checked. Patterns are regular expressions of ' +
  'formulas in which `^` and `$` mean the start and the end of the text. A `$ref` may name what is inside the schema; ' +
  'nothing is fetched.';

export const jsonSchemaFunctions: readonly FunctionDefinition[] = withExamples(examples, [
  {
    name: 'IS_VALID_JSON_SCHEMA',
    category: 'Objects',
    summary: 'TRUE when a value satisfies a JSON Schema.',
    details,
    seeAlso: ['JSON_SCHEMA_VALIDATE'],
    parameters,
    returns: 'boolean',
    call: (args, context) => problemsOf(args, context).length === 0,
  },
  {
    name: 'JSON_SCHEMA_VALIDATE',
    category: 'Objects',
    summary: 'What is wrong with a value according to a JSON Schema, one line each; the empty text when nothing is.',
    details,
    seeAlso: ['IS_VALID_JSON_SCHEMA'],
    parameters,
    returns: 'text',
    call: (args, context) => {
      // How several problems are told is not documented: a line for each, so that SPLIT can take them apart.
      const shown = problemsOf(args, context).slice(0, maxShown).map(sentence).join('\n');
      reserveText(context, shown.length);
      return shown;
    },
  },
]);

function problemsOf(args: CheckedArguments, context: CallContext): readonly SchemaProblem[] {
  const schema = anyValue(args, context, 'schema');
  if (typeof schema !== 'boolean' && !isObjectValue(schema))
    return wrongType(context, 'schema', 'a JSON Schema as an object', schema);
  return new SchemaCheck(schema, context).problemsOf(anyValue(args, context, 'input'));
}

function sentence({ message }: SchemaProblem): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
