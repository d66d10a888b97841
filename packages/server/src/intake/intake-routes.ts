/**
 * `/webhook/<path>/<secret>`: the hot path. Finds the action, lets `actions` decide what the request becomes, gives the
 * event to the engine and answers when, and only when, the commit that holds it is durable.
 *
 * No hook of the API runs here, no schema and no cookie is read, and nothing is looked up that is not in memory.
 */
import {
  answerFromExit,
  answerWebhook,
  corsHeaders,
  makeRateCounter,
  readMultipart,
  receiveWebhook,
  refusal,
  type WebhookAnswer,
  type WebhookRequest,
  type WebhookTarget,
} from '@fabula/actions';
import {
  type Brakes,
  type Clock,
  type Credentials,
  type Engine,
  type ExitAnswer,
  noSecrets,
  type OpenedSecrets,
  OptionFailure,
  type OptionReader,
  type StoryBook,
} from '@fabula/engine';
import type { Value } from '@fabula/formula';
import { type DefinedAction, type StoryDefinition, WEBHOOK_TYPE } from '@fabula/model';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../observe/logger.ts';
import type { AdmitCaller } from './admit-caller.ts';
import type { BodyTurns, Turn } from './body-turns.ts';
import { decodeBody, isEncoded, isKnownEncoding } from './decode-body.ts';
import { loadValues } from './load-values.ts';
import { type ArrivedBody, type BodyFault, type BodyReader, BodyRefused } from './read-body.ts';
import { readRequest } from './read-request.ts';
import { readTraceParent } from './read-trace-parent.ts';
import { sendAnswer as writeAnswer } from './send-answer.ts';

export interface Intake {
  readonly engine: Pick<Engine, 'accept' | 'reader'>;
  readonly stories: Pick<StoryBook, 'findByWebhookPath' | 'draftsOf' | 'peekTeamValues' | 'teamValues'>;
  readonly credentials: Pick<Credentials, 'peek' | 'load'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly publicUrl: () => string;
  readonly maxBodyBytes: number;
  readonly bodies: BodyReader;
  readonly turns: BodyTurns;
  readonly admit: AdmitCaller;
  readonly pressure: Brakes['pressure'];
  /** Requests a minute to one path; null: no limit. */
  readonly limitPerMinute: number | null;
  /** Hears the status of each answer. */
  readonly onAnswer: (status: number) => void;
}

/** The longest that a caller of a story's webhook API waits for an exit. */
const exitTimeoutMs = 30_000;

interface Accepted {
  readonly story: StoryDefinition;
  readonly runGuid: string;
  readonly eventId: number;
}

