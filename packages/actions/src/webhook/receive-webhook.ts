/**
 * What a request to a webhook becomes: an event, an answer without one, or one of the refusals of ./refusals.ts. Pure but for the rate counter.
 *
 * The order of the questions matters: nobody without the secret learns whether a webhook is switched off or which methods it
 * takes, and nothing is parsed for someone who may not come in.
 */
import { OptionFailure, type OptionReader } from '@fabula/engine';
import {
  entriesOf,
  getKey,
  isArrayValue,
  isObjectValue,
  makeObject,
  type ObjectValue,
  toNative,
  toNumber,
  toText,
  type Value,
} from '@fabula/formula';
import type { DefinedAction, StoryDefinition } from '@fabula/model';
import { convertValue } from '../options/convert-value.ts';
import { hasRules, matchRules } from '../rules/match-rules.ts';
import { enter } from './access.ts';
import { preflight } from './cors.ts';
import { includeHeaders, mode, rateLimit, verbs as verbsField } from './fields.ts';
import type { RateCounter } from './rate-counter.ts';
import { headerOf, headersObject, readBody, type WebhookRequest } from './read-payload.ts';
import { type PlainAnswer, plainAnswer, type Refusal, refusal } from './refusals.ts';

export interface WebhookTarget {
  readonly story: StoryDefinition;
  readonly action: DefinedAction;
  /** Reads the action's options; formulas see `event` under the action's slug, or nothing of the request when it is null. */
  readonly readerFor: (event: Value | null) => OptionReader;
}

export interface WebhookLimits {
  readonly maxBodyBytes: number;
  readonly rates: RateCounter;
}

export type WebhookDecision = { readonly kind: 'accept'; readonly payload: Value } | PlainAnswer | Refusal;

/** `target` is null when no webhook has the path. */
export function receiveWebhook(
  target: WebhookTarget | null,
  request: WebhookRequest,
  limits: WebhookLimits,
): WebhookDecision {
  if (target === null) return refusal('unknown_path');
  try {
    return decide(target, request, limits);
  } catch (error) {
    if (error instanceof OptionFailure) return { ...refusal('bad_options'), fault: error.message };
    throw error;
  }
}

function decide(target: WebhookTarget, request: WebhookRequest, limits: WebhookLimits): WebhookDecision {
  const { story, action, readerFor } = target;
  const settings = readerFor(null);
  if (isMcpServer(settings)) return refusal('unknown_path');
  const verbs = readVerbs(settings);
  // Browsers ask before they send the secret.
  const permissions = preflight(settings, request, verbs);
  if (permissions !== null) return plainAnswer(204, permissions);
  const entrance = enter(settings, request, headerOf(request, 'authorization'));
  if (!entrance.isOpen) {
    const refused = refusal(entrance.code, [['www-authenticate', challengeOf(entrance.challenge)]]);
    return entrance.fault === undefined ? refused : { ...refused, fault: entrance.fault };
  }
  if (story.isDisabled || action.isDisabled) return refusal('disabled');
  const method = request.method.toUpperCase();
  if (!verbs.includes(method)) return withoutEvent(method, verbs);
  if (request.body.length > limits.maxBodyBytes) return refusal('body_too_big');
  const query = entrance.usedParameter ? request.query.filter(([name]) => name !== 'secret') : request.query;
  const body = readBody({ ...request, query: query.filter(([name]) => name !== 'all_drafts') });
  if (!body.ok) return refusal('malformed_body', [], body.error);
  const event = includeHeaders.read(settings)
    ? makeObject([
        ['body', body.value],
        ['headers', headersObject(request.headers.filter(([name]) => !entrance.usedHeaders.has(name.toLowerCase())))],
      ])
    : body.value;
  const reader = readerFor(event);
  const waitMs = takeRate(reader, action, request.now, limits.rates);
  if (waitMs > 0) return refusal('rate_exceeded', [['retry-after', String(Math.ceil(waitMs / 1000))]]);
  if (!hasRules(reader)) return { kind: 'accept', payload: event };
  const { isMatch, held } = matchRules(reader);
  return isMatch ? { kind: 'accept', payload: withMeta(event, reader, held) } : refusal('no_rule_matched');
}

/** Whether the action is an MCP server, which is no webhook. */
export function isMcpServer(settings: OptionReader): boolean {
  return mode.isGiven(settings) && mode.read(settings) === 'mcp';
}

function challengeOf(detail: string): string {
  return `Bearer realm="Fabula"${detail === '' ? '' : `, ${detail}`}`;
}

/** Methods that ask about an address rather than for something. */
function withoutEvent(method: string, verbs: readonly string[]): PlainAnswer | Refusal {
  const allow: readonly [string, string] = ['allow', verbs.join(', ')];
  if (method === 'OPTIONS') return plainAnswer(204, [allow]);
  if (method === 'HEAD' && verbs.includes('GET')) return plainAnswer(200, [allow]);
  return refusal('verb_not_allowed', [allow]);
}

/** Upper case, in the order of the option. */
function readVerbs(settings: OptionReader): readonly string[] {
  const verbs = verbsField
    .read(settings)
    .map((verb) => toText(verb).trim().toUpperCase())
    .filter((verb) => verb !== '');
  return verbs.length === 0 ? ['GET', 'POST'] : verbs;
}

/** Gives the milliseconds to wait, 0 when the request may pass. */
function takeRate(reader: OptionReader, action: DefinedAction, now: number, rates: RateCounter): number {
  const limit = rateLimit.read(reader);
  if (limit === undefined) return 0;
  const key = `${action.id}:${toText(getKey(limit, 'key') ?? '')}`;
  return rates.take(key, partOf(limit, 'count'), partOf(limit, 'period') * 1000, now);
}

function partOf(limit: ObjectValue, name: 'count' | 'period'): number {
  const part = { ...rateLimit, kind: 'number', key: `rate_limit.${name}`, min: 1, isInteger: true } as const;
  return toNative(toNumber(convertValue(part, getKey(limit, name) ?? null)) ?? 0);
}

/** The shape of the entry is unconfirmed; it lists the rules that matched, as they are stored. */
function withMeta(event: Value, reader: OptionReader, held: readonly number[]): Value {
  const rules = reader.raw('rules');
  if (!isObjectValue(event) || rules === undefined || !isArrayValue(rules)) return event;
  const matched = held.flatMap((position) => rules[position] ?? []);
  return makeObject([...entriesOf(event), ['meta', makeObject([['matched_rules', matched]])]]);
}
