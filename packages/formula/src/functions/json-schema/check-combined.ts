/** The keywords that apply other schemas to the same value: allOf, anyOf, oneOf, not, if. */
import type { Value } from '../../value/value.ts';
import { type Evaluated, nothingEvaluated, remember } from './evaluated.ts';
import type { SchemaTask } from './schema-check.ts';
import { placeName, type SchemaProblem } from './schema-problem.ts';

/** Of several schemas that fail, the problems of each are told, as Ruby does. */
export function* combinedProblems(task: SchemaTask, value: Value): Iterable<SchemaProblem> {
  const { node, pointer, evaluated } = task;
  const place = placeName(pointer);
  for (const schema of node.list('allOf') ?? []) yield* inPlace(task, schema, value, evaluated);

  const any = node.list('anyOf');
  if (any !== undefined) {
    const { valid, failed } = branches(task, any, value);
    if (valid === 0) yield* orElse(failed, pointer, `value at ${place} does not match any \`anyOf\` schemas`);
  }

  const one = node.list('oneOf');
  if (one !== undefined) {
    const { valid, failed } = branches(task, one, value);
    const message = `value at ${place} does not match exactly one \`oneOf\` schema`;
    if (valid === 0) yield* orElse(failed, pointer, message);
    else if (valid > 1) yield { pointer, message: `${message}: it matches ${valid}` };
  }

  const not = node.get('not');
  if (not !== undefined && inPlace(task, not, value, null).length === 0)
    yield { pointer, message: `value at ${place} matches \`not\` schema` };

  const condition = node.get('if');
  if (condition !== undefined) {
    const looked = nothingEvaluated();
    const isMet = inPlace(task, condition, value, looked).length === 0;
    if (isMet) remember(looked, evaluated);
    const next = node.get(isMet ? 'then' : 'else');
    if (next !== undefined) yield* inPlace(task, next, value, evaluated);
  }
}

function inPlace(
  { check, pointer, scope }: SchemaTask,
  schema: Value,
  value: Value,
  evaluated: Evaluated | null,
): SchemaProblem[] {
  return check.apply(schema, value, pointer, scope, evaluated);
}

function branches(task: SchemaTask, schemas: readonly Value[], value: Value) {
  const failed: SchemaProblem[] = [];
  let valid = 0;
  for (const schema of schemas) {
    const looked = nothingEvaluated();
    const problems = inPlace(task, schema, value, looked);
    for (const problem of problems) failed.push(problem);
    if (problems.length > 0) continue;
    valid += 1;
    remember(looked, task.evaluated);
  }
  return { valid, failed };
}

function orElse(problems: readonly SchemaProblem[], pointer: string, message: string): readonly SchemaProblem[] {
  return problems.length === 0 ? [{ pointer, message }] : problems;
}
