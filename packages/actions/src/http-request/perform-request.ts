/**
 * Sends the request of one delivery and says what follows (actions.md section 6.4).
 *
 * 1. A status in `retry_on_status` (0: no answer) → later, up to `retries` times.
 * 2. A status in `log_error_on_status`, by default everything but 2xx → an error log and the event.
 * 3. No answer → an error log; an event only with `emit_failure_event` "always".
 * 4. Otherwise the event.
 */
import {
  type ActionInput,
  type EffectPorts,
  type LogLine,
  OptionFailure,
  type Outcome,
  type OutgoingResponse,
} from '@fabula/engine';
import { entriesOf, makeObject, type ObjectValue, type Value } from '@fabula/formula';
import { toBoolean } from '@fabula/model';
import { booleanOption, textOption } from '../options/read-option.ts';
import { isTruthy } from '../rules/is-truthy.ts';
import { describeRequest } from './describe-request.ts';
import { encodeBody } from './encode-body.ts';
import { maskUrl } from './mask-secrets.ts';
import type { HttpRequest } from './read-request.ts';
import { findHeader, readResponse } from './read-response.ts';
import { type RetryPolicy, readRetryPolicy, retryDelayMs } from './retry-policy.ts';
import { type StatusTest, statusOption } from './statuses.ts';

/** Half of what an event may have: a file becomes base64 text, a third larger than it was. */
const maxResponseBytes = 50_000_000;

export interface ResponsePolicy {
  readonly retry: RetryPolicy;
  readonly isError: StatusTest;
  readonly emitsWithoutAnswer: boolean;
  readonly sendsIdempotencyKey: boolean;
}

export function readResponsePolicy(input: ActionInput): ResponsePolicy {
  const failureEvent = textOption(input, 'emit_failure_event')?.trim().toLowerCase() ?? 'false';
  return {
    retry: readRetryPolicy(input),
    isError: statusOption(input, 'log_error_on_status') ?? ((status) => status < 200 || status > 299),
    emitsWithoutAnswer: failureEvent === 'always' || toBoolean(failureEvent) === true,
    sendsIdempotencyKey: booleanOption(input, 'idempotency_key', true),
  };
}

export async function performRequest(
  input: ActionInput,
  request: HttpRequest,
  policy: ResponsePolicy,
  ports: EffectPorts,
): Promise<Outcome> {
  try {
    return await sendAndJudge(input, request, policy, ports);
  } catch (error) {
    if (error instanceof OptionFailure) return { kind: 'fail', message: error.message };
    throw error;
  }
}

async function sendAndJudge(
  input: ActionInput,
  request: HttpRequest,
  policy: ResponsePolicy,
  ports: EffectPorts,
): Promise<Outcome> {
  const body =
    request.payload === undefined ? null : await encodeBody(request.payload, request.contentType, request.isFlat);
  const headers = [...request.headers];
  const addHeader = (name: string, value: string): void => {
    if (!headers.some(([known]) => known.toLowerCase() === name.toLowerCase())) headers.push([name, value]);
  };
  if (body !== null) addHeader('Content-Type', body.contentType);
  const isCreating = request.method === 'post' || request.method === 'patch';
  if (isCreating && policy.sendsIdempotencyKey) addHeader('Idempotency-Key', ports.idempotencyKey);
  if (ports.traceParent !== null) addHeader('traceparent', ports.traceParent);
  const logs: LogLine[] = [{ level: 3, message: describeRequest(request, headers, body?.shown ?? null) }];

  const answer = await ports.outgoing.send(
    {
      method: request.method.toUpperCase(),
      url: request.url,
      headers,
      body: body?.bytes ?? null,
      timeoutMs: request.timeoutMs,
      followRedirects: request.followRedirects,
      verifyTls: request.verifyTls,
      maxResponseBytes,
    },
    ports.signal,
  );
  const status = answer.ok ? answer.value.status : 0;
  const mayRetry = answer.ok || answer.error.kind !== 'egress_denied';
  if (mayRetry && policy.retry.applies(status) && input.attempt < policy.retry.retries) {
    const retryAfter = answer.ok ? findHeader(answer.value, 'retry-after') : undefined;
    const delayMs = retryDelayMs(input.attempt, ports.random(), retryAfter, ports.now());
    const reason = answer.ok ? `Status ${status}` : answer.error.message;
    logs.push({
      level: 2,
      message: `${reason}; retry ${input.attempt + 1} of ${policy.retry.retries} in ${Math.round(delayMs / 1000)} s.`,
    });
    return {
      kind: 'later',
      dueAt: ports.now() + delayMs,
      state: makeObject([['retry', input.attempt + 1]]),
      isRetry: true,
      logs,
    };
  }
  return answer.ok
    ? judgeResponse(input, policy, answer.value, logs)
    : judgeSilence(policy, answer.error.message, logs);
}

function judgeResponse(
  input: ActionInput,
  policy: ResponsePolicy,
  response: OutgoingResponse,
  logs: LogLine[],
): Outcome {
  const event = readResponse(response, input);
  if (policy.isError(response.status)) {
    logs.push({ level: 4, message: `Status ${response.status} received from ${maskUrl(response.url)}` });
  } else if (isBadBody(input, event)) {
    logs.push({ level: 4, message: `The response from ${maskUrl(response.url)} counts as an error by 'log_error_if'` });
  }
  return { kind: 'emit', payloads: [customize(input, event)], logs };
}

function judgeSilence(policy: ResponsePolicy, message: string, logs: LogLine[]): Outcome {
  const payload = makeObject([
    ['status', 0],
    ['error', message],
  ]);
  const level = policy.isError(0) ? 4 : 2;
  if (policy.emitsWithoutAnswer) return { kind: 'emit', payloads: [payload], logs: [...logs, { level, message }] };
  return level === 4
    ? { kind: 'fail', message, payload, logs }
    : { kind: 'nothing', logs: [...logs, { level, message }] };
}

function isBadBody(input: ActionInput, event: ObjectValue): boolean {
  const formula = input.raw('log_error_if');
  return formula !== undefined && isTruthy(input.read(formula, ownResult(input, event), 'log_error_if'));
}

function customize(input: ActionInput, event: ObjectValue): Value {
  const structure = input.raw('customize_output');
  if (structure === undefined || structure === null || structure === '') return event;
  return input.readAlone(structure, ownResult(input, event), 'customize_output');
}

/** The result under its parts' names (`body`, `status` …) and, as other actions see it, under the action's slug. */
function ownResult(input: ActionInput, event: ObjectValue): Record<string, Value> {
  return { ...Object.fromEntries(entriesOf(event)), [input.action.slug]: event };
}
