/**
 * A service of language models for tests: speaks both dialects over HTTP and refuses, like the real ones, what is not
 * well-formed. What it says is written by the test.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** A text, or calls of tools. */
export interface Saying {
  readonly text?: string;
  readonly calls?: readonly { readonly name: string; readonly input: unknown }[];
  /** In place of an answer. */
  readonly status?: number;
}

/** What both dialects come to. */
export interface Heard {
  readonly dialect: 'openai' | 'anthropic';
  readonly system: string;
  /** `user: …`, `assistant: …`, `call name {…}`, `result id …`. */
  readonly lines: readonly string[];
  readonly tools: readonly string[];
}

export interface ModelServer {
  readonly url: string;
  readonly heard: readonly Heard[];
  close(): Promise<void>;
}

const openaiBody = z.object({
  model: z.string().min(1),
  tools: z
    .array(
      z.object({
        type: z.literal('function'),
        function: z.object({
          name: z.string().regex(/^[\w-]{1,64}$/),
          description: z.string(),
          parameters: z.object({ type: z.literal('object') }),
        }),
      }),
    )
    .min(1)
    .optional(),
  messages: z.array(
    z.discriminatedUnion('role', [
      z.object({ role: z.literal('system'), content: z.string() }),
      z.object({ role: z.literal('user'), content: z.string() }),
      z.object({
        role: z.literal('assistant'),
        content: z.string().nullable(),
        tool_calls: z
          .array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }))
          .optional(),
      }),
      z.object({ role: z.literal('tool'), tool_call_id: z.string(), content: z.string() }),
    ]),
  ),
});

const block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string().min(1) }),
  z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal('tool_result'), tool_use_id: z.string(), content: z.string() }),
]);

const anthropicBody = z.object({
  model: z.string().min(1),
  max_tokens: z.number().int().positive(),
  system: z.string().optional(),
  tools: z
    .array(
      z.object({
        name: z.string().regex(/^[\w-]{1,64}$/),
        description: z.string(),
        input_schema: z.object({ type: z.literal('object') }),
      }),
    )
    .min(1)
    .optional(),
  messages: z
    .array(
      z.object({ role: z.enum(['user', 'assistant']), content: z.union([z.string().min(1), z.array(block).min(1)]) }),
    )
    .refine(
      (all) => all.every(({ role }, index) => role === (index % 2 === 0 ? 'user' : 'assistant')),
      'roles take turns',
    ),
});

export async function startModelServer(key: string, sayings: readonly Saying[]): Promise<ModelServer> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status, body } = answer(request.url ?? '', request.headers, Buffer.concat(chunks).toString('utf8'));
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });

  function answer(path: string, headers: NodeJS.Dict<string | string[]>, text: string) {
    const refuse = (status: number, message: string) => ({ status, body: { error: { message } } });
    const isOpenai = path === '/v1/chat/completions';
    if (!isOpenai && path !== '/v1/messages') return refuse(404, `there is nothing at ${path}`);
    const isKnown = isOpenai
      ? headers['authorization'] === `Bearer ${key}`
      : headers['x-api-key'] === key && headers['anthropic-version'] === '2023-06-01';
    if (!isKnown) return refuse(401, 'who are you?');
    const said = isOpenai ? hearOpenai(JSON.parse(text)) : hearAnthropic(JSON.parse(text));
    if (typeof said === 'string') return refuse(400, said);
    const { text: words = '', calls = [], status } = sayings[heard.length] ?? { text: 'nothing more to say' };
    heard.push(said);
    if (status !== undefined) return refuse(status, 'not now');
    return { status: 200, body: isOpenai ? sayOpenai(words, calls) : sayAnthropic(words, calls) };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // it listens on no pipe
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function hearOpenai(body: unknown): Heard | string {
  const parsed = openaiBody.safeParse(body);
  if (!parsed.success) return z.prettifyError(parsed.error);
  let open: string[] = [];
  const lines: string[] = [];
  let system = '';
  for (const message of parsed.data.messages) {
    if (message.role !== 'tool' && open.length > 0) return `no results for ${open.join()}`;
    if (message.role === 'system') system = message.content;
    if (message.role === 'user') lines.push(`user: ${message.content}`);
    if (message.role === 'assistant') {
      if (message.content !== null) lines.push(`assistant: ${message.content}`);
      for (const call of message.tool_calls ?? []) lines.push(`call ${call.function.name} ${call.function.arguments}`);
      open = (message.tool_calls ?? []).map(({ id }) => id);
    }
    if (message.role === 'tool') {
      if (!open.includes(message.tool_call_id)) return `nobody asked for ${message.tool_call_id}`;
      open = open.filter((id) => id !== message.tool_call_id);
      lines.push(`result ${message.content}`);
    }
  }
  if (open.length > 0) return `no results for ${open.join()}`;
  return { dialect: 'openai', system, lines, tools: (parsed.data.tools ?? []).map((tool) => tool.function.name) };
}

function hearAnthropic(body: unknown): Heard | string {
  const parsed = anthropicBody.safeParse(body);
  if (!parsed.success) return z.prettifyError(parsed.error);
  let open: string[] = [];
  const lines: string[] = [];
  for (const { role, content } of parsed.data.messages) {
    const blocks = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
    const results = blocks.flatMap((one) => (one.type === 'tool_result' ? [one.tool_use_id] : []));
    if (results.join() !== open.join()) return `results for ${results.join()} where ${open.join()} were due`;
    open = blocks.flatMap((one) => (one.type === 'tool_use' ? [one.id] : []));
    for (const one of blocks) {
      if (one.type === 'text') lines.push(`${role}: ${one.text}`);
      if (one.type === 'tool_use') lines.push(`call ${one.name} ${JSON.stringify(one.input)}`);
      if (one.type === 'tool_result') lines.push(`result ${one.content}`);
    }
  }
  const { system = '', tools = [] } = parsed.data;
  return { dialect: 'anthropic', system, lines, tools: tools.map(({ name }) => name) };
}

function sayOpenai(text: string, calls: NonNullable<Saying['calls']>) {
  const tool_calls = calls.map(({ name, input }, index) => ({
    id: `call_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));
  const message = { role: 'assistant', content: text === '' ? null : text, ...(calls.length > 0 && { tool_calls }) };
  return {
    object: 'chat.completion',
    model: 'test-model-1',
    choices: [{ index: 0, message, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }],
    usage: { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 },
  };
}

function sayAnthropic(text: string, calls: NonNullable<Saying['calls']>) {
  return {
    type: 'message',
    role: 'assistant',
    model: 'test-model-1',
    content: [
      ...(text === '' ? [] : [{ type: 'text', text }]),
      ...calls.map(({ name, input }, index) => ({ type: 'tool_use', id: `toolu_${index}`, name, input })),
    ],
    stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn',
    usage: { input_tokens: 11, output_tokens: 3 },
  };
}
