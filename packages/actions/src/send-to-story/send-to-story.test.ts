import { describe, expect, it } from 'vitest';
import { actionInput, type InputFacts, objectOf } from '../testing/action-input.ts';
import { sendToStory } from './definition.ts';

const tree = objectOf({ hook: { id: 9, story: 'By Formula' } });

function outcome(options: Readonly<Record<string, unknown>>, facts: Partial<InputFacts> = {}): unknown {
  const plan = sendToStory.plan(actionInput({ tree, ...facts, options: objectOf(options) }));
  return plan.kind === 'pure' ? plan.outcome : plan.kind;
}

describe('send to story', () => {
  it.each([
    ['a number', 42, { id: 42 }],
    ['numeric text', '42', { id: 42 }],
    ['a name', 'My Story', { name: 'My Story' }],
    ['a formula', '=hook.id', { id: 9 }],
    ['a pill', '<<hook.story>>', { name: 'By Formula' }],
    ['a legacy template', '{{ .hook.id }}', { id: 9 }],
  ])('calls the story that is named by %s', (_, story, target) => {
    const facts = { story: { standardLibVersion: null } };
    expect(outcome({ story }, facts)).toMatchObject({ kind: 'call', target });
  });

  it('sends the payload as body, with the ids by which the answer comes back', () => {
    expect(outcome({ story: 1, payload: { key: '=hook.id' } })).toMatchObject({
      payload: { body: { key: 9 }, '#action_id': 11, '#event_id': 7 },
    });
  });

  it('sends the payload itself when it is not to be the body', () => {
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
    const resumed = objectOf({ answer });
    expect(outcome({ story: 1 }, { resumed })).toEqual({ kind: 'emit', payloads: [answer] });
  });

  it.each([
    [{}, "Invalid Options: 'story' must name a story"],
    [{ story: '<<STORY.gone>>' }, "Couldn't find the target story."],
    [{ story: 1, loop: '=hook.list' }, /does not loop/],
    [{ story: 1, send_to_draft: 'draft' }, /no drafts/],
    [{ story: 1, send_to_test: true }, /no drafts/],
  ])('fails with %j', (options, message) => {
    expect(() => outcome(options)).toThrow(message);
  });

  it.each([false, 'false', ''])('takes loop %j for no loop', (loop) => {
    expect(outcome({ story: 1, loop })).toMatchObject({ kind: 'call' });
  });
});
