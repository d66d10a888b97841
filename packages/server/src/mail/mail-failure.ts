/**
 * What became of a mail that was not sent: the library's error → a kind and a sentence for the action's log.
 *
 * - The server said 5xx, or its certificate is not believed → for good.
 * - The server said 4xx, or there was no connection → worth another attempt.
 * - The connection was lost after the whole mail had been handed over and before the server said anything → nobody knows.
 */
import type { MailFailure } from '@fabula/engine';
import { EgressRefused, NameNotResolved } from '../outgoing/checked-connector.ts';
import { toOutgoingFailure } from '../outgoing/outgoing-failure.ts';

type Rejection = MailFailure['rejected'][number];

/** `wasHandedOver`: the server may have the whole mail. */
export function toMailFailure(error: unknown, host: string, wasHandedOver: boolean): MailFailure {
  if (error instanceof EgressRefused) return failure('egress_denied', error.message);
  const facts = factsOf(error);
  const { code, responseCode, message } = facts;
  const rejected = rejectionsOf(facts.rejectedErrors);
  if (rejected.length > 0) {
    const isTemporary = facts.rejectedErrors.some((each) => isTemporaryCode(factsOf(each).responseCode));
    const sentence = `${host} refused all recipients: ${rejected.map(describe).join('; ')}`;
    return { kind: isTemporary ? 'temporary' : 'rejected', message: sentence, rejected };
  }
  if (responseCode !== null) {
    const what = code === 'EAUTH' ? 'did not accept the user or password' : 'refused the mail';
    return failure(isTemporaryCode(responseCode) ? 'temporary' : 'permanent', `${host} ${what}: ${message}`);
  }
  if (toOutgoingFailure({ code: facts.originalCode ?? code }, host).kind === 'tls')
    return failure('permanent', `TLS error with ${host}: ${message}`);
  if (lostConnection.has(code)) {
    return wasHandedOver
      ? failure(
          'unknown',
          `The connection to ${host} was lost after the mail had been handed over and before the server answered (${message}). Whether it was accepted is unknown; it was not sent again, because it might arrive twice.`,
        )
      : failure('temporary', `No mail could be handed to ${host}: ${message}`);
  }
  return failure('permanent', `The mail could not be sent by ${host}: ${message}`);
}

const lostConnection: ReadonlySet<string> = new Set([
  'ECONNECTION',
  'ECONNREFUSED',
  'ECONNRESET',
  'EDNS',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'EPROTOCOL',
  'ESOCKET',
  'ETIMEDOUT',
]);

/** Refusals of single recipients, with the server's own words. */
export function rejectionsOf(errors: readonly unknown[]): readonly Rejection[] {
  return errors.map((error) => {
    const { recipient, response, message } = factsOf(error);
    return { address: recipient, message: response ?? message };
  });
}

export function describe({ address, message }: Rejection): string {
  return `${address} (${message})`;
}

function failure(kind: MailFailure['kind'], message: string): MailFailure {
  return { kind, message, rejected: [] };
}

function isTemporaryCode(code: number | null): boolean {
  return code !== null && code >= 400 && code < 500;
}

interface Facts {
  readonly code: string;
  readonly originalCode: string | null;
  readonly message: string;
  readonly response: string | null;
  readonly responseCode: number | null;
  readonly recipient: string;
  readonly rejectedErrors: readonly unknown[];
}

/** An error of the library, whose fields are all optional. A name that cannot be resolved counts as no connection. */
function factsOf(error: unknown): Facts {
  const given: Readonly<Record<string, unknown>> = typeof error === 'object' && error !== null ? { ...error } : {};
  const text = (key: string): string | null => (typeof given[key] === 'string' ? given[key] : null);
  return {
    code: error instanceof NameNotResolved ? 'EDNS' : (text('code') ?? ''),
    originalCode: text('originalCode'),
    message: error instanceof Error ? error.message : String(error),
    response: text('response'),
    responseCode: typeof given['responseCode'] === 'number' ? given['responseCode'] : null,
    recipient: text('recipient') ?? '',
    rejectedErrors: Array.isArray(given['rejectedErrors']) ? given['rejectedErrors'] : [],
  };
}