export function intakeRoutes(app: FastifyInstance, intake: Intake): void {
  const { engine, stories, credentials, clock, log } = intake;
  const rates = makeRateCounter();
  const limits = { maxBodyBytes: intake.maxBodyBytes, rates };

  const sendAnswer = (reply: FastifyReply, answer: WebhookAnswer): FastifyReply => {
    intake.onAnswer(answer.status);
    return writeAnswer(reply, answer);
  };

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request, stream, done) => {
    const declared = request.headers['content-length'];
    // There are no other routes in this scope.
    const call = request as WebhookCall;
    intake.bodies.read(stream, declared === undefined ? null : Number(declared), () => admitLarge(call), done);
  });
  app.setErrorHandler((error: Error & { code?: string }, request, reply) => {
    const answer = answerToError(error);
    if (answer === null) log.error({ err: error, path: request.routeOptions.url }, 'a webhook request failed');
    return sendAnswer(reply, answer ?? broken);
  });
  for (const url of ['/webhook/:path', '/webhook/:path/:secret']) {
    app.all<{ Params: WebhookParams }>(url, { config: { permission: 'anyone' } }, receive);
  }

  async function receive(request: WebhookCall, reply: FastifyReply) {
    // Nothing else gives bodies to these routes.
    const body = (request.body ?? null) as ArrivedBody | null;
    const pressure = intake.pressure();
    if (pressure !== null) {
      body?.letGo();
      return sendAnswer(reply, notNow(pressure));
    }
    if (body === null) return receiveBytes(request, nothing, reply, noTurn);
    const turn = intake.turns.tryTake(body) ?? (await intake.turns.wait(body));
    if (turn === null) return sendAnswer(reply, notNow(tooManyBodies));
    try {
      return await receiveBytes(request, turn.bytes, reply, turn);
    } finally {
      turn.end();
    }
  }

  /** Nobody who may not come in has anything written to a file. The usual way asks the same again, with the body. */
  async function admitLarge(request: WebhookCall): Promise<void> {
    const pressure = intake.pressure();
    if (pressure !== null) throw new AnsweredEarly(notNow(pressure));
    const { path, secret } = request.params;
    const target = await findTarget(path);
    const asked = readRequest(request, nothing, secret ?? null, clock.now());
    const refused = answeredBeforeBody(target, await withAdmission(target, request, asked));
    if (refused !== null) throw new AnsweredEarly(refused);
  }

  /** What is answered whatever the body is; the usual way asks the same again, with the body. */
  function answeredBeforeBody(target: WebhookTarget | null, asked: WebhookRequest): WebhookAnswer | null {
    const decision = receiveWebhook(target, { ...asked, body: nothing, form: [] }, { ...limits, rates: noRates });
    if (decision.kind === 'accept') return null;
    if (decision.kind === 'answer') return decision;
    if (!beforeBody.has(decision.code)) return null;
    if (decision.fault !== undefined && target !== null) logFault(target, decision.fault);
    return decision;
  }

  async function withAdmission(target: WebhookTarget | null, request: FastifyRequest, asked: WebhookRequest) {
    const asking = target === null ? undefined : intake.admit(target, request);
    return asking === undefined ? asked : { ...asked, admission: await asking };
  }

  async function receiveBytes(request: WebhookCall, bytes: Uint8Array, reply: FastifyReply, turn: Pick<Turn, 'end'>) {
    const { path, secret } = request.params;
    const target = await findTarget(path);
    const wait = target === null ? 0 : overLimit(path);
    if (wait > 0) return sendAnswer(reply, refusal('rate_exceeded', [['retry-after', String(Math.ceil(wait / 1000))]]));

    const asked = readRequest(request, bytes, secret ?? null, clock.now());
    if (target !== null) for (const [name, value] of corsOf(target, asked)) reply.header(name, value);
    const incoming = await withAdmission(target, request, asked);
    const encoding = request.headers['content-encoding'];
    const isPacked = isEncoded(encoding) && bytes.length > 0;
    if (isPacked || isMultipart(incoming)) {
      const refused = answeredBeforeBody(target, incoming);
      if (refused !== null) return sendAnswer(reply, refused);
    }
    if (!isPacked) return decideAndStart(target, incoming, request, reply, turn);
    if (!isKnownEncoding(encoding)) return sendAnswer(reply, unknownEncoding);
    turn.end();
    const decoded = await decodeBody(bytes, encoding, { maxBytes: intake.maxBodyBytes, turns: intake.turns });
    if (decoded === null) return sendAnswer(reply, notNow(tooManyBodies));
    try {
      return await decideAndStart(target, { ...incoming, body: decoded.bytes }, request, reply, decoded);
    } finally {
      decoded.end();
    }
  }

  async function decideAndStart(
    target: (WebhookTarget & { readonly story: StoryDefinition }) | null,
    incoming: WebhookRequest,
    request: FastifyRequest,
    reply: FastifyReply,
    turn: Pick<Turn, 'end'>,
  ) {
    // Reading a body takes its time.
    if (target !== null) await loadValues({ stories, credentials }, target.story, target.action);
    const decision = await decide(target, incoming);
    if (decision.kind !== 'accept') {
      if (decision.kind === 'refuse' && decision.fault !== undefined && target !== null) {
        logFault(target, decision.fault);
      }
      return sendAnswer(reply, decision);
    }
    // What is accepted has a target.
    if (target === null) return sendAnswer(reply, broken);
    if (asksForDrafts(incoming)) await startDrafts(target, decision.payload);
    return start(target, decision.payload, request, reply, turn);
  }

  async function findTarget(path: string): Promise<(WebhookTarget & { readonly story: StoryDefinition }) | null> {
    // The database cannot hold U+0000 in a text, so no webhook has it in its path.
    const found = path.includes('\0') ? null : await stories.findByWebhookPath(path);
    if (found === null) return null;
    const { story, actionId } = found;
    const action = story.actions.find((candidate) => candidate.id === actionId);
    // A page may have the address too.
    if (action?.type !== WEBHOOK_TYPE) return null;
    await loadValues({ stories, credentials }, story, action);
    let settings: OptionReader | undefined;
    return {
      story,
      action,
      readerFor: (event) => {
        if (event !== null) return engine.reader(story, actionId, { payload: event });
        settings ??= engine.reader(story, actionId);
        return settings;
      },
    };
  }

  /** Options that cannot be read are told when the webhook decides. */
  function corsOf(target: WebhookTarget, asked: WebhookRequest): WebhookAnswer['headers'] {
    try {
      return corsHeaders(target.readerFor(null), asked);
    } catch (error) {
      if (error instanceof OptionFailure) return [];
      throw error;
    }
  }

  /** Milliseconds to wait; 0 within the limit of the installation. */
  function overLimit(path: string): number {
    return intake.limitPerMinute === null ? 0 : rates.take(`path ${path}`, intake.limitPerMinute, 60_000, clock.now());
  }

  async function decide(target: WebhookTarget | null, request: WebhookRequest) {
    if (!isMultipart(request)) return receiveWebhook(target, request, limits);
    const form = await readMultipart(contentTypeOf(request), request.body);
    const decision = receiveWebhook(target, { ...request, form: form ?? [] }, limits);
    return decision.kind === 'accept' && form === null ? refusal('malformed_body') : decision;
  }

  async function start(
    { story, action }: { story: StoryDefinition; action: DefinedAction },
    payload: Value,
    request: FastifyRequest,
    reply: FastifyReply,
    turn: Pick<Turn, 'end'>,
  ) {
    const { webhookApi } = story;
    const accepted = await engine.accept({
      story,
      actionId: action.id,
      payload,
      origin: 'webhook',
      traceParent: readTraceParent(request),
      ...(webhookApi?.entryActionId === action.id
        ? { awaitExit: { actionIds: webhookApi.exitActionIds, timeoutMs: exitTimeoutMs } }
        : {}),
    });
    // It is durable or gone; an exit may be long in coming.
    turn.end();
    if (!accepted.ok) {
      return sendAnswer(reply, accepted.kind === 'refused' ? textAnswer(422, accepted.message) : notNow(accepted));
    }
    const run = { story, runGuid: accepted.runGuid, eventId: accepted.eventId };
    if (accepted.exit === null) {
      const { answer, fault } = answerWebhook(engine.reader(story, action.id, { payload }));
      if (fault !== undefined) logFault({ story, action }, fault);
      return sendAnswer(
        mark(reply, run, 'data_received'),
        masked(answer, credentials.peek(story, action) ?? noSecrets),
      );
    }
    return answerExit(await accepted.exit, run, request, reply);
  }

  /** The same webhook of every draft receives what the live one does; nobody waits for their exits. */
  async function startDrafts(target: WebhookTarget & { readonly story: StoryDefinition }, payload: Value) {
    if (target.story.draftOf !== null) return;
    for (const story of await stories.draftsOf(target.story.id)) {
      const action = story.actions.find(({ guid }) => guid === target.action.guid);
      if (action?.type !== WEBHOOK_TYPE || action.isDisabled) continue;
      const accepted = await engine.accept({ story, actionId: action.id, payload, origin: 'webhook' });
      if (!accepted.ok)
        log.warn({ storyId: story.id, actionId: action.id }, 'a draft did not accept what the live story did');
    }
  }

  function answerExit(exit: ExitAnswer, run: Accepted, request: FastifyRequest, reply: FastifyReply) {
    if (exit.kind === 'answered') {
      return sendAnswer(mark(reply, run, 'data_received'), answerFromExit(exit.payload, request.headers.accept));
    }
    // The run goes on; this is where its result will appear.
    const { id, draftOf } = run.story;
    const draft = draftOf === null ? '' : `?draft_id=${id}`;
    const address = `${intake.publicUrl()}/api/v1/stories/${draftOf ?? id}/runs/${run.runGuid}${draft}`;
    mark(reply, run, 'ok').headers({ response_url: address, 'x-tines-response-location': address });
    return sendAnswer(reply, textAnswer(504, 'The story has not answered yet; its run goes on'));
  }

  function logFault({ story, action }: { story: StoryDefinition; action: DefinedAction }, fault: string): void {
    log.warn({ storyId: story.id, actionId: action.id, fault }, 'the options of a webhook cannot be read');
  }
}

