/**
 * What a story asks of those who call it: the `inputs` of its entry, a list of `{name, type, required, description}`. One rule
 * for Send to Story, AI Agents and MCP clients.
 */
import {
  getKey,
  isArrayValue,
  isObjectValue,
  type ObjectValue,
  slugOf,
  toNumber,
  toText,
  type Value,
} from '@fabula/formula';
import { type DefinedAction, isGiven, jsonFromText, toBoolean, toList } from '@fabula/model';
import { inputs as inputsField } from './fields.ts';

export interface DeclaredInput {
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean' | 'object' | 'list' | 'any';
  readonly isRequired: boolean;
  readonly description: string | null;
}

export function declaredInputs(entry: Pick<DefinedAction, 'options'>): readonly DeclaredInput[] {
  const stored = getKey(entry.options, inputsField.key) ?? null;
  return toList(stored).filter(isObjectValue).flatMap(readInput);
}

function readInput(stored: ObjectValue): DeclaredInput[] {
  const name = textAt(stored, 'name');
  if (name === '') return [];
  const isRequired = toBoolean(getKey(stored, 'required') ?? false) === true;
  return [
    { name, type: typeOf(textAt(stored, 'type')), isRequired, description: textAt(stored, 'description') || null },
  ];
}

function typeOf(word: string): DeclaredInput['type'] {
  switch (word.toLowerCase()) {
    case 'text':
    case 'string':
    case 'plain text':
    case 'plain_text':
      return 'text';
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
    default:
      return 'any';
  }
}

/** Names of the required ones that are absent, null or blank. An input is given under its name or its slug. */
export function missingInputs(declared: readonly DeclaredInput[], given: Value): readonly string[] {
  return declared
    .filter(({ name, isRequired }) => isRequired && !isGiven(inputIn(given, name)))
    .map(({ name }) => name);
}

/** Those that are given and not of their type: `"age" must be a number`. Text that shows the type is good as well. */
export function wrongInputs(declared: readonly DeclaredInput[], given: Value): readonly string[] {
  return declared.flatMap(({ name, type }) => {
    const value = inputIn(given, name);
    return !isGiven(value) || isOfType[type](value) ? [] : [`"${name}" must be ${nounOf[type]}`];
  });
}

const isOfType: Readonly<Record<DeclaredInput['type'], (value: Value) => boolean>> = {
  text: (value) => !isArrayValue(value) && !isObjectValue(value),
  number: (value) => toNumber(value) !== undefined,
  boolean: (value) => toBoolean(value) !== undefined,
  object: (value) => isObjectValue(shown(value)),
  list: (value) => isArrayValue(shown(value)),
  any: () => true,
};

const nounOf: Readonly<Record<DeclaredInput['type'], string>> = {
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  list: 'a list',
  any: 'anything',
};

function shown(value: Value): Value {
  return typeof value === 'string' ? (jsonFromText(value) ?? null) : value;
}

function inputIn(given: Value, name: string): Value | undefined {
  return isObjectValue(given) ? (getKey(given, name) ?? getKey(given, slugOf(name))) : undefined;
}

function textAt(object: ObjectValue, key: string): string {
  return toText(getKey(object, key) ?? null).trim();
}
