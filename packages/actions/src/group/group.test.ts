import { type ActionId, groupInputType, groupType } from '@fabula/model';
import { describe, expect, it } from 'vitest';
import { drive } from '../loop/drive.test-kit.ts';
import { withLoop } from '../loop/with-loop.ts';
import { actionInput, definedAction, type InputFacts, objectOf } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { group, groupInput, groupLoopMs, groupOutput } from './definition.ts';

const looping = withLoop(group, { isDocumented: true, limitMs: groupLoopMs });
const tree = objectOf({ hook: { list: ['a', 'b'] } });

function withInputs(...inputs: unknown[]): Partial<InputFacts> {
  const groupId = 11 as ActionId;
  const entry = definedAction({ type: groupInputType, groupId, options: objectOf({ inputs }) });
  return { story: { actions: [definedAction({ type: groupType }), entry] } };
}

function outcome(options: Readonly<Record<string, unknown>>, facts: Partial<InputFacts> = {}): unknown {
  const plan = looping.plan(actionInput({ tree, ...facts, options: objectOf(options) }));
  return plan.kind === 'pure' ? plan.outcome : plan.kind;
}

describe('group', () => {
  optionTest(groupType, 'payload', 'goes to the actions inside', () => {
    expect(outcome({ payload: { list: '=hook.list' } })).toMatchObject({
      kind: 'call',
      target: { group: 11 },
      payload: { list: ['a', 'b'] },
    });
  });

  it('emits what its output emitted', () => {
    expect(outcome({}, { resumed: objectOf({ answer: 5, state: {} }) })).toEqual({ kind: 'emit', payloads: [5] });
  });

  it('emits nothing when it came to its end without', () => {
    expect(outcome({}, { resumed: objectOf({ ended: true, state: {} }) })).toMatchObject({
      kind: 'nothing',
      logs: [{ level: 3, message: expect.stringContaining('without an event of its output') }],
    });
  });

  optionTest(
    groupType,
    'loop',
    'runs the actions inside once per element, which they see, one after the other',
    async () => {
      const facts = { options: objectOf({ loop: '=hook.list', payload: { letter: '=LOOP.value' } }), tree };
      const { payloads, calls } = await drive(looping, facts, { answer: ({ payload }) => ({ answer: payload }) });
      expect(calls.map(({ payload }) => payload)).toEqual([
        { letter: 'a', '#loop': { value: 'a', index: 0 } },
        { letter: 'b', '#loop': { value: 'b', index: 1 } },
      ]);
      expect(payloads).toMatchObject([[{ letter: 'a' }, { letter: 'b' }]]);
    },
  );

  optionTest(
    groupType,
    'loop_parallel',
    'runs them all at once; the list has null where nothing came of an element',
    async () => {
      const facts = { options: objectOf({ loop: '=hook.list', loop_parallel: true }), tree };
      const answer = ({ payload }: { payload: unknown }) =>
        JSON.stringify(payload).includes('"index":0') ? { ended: true } : { answer: 'out' };
      const { payloads, logs } = await drive(looping, facts, { answer });
      expect(payloads).toEqual([[null, 'out']]);
      expect(logs).toMatchObject([{ level: 3, message: expect.stringContaining('LOOP.index 0') }]);
    },
  );

  optionTest(groupType, 'loop', 'has five minutes', async () => {
    const { calls } = await drive(looping, { options: objectOf({ loop: [1] }), now: 1_000 });
    expect(calls).toMatchObject([{ timeoutAt: 301_000 }]);
    const late = await drive(looping, { options: objectOf({ loop: [1] }) }, { answer: () => ({ timed_out: true }) });
    expect(late.logs[0]).toMatchObject({
      level: 4,
      message: expect.stringContaining('did not come to its output in time'),
    });
  });
});

describe('the inputs of a group', () => {
  optionTest(groupInputType, 'inputs', 'are of their types', () => {
    const types = ['object', 'text', 'checkbox', 'number', 'formula'].map((type) => ({ name: `a ${type}`, type }));
    const payload = { a_object: '{"b":1}', a_text: 5, a_checkbox: 'true', a_number: '7', a_formula: '=hook.list' };
    expect(outcome({ payload }, withInputs(...types))).toMatchObject({
      payload: { a_object: { b: 1 }, a_text: '5', a_checkbox: true, a_number: 7, a_formula: ['a', 'b'] },
    });
  });

  optionTest(groupInputType, 'inputs', 'are named when one is missing or of another type', () => {
    const required = withInputs({ name: 'who', type: 'number', required: true });
    expect(() => outcome({ payload: {} }, required)).toThrow("The input 'who' of this group must be given");
    expect(() => outcome({ payload: { who: 'Ada' } }, required)).toThrow(
      "The input 'who' of this group must be a number",
    );
  });
});

describe('the output of a group', () => {
  optionTest(groupOutput.type, 'payload', 'is what the group emits; what was received, without it', () => {
    const plan = (options: object) => groupOutput.plan(actionInput({ tree, options: objectOf({ ...options }) }));
    expect(plan({ payload: '=hook.list' })).toMatchObject({ outcome: { kind: 'emit', payloads: [['a', 'b']] } });
    expect(plan({})).toMatchObject({ outcome: { payloads: [{}] } });
  });

  it('and its input emit one event', () => {
    expect(groupInput.plan(actionInput({ options: objectOf({}) }))).toMatchObject({ outcome: { payloads: [{}] } });
  });
});
