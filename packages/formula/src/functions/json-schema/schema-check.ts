/**
 * Checks values against a JSON Schema, with the messages of Ruby's json_schemer, which are the documented ones.
 *
 * Our own, because the validators that generate no code (@cfworker/json-schema, jsonschema and their like) read values by
 * `object[key]`, know neither big numbers nor the order of keys, write into the schema that they are given, and run
 * `pattern` on the backtracking engine of the host: a schema could hang the program. Here every step is paid for.
 */
import { getKey, isArrayValue, isObjectValue, type ObjectValue, type Value } from '../../value/value.ts';
import type { CallContext } from '../definition.ts';
import { arrayProblems } from './check-array.ts';
import { combinedProblems } from './check-combined.ts';
import { objectProblems } from './check-object.ts';
import { scalarProblems } from './check-scalar.ts';
import { type Evaluated, nothingEvaluated, remember } from './evaluated.ts';
import { draftOf, type SchemaDraft } from './schema-draft.ts';
import { SchemaNode } from './schema-node.ts';
import { placeName, type SchemaProblem } from './schema-problem.ts';
import { type PlacedSchema, SchemaReferences } from './schema-references.ts';

/** Schemas applied inside each other, which recurse. */
const maxDepth = 400;

/** The way from the root of the schema to the one that is applied. */
export interface SchemaScope {
  readonly base: string;
  readonly outer: SchemaScope | null;
  readonly depth: number;
}

/** One value at one place, and the schema that is applied to it. */
export interface SchemaTask {
  readonly check: SchemaCheck;
  readonly node: SchemaNode;
  readonly pointer: string;
  readonly scope: SchemaScope;
  readonly evaluated: Evaluated;
}

export class SchemaCheck {
  readonly context: CallContext;
  readonly draft: SchemaDraft;
  readonly #root: Value;
  readonly #references: SchemaReferences;

  constructor(root: Value, context: CallContext) {
    this.context = context;
    this.draft = draftOf(root);
    this.#root = root;
    this.#references = new SchemaReferences(root, this.draft, context);
  }

  problemsOf(value: Value): SchemaProblem[] {
    return this.apply(this.#root, value, '', { base: '', outer: null, depth: 0 });
  }

  /** Whether anything asks what others have looked at; if not, nobody needs to remember. */
  get remembersEvaluated(): boolean {
    return this.#references.usesUnevaluated;
  }

  /** The problems of a value, the innermost ones; none: it satisfies the schema. */
  apply(
    schema: Value,
    value: Value,
    pointer: string,
    outer: SchemaScope,
    into: Evaluated | null = null,
  ): SchemaProblem[] {
    this.context.spend(2);
    if (schema === true) return [];
    if (schema === false) return [{ pointer, message: `value at ${placeName(pointer)} is not allowed` }];
    if (!isObjectValue(schema))
      return this.context.fail('the schema is not valid: a schema must be an object, TRUE or FALSE');
    if (outer.depth >= maxDepth) {
      return this.context.fail(`more than ${maxDepth} schemas apply inside each other; does one refer to itself?`);
    }
    const base = this.#references.baseOf(schema, outer.base);
    const scope: SchemaScope = { base, outer, depth: outer.depth + 1 };
    // What others have looked at is not seen here; what is looked at here counts for whoever applies this schema.
    const evaluated = nothingEvaluated();
    const problems = this.#inScope(schema, value, pointer, scope, evaluated);
    if (into !== null) remember(evaluated, into);
    // Problems are kept until the end: they cost more than steps.
    this.context.spend(8 * problems.length);
    return problems;
  }

  #inScope(
    schema: ObjectValue,
    value: Value,
    pointer: string,
    scope: SchemaScope,
    evaluated: Evaluated,
  ): SchemaProblem[] {
    const node = new SchemaNode(schema, this.context);
    const referred = this.#referred(node, scope);
    if (referred !== undefined && this.draft <= 7) return this.#applyPlaced(referred, value, pointer, scope, evaluated);
    const task: SchemaTask = { check: this, node, pointer, scope, evaluated };
    return [
      ...(referred === undefined ? [] : this.#applyPlaced(referred, value, pointer, scope, evaluated)),
      ...scalarProblems(node, value, pointer, this.draft, this.context).map((message) => ({ pointer, message })),
      ...combinedProblems(task, value),
      ...(isObjectValue(value) ? objectProblems(task, value) : []),
      ...(isArrayValue(value) ? arrayProblems(task, value) : []),
    ];
  }

  #applyPlaced(
    placed: PlacedSchema,
    value: Value,
    pointer: string,
    scope: SchemaScope,
    evaluated: Evaluated,
  ): SchemaProblem[] {
    return this.apply(
      placed.schema,
      value,
      pointer,
      { base: placed.base, outer: scope, depth: scope.depth },
      evaluated,
    );
  }

  #referred(node: SchemaNode, scope: SchemaScope): PlacedSchema | undefined {
    const reference = node.text('$ref');
    if (reference !== undefined) return this.#references.find(scope.base, reference);
    const dynamic = node.text('$dynamicRef') ?? node.text('$recursiveRef');
    if (dynamic === undefined) return undefined;
    const first = this.#references.find(scope.base, dynamic);
    const name = dynamic.slice(dynamic.indexOf('#') + 1);
    const isDynamic =
      isObjectValue(first.schema) &&
      (name === ''
        ? getKey(first.schema, '$recursiveAnchor') === true
        : getKey(first.schema, '$dynamicAnchor') === name);
    return isDynamic ? this.#outermost(name, scope, first) : first;
  }

  /** The resource that was entered first and has this anchor decides. */
  #outermost(name: string, scope: SchemaScope, usual: PlacedSchema): PlacedSchema {
    let found = usual;
    for (let at: SchemaScope | null = scope; at !== null; at = at.outer) {
      this.context.spend(1);
      found = this.#references.dynamicAnchor(at.base, name) ?? found;
    }
    return found;
  }
}
