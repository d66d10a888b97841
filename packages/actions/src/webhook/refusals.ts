/** Every way in which a webhook says no (or, for the last one, "not this time"): the one table of statuses and texts. */

export type RefusalCode =
  | 'unknown_path'
  | 'wrong_secret'
  | 'wrong_key'
  | 'disabled'
  | 'verb_not_allowed'
  | 'body_too_big'
  | 'malformed_body'
  | 'rate_exceeded'
  | 'bad_options'
  | 'no_rule_matched';

export interface WebhookAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Uint8Array;
}

const table: Readonly<Record<RefusalCode, { readonly status: number; readonly text: string }>> = {
  unknown_path: { status: 404, text: 'There is no webhook at this path' },
  wrong_secret: { status: 401, text: 'The secret is missing or wrong' },
  wrong_key: { status: 401, text: 'The API key or token is missing, or is not good for this webhook' },
  disabled: { status: 403, text: 'This webhook is disabled' },
  verb_not_allowed: { status: 405, text: 'This webhook does not accept the method' },
  body_too_big: { status: 413, text: 'The body is too big' },
  malformed_body: { status: 400, text: 'The body cannot be read' },
  rate_exceeded: { status: 429, text: 'Too many requests' },
  bad_options: { status: 500, text: 'The options of this webhook cannot be read' },
  no_rule_matched: { status: 200, text: 'No rules matched' },
};

export const refusalCodes = Object.keys(table) as readonly RefusalCode[];

/** An answer without an event that is no refusal: to HEAD, to OPTIONS, and to the question of a browser before a request. */
export interface PlainAnswer extends WebhookAnswer {
  readonly kind: 'answer';
}

export function plainAnswer(status: number, headers: WebhookAnswer['headers']): PlainAnswer {
  return { kind: 'answer', status, headers, body: '' };
}

export interface Refusal extends WebhookAnswer {
  readonly kind: 'refuse';
  readonly code: RefusalCode;
  /** For the log of the action: a fault of its options, not of the caller. */
  readonly fault?: string;
}

/** `detail` is added to the text; it must not tell the caller anything but facts of the request. */
export function refusal(code: RefusalCode, headers: WebhookAnswer['headers'] = [], detail = ''): Refusal {
  const { status, text } = table[code];
  return {
    kind: 'refuse',
    code,
    status,
    headers: [['content-type', 'text/plain; charset=utf-8'], ...headers],
    body: detail === '' ? text : `${text}: ${detail}`,
  };
}
