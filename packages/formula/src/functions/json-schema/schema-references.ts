/** Finds the schemas that `$ref` and its relatives name. All of them are inside the schema itself; nothing is fetched. */
import { entriesOf, getKey, isArrayValue, isObjectValue, type ObjectValue, type Value } from '../../value/value.ts';
import type { CallContext } from '../definition.ts';
import type { SchemaDraft } from './schema-draft.ts';
import { resolveSchemaUri } from './schema-uri.ts';

/** A schema, and the address that references inside it are relative to. */
export interface PlacedSchema {
  readonly schema: Value;
  readonly base: string;
}

/** Members of these are data, not schemas. */
const dataKeywords: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'examples']);
/** Members of these are schemas under names of the author. */
const namingKeywords: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
  'dependencies',
]);

export class SchemaReferences {
  /** Whether anything in the schema asks which members others have looked at. */
  usesUnevaluated = false;
  readonly #context: CallContext;
  readonly #draft: SchemaDraft;
  readonly #resources = new Map<string, Value>();
  readonly #anchors = new Map<string, PlacedSchema>();
  readonly #dynamicAnchors = new Map<string, PlacedSchema>();

  constructor(root: Value, draft: SchemaDraft, context: CallContext) {
    this.#context = context;
    this.#draft = draft;
    this.#resources.set('', root);
    this.#collect(root, '', false);
  }

  /** The base of what is inside this schema. */
  baseOf(schema: ObjectValue, outer: string): string {
    const id = getKey(schema, this.#draft === 4 ? 'id' : '$id');
    if (typeof id !== 'string' || id.startsWith('#')) return outer;
    return resolveSchemaUri(outer, id).resource;
  }

  find(base: string, reference: string): PlacedSchema {
    const { resource, fragment } = resolveSchemaUri(base, reference);
    const root = this.#resources.get(resource);
    const found =
      root === undefined
        ? undefined
        : fragment === '' || fragment.startsWith('/')
          ? this.#follow(root, fragment, resource)
          : this.#anchors.get(`${resource}#${fragment}`);
    return (
      found ??
      this.#context.fail(
        `the schema refers to "${reference.slice(0, 200)}", which is not inside it; schemas are not fetched`,
      )
    );
  }

  /** The schema that this dynamic anchor names in a resource. */
  dynamicAnchor(resource: string, name: string): PlacedSchema | undefined {
    return this.#dynamicAnchors.get(`${resource}#${name}`);
  }

  #follow(root: Value, pointer: string, base: string): PlacedSchema | undefined {
    let current: Value = root;
    let currentBase = base;
    for (const token of pointer.split('/').slice(1)) {
      this.#context.spend(1);
      const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
      const next: Value | undefined = isArrayValue(current)
        ? /^\d{1,9}$/.test(key)
          ? current[Number(key)]
          : undefined
        : isObjectValue(current)
          ? getKey(current, key)
          : undefined;
      if (next === undefined) return undefined;
      // A base of its own below the start counts; where the walk ends it is read by whoever applies the schema.
      if (isObjectValue(current) && current !== root) currentBase = this.baseOf(current, currentBase);
      current = next;
    }
    return { schema: current, base: currentBase };
  }

  #collect(value: Value, base: string, isNaming: boolean): void {
    this.#context.spend(1);
    if (isArrayValue(value)) {
      for (const item of value) this.#collect(item, base, false);
    } else if (isObjectValue(value)) {
      const own = isNaming ? base : this.#register(value, base);
      for (const [key, member] of entriesOf(value)) {
        if (typeof member !== 'object' || (!isNaming && dataKeywords.has(key))) continue;
        this.#collect(member, own, !isNaming && namingKeywords.has(key));
      }
    }
  }

  #register(schema: ObjectValue, outer: string): string {
    const base = this.baseOf(schema, outer);
    if (base !== outer) this.#resources.set(base, schema);
    const placed = { schema, base };
    const id = getKey(schema, this.#draft === 4 ? 'id' : '$id');
    if (typeof id === 'string' && id.startsWith('#')) this.#anchors.set(`${base}${id}`, placed);
    const anchor = getKey(schema, '$anchor');
    if (typeof anchor === 'string') this.#anchors.set(`${base}#${anchor}`, placed);
    const dynamic = getKey(schema, '$dynamicAnchor');
    if (typeof dynamic === 'string') {
      this.#anchors.set(`${base}#${dynamic}`, placed);
      this.#dynamicAnchors.set(`${base}#${dynamic}`, placed);
    }
    if (getKey(schema, '$recursiveAnchor') === true) this.#dynamicAnchors.set(`${base}#`, placed);
    if (getKey(schema, 'unevaluatedProperties') !== undefined || getKey(schema, 'unevaluatedItems') !== undefined)
      this.usesUnevaluated = true;
    return base;
  }
}
