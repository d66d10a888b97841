/** The answer to an accepted request: `response`, `response_code` and `response_headers`, whose formulas see the new event. */
import { OptionFailure, type OptionReader } from '@fabula/engine';
import { entriesOf, stringifyJson, toText, type Value } from '@fabula/formula';
import { response, responseCode, responseHeaders } from './fields.ts';
import type { WebhookAnswer } from './refusals.ts';

const defaultAnswer: WebhookAnswer = answer(201, 'Ok', []);

export interface AnswerWithFault {
  readonly answer: WebhookAnswer;
  /** Set when the options could not be read. The event is accepted all the same, so the caller gets the default answer. */
  readonly fault?: string;
}

export function answerWebhook(reader: OptionReader): AnswerWithFault {
  try {
    const status = responseCode.read(reader);
    const given = responseHeaders.read(reader);
    const headers = given === undefined ? [] : entriesOf(given).map(([name, value]) => [name, toText(value)] as const);
    return { answer: answer(status, response.read(reader), headers) };
  } catch (error) {
    if (error instanceof OptionFailure) return { answer: defaultAnswer, fault: error.message };
    throw error;
  }
}

function answer(status: number, given: Value, headers: WebhookAnswer['headers']): WebhookAnswer {
  const isText = typeof given !== 'object' || given === null;
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  return {
    status,
    headers: hasType ? headers : [['content-type', type], ...headers],
    body: isText ? toText(given) : stringifyJson(given),
  };
}
