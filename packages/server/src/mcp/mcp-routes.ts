/**
 * `/mcp/<path>/<secret>`: a webhook whose mode is `mcp` as an MCP server (Streamable HTTP, without sessions). Its tools are
 * stories: a call starts a run at the entry and answers with what the exit gives, within 30 seconds; the run goes on when it
 * takes longer. A story that asks a person first: see ./confirmed-call.ts.
 */
import {
  corsHeaders,
  enterWebhook,
  isMcpServer,
  makeRateCounter,
  missingInputs,
  preflightWebhook,
  refusal,
  type WebhookAnswer,
  type WebhookTarget,
  wrongInputs,
} from '@fabula/actions';
import {
  type Clock,
  type Credentials,
  type Engine,
  type EngineStore,
  noSecrets,
  OptionFailure,
  type StoryBook,
} from '@fabula/engine';
import { isObjectValue, makeObject, type ObjectValue, parseJson, stringifyJson, type Value } from '@fabula/formula';
import { type ProcessId, WEBHOOK_TYPE } from '@fabula/model';
import { type Database, listOfferedStories } from '@fabula/store';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { CallToolRequestSchema, type CallToolResult, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AdmitCaller } from '../intake/admit-caller.ts';
import { loadValues } from '../intake/load-values.ts';
import { readRequest } from '../intake/read-request.ts';
import { sendAnswer } from '../intake/send-answer.ts';
import type { Logger } from '../observe/logger.ts';
import { callWhenApproved } from './confirmed-call.ts';
import { listTools, type StoryTool, schemaOf } from './tools.ts';

export interface McpParts {
  readonly engine: Pick<Engine, 'accept' | 'acceptWhenApproved' | 'reader'>;
  readonly stories: Pick<StoryBook, 'findByWebhookPath' | 'get' | 'peekTeamValues' | 'teamValues'>;
  readonly database: Database;
  readonly clock: Clock;
  readonly processId: () => ProcessId;
  readonly findExit: EngineStore['findExit'];
  readonly log: Logger;
  readonly credentials: Pick<Credentials, 'peek' | 'load'>;
  readonly admit: AdmitCaller;
  readonly maxBodyBytes: number;
  /** Requests a minute to one path; null: no limit. */
  readonly limitPerMinute: number | null;
  readonly version: string;
}

interface McpParams {
  readonly path: string;
  readonly secret?: string;
}

type McpCall = FastifyRequest<{ Params: McpParams }>;

/** The longest that a client waits for a tool. */
const toolTimeoutMs = 30_000;
const largestMessage = 4 * 1024 ** 2;
const nothing = new Uint8Array(0);

