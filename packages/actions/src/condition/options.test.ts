/** Every option of a Condition, by its effect on the event. */
import { describe, expect } from 'vitest';
import { actionInput, objectOf } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { condition } from './definition.ts';

const kind = 'Agents::TriggerAgent';
const tree = objectOf({ a: { text: 'Ada Lovelace', n: 9, list: ['red', 7], none: [], zero: 0 } });

function outcome(options: Readonly<Record<string, unknown>>): unknown {
  const plan = condition.plan(actionInput({ options: objectOf(options), tree }));
  return plan.kind === 'pure' ? plan.outcome : plan.kind;
}

const matched = { kind: 'emit', payloads: [{ rule_matched: true }] };
const unmatched = { kind: 'emit', payloads: [{ rule_matched: false }], route: 'no_match' };

describe('rules', () => {
  const cases: readonly (readonly [type: string, path: string, holds: unknown, fails: unknown])[] = [
    ['regex', '<<a.text>>', '^ada', '^lovelace'],
    ['!regex', '<<a.text>>', '^lovelace', '^ada'],
    ['field==value', '<<a.n>>', '9', '10'],
    ['field!=value', '=a.n', '10', '9'],
    ['field<value', '<<a.n>>', '10', '9'],
    ['field<=value', '<<a.n>>', '9', '8'],
    ['field>value', '<<a.n>>', '8', '9'],
    ['field>=value', '<<a.n>>', '9', '10'],
    ['in', '=a.list', 'red', 'blue'],
    ['in', '<<a.text>>', ['x', 'Love'], ['x', 'love']],
    ['not in', '=a.list', 'blue', ['blue', 'red']],
    ['field==value', '<<a.text>>', ['x', 'Ada Lovelace'], ['x', 'y']],
  ];
  for (const [type, path, holds, fails] of cases) {
    optionTest(kind, 'rules', `${type} of ${path} with ${JSON.stringify(holds)}`, () => {
      expect(outcome({ rules: [{ type, path, value: holds }] })).toEqual(matched);
      expect(outcome({ rules: [{ type, path, value: fails }] })).toEqual(unmatched);
    });
  }

  const alone: readonly (readonly [type: string, holds: string, fails: string])[] = [
    ['field!=null', '<<a.text>>', '<<a.missing>>'],
    ['field==null', '=a.missing', '=a.text'],
    ['formula', '=a.zero', '=a.none'],
    ['!formula', '=a.n > 9', '=a.n > 8'],
  ];
  for (const [type, holds, fails] of alone) {
    optionTest(kind, 'rules', `${type} looks at the path alone`, () => {
      expect(outcome({ rules: [{ type, path: holds }] })).toEqual(matched);
      expect(outcome({ rules: [{ type, path: fails }] })).toEqual(unmatched);
    });
  }

  optionTest(kind, 'rules', 'one that is not known is an error', () => {
    expect(() => outcome({ rules: [{ type: 'like', path: 'a', value: 'b' }] })).toThrow(
      "Invalid Options: Rule contains invalid type: 'like'",
    );
  });
});

const yes = { type: 'formula', path: '=TRUE' };
const no = { type: 'formula', path: '=FALSE' };

optionTest(kind, 'must_match', 'all rules unless it says how many', () => {
  expect(outcome({ rules: [yes, no] })).toEqual(unmatched);
  expect(outcome({ rules: [yes, no], must_match: '1' })).toEqual(matched);
  expect(outcome({ rules: [yes, no], must_match: 2 })).toEqual(unmatched);
  expect(() => outcome({ rules: [yes], must_match: 0 })).toThrow(
    "Invalid Options: 'must_match' must be a number greater than 0",
  );
});

optionTest(kind, 'emit_no_match', 'both outcomes go down the normal links', () => {
  expect(outcome({ rules: [no], emit_no_match: 'true' })).toEqual({
    kind: 'emit',
    payloads: [{ rule_matched: false }],
  });
  expect(outcome({ rules: [no], emit_no_match: false })).toEqual(unmatched);
});

optionTest(kind, 'local', 'rules see local values', () => {
  const rules = [{ type: 'field==value', path: '=LOCAL.b', value: '<<LOCAL.a>>' }];
  expect(outcome({ local: { a: '=a.n', b: '=LOCAL.a' }, rules })).toEqual(matched);
});
