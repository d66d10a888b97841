/** Calls a webhook as any program would. */

export interface WebhookAnswer {
  readonly status: number;
  /** The first characters of the body. */
  readonly text: string;
  readonly ms: number;
  /** Of the run that it started; null when it started none. */
  readonly run: string | null;
}

const mostShown = 2_000;

/** `body`: JSON text, for the verbs that carry one. Throws when nothing answers. */
export async function callWebhook(url: string, verb: string, body: string): Promise<WebhookAnswer> {
  const begin = performance.now();
  const hasBody = verb !== 'GET' && verb !== 'HEAD';
  let response: Response;
  try {
    response = await fetch(url, {
      method: verb,
      // It is nobody's session that calls.
      credentials: 'omit',
      ...(hasBody ? { body, headers: { 'content-type': 'application/json' } } : {}),
    });
  } catch {
    throw new Error('Fabula cannot be reached. Check that it is running and try again.');
  }
  const text = await response.text();
  return {
    status: response.status,
    text: text.slice(0, mostShown),
    ms: Math.round(performance.now() - begin),
    run: response.headers.get('x-fabula-run-guid'),
  };
}
