/**
 * Extract: regular expressions take texts out of the event (actions.md section 7.4).
 *
 * Each `to` holds the list of matches. A pattern with one group gives what the group matched, one with several gives a
 * list of groups per match, as `REGEX_EXTRACT` does. A list is searched element by element. Nothing found at all: no event,
 * unless `emit_no_match`.
 */
import { type ActionInput, OptionFailure, type Outcome } from '@fabula/engine';
import {
  compilePattern,
  getKey,
  isArrayValue,
  isObjectValue,
  makeObject,
  type ObjectValue,
  type SearchMeter,
  toText,
  type Value,
} from '@fabula/formula';
import { hasFormula, jsonFromText } from '@fabula/model';
import { invalidOption } from '../options/invalid-option.ts';
import { lookUp } from '../options/read-path.ts';
import * as fields from './fields.ts';

const maxMatches = 1_000_000;

export function extract(input: ActionInput): Outcome {
  const found = new Map<string, Value[]>();
  for (const [position, matcher] of readMatchers(input).entries()) {
    const at = `matchers.${position}`;
    const to = toText(readField(input, matcher, 'to', at) ?? '');
    if (to === '') throw invalidOption('matchers', "must have the key 'to' in each matcher");
    const matches = found.get(to) ?? [];
    found.set(to, matches);
    const subjects = subjectsOf(input, matcher, at);
    const regexp = toText(readField(input, matcher, 'regexp', at) ?? '');
    input.search('matchers', (meter) => findAll(subjects, regexp, matches, meter));
  }
  const isEmpty = [...found.values()].every((matches) => matches.length === 0);
  if (isEmpty && !fields.emitNoMatch.read(input)) {
    return { kind: 'nothing', logs: [{ level: 3, message: 'No match: no event was emitted.' }] };
  }
  return { kind: 'emit', payloads: [makeObject(found)] };
}

function readMatchers(input: ActionInput): readonly ObjectValue[] {
  const stored = input.raw(fields.matchers.key);
  const list = typeof stored === 'string' ? jsonFromText(stored) : stored;
  if (list === undefined || !isArrayValue(list) || !list.every(isObjectValue)) {
    throw invalidOption('matchers', 'must be a list of objects with path, regexp and to');
  }
  return list;
}

function readField(input: ActionInput, matcher: ObjectValue, key: string, at: string): Value | undefined {
  const stored = getKey(matcher, key);
  return stored === undefined ? undefined : input.read(stored, undefined, `${at}.${key}`);
}

function subjectsOf(input: ActionInput, matcher: ObjectValue, at: string): readonly string[] {
  const stored = getKey(matcher, 'path');
  const isPath = typeof stored === 'string' && !hasFormula(stored);
  const subject = isPath ? (lookUp(input.tree(), stored) ?? stored) : (readField(input, matcher, 'path', at) ?? null);
  return isArrayValue(subject) ? subject.map(toText) : [toText(subject)];
}

function findAll(subjects: readonly string[], regexp: string, into: Value[], meter: SearchMeter): void {
  const pattern = compilePattern(regexp, '');
  if (!pattern.ok)
    throw new OptionFailure(
      `Invalid Options: 'matchers' has a regexp that cannot be used: ${pattern.error}`,
      'matchers',
    );
  for (const subject of subjects) {
    for (const { text, groups } of pattern.value.matches(subject, meter)) {
      if (into.length >= maxMatches)
        throw new OptionFailure(`The regular expression matches more than ${maxMatches} times`, 'matchers');
      into.push(groups.length === 0 ? text : groups.length === 1 ? (groups[0] ?? null) : groups);
    }
  }
}
