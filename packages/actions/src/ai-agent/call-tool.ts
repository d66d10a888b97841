/**
 * Calls one tool that the model asked for: plans and performs it as the action that it is, inside the agent's own delivery.
 * A tool that waits (a called story, a retry) leaves its state in the agent's.
 */
import {
  type ActionInput,
  type EffectPorts,
  type LogLine,
  maskOutcome,
  type Names,
  OptionFailure,
  type Outcome,
  type Plan,
  readLocalValues,
} from '@fabula/engine';
import {
  entriesOf,
  getKey,
  isObjectValue,
  makeObject,
  type ObjectValue,
  parseJson,
  stringifyJson,
  type Value,
} from '@fabula/formula';
import type { AgentState, ToolCall, ToolResult } from './conversation.ts';
import type { Tool } from './tools.ts';

/** More would cost more than it tells. */
const maxResultLength = 100_000;

export interface ToolSteps {
  /** Which call of the agent's run it is; the same for every attempt at it. */
  readonly key: string;
  /** The tool is done. */
  done(result: Omit<ToolResult, 'id'>, logs: readonly LogLine[]): Outcome;
  /** The tool goes on later; this is what it leaves to itself. */
  wait(tool: Value): AgentState;
  state(state: AgentState): Value;
}

/** `resumed`: what the tool is called again with; null: for the first time. */
export function planTool(
  input: ActionInput,
  tool: Tool | undefined,
  call: ToolCall,
  resumed: Value,
  steps: ToolSteps,
): Plan {
  const fail = (text: string): Plan => ({ kind: 'pure', outcome: steps.done({ text, isError: true }, []) });
  if (tool === undefined) return fail(`There is no tool ${call.name}.`);
  const given = parseJson(call.arguments);
  if (!given.ok || !isObjectValue(given.value)) return fail('The arguments are not a JSON object.');
  const logs: LogLine[] =
    resumed === null
      ? [{ level: 3, message: `The model calls ${call.name} with ${call.arguments.slice(0, 2000)}` }]
      : [];
  const settle = (outcome: Outcome): Outcome => settleTool(outcome, tool, logs, steps);
  try {
    const plan = tool.type.plan(toolInput(input, tool, given.value, resumed));
    if (plan.kind === 'pure') return { kind: 'pure', outcome: settle(plan.outcome) };
    if (plan.kind === 'memory') return fail('This tool cannot be used here: it remembers events.');
    return {
      ...plan,
      perform: async (ports) => settle(maskOutcome(await plan.perform(portsOf(ports, steps)), ports.secrets)),
    };
  } catch (thrown) {
    if (thrown instanceof OptionFailure) return fail(thrown.message);
    throw thrown;
  }
}

/** A call is a request of its own to whoever recognizes repetitions. */
function portsOf(ports: EffectPorts, { key }: ToolSteps): EffectPorts {
  return { ...ports, idempotencyKey: `${ports.idempotencyKey}-${key}` };
}

function settleTool(
  outcome: Outcome,
  { type, offered: { name: toolName } }: Tool,
  before: readonly LogLine[],
  steps: ToolSteps,
): Outcome {
  // An error of a tool is the model's to deal with, not the agent's end.
  const own = (outcome.logs ?? []).map((line): LogLine => (line.level === 4 ? { ...line, level: 2 } : line));
  const logs = [...before, ...own];
  switch (outcome.kind) {
    case 'emit': {
      const value = outcome.payloads.length === 1 ? (outcome.payloads[0] ?? null) : outcome.payloads;
      const isError = outcome.logs?.some(({ level }) => level === 4) ?? false;
      return steps.done({ text: shortened(stringifyJson(value)), isError }, logs);
    }
    case 'nothing':
      return steps.done({ text: 'null', isError: false }, logs);
    case 'fail':
      return steps.done({ text: outcome.message, isError: true }, [...logs, { level: 2, message: outcome.message }]);
    case 'call':
      return { ...outcome, asTool: { name: toolName }, state: steps.state(steps.wait(outcome.state ?? null)), logs };
    case 'later':
    case 'again':
      return { ...outcome, state: steps.state(steps.wait(outcome.state ?? null)), logs };
    case 'wait':
    case 'fork':
      return steps.done({ text: `${type.title} cannot be used as a tool in this way.`, isError: true }, logs);
    default: {
      const never: never = outcome;
      return never;
    }
  }
}

function shortened(text: string): string {
  return text.length <= maxResultLength ? text : `${text.slice(0, maxResultLength)}… (shortened)`;
}

/** The input of the tool's plan: its own options, the agent's event, and what the model filled in as INPUT. */
function toolInput(input: ActionInput, tool: Tool, given: ObjectValue, resumed: Value): ActionInput {
  const action = tool.action(input.action, given);
  let local: ObjectValue | undefined;
  const names = (more: Names = {}): Names => ({ INPUT: given, LOCAL: locals(), ...more });
  function locals(): ObjectValue {
    if (local !== undefined) return local;
    local = readLocalValues(getKey(action.options, 'local'), (value, path, earlier) =>
      input.read(value, { INPUT: given, LOCAL: earlier }, path),
    );
    return local;
  }
  // without a payload the model fills in all of it
  const unfilled = (key: string): Value | undefined =>
    key === 'payload' && tool.fillsPayload ? makeObject([]) : undefined;
  const raw = (key: string): Value | undefined => getKey(action.options, key) ?? unfilled(key);
  return {
    ...input,
    action,
    resumed,
    has: (key) => raw(key) !== undefined,
    raw,
    option(key, more) {
      const stored = raw(key);
      const value = stored === undefined ? undefined : input.read(stored, names(more), key);
      return key === 'payload' && tool.fillsPayload ? filledIn(value, given) : value;
    },
    read: (value, more, path) => input.read(value, names(more), path),
    readAlone: (value, more, path) => input.readAlone(value, more, path),
    search: (path, search) => input.search(path, search),
    tree: () => input.tree(),
  };
}

function filledIn(payload: Value | undefined, given: ObjectValue): ObjectValue {
  const before = payload !== undefined && isObjectValue(payload) ? entriesOf(payload) : [];
  const kept = before.filter(([key]) => getKey(given, key) === undefined);
  return makeObject([...kept, ...entriesOf(given)]);
}
