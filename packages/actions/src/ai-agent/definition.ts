/**
 * AI Agent (actions.md section 10): a task for a language model, with tools.
 *
 *   begin ─► ask ─┬─ the model has answered ─────────────────────────────► event
 *            ▲    └─ it calls tools ─► tool ─► tool ─► … ─┐
 *            └──────────────────────────────────────────────┘
 *
 * Each arrow is one call of the action: one question, or one tool. Between them the conversation is the action's state, so
 * that after a crash only the call that was under way is repeated, and the ledger shows each.
 */
import {
  type ActionInput,
  type ActionType,
  type ActionTypes,
  type EffectPorts,
  type LogLine,
  OptionFailure,
  type Outcome,
  type Plan,
} from '@fabula/engine';
import { entriesOf, getKey, isObjectValue, makeObject, type ObjectValue, type Value } from '@fabula/formula';
import { isGiven } from '@fabula/model';
import { retryDelayMs } from '../http-request/retry-policy.ts';
import { invalidOption } from '../options/invalid-option.ts';
import { refuseWithoutInputs } from '../send-to-story/required-inputs.ts';
import { askModel } from './ask-model.ts';
import { planTool } from './call-tool.ts';
import {
  type AgentState,
  begunWith,
  type Conversation,
  readState,
  stateValue,
  type ToolResult,
} from './conversation.ts';
import type { ModelAnswer, Question } from './dialects/dialect.ts';
import * as fields from './fields.ts';
import { readPictures } from './pictures.ts';
import { readAnswer, schemaPrompt } from './structured-answer.ts';
import { readTools, type Toolbox } from './tools.ts';

/** Attempts at a question that fails for the moment. */
const maxTries = 5;

/** `types`: what may be a tool; asked for when the action runs, because the agent is one of them. */
export function makeAiAgent(types: () => ActionTypes): ActionType {
  return {
    type: 'Agents::LLMAgent',
    title: 'AI Agent',
    canReceive: true,
    canEmit: true,
    canBeScheduled: true,
    options: Object.values(fields),
    defaultOptions: () =>
      makeObject([
        ['mode', 'task'],
        ['prompt', 'Say hello.'],
        ['system_instructions', ''],
      ]),
    // of a story that is a tool: told to the model
    refuseCall: refuseWithoutInputs,
    plan(input) {
      const settings = readSettings(input, types());
      const { state, answer } = whereWeAre(input, settings);
      const { conversation } = state;
      const call = conversation.pending[0];
      if (call === undefined) return askPlan(settings, conversation);
      const tool = settings.toolbox.tools.find(({ offered }) => offered.name === call.name);
      return planTool(input, tool, call, answer, {
        key: `${conversation.rounds}-${conversation.results.length}`,
        done: (result, logs) => afterTool(conversation, { ...result, id: call.id }, logs),
        wait: (left) => ({ conversation, tool: left }),
        state: stateValue,
      });
    },
  };
}

interface AgentSettings {
  readonly prompt: string;
  readonly system: string;
  readonly question: Omit<Question, 'model' | 'conversation' | 'tools'>;
  readonly model: string | undefined;
  readonly structure: Value | undefined;
  readonly toolbox: Toolbox;
  readonly maxRounds: number;
  readonly timeoutMs: number;
}

function readSettings(input: ActionInput, types: ActionTypes): AgentSettings {
  const isChat = fields.mode.read(input) === 'chat';
  fields.initialMessage.read(input);
  if (isChat) {
    throw new OptionFailure(
      "Invalid Options: 'mode' must be task: chats are not part of this version of Fabula. Use a Page to ask a person, and an AI Agent for each answer.",
      'mode',
    );
  }
  if (isGiven(fields.skills.read(input))) {
    throw invalidOption('skills', 'are not part of this version of Fabula: write them into the system instructions');
  }
  const prompt = fields.prompt.read(input);
  if (prompt === undefined) throw invalidOption('prompt', 'must be given');
  const structure = fields.outputStructure.read(input);
  const instructions = fields.systemInstructions.read(input) ?? '';
  return {
    prompt,
    system: [instructions, structure === undefined ? '' : schemaPrompt(structure)].filter(Boolean).join('\n\n'),
    question: {
      pictures: readPictures(fields.images.read(input)),
      temperature: fields.temperature.read(input),
      maxTokens: fields.maxTokens.read(input),
    },
    model: fields.model.read(input),
    structure,
    toolbox: readTools(input, types, fields.codeExecution.read(input)),
    maxRounds: fields.maxRounds.read(input),
    timeoutMs: fields.timeout.read(input) * 1000,
  };
}

/** `answer`: what the tool that is under way is called again with; null: nothing. */
function whereWeAre(
  { resumed }: ActionInput,
  { prompt, system }: AgentSettings,
): { readonly state: AgentState; readonly answer: Value } {
  const own = readState(resumed);
  if (own !== undefined) return { state: own, answer: own.tool };
  // after a call of a story: {answer, state}, {timed_out, state} or {ended, state}
  const left = isObjectValue(resumed) ? readState(getKey(resumed, 'state') ?? null) : undefined;
  if (left !== undefined && isObjectValue(resumed)) {
    const rest = entriesOf(resumed).filter(([key]) => key !== 'state');
    return { state: left, answer: makeObject([...rest, ['state', left.tool]]) };
  }
  return { state: { conversation: begunWith(system, prompt), tool: null }, answer: null };
}

