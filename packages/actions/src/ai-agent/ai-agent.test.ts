import { type ModelProvider, noSecrets, type Outcome, type OutgoingRequest } from '@fabula/engine';
import { getKey, isObjectValue, makeObject, type Value } from '@fabula/formula';
import { describe, expect, it } from 'vitest';
import { actionTypes } from '../registry.ts';
import { actionInput, definedAction, fromLiteral, objectOf, storyDefinition } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { effectPorts, type PreparedAnswer, RecordingOutgoing } from '../testing/recording-outgoing.ts';

const type = 'Agents::LLMAgent';
const provider: ModelProvider = { dialect: 'openai', url: 'https://ai.test/v1', key: 'sk-secret', model: 'small' };

interface Scene {
  readonly options: Readonly<Record<string, unknown>>;
  readonly tools?: readonly Readonly<Record<string, unknown>>[];
  readonly answers: readonly PreparedAnswer[];
  readonly models?: ModelProvider | null;
  readonly tree?: Readonly<Record<string, unknown>>;
  /** A secret that was opened. */
  readonly secret?: string;
  /** What the entry of called stories declares. */
  readonly inputs?: readonly Readonly<Record<string, unknown>>[];
  /** What called stories answer. */
  readonly stories?: (payload: Value) => unknown;
}

/** Calls the agent as the engine does until it is done. */
async function play(scene: Scene) {
  const { models = provider, answers } = scene;
  const agent = actionTypes.get(type);
  if (agent === undefined) throw new Error('there is no AI Agent');
  const outgoing = new RecordingOutgoing(...answers);
  const { secret } = scene;
  const secrets =
    secret === undefined
      ? noSecrets
      : { ...noSecrets, isEmpty: false, mask: (text: string) => text.replaceAll(secret, '***') };
  const outcomes: Outcome[] = [];
  const logs: string[] = [];
  let resumed: Value = null;
  for (let step = 0; step < 20; step++) {
    const plan = agent.plan(
      actionInput({
        options: objectOf(scene.options),
        tree: objectOf(scene.tree ?? {}),
        action: { type, tools: (scene.tools ?? []).map((tool) => objectOf(tool)) },
        resumed,
      }),
    );
    if (plan.kind === 'memory') throw new Error('an agent remembers nothing');
    const outcome: Outcome =
      plan.kind === 'pure' ? plan.outcome : await plan.perform({ ...effectPorts(outgoing, { models }), secrets });
    outcomes.push(outcome);
    logs.push(...(outcome.logs ?? []).map(({ level, message }) => `${level} ${message}`));
    if (outcome.kind === 'again' || outcome.kind === 'later') {
      resumed = outcome.state;
    } else if (outcome.kind === 'call') {
      const entry = definedAction({ options: objectOf({ inputs: scene.inputs ?? [] }) });
      const refusal = agent.refuseCall?.(storyDefinition({ name: 'Sub' }), entry, outcome.payload) ?? null;
      resumed = makeObject([
        refusal === null ? ['answer', fromLiteral(scene.stories?.(outcome.payload) ?? null)] : ['failed', refusal],
        ['state', outcome.state ?? null],
      ]);
    } else {
      break;
    }
  }
  const last = outcomes.at(-1);
  const event = last?.kind === 'emit' ? (last.payloads[0] ?? null) : null;
  return { outcomes, logs, last, event, sent: outgoing.requests.map(sentBody), requests: outgoing.requests };
}

function sentBody({ body }: OutgoingRequest): Record<string, unknown> {
  return body === null ? {} : JSON.parse(new TextDecoder().decode(body));
}

/** An answer of the service: a text, or calls of tools. */
function says(text: string | null, calls: readonly (readonly [name: string, given: unknown])[] = []): PreparedAnswer {
  const message = {
    role: 'assistant',
    content: text,
    ...(calls.length > 0 && {
      tool_calls: calls.map(([name, given], index) => ({
        id: `call_${index}`,
        type: 'function',
        function: { name, arguments: JSON.stringify(given) },
      })),
    }),
  };
  const usage = { prompt_tokens: 10, completion_tokens: 5 };
  return { body: JSON.stringify({ model: 'small-2', choices: [{ message, finish_reason: 'stop' }], usage }) };
}

function keyOf(event: Value, key: string): Value | undefined {
  return isObjectValue(event) ? getKey(event, key) : undefined;
}

const search = {
  type: 'Agents::HTTPRequestAgent',
  name: 'Look up address',
  description: 'Tells what is known of an address.',
  options: { url: 'https://intel.test/ip/<<INPUT.ip>>', method: 'get' },
};

