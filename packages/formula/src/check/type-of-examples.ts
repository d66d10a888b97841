/** The type of the results that the examples of a function show. */
import type { FunctionDefinition } from '../functions/definition.ts';
import type { Value } from '../value/value.ts';
import { documentedType } from './documented-type.ts';
import { ANY, joinAll, objectOf, type Type } from './type.ts';
import { typeOfValue } from './type-of-value.ts';

type Shown = Pick<FunctionDefinition, 'name' | 'returns' | 'examples'>;

const cache = new Map<string, Type>();

export function typeOfExamples(definition: Shown): Type {
  let type = cache.get(definition.name);
  if (type === undefined) {
    type = shownType(definition);
    cache.set(definition.name, type);
  }
  return type;
}

/** Open: an example need not show every key. */
function shownType({ returns, examples }: Shown): Type {
  const results = examples.flatMap(({ kind, result }) => {
    // Examples are read from JSON, so their results are values.
    return kind !== 'error' && typeof result === 'object' && result !== null ? [result as Value] : [];
  });
  const type = joinAll(results.map(typeOfValue));
  if (type.kind === 'object') return objectOf(type.keys, ANY);
  return type.kind === 'never' ? documentedType(returns) : type;
}