export async function mcpRoutes(app: FastifyInstance, parts: McpParts): Promise<void> {
  const { engine, stories, database, clock, log } = parts;
  const rates = makeRateCounter();

  app.removeAllContentTypeParsers();
  const bodyLimit = Math.min(largestMessage, parts.maxBodyBytes);
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: Error & { code?: string }, request, reply) => {
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return sendAnswer(reply, refusal('body_too_big'));
    if (error.code?.startsWith('FST_ERR_CTP_')) return sendAnswer(reply, refusal('malformed_body'));
    log.error({ err: error, path: request.routeOptions.url }, 'an MCP request failed');
    return sendAnswer(reply, textAnswer(500, 'Something went wrong inside Fabula'));
  });
  for (const url of ['/mcp/:path', '/mcp/:path/:secret']) {
    app.all<{ Params: McpParams }>(url, { config: { permission: 'anyone' } }, receive);
  }

  async function receive(request: McpCall, reply: FastifyReply) {
    const target = await findTarget(request.params.path);
    if (target === null) return sendAnswer(reply, refusal('unknown_path'));
    try {
      if (!isMcpServer(target.readerFor(null))) return sendAnswer(reply, refusal('unknown_path'));
      const refused = await refuse(target, request, reply);
      return refused === null ? await serve(target, request, reply) : sendAnswer(reply, refused);
    } catch (error) {
      if (!(error instanceof OptionFailure)) throw error;
      log.warn(
        { storyId: target.story.id, actionId: target.action.id, fault: error.message },
        'an MCP server cannot be read',
      );
      return sendAnswer(reply, refusal('bad_options'));
    }
  }

  /** The webhook at the path; it need not be an MCP server. */
  async function findTarget(path: string): Promise<WebhookTarget | null> {
    const found = path.includes('\0') ? null : await stories.findByWebhookPath(path);
    const action = found?.story.actions.find(({ id }) => id === found.actionId);
    if (found === null || action?.type !== WEBHOOK_TYPE) return null;
    const { story } = found;
    await loadValues(parts, story, action);
    return { story, action, readerFor: () => engine.reader(story, action.id) };
  }

  /** What is told to one who may not come in, or asks in the wrong way; null: nothing is wrong. */
  async function refuse(target: WebhookTarget, request: McpCall, reply: FastifyReply): Promise<WebhookAnswer | null> {
    const settings = target.readerFor(null);
    const plain = readRequest(request, nothing, request.params.secret ?? null, clock.now());
    reply.headers(Object.fromEntries(corsHeaders(settings, plain)));
    const permissions = preflightWebhook(settings, plain, ['POST']);
    if (permissions !== null) return { status: 204, headers: permissions, body: '' };
    const admission = await parts.admit(target, request);
    const asked = admission === undefined ? plain : { ...plain, admission };
    const entrance = enterWebhook(settings, asked, request.headers.authorization);
    if (!entrance.isOpen) {
      if (entrance.fault !== undefined) {
        const { story, action } = target;
        log.warn({ storyId: story.id, actionId: action.id, fault: entrance.fault }, 'nobody can use an MCP server');
      }
      const detail = entrance.challenge === '' ? '' : `, ${entrance.challenge}`;
      return refusal(entrance.code, [['www-authenticate', `Bearer realm="Fabula"${detail}`]]);
    }
    if (target.story.isDisabled || target.action.isDisabled) return refusal('disabled');
    // Without sessions there is nothing to listen to and nothing to end.
    if (request.method !== 'POST') return refusal('verb_not_allowed', [['allow', 'POST']]);
    const limit = parts.limitPerMinute;
    const wait = limit === null ? 0 : rates.take(request.params.path, limit, 60_000, clock.now());
    return wait === 0 ? null : refusal('rate_exceeded', [['retry-after', String(Math.ceil(wait / 1_000))]]);
  }

  async function serve(target: WebhookTarget, request: McpCall, reply: FastifyReply) {
    const body = Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : nothing;
    if (isBatch(body)) return sendAnswer(reply, batchRefused);
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const server = createServer(target, gone.signal);
    await server.connect(transport);
    try {
      const headers = new Headers();
      for (const name of ['accept', 'content-type', 'mcp-protocol-version']) {
        const value = request.headers[name];
        if (typeof value === 'string') headers.set(name, value);
      }
      const answer = await transport.handleRequest(
        new Request('http://localhost/mcp', { method: 'POST', headers, body }),
      );
      return await reply
        .code(answer.status)
        .headers(Object.fromEntries(answer.headers))
        .send(Buffer.from(await answer.arrayBuffer()));
    } finally {
      await server.close();
    }
  }

  function createServer(target: WebhookTarget, gone: AbortSignal): Server {
    const { story, action } = target;
    const server = new Server({ name: action.name, version: parts.version }, { capabilities: { tools: {} } });
    const tools = async (): Promise<readonly StoryTool[]> =>
      listTools(
        { story, action, reader: target.readerFor(null), secrets: parts.credentials.peek(story, action) ?? noSecrets },
        await listOfferedStories(database.kysely, story.teamId),
        stories,
      );
    server.setRequestHandler(ListToolsRequestSchema, async () => ({
      tools: (await tools()).map(({ name, title, description, inputs }) => ({
        ...{ name, title, description },
        inputSchema: schemaOf(inputs),
      })),
    }));
    server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
      const tool = (await tools()).find(({ name }) => name === params.name);
      if (tool === undefined) return failed(`There is no tool ${params.name}`);
      return call(target, tool, toObject(params.arguments), gone);
    });
    return server;
  }

  async function call(
    server: WebhookTarget,
    tool: StoryTool,
    given: ObjectValue,
    gone: AbortSignal,
  ): Promise<CallToolResult> {
    const { story, entryActionId, exitActionIds } = tool;
    const body = tool.bodyFor(given);
    if (!body.ok) return failed(body.error);
    const missing = missingInputs(tool.inputs, body.value);
    if (missing.length > 0) return failed(`Missing: ${missing.join(', ')}`);
    const wrong = wrongInputs(tool.inputs, body.value);
    if (wrong.length > 0) return failed(`The input ${wrong.join(', the input ')}`);
    if (story.workbench?.requiresConfirmation === true) {
      const answer = await callWhenApproved(parts, server, tool, body.value, toolTimeoutMs, gone);
      return answer.ok ? answered(answer.value) : failed(answer.message);
    }
    const accepted = await engine.accept({
      story,
      actionId: entryActionId,
      payload: makeObject([['body', body.value]]),
      origin: 'webhook',
      awaitExit: { actionIds: exitActionIds, timeoutMs: toolTimeoutMs },
    });
    if (!accepted.ok) return failed(accepted.message);
    const exit = await accepted.exit;
    if (exit === null || exit.kind === 'timeout') return failed('Tool execution timeout');
    return answered(exit.payload);
  }
}

/** Newer versions of the protocol know no batches, and one would count as one request however many runs it starts. */
const batchRefused: WebhookAnswer = {
  status: 400,
  headers: [['content-type', 'application/json']],
  body: JSON.stringify({
    jsonrpc: '2.0',
    error: { code: -32_600, message: 'Batches are not taken: send one message per request' },
    id: null,
  }),
};

function isBatch(body: Uint8Array): boolean {
  return /^\s*\[/.test(new TextDecoder().decode(body));
}

function answered(value: Value): CallToolResult {
  return { content: [{ type: 'text', text: typeof value === 'string' ? value : stringifyJson(value) }] };
}

function failed(text: string): CallToolResult {
  return { isError: true, content: [{ type: 'text', text }] };
}

/** What the client sent, as values of events. */
function toObject(given: Record<string, unknown> | undefined): ObjectValue {
  const parsed = parseJson(JSON.stringify(given ?? {}));
  return parsed.ok && isObjectValue(parsed.value) ? parsed.value : makeObject([]);
}

function textAnswer(status: number, body: string): WebhookAnswer {
  return { status, headers: [['content-type', 'text/plain; charset=utf-8']], body };
}
