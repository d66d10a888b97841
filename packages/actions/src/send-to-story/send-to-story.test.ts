import type { Value } from '@fabula/formula';
import { describe, expect, it } from 'vitest';
import { drive } from '../loop/drive.test-kit.ts';
import { withLoop } from '../loop/with-loop.ts';
import { withRunRules } from '../rules/with-run-rules.ts';
import {
  actionInput,
  definedAction,
  fromLiteral,
  type InputFacts,
  objectOf,
  storyDefinition,
} from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { sendToStory } from './definition.ts';

const { type } = sendToStory;
const whole = withRunRules(withLoop(sendToStory, { isDocumented: true }));
const tree = objectOf({ hook: { id: 9, story: 'By Formula', list: ['a', 'b', 'c'] } });

function outcome(options: Readonly<Record<string, unknown>>, facts: Partial<InputFacts> = {}): unknown {
  const plan = whole.plan(actionInput({ tree, ...facts, options: objectOf(options) }));
  return plan.kind === 'pure' ? plan.outcome : plan.kind;
}

describe('send to story', () => {
  optionTest(type, 'story', 'calls the story that is named, by number, text or formula', () => {
    const facts = { story: { standardLibVersion: null } };
    const cases: [unknown, object][] = [
      [42, { id: 42 }],
      ['42', { id: 42 }],
      ['My Story', { name: 'My Story' }],
      ['=hook.id', { id: 9 }],
      ['<<hook.story>>', { name: 'By Formula' }],
      ['{{ .hook.id }}', { id: 9 }],
    ];
    for (const [story, target] of cases) expect(outcome({ story }, facts)).toMatchObject({ kind: 'call', target });
  });

  optionTest(type, 'story', 'is named by the tag of older stories', () => {
    const named = objectOf({ STORY: { other_story: 7 } });
    const facts = { tree: named, story: { standardLibVersion: null } };
    expect(outcome({ story: '{% story Other Story %}' }, facts)).toMatchObject({ target: { id: 7 } });
  });

  optionTest(type, 'payload', 'is sent as body, with the ids by which the answer comes back', () => {
    expect(outcome({ story: 1, payload: { key: '=hook.id' } })).toMatchObject({
      payload: { body: { key: 9 }, '#action_id': 11, '#event_id': 7 },
    });
  });

  optionTest(type, 'send_payload_as_body', 'false: the payload itself is sent', () => {
    const sent = outcome({ story: 1, payload: { key: 'v' }, send_payload_as_body: 'false' }, { eventId: null });
    expect(sent).toMatchObject({ payload: { key: 'v', '#action_id': 11 } });
    expect(sent).not.toHaveProperty(['payload', '#event_id']);
    expect(sent).not.toHaveProperty(['payload', '#agent_id']);
  });

  it('gives stories from before formulas the id under its old name too', () => {
    expect(outcome({ story: 1 }, { story: { standardLibVersion: null } })).toMatchObject({
      payload: { '#agent_id': 11 },
    });
  });

  it.each([null, 0, [1], { done: true }])('emits the answer %j', (answer) => {
    const resumed = objectOf({ answer, state: {} });
    expect(outcome({ story: 1 }, { resumed })).toEqual({ kind: 'emit', payloads: [answer] });
  });

  optionTest(type, 'timeout', 'fails when the story does not answer in the time that is set for it', () => {
    expect(outcome({ story: 1 }, { resumed: objectOf({ timed_out: true, state: {} }) })).toEqual({
      kind: 'fail',
      message: 'The story did not answer in the time that is set for it.',
    });
  });

  it('fails with what the call failed with', () => {
    const resumed = objectOf({ failed: "Couldn't find the target story.", state: {} });
    expect(outcome({ story: 1 }, { resumed })).toEqual({ kind: 'fail', message: "Couldn't find the target story." });
  });

  it.each([
    [{}, "Invalid Options: 'story' must name a story"],
    [{ story: '<<STORY.gone>>' }, "Couldn't find the target story."],
  ])('fails with %j', (options, message) => {
    expect(() => outcome(options)).toThrow(message);
  });

  optionTest(type, ['send_to_draft', 'send_to_test'], 'chooses a draft of the story', () => {
    const target = (options: Record<string, unknown>) => {
      const called = outcome({ story: 1, ...options });
      expect(called).toMatchObject({ kind: 'call' });
      return (called as { target: unknown }).target;
    };
    expect(target({ send_to_draft: 'New login' })).toEqual({ id: 1, draft: 'New login' });
    expect(target({ send_to_draft: '=40 + 2' })).toEqual({ id: 1, draft: '42' });
    expect(target({ send_to_test: true })).toEqual({ id: 1, draft: 'test' });
    for (const no of [false, 'false', '', null]) expect(target({ send_to_draft: no })).toEqual({ id: 1 });
  });

  optionTest(type, ['rules', 'must_match'], 'calls nobody when they do not match', () => {
    const rule = { type: 'field==value', path: '=hook.id', value: '9' };
    const other = { ...rule, value: '8' };
    expect(outcome({ story: 1, rules: [rule, other], must_match: 1 })).toMatchObject({ kind: 'call' });
    expect(outcome({ story: 1, rules: [rule, other] })).toMatchObject({ kind: 'nothing' });
  });

  optionTest(type, 'local', 'is seen by all options', () => {
    const input = actionInput({
      options: objectOf({ story: '=LOCAL.id', local: { id: 5 } }),
      tree: objectOf({ LOCAL: { id: 5 } }),
    });
    expect(whole.plan(input)).toMatchObject({ outcome: { target: { id: 5 } } });
  });
});

