import { describe, expect, it } from 'vitest';
import { actionInput, objectOf } from '../testing/action-input.ts';
import { condition } from './definition.ts';

const matching = { type: 'field==value', path: '<<hook.status>>', value: '200' };
const tree = objectOf({ hook: { status: 200 } });

function outcome(options: Readonly<Record<string, unknown>>): unknown {
  const plan = condition.plan(actionInput({ options: objectOf(options), tree }));
  return plan.kind === 'pure' ? plan.outcome : plan.kind;
}

describe('a condition', () => {
  it('that matches sends its event down the normal links', () => {
    expect(outcome({ rules: [matching] })).toEqual({ kind: 'emit', payloads: [{ rule_matched: true }] });
  });

  it('that does not match sends it down the no-match links', () => {
    const expected = { kind: 'emit', payloads: [{ rule_matched: false }], route: 'no_match' };
    expect(outcome({ rules: [{ ...matching, value: '404' }] })).toEqual(expected);
  });

  it.each([true, 'true'])('with emit_no_match %j sends both outcomes down the normal links', (emitNoMatch) => {
    const options = { rules: [{ ...matching, value: '404' }], emit_no_match: emitNoMatch };
    expect(outcome(options)).toEqual({ kind: 'emit', payloads: [{ rule_matched: false }] });
  });

  it.each([false, 'false', ''])('with emit_no_match %j does not', (emitNoMatch) => {
    const options = { rules: [{ ...matching, value: '404' }], emit_no_match: emitNoMatch };
    expect(outcome(options)).toMatchObject({ route: 'no_match' });
  });

  it('without rules is an invalid option', () => {
    expect(() => outcome({})).toThrow("Invalid Options: 'rules' must be a list of rules");
  });
});