/** Documented: `?all_drafts=true` on the live address. */
function asksForDrafts({ query }: WebhookRequest): boolean {
  return query.some(([name, value]) => name === 'all_drafts' && value.toLowerCase() === 'true');
}

/** Whoever calls a webhook is told no secret that its options read. */
function masked(answer: WebhookAnswer, secrets: OpenedSecrets): WebhookAnswer {
  if (secrets.isEmpty || typeof answer.body !== 'string') return answer;
  const headers = answer.headers.map(([name, value]) => [name, secrets.mask(value)] as const);
  return { ...answer, headers, body: secrets.mask(answer.body) };
}

/** What happened, under our name and under the documented one. */
function mark(reply: FastifyReply, { eventId, runGuid }: Accepted, status: 'data_received' | 'ok'): FastifyReply {
  return reply.headers({
    'x-fabula-event-id': String(eventId),
    'x-fabula-run-guid': runGuid,
    'x-fabula-status': status,
    'x-tines-event-id': String(eventId),
    'x-tines-status': status,
  });
}

interface WebhookParams {
  readonly path: string;
  readonly secret?: string;
}

type WebhookCall = FastifyRequest<{ Params: WebhookParams }>;

/** A request that is answered before its body has been read. */
class AnsweredEarly extends Error {
  readonly answer: WebhookAnswer;

