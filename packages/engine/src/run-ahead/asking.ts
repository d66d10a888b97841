/**
 * What is done only when a person agrees: a call of a story by an agent, or the beginning of a run that an MCP client wants.
 *
 *   wanted ──► waiting ──approved──► called, or begun
 *                 ├─────denied───────► refused: an agent hears why, a run ends
 *                 └─────its time is up─► refused
 *
 * The delivery waits for itself, with a mark as its state and the time that a person has as its time; the question (`NewAsk`) is
 * written in the same commit. Whoever answers lets the delivery go on in one transaction with the answer, with the state
 * {"answer": {"approved": …, "reason": …}, "state": mark}; so nothing of it is in anybody's memory.
 */
import { entriesOf, getKey, isObjectValue, makeObject, stringifyJson, type Value } from '@fabula/formula';
import type { StoryDefinition } from '@fabula/model';
import type { Outcome, Question, ToolUse } from '../action-type.ts';
import type { Call } from '../decide/decide-next.ts';
import type { AskedRoot } from '../door.ts';
import type { NewAsk } from '../ports/store.ts';
import type { Source } from './apply-decision.ts';
import { callIn, callMark } from './call-mark.ts';
import type { Job } from './unit.ts';

export const defaultConfirmationMs = 15 * 60_000;

const mark = 'fabula:ask';

export type Wanted =
  | { readonly kind: 'call'; readonly call: Call }
  /** The first event of the run. */
  | { readonly kind: 'beginning'; readonly payload: Value };

export interface AnsweredAsk {
  readonly wanted: Wanted;
  /** A sentence for a model or a log; null: approved. */
  readonly refusal: string | null;
}

/** Instead of the call. What is approved is this story, whatever bears its name by then. */
export function askFirst(story: StoryDefinition, call: Call, { name }: ToolUse, timeoutAt: number): Outcome {
  const target = story.draftOf === null ? { id: story.id } : { id: story.draftOf, draft: String(story.id) };
  return {
    kind: 'wait',
    state: askMark({ kind: 'call', call: { ...call, target } }),
    timeoutAt,
    asks: { tool: name, calledStoryId: story.id, input: shownInput(call.payload) },
    logs: [{ level: 3, message: `A person is asked before ${story.name} is called.` }],
  };
}

export function askMark(wanted: Wanted): Value {
  return { [mark]: wanted.kind === 'call' ? { call: callMark(wanted.call) } : { payload: wanted.payload } };
}

/** The row that asks for an agent's action. */
export function askOf(
  { delivery, run }: Pick<Job, 'delivery' | 'run'>,
  { story, action, now }: Source,
  { tool, calledStoryId, input }: Question,
  expiresAt: number,
): NewAsk {
  return {
    deliveryId: delivery.id,
    runId: run.record.id,
    storyId: story.id,
    actionId: action.id,
    calledStoryId,
    tool,
    inputText: stringifyJson(input),
    callKey: null,
    askedAt: now,
    expiresAt,
  };
}

/** The row that asks for an MCP client: its run is of the story that is called. */
export function askOfClient(
  { delivery, run }: Pick<Job, 'delivery' | 'run'>,
  { story, now }: Source,
  { asks, payload }: AskedRoot,
  expiresAt: number,
): NewAsk {
  return {
    ...asks,
    deliveryId: delivery.id,
    runId: run.record.id,
    calledStoryId: story.id,
    inputText: stringifyJson(shownInput(payload)),
    askedAt: now,
    expiresAt,
  };
}

/** null: the job was not waiting for a person. */
export function answeredAsk({ delivery: { state } }: Pick<Job, 'delivery'>): AnsweredAsk | null {
  const wanted = wantedIn(memberOf(memberOf(state, 'state'), mark));
  if (wanted === null) return null;
  const answer = memberOf(state, 'answer');
  if (memberOf(answer, 'approved') !== true) return { wanted, refusal: refusalOf(answer) };
  const { call } = wanted.kind === 'call' ? wanted : { call: null };
  const approved = call?.asTool && { ...call, asTool: { ...call.asTool, isApproved: true } };
  return { wanted: approved ? { kind: 'call', call: approved } : wanted, refusal: null };
}

function wantedIn(marked: Value): Wanted | null {
  const call = callIn(memberOf(marked, 'call'));
  if (call !== null) return { kind: 'call', call };
  return marked !== null && isObjectValue(marked) ? { kind: 'beginning', payload: memberOf(marked, 'payload') } : null;
}

function refusalOf(answer: Value): string {
  const reason = memberOf(answer, 'reason');
  return refusalText(answer === null ? null : { reason: typeof reason === 'string' ? reason : null });
}

/** For a model, which tries again what it is not told to leave. null: nobody answered in time. */
export function refusalText(denial: { readonly reason: string | null } | null): string {
  if (denial === null) return 'Refused: nobody approved this call in time. It was not made.';
  const why = denial.reason ? ` Their reason: ${denial.reason}` : '';
  return `Refused: a person did not approve this call, and it was not made. Do not try it again unchanged.${why}`;
}

/** For people: what the story's entry gets as its body, without where the answer goes (`#action_id`). */
function shownInput(payload: Value): Value {
  if (!isObjectValue(payload)) return payload;
  const entries = entriesOf(payload).filter(([key]) => !key.startsWith('#'));
  return entries.length === 1 && entries[0]?.[0] === 'body' ? entries[0][1] : makeObject(entries);
}

function memberOf(value: Value, key: string): Value {
  return isObjectValue(value) ? (getKey(value, key) ?? null) : null;
}
