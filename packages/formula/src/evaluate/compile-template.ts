/**
 * Options of an action: a JSON tree in which every text is a field of its own. Keys are not evaluated. A mistake in one
 * field waits for evaluation, so that it never keeps a story from loading.
 */
import type { FormulaError } from '../failure.ts';
import { err, ok, type Result } from '../result.ts';
import { entriesOf, isArrayValue, isObjectValue, ObjectShape, type Value } from '../value/value.ts';
import { compileField, type FieldOptions, isLiteralText } from './compile-field.ts';
import type { CompiledField } from './compiled-field.ts';
import type { Environment, Scope } from './environment.ts';

export type TemplatePath = readonly (string | number)[];

export interface TemplateError extends FormulaError {
  /** Where the field stands in the tree. */
  readonly path: TemplatePath;
  /** The stored text of the field; `range` is a range of it. */
  readonly source: string;
}

export interface CompiledTemplate {
  /** First names that the fields read; null when they cannot be known before evaluation. */
  readonly references: ReadonlySet<string> | null;
  /** What is known to fail: syntax errors, unknown functions, wrong arguments. For the editor and the importer. */
  readonly problems: readonly TemplateError[];
  /** Parts without fields are given back as they are, not copied. Stops at the first field that fails. */
  evaluate(scope: Scope, environment: Environment): Result<Value, TemplateError>;
}

type Resolve = (scope: Scope, environment: Environment) => Value;

class FieldFailed extends Error {
  readonly error: TemplateError;

  constructor(error: TemplateError) {
    super(error.message);
    this.error = error;
  }
}

export function compileTemplate(value: Value, options: FieldOptions = {}): CompiledTemplate {
  const compiler = new TemplateCompiler(options);
  const resolve = compiler.compile(value, []);
  return {
    references: compiler.isOpen ? null : compiler.references,
    problems: compiler.problems,
    evaluate: (scope, environment) => {
      if (resolve === null) return ok(value);
      try {
        return ok(resolve(scope, environment));
      } catch (thrown) {
        if (thrown instanceof FieldFailed) return err(thrown.error);
        throw thrown;
      }
    },
  };
}

class TemplateCompiler {
  readonly references = new Set<string>();
  readonly problems: TemplateError[] = [];
  isOpen = false;
  readonly #options: FieldOptions;

  constructor(options: FieldOptions) {
    this.#options = options;
  }

  /** Null when nothing inside needs evaluation. */
  compile(value: Value, path: TemplatePath): Resolve | null {
    if (typeof value === 'string') return isLiteralText(value) ? null : this.#field(value, path);
    if (isArrayValue(value)) return this.#array(value, path);
    if (!isObjectValue(value)) return null;
    const entries = entriesOf(value).map(([key, item]) => ({ key, item, resolve: this.compile(item, [...path, key]) }));
    if (entries.every(({ resolve }) => resolve === null)) return null;
    const shape = new ObjectShape(entries.map(({ key }) => key));
    return (scope, environment) => {
      const values: Value[] = [];
      for (const { item, resolve } of entries) values.push(resolve === null ? item : resolve(scope, environment));
      return shape.make(values);
    };
  }

  #array(items: readonly Value[], path: TemplatePath): Resolve | null {
    const parts = items.map((item, index) => ({ item, resolve: this.compile(item, [...path, index]) }));
    if (parts.every(({ resolve }) => resolve === null)) return null;
    return (scope, environment) =>
      parts.map(({ item, resolve }) => (resolve === null ? item : resolve(scope, environment)));
  }

  #field(source: string, path: TemplatePath): Resolve {
    const compiled = compileField(source, this.#options);
    const located = (error: FormulaError): TemplateError => ({ ...error, path, source });
    if (!compiled.ok) {
      const error = located(compiled.error);
      this.problems.push(error);
      return () => {
        throw new FieldFailed(error);
      };
    }
    const field = compiled.value;
    this.#note(field);
    this.problems.push(...field.problems.map(located));
    return (scope, environment) => {
      const result = field.evaluate(scope, environment);
      if (!result.ok) throw new FieldFailed(located(result.error));
      return result.value;
    };
  }

  #note({ references }: CompiledField): void {
    if (references === null) this.isOpen = true;
    for (const name of references ?? []) this.references.add(name);
  }
}
