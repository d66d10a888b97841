import { expect } from 'vitest';
import { actionInput, objectOf } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { mcpRequest } from './definition.ts';

optionTest(mcpRequest.type, ['tool_name', 'event'], 'whatever they say, the log says where such a tool belongs', () => {
  const options = objectOf({ tool_name: 'create_ticket', tool_description: 'Opens a ticket.' });
  expect(() => mcpRequest.plan(actionInput({ options }))).toThrow(
    /^An MCP Request \('create_ticket'\) does nothing by itself: it is a tool of an AI Agent/,
  );
});

optionTest(
  mcpRequest.type,
  'tool_description',
  'is read: a formula in it that cannot be read is what the log tells',
  () => {
    const wrong = objectOf({ tool_name: 'create_ticket', tool_description: '=NO_SUCH_FUNCTION()' });
    expect(() => mcpRequest.plan(actionInput({ options: wrong }))).toThrow('NO_SUCH_FUNCTION');
  },
);
