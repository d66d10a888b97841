/**
 * Sends one request and says what came of it (actions.md section 6.4).
 *
 *   retry    a status in `retry_on_status` (0: no answer) → later, up to `retries` times
 *   answer   a response; `error` says why it counts as one: a status in `log_error_on_status`, or `log_error_if`
 *   silence  no response
 *   refused  the request may not leave: a forbidden address, a credential for other hosts, a tunnel that there is not
 */
import { type ActionInput, type EffectPorts, type LogLine, OptionFailure, type Outcome } from '@fabula/engine';
import { makeObject, type ObjectValue, type Value } from '@fabula/formula';
import { ownResult } from '../options/with-custom-output.ts';
import { isTruthy } from '../rules/is-truthy.ts';
import * as fields from './fields.ts';
import { maskUrl } from './mask-secrets.ts';
import type { HttpRequest } from './read-request.ts';
import { findHeader, readResponse } from './read-response.ts';
import type { ResponsePolicy } from './response-policy.ts';
import { retryDelayMs } from './retry-policy.ts';
import { sendRequest } from './send-request.ts';

export interface RequestTask {
  /** Sees the names of the page. */
  readonly input: ActionInput;
  readonly request: HttpRequest;
  readonly policy: ResponsePolicy;
  /** Retries so far. */
  readonly retried: number;
  /** What to come back with after so many retries. */
  readonly stateAfter: (retried: number) => Value;
  /** Tells the requests of one run apart. */
  readonly keySuffix: string;
}

export type Finding =
  | { readonly kind: 'retry'; readonly outcome: Outcome }
  | {
      readonly kind: 'answer';
      readonly event: ObjectValue;
      /** Of the body as it came. */
      readonly bytes: number;
      readonly error: string | null;
      readonly logs: readonly LogLine[];
    }
  | { readonly kind: 'silence'; readonly message: string; readonly logs: readonly LogLine[] }
  | { readonly kind: 'refused'; readonly message: string; readonly logs: readonly LogLine[] };

/** Failures that are the same the next time. */
const finalFailures: ReadonlySet<string> = new Set(['egress_denied', 'not_configured', 'aborted', 'too_large']);

const refusals: ReadonlySet<string> = new Set(['egress_denied', 'not_configured']);

/** Options that fail only now, such as a payload that does not fit, are a refusal. */
export async function performRequest(task: RequestTask, ports: EffectPorts): Promise<Finding> {
  try {
    return await sendAndJudge(task, ports);
  } catch (error) {
    if (error instanceof OptionFailure) return { kind: 'refused', message: error.message, logs: [] };
    throw error;
  }
}

async function sendAndJudge(task: RequestTask, ports: EffectPorts): Promise<Finding> {
  const { input, request, policy, retried } = task;
  const isCreating = request.method === 'post' || request.method === 'patch';
  const key = isCreating && policy.sendsIdempotencyKey ? ports.idempotencyKey + task.keySuffix : null;
  const sent = await sendRequest(input, request, key, ports);
  const { answer } = sent;
  const logs: LogLine[] = [sent.log];
  const status = answer.ok ? answer.value.status : 0;
  const mayRetry = answer.ok || !finalFailures.has(answer.error.kind);
  if (mayRetry && policy.retry.applies(status) && retried < policy.retry.retries) {
    const retryAfter = answer.ok ? findHeader(answer.value, 'retry-after') : undefined;
    const delayMs = retryDelayMs(retried, ports.random(), retryAfter, ports.now());
    const reason = answer.ok ? `Status ${status}` : answer.error.message;
    logs.push({
      level: 2,
      message: `${reason}; retry ${retried + 1} of ${policy.retry.retries} in ${Math.round(delayMs / 1000)} s.`,
    });
    const dueAt = ports.now() + delayMs;
    return {
      kind: 'retry',
      outcome: { kind: 'later', dueAt, state: task.stateAfter(retried + 1), isRetry: true, logs },
    };
  }
  if (!answer.ok) {
    const kind = refusals.has(answer.error.kind) ? 'refused' : 'silence';
    return { kind, message: answer.error.message, logs };
  }
  const event = readResponse(answer.value, input);
  const from = ports.secrets.mask(maskUrl(answer.value.url));
  const error = policy.isError(status) ? `Status ${status} received from ${from}` : faultOfBody(input, event, from);
  return { kind: 'answer', event, bytes: answer.value.body.length, error, logs };
}

/** A formula that fails is an error too: the request was sent, and what came of it is not lost. */
function faultOfBody(input: ActionInput, event: ObjectValue, from: string): string | null {
  const formula = input.raw(fields.logErrorIf.key);
  if (formula === undefined) return null;
  try {
    const isBad = isTruthy(input.read(formula, ownResult(input, event), fields.logErrorIf.key));
    return isBad ? `The response from ${from} counts as an error by 'log_error_if'` : null;
  } catch (error) {
    if (error instanceof OptionFailure) return `'log_error_if' cannot be read for the response: ${error.message}`;
    throw error;
  }
}

/** What follows when this was the only request. */
export function outcomeOf(finding: Finding, policy: ResponsePolicy): Outcome {
  switch (finding.kind) {
    case 'retry':
      return finding.outcome;
    case 'refused':
      return { kind: 'fail', message: finding.message, logs: finding.logs };
    case 'answer': {
      const { event, error, logs } = finding;
      return { kind: 'emit', payloads: [event], logs: error === null ? logs : [...logs, { level: 4, message: error }] };
    }
    case 'silence':
      return afterSilence(finding.message, policy, finding.logs);
  }
}

function afterSilence(message: string, policy: ResponsePolicy, logs: readonly LogLine[]): Outcome {
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
