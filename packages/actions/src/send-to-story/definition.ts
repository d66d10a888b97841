/**
 * Send to Story: starts a run of another story at its entry and emits what its exit answers (actions.md section 9).
 *
 * The entry's event holds the payload and two ids by which the answer finds its way back: `#action_id`, this action, and
 * `#event_id`, the event that it received. Stories from before formulas read `#agent_id`; they get it as well.
 */
import { type ActionInput, type ActionType, OptionFailure, type Outcome, type StoryReference } from '@fabula/engine';
import { entriesOf, getKey, isObjectValue, makeObject, toNative, toNumber, toText, type Value } from '@fabula/formula';
import { isGiven, toBoolean } from '@fabula/model';
import { invalidOption } from '../options/invalid-option.ts';
import { isTruthy } from '../rules/is-truthy.ts';
import * as fields from './fields.ts';
import { refuseWithoutInputs } from './required-inputs.ts';

export const sendToStory: ActionType = {
  type: 'Agents::SendToStoryAgent',
  title: 'Send to Story',
  canReceive: true,
  canEmit: true,
  canBeScheduled: true,
  options: Object.values(fields),
  defaultOptions: () =>
    makeObject([
      ['story', ''],
      ['payload', makeObject([])],
    ]),
  refuseCall: refuseWithoutInputs,
  plan(input) {
    if (input.resumed !== null) return { kind: 'pure', outcome: outcomeOf(input.resumed) };
    const outcome: Outcome = { kind: 'call', target: readTarget(input), payload: entryPayload(input), state: {} };
    return { kind: 'pure', outcome };
  },
};

function outcomeOf(resumed: Value): Outcome {
  const told = (key: string): Value | undefined => (isObjectValue(resumed) ? getKey(resumed, key) : undefined);
  const answer = told('answer');
  if (answer !== undefined) return { kind: 'emit', payloads: [answer] };
  const failure = told('failed');
  if (failure !== undefined) return { kind: 'fail', message: toText(failure) };
  return { kind: 'fail', message: 'The story did not answer in the time that is set for it.' };
}

function readTarget(input: ActionInput): StoryReference {
  if (!fields.story.isGiven(input)) throw invalidOption(fields.story.key, 'must name a story');
  // A formula that names a story which is not there, or may not be called, gives nothing.
  const story = input.option(fields.story.key);
  if (!isGiven(story)) throw new OptionFailure("Couldn't find the target story.", fields.story.key);
  const number = toNumber(story);
  const id = number === undefined ? undefined : toNative(number);
  const draft = draftOf(input);
  const chosen = draft === null ? {} : { draft };
  const isNumber = id !== undefined && Number.isSafeInteger(id) && id > 0;
  return isNumber ? { id, ...chosen } : { name: toText(story).trim(), ...chosen };
}

/** The name or number of a draft; a bare yes means the one called `test`. null: the live story. */
function draftOf(input: ActionInput): string | null {
  const draft = fields.sendToDraft.read(input);
  if (!isGiven(draft) || !isTruthy(draft) || toBoolean(draft) === false) return null;
  return toBoolean(draft) === true ? 'test' : toText(draft).trim();
}

function entryPayload(input: ActionInput): Value {
  const payload = fields.payload.read(input);
  const isBody = fields.sendPayloadAsBody.read(input) || !isObjectValue(payload);
  const entries: [string, Value][] = isBody ? [['body', payload]] : entriesOf(payload);
  entries.push(['#action_id', input.action.id]);
  if (input.story.standardLibVersion === null) entries.push(['#agent_id', input.action.id]);
  if (input.eventId !== null) entries.push(['#event_id', input.eventId]);
  return makeObject(entries);
}
