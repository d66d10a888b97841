/** Small stories as exports, put together here: what a test is about stands in the test. */

export interface Part {
  readonly type: 'Webhook' | 'EventTransformation' | 'HTTPRequest';
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** One action after the other. The webhook's path is the slug; with `answersWith`, callers wait for that action's event. */
export function aChain(slug: string, parts: readonly Part[], answersWith?: string): object {
  const guidOf = (name: string): string => Buffer.from(`${slug}/${name}`).toString('hex').padEnd(32, '0').slice(-32);
  const hook = { type: 'Webhook', name: 'Receive', options: { path: slug, secret: 's', verbs: 'post' } } as const;
  const agents = [hook, ...parts].map(({ type, name, options }) => ({
    type: `Agents::${type}Agent`,
    name,
    guid: guidOf(name),
    options,
  }));
  return {
    schema_version: 30,
    standard_lib_version: 92,
    action_runtime_version: 83,
    name: slug,
    guid: guidOf(''),
    slug,
    agents,
    links: parts.map((_, index) => ({ source: index, receiver: index + 1 })),
    keep_events_for: 604_800,
    synchronous_webhooks_enabled: answersWith !== undefined,
    api_entry_action_guids: answersWith === undefined ? [] : [guidOf('Receive')],
    api_exit_action_guids: answersWith === undefined ? [] : [guidOf(answersWith)],
  };
}

export function transform(name: string, payload: Readonly<Record<string, unknown>>): Part {
  return { type: 'EventTransformation', name, options: { mode: 'message_only', loop: false, payload } };
}

export function delay(name: string, seconds: number): Part {
  return { type: 'EventTransformation', name, options: { mode: 'delay', seconds } };
}

/** Sends the id of the webhook along. */
export function call(name: string, method: 'get' | 'post', url: string): Part {
  return { type: 'HTTPRequest', name, options: { url: `${url}?id=<<receive.body.id>>`, method } };
}
