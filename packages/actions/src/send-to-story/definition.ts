/**
 * Send to Story: starts a run of another story at its entry and emits what its exit answers (actions.md section 9).
 *
 * The entry's event holds the payload and two ids by which the answer finds its way back: `#action_id`, this action, and
 * `#event_id`, the event that it received. Stories from before formulas read `#agent_id`; they get it as well.
 */
import { type ActionInput, type ActionType, OptionFailure, type StoryReference } from '@fabula/engine';
import { entriesOf, getKey, isObjectValue, makeObject, toNative, toNumber, toText, type Value } from '@fabula/formula';
import { invalidOption } from '../options/invalid-option.ts';
import { booleanOption, givenOption } from '../options/read-option.ts';
import { isTruthy } from '../rules/is-truthy.ts';

export const sendToStory: ActionType = {
  type: 'Agents::SendToStoryAgent',
  title: 'Send to Story',
  canReceive: true,
  canEmit: true,
  canBeScheduled: true,
  options: [],
  defaultOptions: () =>
    makeObject([
      ['story', ''],
      ['payload', makeObject([])],
    ]),
  plan(input) {
    const answer = isObjectValue(input.resumed) ? getKey(input.resumed, 'answer') : undefined;
    if (answer !== undefined) return { kind: 'pure', outcome: { kind: 'emit', payloads: [answer] } };
    refuse(
      input,
      'loop',
      'Send to Story does not loop in this version of Fabula. Explode the list and send each element.',
    );
    refuse(input, 'send_to_draft', 'There are no drafts to send to in this version of Fabula.');
    refuse(input, 'send_to_test', 'There are no drafts to send to in this version of Fabula.');
    return { kind: 'pure', outcome: { kind: 'call', target: readTarget(input), payload: entryPayload(input) } };
  },
};

function refuse(input: ActionInput, key: string, message: string): void {
  const value = input.raw(key);
  if (isTruthy(value) && value !== 'false') throw new OptionFailure(message, key);
}

function readTarget(input: ActionInput): StoryReference {
  if (!isTruthy(input.raw('story'))) throw invalidOption('story', 'must name a story');
  // A formula that names a story which is not there, or may not be called, gives nothing.
  const story = givenOption(input, 'story');
  if (story === undefined) throw new OptionFailure("Couldn't find the target story.", 'story');
  const number = toNumber(story);
  const id = number === undefined ? undefined : toNative(number);
  return id !== undefined && Number.isSafeInteger(id) && id > 0 ? { id } : { name: toText(story).trim() };
}

function entryPayload(input: ActionInput): Value {
  const payload = input.option('payload') ?? makeObject([]);
  const isBody = booleanOption(input, 'send_payload_as_body', true) || !isObjectValue(payload);
  const entries: [string, Value][] = isBody ? [['body', payload]] : entriesOf(payload);
  entries.push(['#action_id', input.action.id]);
  if (input.story.standardLibVersion === null) entries.push(['#agent_id', input.action.id]);
  if (input.eventId !== null) entries.push(['#event_id', input.eventId]);
  return makeObject(entries);
}
