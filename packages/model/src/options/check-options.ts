/**
 * What is wrong with the options of an action, as far as it can be seen before it runs. Nothing here refuses a save:
 * options are lenient when saved and strict when run (actions.md section 2.2); this is told to people while they write.
 */
import { entriesOf, getKey, type ObjectValue, toText, type Value } from '@fabula/formula';
import { convertOption, isGiven } from './convert-option.ts';
import type { OptionField } from './option-field.ts';

export interface OptionProblem {
  readonly key: string;
  /** A sentence for people, as the error log would have it. */
  readonly message: string;
}

export function checkOptions(fields: readonly OptionField[], options: ObjectValue): OptionProblem[] {
  const problems: OptionProblem[] = [];
  const known = new Set(fields.flatMap(({ key, aliases = [] }) => [key, ...aliases]));
  for (const field of fields) {
    if (!optionApplies(field, fields, options)) continue;
    const value = storedOption(field, options);
    if (!isGiven(value)) {
      if (field.isRequired) problems.push(problem(field.key, 'must be given'));
    } else if (!(typeof value === 'string' && hasFormula(value))) {
      const converted = convertOption(field, value);
      if (!converted.ok) problems.push(problem(field.key, converted.error));
    }
  }
  for (const [key] of entriesOf(options)) {
    if (!known.has(key)) problems.push(problem(key, 'is not an option of this kind of action'));
  }
  return problems;
}

/** The value under the key or one of its other spellings. */
export function storedOption({ key, aliases = [] }: OptionField, options: ObjectValue): Value | undefined {
  for (const name of [key, ...aliases]) {
    const value = getKey(options, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Whether reading this text does more than giving it back. */
export function hasFormula(text: string): boolean {
  return text.startsWith('=') || /<<|<%|\{\{|\{%/.test(text);
}

/** An option of a mode that is chosen by a formula may apply. */
export function optionApplies(field: OptionField, fields: readonly OptionField[], options: ObjectValue): boolean {
  const { when } = field;
  if (when === undefined) return true;
  const other = fields.find(({ key }) => key === when.key);
  const value = getKey(options, when.key) ?? other?.fallback ?? null;
  const text = toText(value);
  return hasFormula(text) || when.isOneOf.includes(text.trim().toLowerCase());
}

function problem(key: string, requirement: string): OptionProblem {
  return { key, message: `Invalid Options: '${key}' ${requirement}` };
}
