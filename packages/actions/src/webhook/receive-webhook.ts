/**
 * What a request to a webhook becomes: an event, or one of the refusals of ./refusals.ts. Pure but for the rate counter.
 *
 * The order of the questions matters: nobody without the secret learns whether a webhook is switched off or which methods it
 * takes, and nothing is parsed for someone who may not come in.
 */
import { OptionFailure, type OptionReader } from '@fabula/engine';
import { entriesOf, getKey, isArrayValue, isObjectValue, makeObject, toText, type Value } from '@fabula/formula';
import type { DefinedAction, StoryDefinition } from '@fabula/model';
import { invalidOption } from '../options/invalid-option.ts';
import { booleanOption, listOption, numberFrom } from '../options/read-option.ts';
import { hasRules, matchRules } from '../rules/match-rules.ts';
import { carriesSecret, isAllowedIn } from './check-secret.ts';
import type { RateCounter } from './rate-counter.ts';
import { headerOf, headersObject, readBody, type WebhookRequest } from './read-payload.ts';
import { type Refusal, refusal } from './refusals.ts';

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

export type WebhookDecision = { readonly kind: 'accept'; readonly payload: Value } | Refusal;

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
  const authorization = headerOf(request, 'authorization');
  if (!isAllowedIn(settings, request.urlSecret, authorization)) return refusal('wrong_secret');
  if (story.isDisabled || action.isDisabled) return refusal('disabled');

  const verbs = readVerbs(settings);
  if (!verbs.includes(request.method.toUpperCase())) return refusal('verb_not_allowed', [['allow', verbs.join(', ')]]);
  if (request.body.length > limits.maxBodyBytes) return refusal('body_too_big');

  const body = readBody(request);
  if (!body.ok) return refusal('malformed_body', [], body.error);
  const event = booleanOption(settings, 'include_headers', true)
    ? makeObject([
        ['body', body.value],
        ['headers', headersObject(headersToKeep(request, carriesSecret(settings, authorization)))],
      ])
    : body.value;
  const reader = readerFor(event);
  const waitMs = takeRate(reader, action, request.now, limits.rates);
  if (waitMs > 0) return refusal('rate_exceeded', [['retry-after', String(Math.ceil(waitMs / 1000))]]);

  if (!hasRules(reader)) return { kind: 'accept', payload: event };
  const { isMatch, held } = matchRules(reader);
  return isMatch ? { kind: 'accept', payload: withMeta(event, reader, held) } : refusal('no_rule_matched');
}

/** Upper case, in the order of the option. */
function readVerbs(settings: OptionReader): readonly string[] {
  const verbs = (listOption(settings, 'verbs') ?? [])
    .map((verb) => toText(verb).trim().toUpperCase())
    .filter((verb) => verb !== '');
  return verbs.length === 0 ? ['GET', 'POST'] : verbs;
}

function headersToKeep(request: WebhookRequest, withoutAuthorization: boolean): WebhookRequest['headers'] {
  return withoutAuthorization
    ? request.headers.filter(([name]) => name.toLowerCase() !== 'authorization')
    : request.headers;
}

/** `rate_limit`: {key, count, period in seconds}. Gives the milliseconds to wait, 0 when the request may pass. */
function takeRate(reader: OptionReader, action: DefinedAction, now: number, rates: RateCounter): number {
  const limit = reader.option('rate_limit');
  if (limit === undefined || limit === null || limit === '') return 0;
  if (!isObjectValue(limit)) throw invalidOption('rate_limit', 'must be an object with key, count and period');
  const field = (key: string): number =>
    numberFrom(getKey(limit, key) ?? null, `rate_limit.${key}`, { min: 1, isInteger: true });
  const key = `${action.id}:${toText(getKey(limit, 'key') ?? '')}`;
  return rates.take(key, field('count'), field('period') * 1000, now);
}

/** The shape of the entry is unconfirmed; it lists the rules that matched, as they are stored. */
function withMeta(event: Value, reader: OptionReader, held: readonly number[]): Value {
  const rules = reader.raw('rules');
  if (!isObjectValue(event) || rules === undefined || !isArrayValue(rules)) return event;
  const matched = held.flatMap((position) => rules[position] ?? []);
  return makeObject([...entriesOf(event), ['meta', makeObject([['matched_rules', matched]])]]);
}
