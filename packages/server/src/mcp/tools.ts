/**
 * The tools of an MCP server: stories. Those that its attached Send to Story actions name; without any, all that are open
 * to Workbench in the team. Attached actions of other kinds are not offered.
 */
import { type DeclaredInput, declaredInputs } from '@fabula/actions';
import { type Mask, maskValue, OptionFailure, type OptionReader, type StoryBook } from '@fabula/engine';
import {
  entriesOf,
  getKey,
  isObjectValue,
  makeObject,
  type ObjectValue,
  slugOf,
  toNative,
  toNumber,
  toText,
  type Value,
} from '@fabula/formula';
import { type ActionId, type DefinedAction, err, ok, type Result, type StoryDefinition } from '@fabula/model';
import type { OfferedStory } from '@fabula/store';

export interface StoryTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputs: readonly DeclaredInput[];
  readonly story: StoryDefinition;
  readonly entryActionId: ActionId;
  readonly exitActionIds: readonly ActionId[];
  /** What the entry gets as its body; the error, a formula of the attached action that cannot be read, is told to the client. */
  readonly bodyFor: (given: ObjectValue) => Result<Value, string>;
}

export interface ToolServer {
  readonly story: StoryDefinition;
  readonly action: DefinedAction;
  readonly reader: OptionReader;
  /** Of the credentials that the reader opens. */
  readonly secrets: Mask;
}

const sendToStoryType = 'Agents::SendToStoryAgent';
const longestName = 64;

export async function listTools(
  server: ToolServer,
  offered: readonly OfferedStory[],
  stories: Pick<StoryBook, 'get'>,
): Promise<readonly StoryTool[]> {
  const tools: StoryTool[] = [];
  const names = new Set<string>();
  for (const { target, attached } of chosen(server, offered)) {
    const story = await stories.get(target.id);
    const entry = story?.actions.find(({ id }) => id === target.entryActionId);
    if (story === null || entry === undefined || entry.isDisabled) continue;
    const title = attached === null ? target.name : textAt(attached, 'name') || target.name;
    const own =
      attached === null ? '' : textAt(optionsOf(attached), 'tool_description') || textAt(attached, 'description');
    tools.push({
      name: unused(
        slugOf(title)
          .replace(/[^\w-]/g, '_')
          .slice(0, longestName - 4) || `story_${target.id}`,
        names,
      ),
      title,
      description: own || target.description || `Runs the story ${target.name}.`,
      inputs: declaredInputs(entry),
      story,
      entryActionId: target.entryActionId,
      exitActionIds: target.exitActionIds,
      bodyFor: (given) => (attached === null ? ok(given) : filledIn(attached, given, server)),
    });
  }
  return tools;
}

interface Chosen {
  readonly target: OfferedStory;
  /** The action that names it. */
  readonly attached: ObjectValue | null;
}

function chosen({ action, reader }: ToolServer, offered: readonly OfferedStory[]): readonly Chosen[] {
  if (action.tools.length === 0) {
    return offered.filter(({ isForWorkbench }) => isForWorkbench).map((target) => ({ target, attached: null }));
  }
  return action.tools
    .filter((tool) => textAt(tool, 'type') === sendToStoryType)
    .flatMap((attached) => {
      const reference = reader.read(getKey(optionsOf(attached), 'story') ?? null, undefined, 'tools.story');
      const target = offered.find((story) => isNamed(story, reference));
      return target === undefined ? [] : [{ target, attached }];
    });
}

function isNamed({ id, name, slug }: OfferedStory, reference: Value): boolean {
  const number = toNumber(reference);
  if (number !== undefined) return toNative(number) === id;
  const text = toText(reference).trim();
  return text !== '' && (text === name || text === slug);
}

/**
 * The payload of the action that is attached, its formulas read with what was given as INPUT; the rest is added. It becomes
 * an event, so secrets are masked.
 */
function filledIn(attached: ObjectValue, given: ObjectValue, { reader, secrets }: ToolServer): Result<Value, string> {
  const payload = getKey(optionsOf(attached), 'payload');
  if (payload === undefined || payload === null || payload === '') return ok(given);
  try {
    const read = reader.read(payload, { INPUT: given }, 'tools.payload');
    return ok(isObjectValue(read) ? maskValue(makeObject([...entriesOf(read), ...entriesOf(given)]), secrets) : given);
  } catch (error) {
    if (error instanceof OptionFailure) return err(secrets.mask(error.message));
    throw error;
  }
}

function optionsOf(attached: ObjectValue): ObjectValue {
  const options = getKey(attached, 'options');
  return options !== undefined && isObjectValue(options) ? options : makeObject([]);
}

function textAt(object: ObjectValue, key: string): string {
  const value = getKey(object, key);
  return typeof value === 'string' ? value.trim() : '';
}

function unused(name: string, names: Set<string>): string {
  let found = name;
  for (let count = 2; names.has(found); count += 1) found = `${name}_${count}`;
  names.add(found);
  return found;
}

/** JSON Schema of what a tool takes; without declared inputs anything. */
export function schemaOf(inputs: readonly DeclaredInput[]) {
  if (inputs.length === 0) return { type: 'object' as const, additionalProperties: true };
  return {
    type: 'object' as const,
    properties: Object.fromEntries(
      inputs.map(({ name, type, description }) => [
        name,
        { ...schemaOfType[type], ...(description === null ? {} : { description }) },
      ]),
    ),
    required: inputs.filter(({ isRequired }) => isRequired).map(({ name }) => name),
  };
}

const schemaOfType: Readonly<Record<DeclaredInput['type'], Readonly<Record<string, unknown>>>> = {
  text: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  object: { type: 'object', additionalProperties: true },
  list: { type: 'array', items: {} },
  any: {},
};
