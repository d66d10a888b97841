/**
 * A conversation with a model, apart from how any service writes it. It is what the action leaves to itself between two
 * calls, so that a crash repeats at most the call that was under way.
 */
import { getKey, isObjectValue, makeObject, type Value } from '@fabula/formula';

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text, as the model wrote it. */
  readonly arguments: string;
}

export interface ToolResult {
  readonly id: string;
  readonly text: string;
  readonly isError: boolean;
}

export type Turn =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly calls: readonly ToolCall[] }
  | { readonly role: 'tools'; readonly results: readonly ToolResult[] };

export interface Conversation {
  readonly system: string;
  readonly turns: readonly Turn[];
  /** Of the model's last turn: what is still to be called, and what came of the others. */
  readonly pending: readonly ToolCall[];
  readonly results: readonly ToolResult[];
  /** How often the model has answered. */
  readonly rounds: number;
  /** Attempts at the call that is under way. */
  readonly tries: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Spent waiting for the model. */
  readonly modelMs: number;
  readonly model: string;
}

/** A conversation in which only the first question was put. */
export function begunWith(system: string, prompt: string): Conversation {
  return {
    ...{ system, turns: [{ role: 'user', text: prompt }], pending: [], results: [] },
    ...{ rounds: 0, tries: 0, inputTokens: 0, outputTokens: 0, modelMs: 0, model: '' },
  };
}

/** What is left for the next call. `tool`: what a tool leaves to itself. */
export interface AgentState {
  readonly conversation: Conversation;
  readonly tool: Value;
}

export function stateValue({ conversation, tool }: AgentState): Value {
  return makeObject([
    ['conversation', JSON.stringify(conversation)],
    ['tool', tool],
  ]);
}

/** undefined for anything that `stateValue` has not written. */
export function readState(state: Value): AgentState | undefined {
  if (!isObjectValue(state)) return undefined;
  const text = getKey(state, 'conversation');
  if (typeof text !== 'string') return undefined;
  // written by stateValue, and by nobody else
  const conversation: Conversation = JSON.parse(text);
  return { conversation, tool: getKey(state, 'tool') ?? null };
}
