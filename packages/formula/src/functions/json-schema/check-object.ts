/** The keywords of objects. */
import { entriesOf, getKey, isArrayValue, type ObjectValue, type Value } from '../../value/value.ts';
import { matchesPattern } from './check-scalar.ts';
import type { SchemaTask } from './schema-check.ts';
import { memberPointer, placeName, type SchemaProblem } from './schema-problem.ts';

export function objectProblems(task: SchemaTask, object: ObjectValue): SchemaProblem[] {
  const entries = entriesOf(object);
  task.check.context.spend(entries.length);
  return [
    ...sizeProblems(task, entries.length),
    ...requiredProblems(task, object),
    ...memberProblems(task, entries),
    ...nameProblems(task, entries),
    ...dependencyProblems(task, object),
    ...unevaluatedProblems(task, entries),
  ];
}

type Entries = readonly (readonly [string, Value])[];

function* sizeProblems({ node, pointer }: SchemaTask, size: number): Iterable<SchemaProblem> {
  const [least, most] = [node.count('minProperties'), node.count('maxProperties')];
  const place = placeName(pointer);
  if (most !== undefined && size > most) yield { pointer, message: `object size at ${place} is greater than: ${most}` };
  if (least !== undefined && size < least) yield { pointer, message: `object size at ${place} is less than: ${least}` };
}

function* requiredProblems({ node, pointer }: SchemaTask, object: ObjectValue): Iterable<SchemaProblem> {
  // Draft 3 had a flag inside the property; real schemas still carry it.
  if (typeof node.get('required') === 'boolean') return;
  const missing = node.texts('required').filter((key) => getKey(object, key) === undefined);
  if (missing.length > 0)
    yield {
      pointer,
      message: `object at ${placeName(pointer)} is missing required properties: ${missing.join(', ')}`,
    };
}

/** `properties`, `patternProperties` and, for keys that neither names, `additionalProperties`. */
function* memberProblems(task: SchemaTask, entries: Entries): Iterable<SchemaProblem> {
  const { node, check, pointer, scope, evaluated } = task;
  const properties = new Map(node.members('properties'));
  const patterns = node.members('patternProperties');
  const additional = node.get('additionalProperties');
  if (properties.size === 0 && patterns.length === 0 && additional === undefined) return;
  check.context.spend(properties.size);
  for (const [key, value] of entries) {
    const at = memberPointer(pointer, key);
    const named = properties.get(key);
    const matching = patterns.filter(([pattern]) => matchesPattern(pattern, key, check.context));
    for (const schema of named === undefined ? [] : [named]) yield* check.apply(schema, value, at, scope);
    for (const [, schema] of matching) yield* check.apply(schema, value, at, scope);
    const isExtra = named === undefined && matching.length === 0;
    if (isExtra && additional === false)
      yield { pointer: at, message: `object property at ${placeName(at)} is a disallowed additional property` };
    else if (isExtra && additional !== undefined) yield* check.apply(additional, value, at, scope);
    if (check.remembersEvaluated && (!isExtra || additional !== undefined)) evaluated.keys.add(key);
  }
}

function* nameProblems({ node, check, pointer, scope }: SchemaTask, entries: Entries): Iterable<SchemaProblem> {
  const schema = node.get('propertyNames');
  if (schema === undefined) return;
  for (const [key] of entries) {
    if (check.apply(schema, key, pointer, scope).length > 0)
      yield {
        pointer,
        message: `object property name "${key}" at ${placeName(pointer)} does not match \`propertyNames\` schema`,
      };
  }
}

/** `dependentRequired` and `dependentSchemas`, which older drafts write as one: `dependencies`. */
function* dependencyProblems(task: SchemaTask, object: ObjectValue): Iterable<SchemaProblem> {
  const { node, check, pointer, scope, evaluated } = task;
  const keywords = ['dependentRequired', 'dependentSchemas', 'dependencies'] as const;
  for (const keyword of keywords) {
    for (const [key, dependency] of node.members(keyword)) {
      if (getKey(object, key) === undefined) continue;
      if (keyword === 'dependentSchemas' || !(isArrayValue(dependency) || typeof dependency === 'string')) {
        yield* check.apply(dependency, object, pointer, scope, evaluated);
        continue;
      }
      const wanted = node.textsOf(keyword, isArrayValue(dependency) ? dependency : [dependency]);
      const missing = wanted.filter((name) => getKey(object, name) === undefined);
      if (missing.length > 0)
        yield {
          pointer,
          message: `object at ${placeName(pointer)} is missing required \`${keyword}\` properties: ${missing.join(', ')}`,
        };
    }
  }
}

/** Last: what every other keyword has looked at must be known. */
function* unevaluatedProblems(task: SchemaTask, entries: Entries): Iterable<SchemaProblem> {
  const { node, check, pointer, scope, evaluated } = task;
  const schema = node.get('unevaluatedProperties');
  if (schema === undefined) return;
  for (const [key, value] of entries) {
    if (evaluated.keys.has(key)) continue;
    const at = memberPointer(pointer, key);
    if (schema === false)
      yield { pointer: at, message: `object property at ${placeName(at)} is a disallowed unevaluated property` };
    else yield* check.apply(schema, value, at, scope);
    evaluated.keys.add(key);
  }
}
