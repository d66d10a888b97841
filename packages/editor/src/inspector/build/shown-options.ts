/** Which options a form shows. Pure. */
import { getKey, keysOf, type ObjectValue, type Value } from '@fabula/formula';
import { type OptionField, optionApplies } from '@fabula/model';

export interface FieldAt {
  readonly field: OptionField;
  /** The key or the older spelling under which the story has it. */
  readonly key: string;
  /** undefined: not given. */
  readonly value: Value | undefined;
}

export interface ShownOptions {
  /** First what decides about others, then what is needed, what is basic, and the rest; each as the descriptions go. */
  readonly shown: readonly FieldAt[];
  /** Offered under "Add option". */
  readonly addable: readonly OptionField[];
  /** Given, but of another mode than the chosen one. Kept for when that is chosen again. */
  readonly resting: readonly FieldAt[];
  /** Keys that no description knows, as imported stories have them. */
  readonly others: readonly string[];
}

/** `added`: keys that somebody has just added and not filled in yet. */
export function showOptions(
  fields: readonly OptionField[],
  options: ObjectValue,
  added: ReadonlySet<string>,
): ShownOptions {
  const shown: FieldAt[] = [];
  const addable: OptionField[] = [];
  const resting: FieldAt[] = [];
  for (const field of fields) {
    const key = storedKey(field, options);
    const value = getKey(options, key);
    const isGiven = value !== undefined;
    if (!optionApplies(field, fields, options)) {
      if (isGiven) resting.push({ field, key, value });
    } else if (isGiven || field.isBasic || field.isRequired || added.has(key)) {
      shown.push({ field, key, value });
    } else if (!isPartOfRules(field, fields)) {
      addable.push(field);
    }
  }
  const known = new Set(fields.flatMap(({ key, aliases = [] }) => [key, ...aliases]));
  const deciders = new Set(fields.map(({ when }) => when?.key));
  const rank = ({ key, isRequired, isBasic }: OptionField) =>
    deciders.has(key) ? 0 : isRequired ? 1 : isBasic ? 2 : 3;
  shown.sort((left, right) => rank(left.field) - rank(right.field));
  const hasRules = shown.some(({ field }) => field.kind === 'rules');
  return {
    shown: hasRules ? shown.filter(({ field }) => !isPartOfRules(field, fields)) : shown,
    addable,
    resting,
    others: keysOf(options).filter((key) => !known.has(key)),
  };
}

export function storedKey({ key, aliases = [] }: OptionField, options: ObjectValue): string {
  return [key, ...aliases].find((name) => getKey(options, name) !== undefined) ?? key;
}

const mustMatch = 'must_match';

/** How many of the rules must hold is chosen where the rules are. */
function isPartOfRules({ key }: OptionField, fields: readonly OptionField[]): boolean {
  return key === mustMatch && fields.some(({ kind }) => kind === 'rules');
}

/** The option that says how many rules must hold. */
export function mustMatchOf(fields: readonly OptionField[]): OptionField | undefined {
  return fields.find((field) => field.key === mustMatch);
}
