/** Checking values against a JSON Schema. */
import { isObjectValue } from '../value/value.ts';
import { anyValue, reserveText, wrongType } from './arguments.ts';
import type { CallContext, CheckedArguments, FunctionDefinition } from './definition.ts';
import { SchemaCheck } from './json-schema/schema-check.ts';
import type { SchemaProblem } from './json-schema/schema-problem.ts';
import examples from './json-schema-functions.examples.json' with { type: 'json' };
import notes from './json-schema-functions.notes.json' with { type: 'json' };
import { required, withDocs } from './parameters.ts';

/** A text that says more helps nobody. */
const maxShown = 100;

const parameters = [required('schema', 'any'), required('input', 'any')];

export const jsonSchemaFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'IS_VALID_JSON_SCHEMA',
    category: 'Objects',
    summary: 'TRUE when a value satisfies a JSON Schema.',
    parameters,
    returns: 'boolean',
    call: (args, context) => problemsOf(args, context).length === 0,
  },
  {
    name: 'JSON_SCHEMA_VALIDATE',
    category: 'Objects',
    summary: 'What is wrong with a value according to a JSON Schema, one line each; the empty text when nothing is.',
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
