/** The keywords of arrays. */
import { isArrayValue, type Value } from '../../value/value.ts';
import { identityOf } from '../value-identity.ts';
import type { SchemaTask } from './schema-check.ts';
import { memberPointer, placeName, type SchemaProblem } from './schema-problem.ts';

export function arrayProblems(task: SchemaTask, array: readonly Value[]): SchemaProblem[] {
  task.check.context.spend(array.length);
  return [
    ...sizeProblems(task, array),
    ...itemProblems(task, array),
    ...containsProblems(task, array),
    ...unevaluatedProblems(task, array),
  ];
}

function* sizeProblems({ node, check, pointer }: SchemaTask, array: readonly Value[]): Iterable<SchemaProblem> {
  const [least, most] = [node.count('minItems'), node.count('maxItems')];
  const place = placeName(pointer);
  if (most !== undefined && array.length > most)
    yield { pointer, message: `array size at ${place} is greater than: ${most}` };
  if (least !== undefined && array.length < least)
    yield { pointer, message: `array size at ${place} is less than: ${least}` };
  if (node.get('uniqueItems') === true) {
    const distinct = new Set(array.map((item) => identityOf(item, check.context)));
    if (distinct.size < array.length) yield { pointer, message: `array items at ${place} are not unique` };
  }
}

/** The first items by `prefixItems` (an array in `items` before 2020), the others by `items` (then `additionalItems`). */
function* itemProblems(task: SchemaTask, array: readonly Value[]): Iterable<SchemaProblem> {
  const { node, check, pointer, scope, evaluated } = task;
  const items = node.get('items');
  const isTuple = isArrayValue(items);
  const first = isTuple ? items : (node.list('prefixItems') ?? []);
  const others = isTuple ? node.get('additionalItems') : items;
  if (first.length === 0 && others === undefined) return;
  for (const [index, item] of array.entries()) {
    const schema = first[index] ?? others;
    if (schema === undefined) return;
    const at = memberPointer(pointer, index);
    if (schema === false)
      yield { pointer: at, message: `array item at ${placeName(at)} is a disallowed additional item` };
    else yield* check.apply(schema, item, at, scope);
    if (check.remembersEvaluated) evaluated.items.add(index);
  }
}

function* containsProblems(task: SchemaTask, array: readonly Value[]): Iterable<SchemaProblem> {
  const { node, check, pointer, scope, evaluated } = task;
  const schema = node.get('contains');
  if (schema === undefined) return;
  let found = 0;
  for (const [index, item] of array.entries()) {
    if (check.apply(schema, item, memberPointer(pointer, index), scope).length > 0) continue;
    found += 1;
    // Only since 2020 has what `contains` finds been looked at.
    if (check.remembersEvaluated && check.draft === 2020) evaluated.items.add(index);
  }
  const least = node.count('minContains') ?? 1;
  const most = node.count('maxContains');
  const place = placeName(pointer);
  if (found < least)
    yield { pointer, message: `array at ${place} does not contain enough items that match \`contains\` schema` };
  if (most !== undefined && found > most)
    yield { pointer, message: `array at ${place} contains too many items that match \`contains\` schema` };
}

function* unevaluatedProblems(task: SchemaTask, array: readonly Value[]): Iterable<SchemaProblem> {
  const { node, check, pointer, scope, evaluated } = task;
  const schema = node.get('unevaluatedItems');
  if (schema === undefined) return;
  for (const [index, item] of array.entries()) {
    if (evaluated.items.has(index)) continue;
    const at = memberPointer(pointer, index);
    if (schema === false)
      yield { pointer: at, message: `array item at ${placeName(at)} is a disallowed unevaluated item` };
    else yield* check.apply(schema, item, at, scope);
    evaluated.items.add(index);
  }
}
