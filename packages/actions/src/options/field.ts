/**
 * Options of a kind of action, described once and read by that description:
 *
 *   const limit = numberField('limit', { title: 'Limit', help: '…', min: 1, isInteger: true, fallback: 500, origin: 'documented' });
 *   limit.read(input)   // number: 500 unless the story says otherwise
 *
 * A description with a `fallback` reads as its type, one without it as that or undefined. What cannot be read throws an
 * OptionFailure in the documented words: options are lenient when saved and strict when run (actions.md section 2.2).
 */
import type { Names, OptionReader } from '@fabula/engine';
import type { ObjectValue, Value } from '@fabula/formula';
import { convertOption, isGiven, type OptionField } from '@fabula/model';
import { invalidOption } from './invalid-option.ts';

export interface ReadableField<T> extends OptionField {
  /** The option with its formulas read. Throws OptionFailure. */
  read(reader: OptionReader, names?: Names): T;
  /** Whether the story gives it: neither absent, nor null, nor blank. Formulas are not read. */
  isGiven(reader: OptionReader): boolean;
}

/** A description without what the builder adds. */
export type FieldText<T extends Value = Value> = Omit<OptionField, 'key' | 'kind' | 'fallback' | 'isRequired'> & {
  readonly fallback?: T;
  readonly isRequired?: boolean;
};

type Certain<T extends Value> = FieldText<T> & ({ readonly fallback: T } | { readonly isRequired: true });

/** Overloads: a fallback, or being required, makes the reading certain. */
interface Builder<T extends Value> {
  (key: string, text: Certain<T>): ReadableField<T>;
  (key: string, text: FieldText<T>): ReadableField<T | undefined>;
}

export const textField = builder<string>('text');
export const longTextField = builder<string>('long_text');
export const numberField = builder<number>('number');
export const booleanField = builder<boolean>('boolean');
export const choiceField = builder<string>('choice');
export const listField = builder<readonly Value[]>('list');
export const objectField = builder<ObjectValue>('object');
export const anyField = builder<Value>('any');
export const rulesField = builder<readonly Value[]>('rules');
export const codeField = builder<string>('code');

function builder<T extends Value>(kind: OptionField['kind']): Builder<T> {
  function build(key: string, text: Certain<T>): ReadableField<T>;
  function build(key: string, text: FieldText<T>): ReadableField<T | undefined>;
  function build(key: string, text: FieldText<T>): ReadableField<T | undefined> {
    const field: OptionField = { key, kind, ...text };
    return {
      ...field,
      read(reader, names) {
        const value = storedValue(field, reader, names);
        if (!isGiven(value)) {
          if (field.isRequired) throw invalidOption(key, 'must be given');
          return text.fallback;
        }
        const converted = convertOption(field, value);
        if (!converted.ok) throw invalidOption(key, converted.error);
        // the kind of the field says what convertOption gives
        return converted.value as T;
      },
      isGiven: (reader) =>
        isGiven(storedKey(field, reader) === undefined ? undefined : reader.raw(storedKey(field, reader) ?? key)),
    };
  }
  return build;
}

function storedKey({ key, aliases = [] }: OptionField, reader: OptionReader): string | undefined {
  return [key, ...aliases].find((name) => reader.has(name));
}

/** Programs are taken as they are: `<<` is an operator to them. */
function storedValue(field: OptionField, reader: OptionReader, names?: Names): Value | undefined {
  const key = storedKey(field, reader);
  if (key === undefined) return undefined;
  return field.kind === 'code' ? reader.raw(key) : reader.option(key, names);
}
