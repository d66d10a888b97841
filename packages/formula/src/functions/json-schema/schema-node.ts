/** Reads the keywords of a schema. What is not as JSON Schema has it ends the check with a message that says so. */
import { kindOf } from '../../value/kind.ts';
import { isNumberValue, type NumberValue, toNative } from '../../value/number.ts';
import { entriesOf, getKey, isArrayValue, isObjectValue, type ObjectValue, type Value } from '../../value/value.ts';
import type { CallContext } from '../definition.ts';

export class SchemaNode {
  readonly object: ObjectValue;
  readonly #context: CallContext;

  constructor(object: ObjectValue, context: CallContext) {
    this.object = object;
    this.#context = context;
  }

  get(keyword: string): Value | undefined {
    return getKey(this.object, keyword);
  }

  number(keyword: string): NumberValue | undefined {
    const value = this.get(keyword);
    if (value === undefined || isNumberValue(value)) return value;
    return this.#wrong(keyword, 'a number', value);
  }

  /** A number of things. */
  count(keyword: string): number | undefined {
    const value = this.get(keyword);
    if (value === undefined) return undefined;
    const count = isNumberValue(value) ? toNative(value) : -1;
    return count >= 0 && Number.isInteger(count) ? count : this.#wrong(keyword, 'a whole number from 0 on', value);
  }

  text(keyword: string): string | undefined {
    const value = this.get(keyword);
    if (value === undefined || typeof value === 'string') return value;
    return this.#wrong(keyword, 'a text', value);
  }

  list(keyword: string): readonly Value[] | undefined {
    const value = this.get(keyword);
    if (value === undefined || isArrayValue(value)) return value;
    return this.#wrong(keyword, 'an array', value);
  }

  texts(keyword: string): readonly string[] {
    return this.textsOf(keyword, this.list(keyword) ?? []);
  }

  textsOf(keyword: string, values: readonly Value[]): readonly string[] {
    return values.map((value) =>
      typeof value === 'string' ? value : this.#wrong(keyword, 'an array of texts', value),
    );
  }

  members(keyword: string): readonly (readonly [string, Value])[] {
    const value = this.get(keyword);
    if (value === undefined) return [];
    return isObjectValue(value) ? entriesOf(value) : this.#wrong(keyword, 'an object', value);
  }

  #wrong(keyword: string, wanted: string, found: Value): never {
    const kind = kindOf(found);
    return this.#context.fail(
      kind === 'number'
        ? `the schema is not valid: \`${keyword}\` must be ${wanted}, not ${this.#context.toText(found).slice(0, 40)}`
        : `the schema is not valid: \`${keyword}\` must be ${wanted}, not ${kind}`,
    );
  }
}