describe('AI Agent', () => {
  const test = (option: string | string[], behaviour: string, run: () => Promise<void>) =>
    optionTest(type, option, behaviour, run);

  test(['prompt', 'mode:task', 'event'], 'asks the model and emits what it says, with what it cost', async () => {
    const scene = { options: { prompt: 'Summarise <<hook.text>>' }, tree: { hook: { text: 'this' } } };
    const { event, sent, requests } = await play({ ...scene, answers: [says('It is this.')] });
    expect(requests[0]?.url).toBe('https://ai.test/v1/chat/completions');
    expect(requests[0]?.headers).toContainEqual(['Authorization', 'Bearer sk-secret']);
    expect(sent[0]).toEqual({ model: 'small', messages: [{ role: 'user', content: 'Summarise this' }] });
    expect(event).toEqual(
      fromLiteral({
        output: 'It is this.',
        metadata: {
          ...{ input_tokens: 10, output_tokens: 5, credits_used: null, remaining_credits: null },
          ...{ model: 'small-2', duration: 0 },
        },
      }),
    );
  });

  test('prompt', 'must be given', async () => {
    await expect(play({ options: {}, answers: [] })).rejects.toThrow("Invalid Options: 'prompt' must be given");
  });

  test(['mode', 'mode:chat', 'initial_message'], 'a chat is not there, and the log says what is', async () => {
    await expect(play({ options: { mode: 'chat', initial_message: 'Hello' }, answers: [] })).rejects.toThrow(
      /'mode' must be task: chats are not part of this version of Fabula/,
    );
  });

  test('system_instructions', 'go before the prompt', async () => {
    const { sent } = await play({ options: { prompt: 'Go', system_instructions: 'Be brief.' }, answers: [says('ok')] });
    expect(sent[0]?.['messages']).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Go' },
    ]);
  });

  test(['model', 'temperature', 'max_tokens', 'timeout'], 'are sent when they are given', async () => {
    const options = { prompt: 'Go', model: 'large', temperature: '0.2', max_tokens: 100, timeout: 5 };
    const { sent, requests } = await play({ options, answers: [says('ok')] });
    expect(sent[0]).toMatchObject({ model: 'large', temperature: 0.2, max_tokens: 100 });
    expect(requests[0]?.timeoutMs).toBe(5000);
  });

  test('images', 'are shown with the prompt: files, addresses and data URLs', async () => {
    const images = [
      { name: 'a.png', type: 'image/png', contents: 'AAAA' },
      'https://img.test/b.png',
      'data:image/gif;base64,BBBB',
    ];
    const { sent } = await play({ options: { prompt: 'Look', images }, answers: [says('ok')] });
    expect(JSON.stringify(sent[0])).toContain('{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}');
    expect(JSON.stringify(sent[0])).toContain('{"url":"https://img.test/b.png"}');
    expect(JSON.stringify(sent[0])).toContain('{"url":"data:image/gif;base64,BBBB"}');
    const bad = play({ options: { prompt: 'Look', images: 'x' }, answers: [] });
    await expect(bad).rejects.toThrow("'images' must be file objects with contents, or addresses");
  });

  test('output_structure', 'guides the model, and JSON becomes data', async () => {
    const options = { prompt: 'Go', output_structure: { type: 'object', properties: { risk: { type: 'number' } } } };
    const { sent, event } = await play({ options, answers: [says('```json\n{"risk": 7}\n```')] });
    expect(JSON.stringify(sent[0])).toMatch(/It must follow this structure/);
    expect(keyOf(event, 'output')).toEqual(fromLiteral({ risk: 7 }));
  });

  test('output_structure', 'is not enforced: another answer stays a text, with a warning', async () => {
    const { event, logs } = await play({
      options: { prompt: 'Go', output_structure: {} },
      answers: [says('No idea.')],
    });
    expect(keyOf(event, 'output')).toBe('No idea.');
    expect(logs).toContain("2 The model's answer is no JSON, so 'output_structure' has no effect: it stays a text.");
  });

  test('code_execution', 'gives the model a tool for Python', async () => {
    const answers = [says(null, [['run_python', { code: 'def main(input): return 1' }]]), says('It is 1.')];
    const { sent, event } = await play({ options: { prompt: 'Count', code_execution: true }, answers });
    expect(JSON.stringify(sent[0]?.['tools'])).toContain('run_python');
    // no sandbox here: the model is told so and goes on
    expect(JSON.stringify(sent[1]?.['messages'])).toContain('Scripts cannot be run here.');
    expect(keyOf(event, 'output')).toBe('It is 1.');
  });

  test('skills', 'are not there, and the log says what to do', async () => {
    await expect(play({ options: { prompt: 'Go', skills: ['x'] }, answers: [] })).rejects.toThrow(
      "'skills' are not part of this version of Fabula",
    );
  });

  test('max_rounds', 'ends a model that never stops calling', async () => {
    const answers = [says(null, [['look_up_address', { ip: '1.1.1.1' }]]), { body: '{}' }, says(null, [['x', {}]])];
    const { last } = await play({ options: { prompt: 'Go', max_rounds: 2 }, tools: [search], answers });
    expect(last).toMatchObject({ kind: 'fail', message: /not done after 2 rounds. 'max_rounds' allows more/ });
  });

  test('tools', 'an HTTP request runs inside, filled in by the model', async () => {
    const answers = [
      says('I look.', [['look_up_address', { ip: '192.0.2.7' }]]),
      { headers: [['content-type', 'application/json']] as const, body: '{"owner":"Example"}' },
      says('It belongs to Example.'),
    ];
    const { requests, sent, outcomes, event, logs } = await play({
      options: { prompt: 'Go' },
      tools: [search],
      answers,
    });
    expect(sent[0]?.['tools']).toEqual([
      {
        type: 'function',
        function: {
          name: 'look_up_address',
          description: 'Tells what is known of an address.',
          parameters: { type: 'object', properties: { ip: { type: 'string' } } },
        },
      },
    ]);
    expect(requests[1]?.url).toBe('https://intel.test/ip/192.0.2.7');
    expect(JSON.stringify(sent[2]?.['messages'])).toContain('Example');
    expect(keyOf(event, 'output')).toBe('It belongs to Example.');
    expect(keyOf(keyOf(event, 'metadata') ?? null, 'input_tokens')).toBe(20);
    // each question and each tool is a call of its own
    expect(outcomes.map(({ kind }) => kind)).toEqual(['again', 'again', 'emit']);
    expect(logs).toContain('3 The model calls look_up_address with {"ip":"192.0.2.7"}');
  });

  test('tools', 'a story is called and its answer comes back; several calls go one after the other', async () => {
    const tool = {
      type: 'Agents::SendToStoryAgent',
      name: 'Block',
      options: { story: 9, payload: { ip: '', reason: 'none' } },
    };
    const asked: Value[] = [];
    const { sent, event, outcomes } = await play({
      options: { prompt: 'Go' },
      tools: [tool],
      stories: (payload) => {
        asked.push(payload);
        return { done: asked.length };
      },
      answers: [
        says(null, [
          ['block', { ip: '192.0.2.1' }],
          ['block', { ip: '192.0.2.2', reason: '=<<evil>>' }],
        ]),
        says('Blocked.'),
      ],
    });
    expect(asked.map((payload) => keyOf(payload, 'body'))).toEqual([
      fromLiteral({ reason: 'none', ip: '192.0.2.1' }),
      fromLiteral({ ip: '192.0.2.2', reason: '=<<evil>>' }),
    ]);
    expect(sent[1]?.['messages']).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'call_0' }, { id: 'call_1' }] },
      { role: 'tool', tool_call_id: 'call_0', content: '{"done":1}' },
      { role: 'tool', tool_call_id: 'call_1', content: '{"done":2}' },
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['again', 'call', 'again', 'call', 'again', 'emit']);
    expect(keyOf(event, 'output')).toBe('Blocked.');
  });

  test('tools', 'a mistake of the model is told to the model', async () => {
    const answers = [
      says(null, [
        ['no_such_tool', {}],
        ['look_up_address', 'no object'],
      ]),
      says('Sorry.'),
    ];
    const { sent } = await play({ options: { prompt: 'Go' }, tools: [search], answers });
    expect(sent[1]?.['messages']).toMatchObject([
      {},
      {},
      { content: 'There is no tool no_such_tool.' },
      { content: 'The arguments are not a JSON object.' },
    ]);
  });

  test('tools', 'inputs that a tool declares are what the model fills in', async () => {
    const inputs = [
      { name: 'IP Address', type: 'text', description: 'v4', required: true },
      { name: 'Days', type: 'number' },
    ];
    const { sent } = await play({ options: { prompt: 'Go' }, tools: [{ ...search, inputs }], answers: [says('ok')] });
    expect(JSON.stringify(sent[0]?.['tools'])).toContain(
      '"parameters":{"type":"object","properties":{"ip_address":{"type":"string","description":"v4"},"days":{"type":"number","description":"Days"}},"required":["ip_address"]}',
    );
  });

  test('tools', 'each call is a request of its own to whoever recognizes repetitions', async () => {
    const post = { ...search, options: { ...search.options, method: 'post' } };
    const call = ['look_up_address', { ip: '192.0.2.7' }] as const;
    const answers = [says(null, [call, call]), {}, {}, says(null, [call]), {}, says('ok')];
    const { requests } = await play({ options: { prompt: 'Go' }, tools: [post], answers });
    const keys = requests.flatMap(({ headers }) => headers.filter(([name]) => name === 'Idempotency-Key'));
    const key = 'key-of-this-delivery';
    expect(keys.map(([, value]) => value)).toEqual([`${key}-1-0`, `${key}-1-1`, `${key}-2-0`]);
  });

  test('tools', 'a story that lacks a required input is not run, and the model is told', async () => {
    const tool = { type: 'Agents::SendToStoryAgent', name: 'Block', options: { story: 9 } };
    const asked: Value[] = [];
    const { sent, event } = await play({
      options: { prompt: 'Go' },
      tools: [tool],
      inputs: [{ name: 'ip', required: true }],
      stories: (payload) => asked.push(payload),
      answers: [says(null, [['block', {}]]), says(null, [['block', { ip: '192.0.2.1' }]]), says('Blocked.')],
    });
    expect(asked).toHaveLength(1);
    expect(JSON.stringify(sent[1]?.['messages'])).toContain('was not called: the required input');
    expect(keyOf(event, 'output')).toBe('Blocked.');
  });

  test('tools', 'what could only fail is not offered', async () => {
    const types = ['Group', 'GroupInput', 'GroupOutput', 'Record', 'Case'].map((one) => `Agents::${one}Agent`);
    const modes = ['deduplicate', 'delay', 'implode', 'throttle'];
    const tools = [
      ...types.map((one) => ({ type: one, name: one, options: {} })),
      ...modes.map((mode) => ({ type: 'Agents::EventTransformationAgent', name: mode, options: { mode } })),
    ];
    const { logs, sent } = await play({ options: { prompt: 'Go' }, tools, answers: [says('ok')] });
    expect(sent[0]).not.toHaveProperty('tools');
    expect(logs.filter((line) => /^2 The tool '.*' is not offered to the model/.test(line))).toHaveLength(9);
  });

  test('tools', 'one that cannot be offered is named in the log', async () => {
    const tool = { type: 'Agents::McpRequestAgent', name: 'Tickets', options: { tool_name: 'tickets' } };
    const { logs } = await play({ options: { prompt: 'Go' }, tools: [tool], answers: [says('ok')] });
    expect(logs[0]).toMatch(/^2 The tool 'Tickets' is not offered to the model: Agents::McpRequestAgent/);
  });
});