/** Asking costs money but changes nothing: after a crash the question is asked again. */
function askPlan(settings: AgentSettings, conversation: Conversation): Plan {
  return { kind: 'effect', isRepeatable: true, perform: (ports) => ask(settings, conversation, ports) };
}

async function ask(settings: AgentSettings, conversation: Conversation, ports: EffectPorts): Promise<Outcome> {
  const provider = ports.services.models;
  if (provider === null) {
    return {
      kind: 'fail',
      message:
        'No language model is configured. Whoever runs Fabula names one by the settings FABULA_AI_URL, FABULA_AI_MODEL and FABULA_AI_KEY.',
    };
  }
  const model = settings.model ?? provider.model;
  const tools = settings.toolbox.tools.map(({ offered }) => offered);
  const startedAt = ports.now();
  const answer = await askModel(
    provider,
    { ...settings.question, model, conversation: withoutSecrets(conversation, ports.secrets), tools },
    settings.timeoutMs,
    ports,
  );
  const modelMs = conversation.modelMs + ports.now() - startedAt;
  const logs: LogLine[] =
    conversation.rounds + conversation.tries === 0
      ? settings.toolbox.missing.map((message) => ({ level: 2, message }))
      : [];
  if (!answer.ok) {
    const { message, isTemporary, retryAfter } = answer.error;
    const tries = conversation.tries + 1;
    if (!isTemporary || tries >= maxTries) return { kind: 'fail', message, logs };
    const delayMs = retryDelayMs(conversation.tries, ports.random(), retryAfter, ports.now());
    const seconds = Math.round(delayMs / 1000);
    return {
      kind: 'later',
      dueAt: ports.now() + delayMs,
      state: stateValue({ conversation: { ...conversation, tries, modelMs }, tool: null }),
      isRetry: true,
      logs: [...logs, { level: 2, message: `${message} Attempt ${tries + 1} of ${maxTries} in ${seconds} s.` }],
    };
  }
  return afterAnswer(settings, { ...conversation, modelMs, tries: 0, model }, answer.value, logs);
}

/** No credential goes to a model, whichever way it came into the conversation. */
function withoutSecrets(conversation: Conversation, secrets: EffectPorts['secrets']): Conversation {
  if (secrets.isEmpty) return conversation;
  const mask = (text: string): string => secrets.mask(text);
  return {
    ...conversation,
    system: mask(conversation.system),
    turns: conversation.turns.map((turn) => {
      if (turn.role === 'tools') {
        return { ...turn, results: turn.results.map((result) => ({ ...result, text: mask(result.text) })) };
      }
      return { ...turn, text: mask(turn.text) };
    }),
  };
}

function afterAnswer(
  settings: AgentSettings,
  before: Conversation,
  { text, calls, inputTokens, outputTokens, cachedTokens, model, isCut }: ModelAnswer,
  logsBefore: readonly LogLine[],
): Outcome {
  const conversation: Conversation = {
    ...before,
    turns: [...before.turns, { role: 'assistant', text, calls }],
    pending: calls,
    results: [],
    rounds: before.rounds + 1,
    inputTokens: before.inputTokens + inputTokens,
    outputTokens: before.outputTokens + outputTokens,
    model: model ?? before.model,
  };
  const modelTokens = { model: conversation.model, input: inputTokens, output: outputTokens, cached: cachedTokens };
  const used = `${conversation.model}: ${inputTokens} tokens in, ${outputTokens} out.`;
  const logs: LogLine[] = [...logsBefore, { level: 3, message: used }];
  if (isCut) logs.push({ level: 2, message: "The model's answer was cut off: it reached the limit of tokens." });
  if (calls.length > 0 && conversation.rounds >= settings.maxRounds) {
    const message = `The model was not done after ${settings.maxRounds} rounds. 'max_rounds' allows more.`;
    return { kind: 'fail', message, payload: withMetadata(message, conversation, 'error'), logs, modelTokens };
  }
  if (calls.length > 0) return { kind: 'again', state: stateValue({ conversation, tool: null }), logs, modelTokens };
  const { output, warning } = readAnswer(text, settings.structure);
  if (warning !== undefined) logs.push({ level: 2, message: warning });
  return { kind: 'emit', payloads: [withMetadata(output, conversation, 'output')], logs, modelTokens };
}

function afterTool(before: Conversation, result: ToolResult, logs: readonly LogLine[]): Outcome {
  const pending = before.pending.slice(1);
  const results = [...before.results, result];
  const conversation: Conversation =
    pending.length > 0
      ? { ...before, pending, results }
      : { ...before, pending, results: [], turns: [...before.turns, { role: 'tools', results }] };
  return { kind: 'again', state: stateValue({ conversation, tool: null }), logs };
}

/** Credits are the hosted product's; there are none here. */
function withMetadata(value: Value, conversation: Conversation, key: 'output' | 'error'): ObjectValue {
  return makeObject([
    [key, value],
    [
      'metadata',
      makeObject([
        ['input_tokens', conversation.inputTokens],
        ['output_tokens', conversation.outputTokens],
        ['credits_used', null],
        ['remaining_credits', null],
        ['model', conversation.model],
        ['duration', conversation.modelMs / 1000],
      ]),
    ],
  ]);
}
