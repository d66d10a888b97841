/** In which way an option is shown and written: by its kind, and by what the story has stored. Pure. */
import { isArrayValue, isObjectValue, makeObject, toText, type Value } from '@fabula/formula';
import { hasFormula, isGiven, jsonFromText, type OptionField, toBoolean, toList } from '@fabula/model';
import { rulesIn } from './rule-types.ts';
import { toForm } from './value-form.ts';

/** `text`: text with pills, or a formula. `parts`: rows for what is in it. */
export type Way = 'text' | 'number' | 'switch' | 'choice' | 'parts' | 'rules' | 'code' | 'json';

export function wayOf({ kind, choices }: OptionField, value: Value | undefined): Way {
  switch (kind) {
    case 'code':
      return 'code';
    case 'text':
    case 'long_text':
      return isContainer(value) ? 'parts' : 'text';
    case 'number':
      return isFormula(value) ? 'text' : isContainer(value) ? 'parts' : 'number';
    case 'boolean':
      return value === undefined || value === null || toBoolean(value) !== undefined ? 'switch' : writtenWay(value);
    case 'choice':
      return choices === undefined || isFormula(value) ? 'text' : isContainer(value) ? 'parts' : 'choice';
    case 'list':
      return isFormula(value) ? 'text' : 'parts';
    case 'object':
      return value === undefined || isObjectValue(partsOf(value)) ? 'parts' : writtenWay(value);
    case 'any':
      return value === undefined ? 'text' : writtenWay(value);
    case 'rules':
      return value === undefined || rulesIn(value) !== null ? 'rules' : typeof value === 'string' ? 'text' : 'json';
  }
}

/** The value as its parts: a list that is stored as text with commas, and JSON text, are read. */
export function inParts({ kind }: OptionField, value: Value | undefined): Value {
  if (kind === 'list' || kind === 'rules') return isGiven(value) ? toList(value) : [];
  if (kind === 'object') return value === undefined ? makeObject([]) : partsOf(value);
  return value ?? '';
}

function partsOf(value: Value): Value {
  return typeof value === 'string' ? (jsonFromText(value) ?? value) : value;
}

/** Whether the option can be a formula instead of what its kind says, and is one. */
export function formulaChoice(field: OptionField, value: Value | undefined): 'no' | 'off' | 'on' {
  switch (field.kind) {
    case 'code':
    case 'any':
      return 'no';
    case 'text':
    case 'long_text':
      return typeof value === 'string' && value.startsWith('=') ? 'on' : 'off';
    default:
      return typeof value === 'string' && wayOf(field, value) === 'text' ? 'on' : 'off';
  }
}

export function asFormula({ fallback }: OptionField, value: Value | undefined): Value {
  return toForm(value ?? fallback ?? '', 'formula');
}

/** As its kind says, with as much of the formula as is a plain value. */
export function asPlain(field: OptionField, value: Value): Value | undefined {
  switch (field.kind) {
    case 'number': {
      const text = toText(toForm(value, 'text')).trim();
      return /^-?\d/.test(text) ? toForm(value, 'number') : field.fallback;
    }
    case 'boolean':
      return toForm(value, 'boolean');
    case 'choice': {
      const text = toText(toForm(value, 'text'));
      return field.choices?.some((choice) => choice.value === text) ? text : field.fallback;
    }
    case 'list':
    case 'rules': {
      // A formula is no list of one.
      const isLost = typeof value === 'string' && isFormula(value);
      return isLost ? [] : toForm(value, 'list');
    }
    case 'object':
      return toForm(value, 'object');
    default:
      return toForm(value, 'text');
  }
}

function writtenWay(value: Value): Way {
  return typeof value === 'string' ? 'text' : 'parts';
}

function isFormula(value: Value | undefined): boolean {
  return typeof value === 'string' && hasFormula(value);
}

function isContainer(value: Value | undefined): boolean {
  return value !== undefined && (isArrayValue(value) || isObjectValue(value));
}
