/**
 * Request → the webhook's event (actions.md section 3.3): `{body, headers}`, or with `include_headers` off the body alone.
 *
 * Query, form and JSON object meet in `body`; where names collide the body wins over the query. A body that is no object (a
 * JSON list, text, a file) is `body` by itself, and query parameters beside it are left out.
 */
import { entriesOf, isObjectValue, makeObject, type ObjectValue, parseJson, type Value } from '@fabula/formula';
import { err, ok, type Result } from '@fabula/model';
import { charsetOf, isBinaryType, isJsonType, mediaTypeOf } from '../http-media/content-type.ts';
import { decodeText } from '../http-media/decode-text.ts';
import { fileObject } from '../http-media/file-object.ts';
import type { Admission } from './access.ts';
import { nestParameters } from './nest-parameters.ts';

export interface WebhookRequest {
  readonly method: string;
  /** The part of the address after the path; null when there was none. */
  readonly urlSecret: string | null;
  /** Decoded, in order. */
  readonly query: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  /** The fields of a multipart body, from `readMultipart`. */
  readonly form?: readonly (readonly [string, Value])[];
  /** What was found out about the caller, where the webhook asks for an API key or a token. */
  readonly admission?: Admission;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const jsonLimits = { maxDepth: 400, maxKeys: 1_000_000 };

/** The error says what is wrong with the body. */
export function readBody(request: WebhookRequest): Result<Value, string> {
  const body = parseBody(request);
  if (!body.ok) return body;
  if (!isObjectValue(body.value)) return body;
  if (request.query.length === 0) return body;
  const query = nestParameters(request.query);
  return ok(makeObject([...entriesOf(query), ...entriesOf(body.value)]));
}

function parseBody(request: WebhookRequest): Result<Value, string> {
  if (request.form !== undefined) return ok(nestParameters(request.form));
  if (request.body.length === 0) return ok(makeObject([]));
  const contentType = headerOf(request, 'content-type') ?? '';
  const type = mediaTypeOf(contentType);
  if (isBinaryType(type)) return ok(fileObject('body', type, request.body));
  const isJson = isJsonType(type);
  const isForm = type === 'application/x-www-form-urlencoded';
  const text = decodeText(request.body, charsetOf(contentType), isJson || isForm || type.startsWith('text/'));
  if (text === null) return ok(fileObject('body', type, request.body));
  if (isForm) return ok(nestParameters([...new URLSearchParams(text)]));
  if (!isJson && !(type === '' && /^\s*[[{]/.test(text))) return ok(text);
  if (text.trim() === '') return ok(makeObject([]));
  const parsed = parseJson(text, jsonLimits);
  if (parsed.ok) return parsed;
  return isJson ? err(`${parsed.error.message}, ${placeIn(text, parsed.error.position)}`) : ok(text);
}

function placeIn(text: string, position: number): string {
  const lines = text.slice(0, position).split('\n');
  return `at line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

/** Names in lower case with underscores; repeated ones joined by a comma. */
/** What opens Fabula itself, and so is no business of a story: the session of a browser, and a key of the API. */
const sessionCookie = /(?:^|;\s*)fabula_session=[^;]*/g;
const apiKey = /^(?:bearer\s+)?fab_/i;

export function headersObject(headers: readonly (readonly [string, string])[]): ObjectValue {
  const joined = new Map<string, string>();
  for (const [name, sent] of headers) {
    const key = name.toLowerCase().replaceAll('-', '_');
    const value = key === 'cookie' ? sent.replace(sessionCookie, '').replace(/^;\s*/, '') : sent;
    if (value === '' && sent !== '') continue;
    if (key === 'x_user_token' || apiKey.test(value)) continue;
    const before = joined.get(key);
    joined.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return makeObject(joined);
}

export function headerOf(request: Pick<WebhookRequest, 'headers'>, name: string): string | undefined {
  return request.headers.find(([known]) => known.toLowerCase() === name)?.[1];
}