describe('a loop of calls', () => {
  const options = { story: 1, loop: '=hook.list', payload: { letter: '=LOOP.value', index: '=LOOP.index' } };
  const body = (payload: Value): Value => JSON.parse(JSON.stringify(payload)).body;

  optionTest(
    type,
    'loop',
    'calls the story once per element, one after the other, and emits the list of the answers',
    async () => {
      const facts = { options: objectOf(options), tree };
      const { payloads, calls } = await drive(whole, facts, { answer: ({ payload }) => ({ answer: body(payload) }) });
      const expected = ['a', 'b', 'c'].map((letter, index) => ({ letter, index }));
      expect(payloads).toEqual([expected]);
      expect(calls.map(({ payload }) => body(payload))).toEqual(expected);
    },
  );

  optionTest(type, 'loop_parallel', 'calls all at once; the answers are in the order of the elements', async () => {
    const facts = { options: objectOf({ ...options, loop_parallel: true }), tree };
    const { payloads, calls } = await drive(whole, facts, { answer: ({ payload }) => ({ answer: body(payload) }) });
    expect(calls.map(({ payload }) => body(payload))).toMatchObject([
      { letter: 'c' },
      { letter: 'b' },
      { letter: 'a' },
    ]);
    expect(payloads).toMatchObject([[{ letter: 'a' }, { letter: 'b' }, { letter: 'c' }]]);
  });

  optionTest(type, 'timeout', 'gives null for a call that is not answered in time, and logs it', async () => {
    const facts = { options: objectOf(options), tree };
    const answer = ({ payload }: { payload: Value }): { [key: string]: Value } =>
      JSON.stringify(payload).includes('"b"') ? { timed_out: true } : { answer: 'yes' };
    const { payloads, logs } = await drive(whole, facts, { answer });
    expect(payloads).toEqual([['yes', null, 'yes']]);
    expect(logs.map(({ message }) => message)).toEqual([
      'LOOP.index 1: The story did not answer in the time that is set for it.',
      '1 of the 3 elements of the loop failed.',
    ]);
  });
});

describe('inputs that the called story declares', () => {
  const inputs = [{ name: 'User Name', required: true }, { name: 'age', required: 'true' }, { name: 'note' }];
  const entry = definedAction({ options: objectOf({ inputs }) });
  const story = storyDefinition({ name: 'Sub' });
  const refusal = (payload: unknown): string | null | undefined =>
    whole.refuseCall?.(story, entry, fromLiteral(payload));

  optionTest(type, 'payload', 'must have what the called story requires', () => {
    expect(refusal({ body: { user_name: 'Ada', age: 0 } })).toBeNull();
    expect(refusal({ 'User Name': 'Ada', age: 36 })).toBeNull();
    expect(refusal({ body: { age: 36 } })).toBe(
      'The story "Sub" was not called: the required input "User Name" is missing from the payload.',
    );
    expect(refusal({ body: { user_name: ' ' } })).toMatch(/required inputs "User Name", "age" are missing/);
    expect(refusal({ body: 'text' })).toMatch(/are missing/);
  });

  optionTest(type, 'payload', 'must have them in the types that are declared, where there are any', () => {
    const types = ['text', 'number', 'boolean', 'object', 'list', 'any', ''];
    const typed = definedAction({
      options: objectOf({ inputs: types.map((one) => ({ name: `my ${one}`, type: one })) }),
    });
    const refused = (payload: unknown): string | null | undefined =>
      whole.refuseCall?.(story, typed, fromLiteral(payload));
    expect(
      refused({ body: { my_text: 1, my_number: '2', my_boolean: 'true', my_object: '{}', my_list: '[]' } }),
    ).toBeNull();
    expect(
      refused({ body: { 'my text': 'a', my_number: 2, my_object: {}, my_list: [1], my_any: {}, my: [] } }),
    ).toBeNull();
    expect(refused({ body: { my_text: null, my_number: ' ' } })).toBeNull();
    expect(refused({ body: { my_number: 'two' } })).toBe(
      'The story "Sub" was not called: the input "my number" must be a number.',
    );
    expect(refused({ body: { my_text: {}, my_boolean: 'yes', my_object: [], my_list: 'a' } })).toBe(
      'The story "Sub" was not called: the input "my text" must be a text, the input "my boolean" must be true or false, the input "my object" must be an object, the input "my list" must be a list.',
    );
  });

  it('are none when the entry says nothing', () => {
    expect(whole.refuseCall?.(story, definedAction(), {})).toBeNull();
  });
});
