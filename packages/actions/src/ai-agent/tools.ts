/**
 * Tools of an AI Agent: actions that the story carries beside the agent's options. The model sees a name, a description
 * and what it may fill in:
 *
 * 1. the `inputs` that the tool declares (`[{name, type, description, required}]`), else
 * 2. every `INPUT.name` that the formulas of the tool's options read, else
 * 3. for Send to Story, the keys of its payload, or any.
 *
 * What the model fills in is data: formulas see it as INPUT, and it is never read as a formula itself.
 */
import type { ActionInput, ActionType, ActionTypes } from '@fabula/engine';
import {
  entriesOf,
  getKey,
  isArrayValue,
  isObjectValue,
  keysRead,
  makeObject,
  type ObjectValue,
  slugOf,
  toText,
  type Value,
} from '@fabula/formula';
import { type DefinedAction, groupInputType, groupOutputType, groupType } from '@fabula/model';
import { runScriptType } from '../run-script/definition.ts';
import type { OfferedTool } from './dialects/dialect.ts';

const sendToStoryType = 'Agents::SendToStoryAgent';
const eventTransformType = 'Agents::EventTransformationAgent';
const rememberingModes: ReadonlySet<string> = new Set(['deduplicate', 'delay', 'implode', 'throttle']);

/** What waits for people, belongs to other actions, or is not part of this version. */
const noTools: ReadonlySet<string> = new Set([
  'Agents::LLMAgent',
  'Agents::FormAgent',
  'Agents::McpRequestAgent',
  'Agents::RecordAgent',
  'Agents::CaseAgent',
  groupType,
  groupInputType,
  groupOutputType,
]);

export interface Tool {
  readonly offered: OfferedTool;
  readonly type: ActionType;
  /** The tool as an action, filled in by the model. */
  action(agent: DefinedAction, given: ObjectValue): DefinedAction;
  /** Whether what is filled in goes into the payload rather than to formulas. */
  readonly fillsPayload: boolean;
}

export interface Toolbox {
  readonly tools: readonly Tool[];
  /** What is attached and cannot be offered: sentences for the log. */
  readonly missing: readonly string[];
}

export function readTools(input: ActionInput, types: ActionTypes, withPython: boolean): Toolbox {
  const tools: Tool[] = [];
  const missing: string[] = [];
  const names = new Set<string>();
  for (const stored of input.action.tools) {
    const typeName = textAt(stored, 'type');
    const title = textAt(stored, 'name');
    const type = types.get(typeName);
    const mode = textAt(optionsOf(stored), 'mode');
    if (type === undefined || !canBeTool(type)) {
      missing.push(
        `The tool '${title}' is not offered to the model: ${typeName} is no tool in this version of Fabula.`,
      );
    } else if (type.type === eventTransformType && rememberingModes.has(mode)) {
      missing.push(`The tool '${title}' is not offered to the model: its mode ${mode} remembers events.`);
    } else {
      tools.push(makeTool(stored, type, unused(nameOf(stored), names), input.story.standardLibVersion));
    }
  }
  const script = types.get(runScriptType);
  if (withPython && script !== undefined) tools.push(pythonTool(script, unused('run_python', names)));
  return { tools, missing };
}

/** An action that computes, sends or asks, and is done. */
function canBeTool({ type, canReceive }: ActionType): boolean {
  return canReceive && !noTools.has(type);
}

function makeTool(stored: ObjectValue, type: ActionType, name: string, standardLibVersion: number | null): Tool {
  const options = optionsOf(stored);
  const declared = declaredInputs(stored);
  const read = declared === undefined ? keysRead(options, 'INPUT', { standardLibVersion }) : null;
  const fillsPayload = declared === undefined && read?.size === 0 && type.type === sendToStoryType;
  const title = textAt(stored, 'name');
  const description = [
    textAt(options, 'tool_description') || textAt(stored, 'description') || title,
    type.type === sendToStoryType ? 'Gives what the story answers.' : '',
  ];
  return {
    type,
    fillsPayload,
    offered: {
      name,
      description: description.filter((part) => part !== '').join(' '),
      parameters: declared ?? (fillsPayload ? payloadParameters(options) : readParameters(read)),
    },
    action: (agent, given) => ({
      ...agent,
      type: type.type,
      name: title,
      slug: slugOf(title),
      options,
      tools: [],
      inputs: given,
    }),
  };
}

function pythonTool(type: ActionType, name: string): Tool {
  return {
    type,
    fillsPayload: false,
    offered: {
      name,
      description:
        'Runs a Python 3.13 program without network or files. It must define main(input); what main returns and what is printed come back.',
      parameters: { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] },
    },
    action: (agent, given) => ({
      ...agent,
      type: type.type,
      options: makeObject([
        ['language', 'python'],
        ['script', toText(getKey(given, 'code') ?? '')],
        ['timeout', 60],
      ]),
      tools: [],
      inputs: makeObject([]),
    }),
  };
}

/** `[{name, type, description, required}]` as a schema; undefined: the tool declares none. */
function declaredInputs(stored: ObjectValue): OfferedTool['parameters'] | undefined {
  const list = getKey(stored, 'inputs') ?? getKey(stored, 'action_inputs');
  const inputs = list !== undefined && isArrayValue(list) ? list.filter(isObjectValue) : [];
  if (inputs.length === 0) return undefined;
  const properties = inputs.map((one) => [
    slugOf(textAt(one, 'name')),
    { ...schemaOf(textAt(one, 'type')), description: textAt(one, 'description') || textAt(one, 'name') },
  ]);
  const required = inputs.filter((one) => getKey(one, 'required') === true).map((one) => slugOf(textAt(one, 'name')));
  return { type: 'object', properties: Object.fromEntries(properties), required };
}

function schemaOf(type: string): Readonly<Record<string, unknown>> {
  switch (type.toLowerCase()) {
    case 'number':
      return { type: 'number' };
    case 'boolean':
    case 'checkbox':
      return { type: 'boolean' };
    case 'object':
      return { type: 'object' };
    case 'list':
    case 'array':
      return { type: 'array', items: {} };
    default:
      return { type: 'string' };
  }
}

/** null: which names are read depends on what is given, so anything may be. */
function readParameters(names: ReadonlySet<string> | null): OfferedTool['parameters'] {
  if (names === null) return { type: 'object', additionalProperties: true };
  return { type: 'object', properties: Object.fromEntries([...names].map((name) => [name, { type: 'string' }])) };
}

function payloadParameters(options: ObjectValue): OfferedTool['parameters'] {
  const payload = getKey(options, 'payload');
  const entries = payload !== undefined && isObjectValue(payload) ? entriesOf(payload) : [];
  if (entries.length === 0) return { type: 'object', additionalProperties: true };
  const properties = entries.map(([key, value]) => [key, { description: `For example: ${toText(value)}` }]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}

/** What services allow in a name. */
function nameOf(stored: ObjectValue): string {
  const name = slugOf(textAt(optionsOf(stored), 'tool_name') || textAt(stored, 'name')).replace(/[^a-zA-Z0-9_-]/g, '_');
  return name.slice(0, 60) || 'tool';
}

function unused(name: string, names: Set<string>): string {
  let found = name;
  for (let count = 2; names.has(found); count++) found = `${name}_${count}`;
  names.add(found);
  return found;
}

function optionsOf(stored: ObjectValue): ObjectValue {
  const options = getKey(stored, 'options');
  return options !== undefined && isObjectValue(options) ? options : makeObject([]);
}

function textAt(object: ObjectValue, key: string): string {
  const value: Value | undefined = getKey(object, key);
  return typeof value === 'string' ? value.trim() : '';
}
