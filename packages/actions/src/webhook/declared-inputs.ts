/** What a story asks of those who call it: the `inputs` of its entry, as Send to Story and MCP clients need them. */
import { getKey, isArrayValue, isObjectValue, type ObjectValue, toText, type Value } from '@fabula/formula';
import { type DefinedAction, jsonFromText } from '@fabula/model';
import { inputs as inputsField } from './fields.ts';

export interface DeclaredInput {
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean' | 'object' | 'list' | 'any';
  readonly isRequired: boolean;
  readonly description: string | null;
}

export function declaredInputs(entry: Pick<DefinedAction, 'options'>): readonly DeclaredInput[] {
  const stored = getKey(entry.options, inputsField.key) ?? null;
  const list = typeof stored === 'string' ? jsonFromText(stored) : stored;
  return list !== undefined && isArrayValue(list) ? list.filter(isObjectValue).flatMap(readInput) : [];
}

function readInput(stored: ObjectValue): DeclaredInput[] {
  const name = textAt(stored, 'name');
  if (name === '') return [];
  const isRequired = toText(getKey(stored, 'required') ?? null).toLowerCase() === 'true';
  return [
    { name, type: typeOf(textAt(stored, 'type')), isRequired, description: textAt(stored, 'description') || null },
  ];
}

function typeOf(word: string): DeclaredInput['type'] {
  switch (word.toLowerCase()) {
    case 'number':
      return 'number';
    case 'boolean':
    case 'checkbox':
      return 'boolean';
    case 'object':
      return 'object';
    case 'list':
    case 'array':
      return 'list';
    case 'any':
    case 'formula':
      return 'any';
    default:
      return 'text';
  }
}

/** Names of the required ones that are absent, null or blank. */
export function missingInputs(declared: readonly DeclaredInput[], given: Value): readonly string[] {
  return declared
    .filter(({ name, isRequired }) => isRequired && isMissing(isObjectValue(given) ? getKey(given, name) : undefined))
    .map(({ name }) => name);
}

function isMissing(value: Value | undefined): boolean {
  return value === undefined || value === null || value === '';
}

function textAt(object: ObjectValue, key: string): string {
  return toText(getKey(object, key) ?? null).trim();
}
