/** JSONPATH: values picked by a JSONPath, in the dialect of the stories. */
import { jsonpath } from 'json-p3';
import { parseJson } from '../value/json.ts';
import type { Value } from '../value/value.ts';
import { anyValue, text } from './arguments.ts';
import type { CallContext, FunctionDefinition } from './definition.ts';
import { evaluatePath } from './json-path/evaluate-path.ts';
import { toStandardPath } from './json-path/ruby-path.ts';
import examples from './json-path-function.examples.json' with { type: 'json' };
import notes from './json-path-function.notes.json' with { type: 'json' };
import { required, withDocs } from './parameters.ts';

const maxCached = 200;
const cache = new Map<string, jsonpath.JSONPathQuery>();

export const jsonPathFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'JSONPATH',
    category: 'Objects',
    summary: 'All values that a JSONPath leads to, in a value or in a JSON text; always an array.',
    parameters: [required('object', 'any', 'a value or a JSON text'), required('path', 'text')],
    returns: 'array',
    liquidFilter: 'jsonpath',
    call: (args, context) => {
      const path = parsedPath(text(args, context, 'path'), context);
      return evaluatePath(path, documentOf(anyValue(args, context, 'object'), context), context);
    },
  },
]);

function documentOf(given: Value, context: CallContext): Value {
  if (typeof given !== 'string') return given;
  context.spend(1 + Math.floor(given.length / 32));
  const parsed = parseJson(given);
  return parsed.ok ? parsed.value : context.fail(`the text is not JSON: ${parsed.error.message}`);
}

function parsedPath(path: string, context: CallContext): jsonpath.JSONPathQuery {
  const known = cache.get(path);
  if (known !== undefined) return known;
  const standard = toStandardPath(path) ?? context.fail(`"${path.slice(0, 80)}" is not a JSONPath`);
  try {
    const parsed = jsonpath.compile(standard);
    if (cache.size >= maxCached) cache.clear();
    cache.set(path, parsed);
    return parsed;
  } catch (problem) {
    if (problem instanceof jsonpath.JSONPathError)
      return context.fail(`"${path.slice(0, 80)}" is not a JSONPath: ${reasonOf(problem)}`);
    throw problem;
  }
}

/** Without the place, which is one in the path as RFC 9535 would have it. */
function reasonOf(problem: Error): string {
  return problem.message.replace(/ \('[\s\S]*':\d+\)$/, '');
}