  constructor(answer: WebhookAnswer) {
    super('answered before the body was read');
    this.answer = answer;
  }
}

/** What can be told without the body. */
const beforeBody: ReadonlySet<string> = new Set([
  'unknown_path',
  'wrong_secret',
  'wrong_key',
  'disabled',
  'verb_not_allowed',
]);

function contentTypeOf(request: WebhookRequest): string {
  return request.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
}

function isMultipart(request: WebhookRequest): boolean {
  return /^\s*multipart\/form-data/i.test(contentTypeOf(request));
}

const noRates = { take: () => 0 };
const nothing = new Uint8Array(0);
const noTurn = { end: () => undefined };

/** null: not one of those that are expected. */
function answerToError(error: Error & { code?: string }): WebhookAnswer | null {
  if (error instanceof AnsweredEarly) return error.answer;
  if (error instanceof BodyRefused) return answerToFault[error.fault];
  // The caller went away, or named a type that says nothing.
  if (error.code !== undefined && /^(?:ECONNRESET|ERR_STREAM_PREMATURE_CLOSE|FST_ERR_CTP_.*)$/.test(error.code)) {
    return refusal('malformed_body');
  }
  return null;
}

function textAnswer(status: number, body: string): WebhookAnswer {
  return { status, headers: [['content-type', 'text/plain; charset=utf-8']], body };
}

/** 503: the same request may succeed later. The message says that nothing was stored and what to do. */
function notNow({ message, retryAfterSeconds }: { message: string; retryAfterSeconds: number }): WebhookAnswer {
  const answer = textAnswer(503, message);
  return { ...answer, headers: [...answer.headers, ['retry-after', String(Math.max(1, retryAfterSeconds))]] };
}

const broken = textAnswer(500, 'Something went wrong inside Fabula');

const unknownEncoding: WebhookAnswer = {
  status: 415,
  headers: [
    ['content-type', 'text/plain; charset=utf-8'],
    ['accept-encoding', 'gzip, deflate, br'],
  ],
  body: 'The body is compressed in a way that is not known here; send it as gzip, deflate or br',
};

const tooManyBodies = {
  message: 'Too many large requests are waiting. Nothing was stored; send the request again later.',
  retryAfterSeconds: 10,
};

const answerToFault: Readonly<Record<BodyFault, WebhookAnswer>> = {
  too_big: refusal('body_too_big'),
  malformed: refusal('malformed_body'),
  too_many: notNow(tooManyBodies),
  no_space: notNow({
    message: 'There is no room on the disk for a request of this size. Nothing was stored; send it again later.',
    retryAfterSeconds: 60,
  }),
};
