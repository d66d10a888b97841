/**
 * The answer of a synchronous story: what its exit emitted (stories.md section 6).
 *
 * A payload with a valid `status` and a `body` sets the status line, the body and, with `headers`, headers. Every other
 * payload is the body, with status 200. `Accept` chooses the form; a text is sent as it stands unless JSON was asked for
 * by name. Base64 of a file object, or a text where the caller asks for a file type, is sent as the bytes it stands for.
 */
import {
  entriesOf,
  getKey,
  isArrayValue,
  isObjectValue,
  stringifyJson,
  toNative,
  toNumber,
  toText,
  type Value,
} from '@fabula/formula';
import { isBinaryType, isJsonType, mediaTypeOf } from '../http-media/content-type.ts';
import { toCsv } from './csv.ts';
import type { WebhookAnswer } from './refusals.ts';

type Pairs = readonly (readonly [string, string])[];

export function answerFromExit(payload: Value, accept: string | undefined): WebhookAnswer {
  const { status, body, headers } = envelopeOf(payload);
  const ownType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const formed = form(body, accept ?? '', ownType === undefined ? undefined : mediaTypeOf(ownType));
  return {
    status,
    headers: ownType === undefined ? [['content-type', formed.type], ...headers] : headers,
    body: formed.body,
  };
}

function envelopeOf(payload: Value): { status: number; body: Value; headers: Pairs } {
  if (isObjectValue(payload)) {
    const number = toNumber(getKey(payload, 'status') ?? null);
    const status = number === undefined ? 0 : toNative(number);
    const body = getKey(payload, 'body');
    if (body !== undefined && Number.isInteger(status) && status >= 200 && status <= 599) {
      const headers = getKey(payload, 'headers');
      const pairs = headers !== undefined && isObjectValue(headers) ? entriesOf(headers) : [];
      return { status, body, headers: pairs.map(([name, value]) => [name, toText(value)] as const) };
    }
  }
  return { status: 200, body: payload, headers: [] };
}

interface Formed {
  readonly type: string;
  readonly body: string | Uint8Array;
}

const json = (body: Value): Formed => ({ type: 'application/json; charset=utf-8', body: stringifyJson(body) });
const text = (body: Value): Formed => ({ type: 'text/plain; charset=utf-8', body: toText(body) });

function form(body: Value, accept: string, ownType: string | undefined): Formed {
  const wanted = ownType === undefined ? accept.split(',').map(mediaTypeOf) : [ownType];
  for (const type of wanted) {
    if (isJsonType(type)) return ownType !== undefined && typeof body === 'string' ? text(body) : json(body);
    if (type === 'text/csv' && isArrayValue(body)) return { type: 'text/csv; charset=utf-8', body: toCsv(body) };
    if (type === 'text/plain') return text(body);
    const file = fileOf(body, type);
    if (file !== null) return file;
  }
  return typeof body === 'string' ? text(body) : json(body);
}

/** The bytes of a file object of this type, or of base64 text when the type is one of files. */
function fileOf(body: Value, type: string): Formed | null {
  if (isObjectValue(body)) {
    const contents = getKey(body, 'contents');
    const isOfType = mediaTypeOf(toText(getKey(body, 'type') ?? '')) === type;
    return isOfType && typeof contents === 'string' ? { type, body: Buffer.from(contents, 'base64') } : null;
  }
  const isBase64 = typeof body === 'string' && body !== '' && /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(body);
  return isBinaryType(type) && isBase64 ? { type, body: Buffer.from(body, 'base64') } : null;
}
