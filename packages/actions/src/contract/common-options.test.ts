/** The options that every kind has, whatever else it does: which events it runs for, and its local values. */
import type { ActionType } from '@fabula/engine';
import { describe, expect, it } from 'vitest';
import { actionTypes } from '../registry.ts';
import { actionInput, objectOf } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';

const didNotRun = 'The rules of this action did not match; it did not run.';

const equals = (path: string, value: string) => ({ type: 'field==value', path, value });

/** Whether the action ran for the event {hook: {kind: "alert"}}: an option that is missing is a run that failed. */
function ran(type: ActionType, options: Readonly<Record<string, unknown>>): boolean {
  const tree = objectOf({ hook: { kind: 'alert' } });
  try {
    const plan = type.plan(actionInput({ options: objectOf(options), tree }));
    const logs = plan.kind === 'pure' ? (plan.outcome.logs ?? []) : [];
    return !logs.some(({ message }) => message === didNotRun);
  } catch {
    return true;
  }
}

const withRules = [...actionTypes.values()].filter(
  ({ type, options }) =>
    !['Agents::WebhookAgent', 'Agents::TriggerAgent'].includes(type) && options.some(({ key }) => key === 'rules'),
);

describe.each(withRules)('$title', (type) => {
  optionTest(type.type, 'rules', 'runs for events that match, and for no others', () => {
    expect(ran(type, { rules: [equals('<<hook.kind>>', 'alert')] })).toBe(true);
    expect(ran(type, { rules: [equals('<<hook.kind>>', 'other')] })).toBe(false);
  });

  optionTest(type.type, 'must_match', 'says how many of the rules must match', () => {
    const rules = [equals('<<hook.kind>>', 'alert'), equals('<<hook.kind>>', 'other')];
    expect(ran(type, { rules, must_match: '1' })).toBe(true);
    expect(ran(type, { rules, must_match: 2 })).toBe(false);
    expect(ran(type, { rules })).toBe(false);
  });

  optionTest(type.type, 'local', 'can be read by the other options, its own later ones included', () => {
    const rules = [equals('<<LOCAL.second>>', 'alert!')];
    expect(ran(type, { rules, local: { first: '<<hook.kind>>', second: '<<LOCAL.first>>!' } })).toBe(true);
    expect(ran(type, { rules, local: { first: 'other', second: '<<LOCAL.first>>!' } })).toBe(false);
  });
});

it('kinds that receive events have these options', () => {
  const without = [...actionTypes.values()].filter(({ canReceive, options }) => {
    const keys = options.map(({ key }) => key);
    return canReceive && !['rules', 'must_match', 'local'].every((key) => keys.includes(key));
  });
  expect(without.map(({ title }) => title)).toEqual([]);
});
