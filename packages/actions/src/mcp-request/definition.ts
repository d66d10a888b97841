/** MCP Request (actions.md section 10): a tool of another server, attached to an AI Agent. It is no action of its own. */
import { type ActionType, OptionFailure } from '@fabula/engine';
import { makeObject } from '@fabula/formula';
import { longTextField, textField } from '../options/field.ts';

const toolName = textField('tool_name', {
  title: 'Tool',
  help: 'The name of the tool on its server.',
  isBasic: true,
  origin: 'seen',
});

const toolDescription = longTextField('tool_description', {
  title: 'Description',
  help: 'What the model is told about the tool.',
  isBasic: true,
  origin: 'seen',
});

export const mcpRequest: ActionType = {
  type: 'Agents::McpRequestAgent',
  title: 'MCP Request',
  canReceive: false,
  canEmit: true,
  canBeScheduled: false,
  options: [toolName, toolDescription],
  defaultOptions: () =>
    makeObject([
      ['tool_name', ''],
      ['tool_description', ''],
    ]),
  plan(input) {
    const name = toolName.read(input);
    toolDescription.read(input);
    throw new OptionFailure(
      `An MCP Request${name === undefined ? '' : ` ('${name}')`} does nothing by itself: it is a tool of an AI Agent, and this version of Fabula does not call other MCP servers. Call the service by HTTP Request.`,
    );
  },
};
