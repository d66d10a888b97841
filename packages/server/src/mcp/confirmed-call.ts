/**
 * A call of a story that asks a person first. The run is written with the question, and begins when it is approved, in whichever
 * process; the connection only looks. A client that is not patient enough calls again and hears the outcome of its first call.
 */
import { createHash } from 'node:crypto';
import { type Clock, type Engine, type EngineStore, refusalText } from '@fabula/engine';
import {
  entriesOf,
  isArrayValue,
  isObjectValue,
  makeObject,
  parseJson,
  stringifyJson,
  type Value,
} from '@fabula/formula';
import type { ActionId, ProcessId, StoryDefinition, ToolConfirmationId } from '@fabula/model';
import { attendToEarlierCall, type Database, findConfirmationOfRun, leaveMcpCall, readMcpCall } from '@fabula/store';
import type { StoryTool } from './tools.ts';

export interface ConfirmedCallParts {
  readonly engine: Pick<Engine, 'acceptWhenApproved'>;
  readonly findExit: EngineStore['findExit'];
  readonly database: Database;
  readonly clock: Clock;
  /** Who attends to calls here. */
  readonly processId: () => ProcessId;
}

/** Of the MCP server. */
interface Asker {
  readonly story: StoryDefinition;
  readonly action: { readonly id: ActionId };
}

export type CallAnswer =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };

const lookEveryMs = 500;

/** `patienceMs`: how long the client waits. `gone`: it does not wait any more. */
export async function callWhenApproved(
  parts: ConfirmedCallParts,
  asker: Asker,
  tool: StoryTool,
  body: Value,
  patienceMs: number,
  gone: AbortSignal,
): Promise<CallAnswer> {
  const { clock, database } = parts;
  const until = clock.now() + patienceMs;
  const asked = await ask(parts, asker, tool, body);
  if (typeof asked === 'string') return failed(asked);
  let isTold = false;
  try {
    while (!gone.aborted) {
      const answer = await readAnswer(parts, asked, tool);
      isTold = answer !== null;
      if (answer !== null) return answer;
      if (clock.now() >= until) break;
      await pause(clock, lookEveryMs, gone);
    }
    return failed(
      `This call waits for a person to approve it, and nothing has been done yet. Call ${tool.name} again with the same arguments to hear the outcome: nobody is asked twice.`,
    );
  } finally {
    await leaveMcpCall(database.kysely, asked, isTold ? new Date(clock.now()) : null);
  }
}

/** A text: why nobody can be asked. */
async function ask(
  { engine, database, clock, processId }: ConfirmedCallParts,
  { story, action }: Asker,
  tool: StoryTool,
  body: Value,
): Promise<ToolConfirmationId | string> {
  const callKey = keyOf([action.id, tool.name, tool.story.id, body]);
  const earlier = await attendToEarlierCall(database.kysely, callKey, processId(), clock.now());
  if (earlier !== null) return earlier;
  const begun = await engine.acceptWhenApproved({
    story: tool.story,
    actionId: tool.entryActionId,
    payload: makeObject([['body', body]]),
    origin: 'webhook',
    asks: { storyId: story.id, actionId: action.id, tool: tool.name, callKey },
  });
  if (!begun.ok) return begun.message;
  return (await findConfirmationOfRun(database.kysely, begun.runId)) ?? 'The call was cancelled.';
}

/** null: there is none yet. */
async function readAnswer(
  { database, findExit, clock }: ConfirmedCallParts,
  id: ToolConfirmationId,
  { exitActionIds }: StoryTool,
): Promise<CallAnswer | null> {
  const call = await readMcpCall(database.kysely, id, clock.now());
  if (call === null) return failed('The call was cancelled.');
  switch (call.status) {
    case 'waiting':
      return null;
    case 'denied':
      return failed(refusalText({ reason: call.reason }));
    case 'expired':
      return failed(refusalText(null));
    case 'cancelled':
      return failed('The call was cancelled: what it was for is no longer there.');
    case 'approved': {
      // looked for after what is left to do, so that a run that ends in between is not taken for one without an answer
      const exit = await findExit(call.runId, exitActionIds);
      if (exit !== null) return { ok: true, value: readPayload(exit.payloadText) };
      return call.isOver ? failed('The call was approved, and the story ended without an answer.') : null;
    }
  }
}

function readPayload(text: string): Value {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(`an event holds JSON that cannot be read: ${parsed.error.message}`);
  return parsed.value;
}

function failed(message: string): CallAnswer {
  return { ok: false, message };
}

/** Models do not repeat the order of keys. */
function keyOf(parts: readonly Value[]): string {
  return createHash('sha256')
    .update(stringifyJson(parts.map(sorted)))
    .digest('hex');
}

function sorted(value: Value): Value {
  if (isArrayValue(value)) return value.map(sorted);
  if (value === null || !isObjectValue(value)) return value;
  const entries = entriesOf(value).map(([key, item]) => [key, sorted(item)] as const);
  return makeObject(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function pause(clock: Clock, ms: number, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      gone.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.at(clock.now() + ms, end);
    gone.addEventListener('abort', end);
  });
}
