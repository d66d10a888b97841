/** The type of the results that the examples of a function show. */
import type { FunctionDefinition } from '../functions/definition.ts';
import { parseFormula } from '../syntax/parse-formula.ts';
import type { Value } from '../value/value.ts';
import { documentedType } from './documented-type.ts';
import { ANY, arrayOf, joinAll, membersOf, objectOf, type Type } from './type.ts';
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

function shownType({ name, returns, examples }: Shown): Type {
  const results = examples.flatMap(({ kind, formula, result }) => {
    const isShown = kind !== 'error' && typeof result === 'object' && result !== null && isCallOf(name, formula);
    // Examples are read from JSON, so their results are values.
    return isShown ? [result as Value] : [];
  });
  return results.length === 0 ? documentedType(returns) : opened(joinAll(results.map(typeOfValue)), true);
}

/** Examples also show a part of a result, or what is done with it. */
function isCallOf(name: string, source: string): boolean {
  const { formula } = parseFormula(source);
  return formula.kind === 'call' && formula.name === name;
}

/** An example need not show every key, and inside a result what is not in every example is about that example only. */
function opened(type: Type, isWhole: boolean): Type {
  if (type.kind === 'array') return arrayOf(opened(type.item, isWhole));
  if (type.kind !== 'object')
    return type.kind === 'union' ? joinAll(type.members.map((member) => opened(member, isWhole))) : type;
  const kept = [...type.keys].filter(([, value]) => isWhole || membersOf(value).every(({ kind }) => kind !== 'null'));
  return objectOf(new Map(kept.map(([key, value]) => [key, opened(value, false)])), ANY);
}
