/** What an answer, or none, means to the action. */
import type { OptionReader } from '@fabula/engine';
import * as fields from './fields.ts';
import { type RetryPolicy, readRetryPolicy } from './retry-policy.ts';
import { readStatuses, type StatusTest } from './statuses.ts';

export interface ResponsePolicy {
  readonly retry: RetryPolicy;
  readonly isError: StatusTest;
  readonly emitsWithoutAnswer: boolean;
  readonly sendsIdempotencyKey: boolean;
}

export function readResponsePolicy(reader: OptionReader): ResponsePolicy {
  const failureEvent = fields.emitFailureEvent.read(reader);
  return {
    retry: readRetryPolicy(reader),
    isError: readStatuses(fields.logErrorOnStatus, reader) ?? ((status) => status < 200 || status > 299),
    emitsWithoutAnswer: failureEvent === 'always' || failureEvent === 'true',
    sendsIdempotencyKey: fields.idempotencyKey.read(reader),
  };
}
