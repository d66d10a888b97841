import { expect } from 'vitest';
import { actionInput, objectOf } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { mcpRequest } from './definition.ts';

optionTest(
  mcpRequest.type,
  ['tool_name', 'tool_description', 'event'],
  'whatever they say, the log says where such a tool belongs',
  () => {
    const options = objectOf({ tool_name: 'create_ticket', tool_description: 'Opens a ticket.' });
    expect(() => mcpRequest.plan(actionInput({ options }))).toThrow(
      /^An MCP Request \('create_ticket'\) does nothing by itself: it is a tool of an AI Agent/,
    );
  },
);
