/**
 * Tokens that HTTP requests give: one request, or two in order. They are described by the options of an HTTP Request action and
 * sent by it; `<<secret>>` stands for the secret, and the second request sees the first one's answer as `response`.
 */
import {
  type ActionInput,
  ActionOptionReader,
  type ActionType,
  noSecrets,
  noServices,
  OptionFailure,
  type Outcome,
} from '@fabula/engine';
import {
  compileField,
  getKey,
  isArrayValue,
  isObjectValue,
  makeObject,
  type ObjectValue,
  type Value,
} from '@fabula/formula';
import { asId, type DefinedAction, err, ok, type Result, type StoryDefinition } from '@fabula/model';
import { nodePlatform } from '../../platform/node-platform.ts';
import type { HeldCredential } from '../held-credential.ts';
import type { Fetch, FetchContext } from './fetched.ts';

interface DescribedRequest {
  readonly options: ObjectValue;
  readonly secret: string;
}

export interface RequestTokenParts {
  readonly httpRequest: ActionType;
  readonly newUuid: () => string;
  readonly random: () => number;
}

/** The newest version of the function library: what is written today. */
const libraryVersion = 1_000;
const nothing: ObjectValue = makeObject([]);

export function requestTokenFetch(parts: RequestTokenParts): Fetch {
  return async (held, _former, context) => {
    let response: Value = null;
    for (const request of requestsOf(held)) {
      const answer = await send(parts, held, request, response, context);
      if (!answer.ok) return answer;
      response = answer.value;
    }
    const token = locate(held.openText('http_request_location_of_token'), response, parts, context);
    if (!token.ok) return token;
    const ttl = held.setting('http_request_ttl');
    // without a time to live it is fetched for those who ask for it now
    return ok({ value: token.value, refresh: null, expiresInMs: typeof ttl === 'number' ? ttl * 1_000 : 0 });
  };
}

function requestsOf(held: HeldCredential): readonly DescribedRequest[] {
  if (held.row.mode === 'HTTP_REQUEST_AGENT') {
    return [{ options: objectOf(held.open('http_request_options')), secret: held.openText('http_request_secret') }];
  }
  const requests = held.open('credential_requests');
  return (isArrayValue(requests) ? requests : []).map((request) => {
    const secret = getKey(objectOf(request), 'http_request_secret');
    return {
      options: objectOf(getKey(objectOf(request), 'options')),
      secret: typeof secret === 'string' ? secret : '',
    };
  });
}

async function send(
  parts: RequestTokenParts,
  held: HeldCredential,
  { options, secret }: DescribedRequest,
  response: Value,
  context: FetchContext,
): Promise<Result<Value, string>> {
  const input = new RequestInput(parts, held, options, { secret, response }, context);
  try {
    const plan = parts.httpRequest.plan(input);
    if (plan.kind !== 'effect') return err('its request cannot be sent');
    const outcome = await plan.perform({
      outgoing: context.outgoing,
      services: noServices,
      secrets: noSecrets,
      signal: context.signal,
      now: context.now,
      random: parts.random,
      idempotencyKey: parts.newUuid(),
      traceParent: null,
    });
    return answerOf(outcome);
  } catch (thrown) {
    if (thrown instanceof OptionFailure) return err(`its request cannot be read: ${thrown.message}`);
    throw thrown;
  }
}

function answerOf(outcome: Outcome): Result<Value, string> {
  if (outcome.kind === 'fail') return err(`its request failed: ${outcome.message}`);
  if (outcome.kind === 'later') return err('its request was answered with a status that says to try later');
  const [payload] = outcome.kind === 'emit' ? outcome.payloads : [];
  const error = outcome.logs?.find(({ level }) => level === 4);
  const status = payload === undefined ? undefined : getKey(objectOf(payload), 'status');
  if (error !== undefined) return err(`its request failed: ${error.message}`);
  if (payload === undefined) return err('its request was not answered');
  if (typeof status === 'number' && status >= 400) return err(`its request was answered with the status ${status}`);
  return ok(payload);
}

/** `=response.body.token`; a text with pills works too. */
function locate(
  location: string,
  response: Value,
  { newUuid, random }: RequestTokenParts,
  { now }: FetchContext,
): Result<Value, string> {
  const compiled = compileField(location.replace(/^\\=/, '='), { standardLibVersion: libraryVersion });
  const found = compiled.ok
    ? compiled.value.evaluate(
        { lookup: (name) => (name === 'response' ? response : undefined) },
        { now: now(), random, newUuid, platform: nodePlatform },
      )
    : compiled;
  if (!found.ok) return err(`http_request_location_of_token cannot be read: ${found.error.message}`);
  if (found.value === null || found.value === '') {
    return err('there is no token where http_request_location_of_token looks for it');
  }
  return ok(found.value);
}

function objectOf(value: Value | undefined): ObjectValue {
  return value !== undefined && isObjectValue(value) ? value : nothing;
}

/** The options of the credential as those of an action that stands alone: there is no event, no team and no other credential. */
class RequestInput extends ActionOptionReader implements ActionInput {
  readonly action: DefinedAction;
  readonly story: StoryDefinition;
  readonly deliveryId = 1;
  readonly eventId = null;
  readonly received = undefined;
  readonly resumed = null;
  readonly attempt = 0;
  readonly now: number;
  readonly environment: ActionInput['environment'];
  // its own secret: nothing of such a request is kept
  readonly secrets = noSecrets;
  readonly #names: Readonly<Record<string, Value>>;

  constructor(
    { httpRequest, newUuid, random }: RequestTokenParts,
    { row }: HeldCredential,
    options: ObjectValue,
    names: Readonly<Record<string, Value>>,
    context: FetchContext,
  ) {
    const action: DefinedAction = {
      id: asId(1),
      guid: '',
      type: httpRequest.type,
      name: row.name,
      slug: row.slug,
      isDisabled: false,
      options,
      schedule: [],
      groupId: null,
      inputs: nothing,
      page: null,
      tools: [],
    };
    const story: StoryDefinition = {
      id: asId(1),
      teamId: row.teamId,
      teamName: '',
      guid: '',
      name: row.name,
      slug: row.slug,
      draftOf: null,
      revision: 1,
      isDisabled: false,
      isPriority: false,
      keepEventsFor: 0,
      standardLibVersion: libraryVersion,
      actions: [action],
      links: [],
      webhookApi: null,
      sendToStory: null,
      workbench: null,
      sendToStoryTimeout: null,
    };
    const now = context.now();
    const environment = { now, random, newUuid, platform: nodePlatform };
    super({
      story,
      action,
      team: { resource: nothing, credentialInfo: nothing, resourceInfo: nothing, story: nothing },
      credential: nothing,
      environment,
      output: (slug) => (Object.hasOwn(names, slug) ? names[slug] : undefined),
      meta: () => null,
      pages: () => null,
    });
    this.action = action;
    this.story = story;
    this.now = now;
    this.environment = environment;
    this.#names = names;
  }

  tree(): Value {
    return makeObject(Object.entries(this.#names));
  }
}
