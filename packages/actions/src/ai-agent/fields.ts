/** The options of an AI Agent. Public exports show two of them; the other keys are ours. */
import { anyField, booleanField, choiceField, longTextField, numberField, textField } from '../options/field.ts';

const ofTask = { when: { key: 'mode', isOneOf: ['task'] } } as const;

export const mode = choiceField('mode', {
  title: 'Mode',
  help: 'A task is done by the model alone, with its tools. A chat with a person is not part of this version of Fabula.',
  choices: [
    { value: 'task', title: 'Task' },
    { value: 'chat', title: 'Chat' },
  ],
  fallback: 'task',
  origin: 'unconfirmed',
  note: 'The two modes are documented, the key is ours. Chat ends with an error log.',
});

export const prompt = longTextField('prompt', {
  title: 'Prompt',
  help: 'What the model is asked to do.',
  isBasic: true,
  ...ofTask,
  origin: 'unconfirmed',
  note: 'The key is ours.',
});

export const initialMessage = longTextField('initial_message', {
  title: 'Initial message',
  help: 'What a chat begins with.',
  when: { key: 'mode', isOneOf: ['chat'] },
  origin: 'unconfirmed',
  note: 'The key is ours. Without effect, as chats are not there.',
});

export const systemInstructions = longTextField('system_instructions', {
  title: 'System instructions',
  help: 'Who the model is and what rules it follows.',
  isBasic: true,
  aliases: ['system_prompt'],
  origin: 'unconfirmed',
  note: 'The keys are ours.',
});

export const model = textField('model', {
  title: 'Model',
  help: 'A model of the service that the settings name. Without it, the one of `FABULA_AI_MODEL`.',
  origin: 'unconfirmed',
  note: 'The key is ours.',
});

export const temperature = numberField('temperature', {
  title: 'Temperature',
  help: 'How freely the model chooses its words, from 0 to 2. Without it, as the service has it.',
  min: 0,
  max: 2,
  origin: 'unconfirmed',
  note: 'The key is ours.',
});

export const images = anyField('images', {
  title: 'Images',
  help: 'Pictures that the model sees with the prompt: file objects, addresses, or data URLs; one or a list.',
  origin: 'unconfirmed',
  note: 'The key is ours.',
});

export const outputStructure = anyField('output_structure', {
  title: 'Output structure',
  help: 'A JSON Schema, or an example, of the answer. It guides the model and is not enforced: an answer that is JSON becomes data, any other stays a text, with a warning in the log.',
  aliases: ['output_schema'],
  origin: 'seen',
});

export const codeExecution = booleanField('code_execution', {
  title: 'Code execution',
  help: 'The model may write Python programs and run them in the sandbox of Run Script.',
  fallback: false,
  origin: 'unconfirmed',
  note: 'The key is ours. The model finds a tool `run_python`.',
});

export const skills = anyField('skills', {
  title: 'Skills',
  help: 'Not part of this version of Fabula: with skills there is an error log. Write them into the system instructions.',
  origin: 'unconfirmed',
  note: 'The key is ours.',
});

export const maxRounds = numberField('max_rounds', {
  title: 'Rounds',
  help: 'How often the model may answer with calls of tools before it must be done.',
  min: 1,
  max: 200,
  isInteger: true,
  fallback: 25,
  origin: 'own',
});

export const maxTokens = numberField('max_tokens', {
  title: 'Tokens of an answer',
  help: 'How long one answer of the model may be. Without it, as the service has it; for Anthropic 4096.',
  min: 1,
  isInteger: true,
  origin: 'own',
});

export const timeout = numberField('timeout', {
  title: 'Timeout',
  help: 'Seconds that one answer of the model may take.',
  min: 1,
  max: 600,
  fallback: 120,
  origin: 'own',
});
