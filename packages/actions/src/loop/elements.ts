import { type ActionInput, OptionFailure } from '@fabula/engine';
import { entriesOf, isArrayValue, isObjectValue, type Value } from '@fabula/formula';
import { hasFormula, jsonFromText, toBoolean } from '@fabula/model';
import type { ReadableField } from '../options/field.ts';
import { invalidOption } from '../options/invalid-option.ts';
import { lookUp } from '../options/read-path.ts';
import { elementLimit, loopField } from './fields.ts';

/** What a loop goes through: an item of a list, or an entry of an object. */
export interface Element {
  readonly value: Value;
  readonly key?: string;
}

/** null: the action does not loop. Stories of older days write the path of the list. */
export function loopElements(
  input: ActionInput,
  field: ReadableField<Value | undefined> = loopField,
): readonly Element[] | null {
  const stored = input.raw(field.key);
  if (stored === undefined || stored === null || stored === '' || toBoolean(stored) === false) return null;
  const isPath = typeof stored === 'string' && !hasFormula(stored) && jsonFromText(stored) === undefined;
  const read = isPath ? lookUp(input.tree(), stored) : field.read(input);
  const found = typeof read === 'string' ? jsonFromText(read) : read;
  const elements = found === undefined ? undefined : elementsOf(found);
  if (elements === undefined) throw invalidOption(field.key, 'must be a list or an object');
  if (elements.length >= elementLimit) {
    throw new OptionFailure(
      `A loop can have fewer than ${elementLimit} elements; this one has ${elements.length}. Split the list with CHUNK_ARRAY and explode it first.`,
      field.key,
    );
  }
  return elements;
}

function elementsOf(value: Value): readonly Element[] | undefined {
  if (isArrayValue(value)) return value.map((item) => ({ value: item }));
  if (isObjectValue(value)) return entriesOf(value).map(([key, item]) => ({ key, value: item }));
  return undefined;
}
