/**
 * Conditions of a page: what is shown, hidden or switched off by what the visitor has written. The script of the page
 * decides in the browser; what arrives is decided again here.
 *
 * Their stored shape is unconfirmed. Ours: `{action: show|hide|disable, match: all|some|none, rules: [{field_guid, operator,
 * value, case_sensitive} | {formula}]}`, standing in an element or container as `conditions`, or in the page, where
 * `field_guids` and `container_guids` say what they are about.
 */
import type { SearchMeter } from '@fabula/formula';
import {
  compareNumbers,
  compilePattern,
  getKey,
  isTruthy,
  type ObjectValue,
  toNumber,
  toText,
  type Value,
} from '@fabula/formula';
import { toList } from '@fabula/model';
import { flagAt, givenText, objectsAt } from './page-content.ts';
import type { Condition, ConditionTest, Operator } from './shown-page.ts';

const operators: ReadonlySet<string> = new Set<Operator>([
  'is',
  'is_not',
  'contains',
  'not_contains',
  'matches',
  'not_matches',
  'is_empty',
  'is_not_empty',
  'greater_than',
  'less_than',
]);

export function readConditions(
  owner: ObjectValue,
  guid: string,
  ofPage: readonly ObjectValue[],
  read: (value: Value) => Value,
): readonly Condition[] {
  const named = ofPage.filter((condition) =>
    ['field_guids', 'container_guids', 'target_guids'].some((key) =>
      toList(getKey(condition, key) ?? []).some((target) => target === guid),
    ),
  );
  return [...objectsAt(owner, 'conditions'), ...named].map((condition) => ({
    effect: effectOf(givenText(condition, 'action', 'effect')),
    match: matchOf(givenText(condition, 'match', 'operator')),
    tests: objectsAt(condition, 'rules').flatMap((rule) => readTest(rule, read)),
  }));
}

function effectOf(word: string | null): Condition['effect'] {
  const effect = word?.toLowerCase();
  return effect === 'hide' || effect === 'disable' ? effect : 'show';
}

function matchOf(word: string | null): Condition['match'] {
  const match = word?.toLowerCase();
  if (match === 'none') return 'none';
  return match === 'some' || match === 'any' ? 'some' : 'all';
}

function readTest(rule: ObjectValue, read: (value: Value) => Value): ConditionTest[] {
  const formula = getKey(rule, 'formula');
  if (typeof formula === 'string') return [{ holds: isTruthy(read(formula)) }];
  const field = givenText(rule, 'field_guid', 'field');
  const operator = givenText(rule, 'operator', 'type')?.toLowerCase() ?? 'is';
  if (field === null || !operators.has(operator)) return [];
  const value = toText(read(getKey(rule, 'value') ?? ''));
  return [{ field, operator: operator as Operator, value, isCaseSensitive: flagAt(rule, 'case_sensitive') }];
}

/** What the visitor has written, by the guid of the element. */
export type Written = (guid: string) => readonly string[];

export interface State {
  readonly isShown: boolean;
  readonly isDisabled: boolean;
}

export function stateOf(conditions: readonly Condition[], written: Written, meter: SearchMeter): State {
  const of = (effect: Condition['effect']): boolean[] =>
    conditions.filter((condition) => condition.effect === effect).map((condition) => holds(condition, written, meter));
  const shows = of('show');
  return {
    isShown: (shows.length === 0 || shows.includes(true)) && !of('hide').includes(true),
    isDisabled: of('disable').includes(true),
  };
}

function holds({ match, tests }: Condition, written: Written, meter: SearchMeter): boolean {
  const passes = (test: ConditionTest): boolean => ('holds' in test ? test.holds : isTrue(test, written, meter));
  if (match === 'all') return tests.every(passes);
  return match === 'some' ? tests.some(passes) : !tests.some(passes);
}

function isTrue(test: Exclude<ConditionTest, { holds: boolean }>, written: Written, meter: SearchMeter): boolean {
  const fold = (text: string): string => (test.isCaseSensitive ? text : text.toLowerCase());
  const values = written(test.field).filter((value) => value !== '');
  const wanted = fold(test.value);
  const number = toNumber(test.value);
  const compared = (sign: 1 | -1): boolean =>
    values.some((value) => {
      const own = toNumber(value);
      return own !== undefined && number !== undefined && Math.sign(compareNumbers(own, number)) === sign;
    });
  switch (test.operator) {
    case 'is':
      return wanted === '' ? values.length === 0 : values.some((value) => fold(value) === wanted);
    case 'is_not':
      return !isTrue({ ...test, operator: 'is' }, written, meter);
    case 'contains':
      return values.some((value) => fold(value).includes(wanted));
    case 'not_contains':
      return !isTrue({ ...test, operator: 'contains' }, written, meter);
    case 'matches':
      return values.some((value) => isMatch(test.value, test.isCaseSensitive ? '' : 'i', value, meter));
    case 'not_matches':
      return !isTrue({ ...test, operator: 'matches' }, written, meter);
    case 'is_empty':
      return values.length === 0;
    case 'is_not_empty':
      return values.length > 0;
    case 'greater_than':
      return compared(1);
    case 'less_than':
      return compared(-1);
  }
}

/** A pattern that cannot be used matches nothing. */
export function isMatch(pattern: string, modifiers: string, text: string, meter: SearchMeter): boolean {
  const compiled = compilePattern(pattern, modifiers);
  return compiled.ok && compiled.value.test(text, meter);
}
