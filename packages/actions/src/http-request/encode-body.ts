/** Payload → bytes of a request body, by content type. */
import { Bytes, getKey, isObjectValue, makeObject, stringifyJson, toText, type Value } from '@fabula/formula';
import { jsonFromText } from '@fabula/model';
import { bodyKindOf } from '../http-media/content-type.ts';
import { invalidOption } from '../options/invalid-option.ts';

import { encodePairs, flattenParameters, textLeaf } from './parameters.ts';

export interface EncodedBody {
  readonly bytes: Uint8Array;
  /** For the log; a multipart body is only described. */
  readonly shown: string;
  readonly contentType: string;
}

/** `contentType` null: JSON for lists and objects, text otherwise. */
export async function encodeBody(payload: Value, contentType: string | null, isFlat: boolean): Promise<EncodedBody> {
  if (payload instanceof Bytes) {
    return {
      bytes: payload.data,
      shown: `(${payload.data.length} bytes)`,
      contentType: contentType ?? 'application/octet-stream',
    };
  }
  const type =
    contentType ?? (typeof payload === 'object' ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8');
  const kind = bodyKindOf(type);
  if (kind === 'multipart') return encodeMultipart(payload, isFlat);
  const shown = kind === 'form' ? formText(payload, isFlat) : kind === 'json' ? jsonText(payload) : toText(payload);
  return { bytes: new TextEncoder().encode(shown), shown, contentType: type };
}

/** A text that is JSON already is sent as it stands. */
function jsonText(payload: Value): string {
  return typeof payload === 'string' && jsonFromText(payload) !== undefined ? payload : stringifyJson(payload);
}

function formText(payload: Value, isFlat: boolean): string {
  return isObjectValue(payload) ? encodePairs(flattenParameters(payload, isFlat, textLeaf)) : toText(payload);
}

async function encodeMultipart(payload: Value, isFlat: boolean): Promise<EncodedBody> {
  const fields = typeof payload === 'string' ? jsonFromText(payload) : payload;
  if (fields === undefined || !isObjectValue(fields))
    throw invalidOption('payload', 'must be an object for multipart/form-data');
  const form = new FormData();
  const described: [string, Value][] = [];
  for (const [name, part] of flattenParameters(fields, isFlat, partLeaf)) {
    if (typeof part === 'string') form.append(name, part);
    else form.append(name, part.blob, part.filename);
    described.push([name, typeof part === 'string' ? part : `(file ${part.filename}, ${part.blob.size} bytes)`]);
  }
  const encoded = new Response(form);
  return {
    bytes: new Uint8Array(await encoded.arrayBuffer()),
    shown: stringifyJson(makeObject(described)),
    contentType: encoded.headers.get('content-type') ?? 'multipart/form-data',
  };
}

interface FilePart {
  readonly blob: Blob;
  readonly filename: string;
}

/** `{contents, filename}` is a file with these contents; the platform's file object `{name, type, contents}` holds base64. */
function partLeaf(value: Value): string | FilePart | undefined {
  const contents = isObjectValue(value) ? getKey(value, 'contents') : undefined;
  if (contents === undefined || !isObjectValue(value)) return textLeaf(value);
  const field = (key: string): string | undefined => {
    const found = getKey(value, key);
    return found === undefined || found === null ? undefined : toText(found);
  };
  const isFileObject = getKey(value, 'filename') === undefined && getKey(value, 'name') !== undefined;
  const type = field('type') ?? field('content_type') ?? 'application/octet-stream';
  return {
    blob: new Blob([contentsOf(contents, isFileObject)], { type }),
    filename: field('filename') ?? field('name') ?? 'file',
  };
}

function contentsOf(contents: Value, isBase64: boolean): Uint8Array<ArrayBuffer> | string {
  if (contents instanceof Bytes) return new Uint8Array(contents.data);
  const text = typeof contents === 'object' ? stringifyJson(contents) : toText(contents);
  return isBase64 ? new Uint8Array(Buffer.from(text, 'base64')) : text;
}
