/** The types of rules, by what people call them (reference: actions.md section 8). */
import { getKey, isArrayValue, isObjectValue, keysOf, type ObjectValue, toNumber, type Value } from '@fabula/formula';

export interface RuleType {
  readonly type: string;
  readonly title: string;
  /** Looks at one value and compares it with none. */
  readonly isSole?: boolean;
}

export const ruleTypes: readonly RuleType[] = [
  { type: 'field==value', title: 'is equal to' },
  { type: 'field!=value', title: 'is not equal to' },
  { type: 'regex', title: 'matches regex' },
  { type: '!regex', title: 'does not match regex' },
  { type: 'in', title: 'contains' },
  { type: 'not in', title: 'does not contain' },
  { type: 'field>value', title: 'is greater than' },
  { type: 'field>=value', title: 'is greater than or equal to' },
  { type: 'field<value', title: 'is less than' },
  { type: 'field<=value', title: 'is less than or equal to' },
  { type: 'field!=null', title: 'is present', isSole: true },
  { type: 'field==null', title: 'is not present', isSole: true },
  { type: 'formula', title: 'formula is true', isSole: true },
  { type: '!formula', title: 'formula is false', isSole: true },
];

const ruleKeys: readonly string[] = ['type', 'path', 'value'];

/** The rules when rows can show all that is in them. */
export function rulesIn(value: Value | undefined): readonly ObjectValue[] | null {
  if (value === undefined || !isArrayValue(value)) return null;
  const rules = value.filter(isObjectValue);
  const isPlain = rules.every(
    (rule) =>
      keysOf(rule).every((key) => ruleKeys.includes(key)) &&
      ['type', 'path'].every((key) => typeof (getKey(rule, key) ?? '') === 'string'),
  );
  return rules.length === value.length && isPlain ? rules : null;
}

/** How many of the rules must hold. `other`: a formula, or nothing that can be read. */
export type Needed = { readonly kind: 'all' | 'any' | 'other' } | { readonly kind: 'some'; readonly count: Value };

export function neededOf(mustMatch: Value | undefined, rules: number): Needed {
  if (mustMatch === undefined || mustMatch === null || mustMatch === '') return { kind: 'all' };
  if (typeof mustMatch === 'string' && /^=|<<|<%|\{\{/.test(mustMatch)) return { kind: 'other' };
  const count = Number(toNumber(mustMatch) ?? Number.NaN);
  if (count === 1) return { kind: 'any' };
  if (count === rules) return { kind: 'all' };
  return { kind: 'some', count: mustMatch };
}
