/**
 * Group (actions.md section 12): actions inside an action. They run as a run of their own, which begins with the event of the
 * Group Input and ends with the first event of a Group Output; that is what the group emits. What lies outside is not seen
 * inside, but for LOOP of a group that loops.
 */
import type { ActionInput, ActionType, Outcome } from '@fabula/engine';
import { entriesOf, getKey, isObjectValue, makeObject, toText, type Value } from '@fabula/formula';
import { groupInputOf, groupInputType, groupOutputType, groupType } from '@fabula/model';
import * as fields from './fields.ts';
import { readInputs } from './read-inputs.ts';

/** How long a loop of a group may take. Unconfirmed: others speak of about five minutes. */
export const groupLoopMs = 300_000;

const common = { canReceive: true, canEmit: true, canBeScheduled: false } as const;

export const group: ActionType = {
  ...common,
  type: groupType,
  title: 'Group',
  options: [fields.payload],
  defaultOptions: () => makeObject([['payload', makeObject([])]]),
  plan(input) {
    if (input.resumed !== null) return { kind: 'pure', outcome: outcomeOf(input.resumed) };
    const payload = readInputs(declaredInputs(input), fields.payload.read(input));
    const outcome: Outcome = {
      kind: 'call',
      target: { group: input.action.id },
      payload: withLoopOf(input, payload),
      state: {},
    };
    return { kind: 'pure', outcome };
  },
};

export const groupInput: ActionType = {
  ...common,
  type: groupInputType,
  title: 'Group Input',
  options: [fields.inputs],
  defaultOptions: () => makeObject([['inputs', []]]),
  // only by hand: a run of the group begins with its event
  plan(input) {
    const received = input.received !== undefined && isObjectValue(input.received) ? input.received : makeObject([]);
    return { kind: 'pure', outcome: { kind: 'emit', payloads: [readInputs(fields.inputs.read(input), received)] } };
  },
};

export const groupOutput: ActionType = {
  ...common,
  type: groupOutputType,
  title: 'Group Output',
  options: [fields.outputPayload],
  defaultOptions: () => makeObject([]),
  plan(input) {
    const payload = fields.outputPayload.read(input) ?? input.received ?? null;
    return { kind: 'pure', outcome: { kind: 'emit', payloads: [payload] } };
  },
};

function declaredInputs(input: ActionInput): Value | undefined {
  const entry = groupInputOf(input.story, input.action.id);
  const declared = entry === undefined ? undefined : getKey(entry.options, fields.inputs.key);
  return declared === undefined ? undefined : input.read(declared, undefined, fields.inputs.key);
}

function outcomeOf(resumed: Value): Outcome {
  const told = (key: string): Value | undefined => (isObjectValue(resumed) ? getKey(resumed, key) : undefined);
  const answer = told('answer');
  if (answer !== undefined) return { kind: 'emit', payloads: [answer] };
  const failure = told('failed');
  if (failure !== undefined) return { kind: 'fail', message: toText(failure) };
  if (told('timed_out') !== undefined)
    return { kind: 'fail', message: 'The group did not come to its output in time.' };
  const message = 'The group came to its end without an event of its output, so it emits none.';
  return { kind: 'nothing', logs: [{ level: 3, message }] };
}

/** The actions inside see the value and the index of the element that they run for. */
function withLoopOf(input: ActionInput, payload: Value): Value {
  const loop = input.read('=LOOP');
  if (!isObjectValue(loop)) return payload;
  const told = entriesOf(loop).filter(([key]) => key !== 'previous_result');
  return makeObject([...(isObjectValue(payload) ? entriesOf(payload) : []), ['#loop', makeObject(told)]]);
}