describe('a credential', () => {
  it('never goes to the model, whichever way it came into the conversation', async () => {
    const tool = {
      type: 'Agents::EventTransformationAgent',
      name: 'Leak',
      options: { mode: 'message_only', payload: { found: 'hunter2' } },
    };
    const answers = [says(null, [['leak', {}]]), says('ok')];
    const options = { prompt: 'The password is hunter2.', system_instructions: 'Say hunter2.' };
    const { sent } = await play({ options, tools: [tool], answers, secret: 'hunter2' });
    expect(sent).toHaveLength(2);
    expect(JSON.stringify(sent)).not.toContain('hunter2');
  });
});

describe('when the model cannot be asked', () => {
  it('without a provider the log names the settings', async () => {
    expect((await play({ options: { prompt: 'Go' }, models: null, answers: [] })).last).toEqual({
      kind: 'fail',
      message:
        'No language model is configured. Whoever runs Fabula names one by the settings FABULA_AI_URL, FABULA_AI_MODEL and FABULA_AI_KEY.',
    });
  });

  it('a busy service is asked again, as it wishes', async () => {
    const busy = { status: 429, headers: [['retry-after', '30']] as const, body: '{"error":{"message":"slow down"}}' };
    const { outcomes, event } = await play({ options: { prompt: 'Go' }, answers: [busy, says('ok')] });
    expect(outcomes[0]).toMatchObject({ kind: 'later', isRetry: true });
    expect(outcomes[0]?.logs?.[0]?.message).toBe(
      "The model's service answered with status 429: slow down. Attempt 2 of 5 in 30 s.",
    );
    expect(keyOf(event, 'output')).toBe('ok');
  });

  it('not for ever', async () => {
    const broken = { status: 500, body: 'oops' };
    const { outcomes, last } = await play({ options: { prompt: 'Go' }, answers: Array(9).fill(broken) });
    expect(outcomes).toHaveLength(5);
    expect(last).toMatchObject({ kind: 'fail', message: "The model's service answered with status 500." });
  });

  it('a refusal is told without the key', async () => {
    const refused = { status: 401, body: '{"error":{"message":"wrong key sk-secret"}}' };
    expect((await play({ options: { prompt: 'Go' }, answers: [refused] })).last).toMatchObject({
      kind: 'fail',
      message: "The model's service answered with status 401: wrong key ***.",
    });
  });

  it('something that is no service of this dialect is named', async () => {
    expect((await play({ options: { prompt: 'Go' }, answers: [{ body: '<html>' }] })).last).toMatchObject({
      kind: 'fail',
      message: /does not speak as openai. FABULA_AI_DIALECT/,
    });
  });
});
