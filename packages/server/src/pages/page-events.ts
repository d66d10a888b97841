/** What the event of a page says about who submitted it, beside the body. */
import { makeObject, type ObjectValue, type Value } from '@fabula/formula';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../sign-in/principal.ts';

/** Headers that say where a submission came from; names with underscores. */
const kept = [
  'host',
  'origin',
  'referer',
  'user-agent',
  'accept-language',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
];
const anonymous: ReadonlySet<string> = new Set(['host', 'x-forwarded-proto', 'x-forwarded-host']);

/** `{body, headers}`; `headers.email` is who was signed in. */
export function submissionEvent(
  body: ObjectValue,
  request: FastifyRequest,
  principal: Principal | null,
  isAnonymous: boolean,
): Value {
  const headers = kept
    .filter((name) => !isAnonymous || anonymous.has(name))
    .flatMap((name): (readonly [string, Value])[] => {
      const value = request.headers[name];
      return typeof value === 'string' ? [[name.replaceAll('-', '_'), value]] : [];
    });
  const forwarded: readonly (readonly [string, Value])[] =
    isAnonymous || request.headers['x-forwarded-for'] !== undefined ? [] : [['x_forwarded_for', request.ip]];
  const email: readonly (readonly [string, Value])[] =
    isAnonymous || principal === null ? [] : [['email', principal.email]];
  return makeObject([
    ['body', body],
    ['headers', makeObject([...headers, ...forwarded, ...email])],
  ]);
}
