/**
 * Rules as Condition, run rules and webhooks share them: `rules: [{type, path, value}]` and `must_match`.
 *
 * The whole matches when at least `must_match` rules hold; without `must_match`, when all do.
 */
import { OptionFailure, type OptionReader } from '@fabula/engine';
import {
  getKey,
  isArrayValue,
  isObjectValue,
  type ObjectValue,
  type SearchMeter,
  toText,
  type Value,
} from '@fabula/formula';
import { jsonFromText } from '@fabula/model';
import { mustMatchOption } from '../options/common.ts';
import { invalidOption } from '../options/invalid-option.ts';
import { exclusions, questions, soleQuestions } from './compare.ts';

export interface RulesOutcome {
  readonly isMatch: boolean;
  /** Positions of the rules that hold, in the order of the list. */
  readonly held: readonly number[];
}

type Rule = (meter: SearchMeter) => boolean;

export function hasRules(reader: OptionReader): boolean {
  const stored = reader.raw('rules');
  return stored !== undefined && stored !== null && stored !== '' && !(isArrayValue(stored) && stored.length === 0);
}

/** Throws an OptionFailure for rules that cannot be understood, even when the others would be enough. */
export function matchRules(reader: OptionReader): RulesOutcome {
  const rules = readRules(reader);
  const needed = mustMatchOption.read(reader) ?? rules.length;
  const held = reader.search('rules', (meter) => rules.flatMap((rule, position) => (rule(meter) ? [position] : [])));
  return { isMatch: held.length >= needed, held };
}

function readRules(reader: OptionReader): Rule[] {
  const stored = reader.raw('rules');
  if (stored !== undefined && isArrayValue(stored)) {
    return stored.map((rule, position) =>
      ruleFrom(rule, (value, key) => reader.read(value, undefined, `rules.${position}.${key}`)),
    );
  }
  // The list itself came out of a formula or is JSON text: what is in it is data and must not be read as formulas again.
  const read = reader.option('rules');
  const list = typeof read === 'string' ? jsonFromText(read) : read;
  if (list === undefined || !isArrayValue(list)) throw invalidOption('rules', 'must be a list of rules');
  return list.map((rule) => ruleFrom(rule, (value) => value));
}

function ruleFrom(rule: Value, read: (value: Value, key: string) => Value): Rule {
  if (!isObjectValue(rule)) throw invalidOption('rules', 'must be a list of objects with type, path and value');
  const type = toText(getKey(rule, 'type') ?? '');
  const field = (key: string): Value => readField(rule, key, read);
  const sole = own(soleQuestions, type);
  if (sole !== undefined) return () => sole(field('path'));
  const question = own(questions, type);
  if (question !== undefined) {
    return (meter) => {
      const subject = field('path');
      return valuesOf(field('value')).some((value) => question(subject, value, meter));
    };
  }
  const exclusion = own(exclusions, type);
  if (exclusion !== undefined) {
    return (meter) => {
      const subject = field('path');
      return valuesOf(field('value')).every((value) => exclusion(subject, value, meter));
    };
  }
  throw new OptionFailure(`Invalid Options: Rule contains invalid type: '${type}'`, 'rules');
}

function readField(rule: ObjectValue, key: string, read: (value: Value, key: string) => Value): Value {
  const stored = getKey(rule, key);
  return stored === undefined ? null : read(stored, key);
}

function valuesOf(value: Value): readonly Value[] {
  return isArrayValue(value) ? value : [value];
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
