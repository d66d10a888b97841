/**
 * How a route says no. Inside the API an expected failure is thrown, because Fastify's error handler is the one way out
 * of every hook and handler; nothing but that handler catches it.
 */
import { type ErrorCode, errorCatalogue, type Problem, problem, toErrorBody } from '@fabula/model';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../observe/logger.ts';

export type Problems = readonly [Problem, ...Problem[]];

export class ApiFailure extends Error {
  readonly problems: Problems;
  readonly retryAfterSeconds: number | null;

  constructor(problems: Problems, retryAfterSeconds: number | null = null) {
    super(problems.map(({ code, details }) => `${code}: ${details}`).join('; '));
    this.name = 'ApiFailure';
    this.problems = problems;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Ends the request with one problem of the catalogue. */
export function refuse(code: ErrorCode, details = '', field: string | null = null): never {
  throw new ApiFailure([problem(code, details, field)]);
}

export function sendProblems(
  reply: FastifyReply,
  problems: Problems,
  retryAfterSeconds: number | null = null,
): FastifyReply {
  const { status } = errorCatalogue[problems[0].code];
  if (retryAfterSeconds !== null) reply.header('retry-after', String(retryAfterSeconds));
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(toErrorBody(problems));
}

/** Turns whatever a hook, a parser or a handler threw into the documented body. */
export function answerError(
  log: Logger,
  error: FastifyError | ApiFailure,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof ApiFailure) return sendProblems(reply, error.problems, error.retryAfterSeconds);
  const code = codeByFastifyCode[error.code];
  if (code !== undefined) return sendProblems(reply, [problem(code)]);
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return sendProblems(reply, [problem('malformed_request', error.message)]);
  }
  // Without the query: it may hold what should not stand in a log.
  log.error({ err: error, method: request.method, path: request.url.split('?')[0] }, 'a request failed');
  return sendProblems(reply, [problem('internal', 'The log of the server says more.')]);
}

const codeByFastifyCode: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
};
