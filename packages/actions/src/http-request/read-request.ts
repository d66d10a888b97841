/** The options of an HTTP Request → the request, before its body is encoded. Throws an OptionFailure. */
import type { OptionReader } from '@fabula/engine';
import { entriesOf, isArrayValue, isObjectValue, sizeOf, toText, type Value } from '@fabula/formula';
import { jsonFromText } from '@fabula/model';
import { expandContentType } from '../http-media/content-type.ts';
import { invalidOption } from '../options/invalid-option.ts';
import * as fields from './fields.ts';
import { encodePairs, flattenParameters, textLeaf } from './parameters.ts';

const methodsWithoutBody: ReadonlySet<string> = new Set(['get', 'head']);
const repeatableMethods: ReadonlySet<string> = new Set(['get', 'head', 'put', 'delete', 'options']);
/** A body with these is allowed but unusual: an empty payload is no body. */
const methodsWithRareBody: ReadonlySet<string> = new Set(['delete', 'options']);

export interface BodyFormat {
  /** null: by the payload. */
  readonly contentType: string | null;
  /** The option asks for the type, so the payload must fit it. */
  readonly isChecked: boolean;
  readonly isFlat: boolean;
}

export interface HttpRequest {
  /** Lower case. */
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  /** undefined: no body. */
  readonly payload: Value | undefined;
  readonly format: BodyFormat;
  readonly timeoutMs: number;
  readonly followRedirects: boolean;
  readonly verifyTls: boolean;
  readonly certificateAuthorityName: string | undefined;
  readonly tunnel: string | undefined;
}

export function readRequest(reader: OptionReader): HttpRequest {
  const method = fields.method.read(reader);
  const isFlat = fields.paramsEncoder.read(reader) === 'flat';
  const payload = fields.payload.read(reader);
  const url = readUrl(reader);
  const userInfo =
    url.username === '' && url.password === ''
      ? null
      : `${decodedUserInfo(url.username)}:${decodedUserInfo(url.password)}`;
  url.username = '';
  url.password = '';
  const inQuery = methodsWithoutBody.has(method);
  if (inQuery && payload !== undefined) addQuery(url, payload, isFlat, fields.disableUrlEncoding.read(reader));
  const headers = readHeaders(reader, userInfo);
  const ownType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const contentType = fields.contentType.read(reader);
  return {
    method,
    url: url.href,
    headers,
    payload: inQuery || (methodsWithRareBody.has(method) && isEmptyObject(payload)) ? undefined : payload,
    format: {
      contentType: contentType === undefined ? (ownType ?? null) : expandContentType(contentType),
      isChecked: contentType !== undefined,
      isFlat,
    },
    timeoutMs: fields.timeout.read(reader) * 1000,
    followRedirects: !fields.disableRedirectFollow.read(reader),
    verifyTls: !fields.disableSslVerification.read(reader),
    certificateAuthorityName: fields.certificateAuthority.read(reader)?.trim(),
    tunnel: fields.tunnel.read(reader)?.trim(),
  };
}

/** Whether sending it twice is as good as once: decides what happens after a crash in between. */
export function isRepeatable(request: HttpRequest, reader: OptionReader): boolean {
  return repeatableMethods.has(request.method) || fields.repeatWhenUnknown.read(reader);
}

function readUrl(reader: OptionReader): URL {
  const text = fields.url.read(reader).trim();
  if (!URL.canParse(text)) throw invalidOption('url', `is not a valid URL: ${text}`);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw invalidOption('url', 'must begin with http:// or https://');
  return url;
}

function decodedUserInfo(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that begins no character; the text is a secret.
    throw invalidOption('url', 'has a user or password with a percent sign that encodes nothing; write it as %25');
  }
}

function addQuery(url: URL, payload: Value, isFlat: boolean, isRaw: boolean): void {
  const parameters = typeof payload === 'string' ? (jsonFromText(payload) ?? payload) : payload;
  let query: string;
  if (isObjectValue(parameters)) {
    const pairs = flattenParameters(parameters, isFlat, textLeaf);
    query = isRaw ? pairs.map(([name, value]) => `${name}=${value}`).join('&') : encodePairs(pairs);
  } else {
    query = isArrayValue(parameters) ? '' : toText(parameters);
  }
  if (query !== '') url.search = url.search === '' ? query : `${url.search}&${query}`;
}

function isEmptyObject(payload: Value | undefined): boolean {
  return payload === undefined || (isObjectValue(payload) && sizeOf(payload) === 0);
}

function readHeaders(reader: OptionReader, userInfo: string | null): [string, string][] {
  const headers: [string, string][] = [];
  const given = fields.headers.read(reader);
  for (const [name, value] of given === undefined ? [] : entriesOf(given)) {
    for (const item of isArrayValue(value) ? value : [value]) {
      const text = toText(item).trim();
      if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name.trim()))
        throw invalidOption('headers', `has a name that is not allowed: ${name}`);
      if (/[\0\r\n]/.test(text)) throw invalidOption(`headers.${name}`, 'must be a single line');
      if (item !== null) headers.push([name.trim(), text]);
    }
  }
  const add = (name: string, value: string): void => {
    if (!headers.some(([known]) => known.toLowerCase() === name.toLowerCase())) headers.push([name, value]);
  };
  const credentials = readBasicAuth(reader) ?? userInfo;
  if (credentials !== null) add('Authorization', `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`);
  add('User-Agent', fields.userAgent.read(reader).trim());
  add('Accept', '*/*');
  return headers;
}

/** `"user:password"` or `["user", "password"]`, the latter also as JSON text. */
function readBasicAuth(reader: OptionReader): string | null {
  const given = fields.basicAuth.read(reader);
  if (given === undefined) return null;
  const value = typeof given === 'string' ? (jsonFromText(given) ?? given) : given;
  if (typeof value === 'string') return value;
  if (!isArrayValue(value) || value.length !== 2)
    throw invalidOption('basic_auth', 'must be "user:password" or ["user", "password"]');
  return value.map(toText).join(':');
}
