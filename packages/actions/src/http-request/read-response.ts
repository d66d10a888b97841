/** Response → event: `{body, headers, status, meta: {duration}}` (actions.md section 6.3). */
import { type ActionInput, OptionFailure, type OutgoingResponse } from '@fabula/engine';
import { makeObject, type ObjectValue, parseJson, type Value } from '@fabula/formula';
import { charsetOf, isBinaryType, isJsonType, isXmlType, mediaTypeOf } from '../http-media/content-type.ts';
import { decodeText } from '../http-media/decode-text.ts';
import { fileObject } from '../http-media/file-object.ts';

export function readResponse(response: OutgoingResponse, input: ActionInput): ObjectValue {
  return makeObject([
    ['body', readBody(response, input)],
    ['headers', headersObject(response.headers)],
    ['status', response.status],
    ['meta', makeObject([['duration', Math.round(response.durationMs) / 1000]])],
  ]);
}

export function findHeader(response: OutgoingResponse, name: string): string | undefined {
  return response.headers.find(([known]) => known === name)?.[1];
}

/** Repeated headers are joined by a comma, in order of arrival. */
function headersObject(headers: OutgoingResponse['headers']): ObjectValue {
  const joined = new Map<string, string>();
  for (const [name, value] of headers) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return makeObject(joined);
}

function readBody(response: OutgoingResponse, input: ActionInput): Value {
  const contentType = findHeader(response, 'content-type') ?? '';
  const type = mediaTypeOf(contentType);
  if (response.body.length === 0) return '';
  if (isBinaryType(type)) return fileObject(fileName(response), type, response.body);
  const text = decodeText(response.body, charsetOf(contentType), type.startsWith('text/'));
  if (text === null) return fileObject(fileName(response), type, response.body);
  if (isJsonType(type) || (type === '' && /^\s*[[{]/.test(text))) {
    const parsed = parseJson(text);
    return parsed.ok ? parsed.value : text;
  }
  return isXmlType(type) ? parseXml(text, input) : text;
}

/** XML is read as `XML_PARSE` does; what it cannot read stays text. */
function parseXml(text: string, input: ActionInput): Value {
  try {
    return input.readAlone('=XML_PARSE(BODY)', { BODY: text });
  } catch (error) {
    if (error instanceof OptionFailure) return text;
    throw error;
  }
}

function fileName(response: OutgoingResponse): string {
  const disposition = findHeader(response, 'content-disposition') ?? '';
  const encoded = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition)?.[1];
  const named = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(disposition);
  const fromUrl = new URL(response.url).pathname.split('/').at(-1) ?? '';
  return decoded(encoded) ?? named?.[1] ?? named?.[2] ?? (fromUrl === '' ? 'file' : fromUrl);
}

/** undefined for what is no valid encoding. */
function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
