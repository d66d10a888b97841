/**
 * Payload → bytes of a request body, by content type. With the option `content_type` the payload must fit the type and is
 * written as it; a type that only stands in a header leaves texts untouched (actions.md section 6.2).
 */
import { Bytes, entriesOf, isObjectValue, makeObject, stringifyJson, toText, type Value } from '@fabula/formula';
import { jsonFromText } from '@fabula/model';
import { bodyKindOf, boundaryOf } from '../http-media/content-type.ts';
import { bytesOf, fileFrom } from '../http-media/file-contents.ts';
import { type Part, writeMultipart } from '../http-media/multipart.ts';
import { invalidOption } from '../options/invalid-option.ts';
import { payload as payloadOption } from './fields.ts';
import { encodePairs, flattenParameters, textLeaf } from './parameters.ts';
import type { BodyFormat } from './read-request.ts';

export interface EncodedBody {
  readonly bytes: Uint8Array;
  /** For the log; files are only described. */
  readonly shown: string;
  readonly contentType: string;
}

/** Formulas that read and write XML. Throws OptionFailure. */
export interface XmlWriter {
  /** The document; fails for a name that no element can have. */
  write(object: Value, root: string): string;
  /** Fails for a text that is no XML. */
  check(text: string): void;
}

/** Throws OptionFailure. `boundary` parts a multipart body. */
export function encodeBody(payload: Value, format: BodyFormat, xml: XmlWriter, boundary: string): EncodedBody {
  const type =
    format.contentType ??
    (typeof payload === 'object' ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8');
  if (payload instanceof Bytes) return ofBytes(payload.data, format.contentType ?? 'application/octet-stream');
  const kind = bodyKindOf(type);
  if (kind === 'multipart') return encodeMultipart(payload, format, type, boundary);
  if (typeof payload === 'string' && !format.isChecked) return ofText(payload, type);
  switch (kind) {
    case 'json':
      return ofText(jsonText(payload), type);
    case 'form':
      return ofText(formText(payload, format.isFlat), type);
    case 'xml':
      return ofText(xmlText(payload, xml), type);
    case 'text': {
      const file = fileFrom(payload);
      return file === undefined ? ofText(toText(payload), type) : ofBytes(bytesOf(file.contents), type);
    }
  }
}

function ofText(shown: string, contentType: string): EncodedBody {
  return { bytes: new TextEncoder().encode(shown), shown, contentType };
}

function ofBytes(bytes: Uint8Array, contentType: string): EncodedBody {
  return { bytes, shown: `(${bytes.length} bytes)`, contentType };
}

/** A text that is JSON already is sent as it stands; one that only begins like it is a mistake, not a text. */
function jsonText(payload: Value): string {
  if (typeof payload !== 'string') return stringifyJson(payload);
  if (jsonFromText(payload) !== undefined) return payload;
  if (/^\s*[[{]/.test(payload)) throw misfit('is not valid JSON');
  return stringifyJson(payload);
}

function formText(payload: Value, isFlat: boolean): string {
  const fields = typeof payload === 'string' ? (jsonFromText(payload) ?? payload) : payload;
  return isObjectValue(fields) ? encodePairs(flattenParameters(fields, isFlat, textLeaf)) : toText(fields);
}

function xmlText(payload: Value, xml: XmlWriter): string {
  if (isObjectValue(payload)) {
    const [first, ...others] = entriesOf(payload);
    if (first === undefined) throw misfit('needs a key for the root element of the XML');
    const [root, inner] = first;
    return others.length === 0 && isObjectValue(inner) ? xml.write(inner, root) : xml.write(payload, 'root');
  }
  const text = toText(payload);
  xml.check(text);
  return text;
}

function encodeMultipart(payload: Value, format: BodyFormat, type: string, fallback: string): EncodedBody {
  const fields = typeof payload === 'string' ? jsonFromText(payload) : payload;
  if (fields === undefined || !isObjectValue(fields)) throw misfit('must be an object for multipart/form-data');
  const parts = flattenParameters(fields, format.isFlat, (value) => {
    const file = fileFrom(value);
    return file ?? textLeaf(value);
  }).map(
    ([name, value]): Part =>
      typeof value === 'string'
        ? { name, text: value }
        : { name, file: value.contents, filename: value.filename, type: value.type },
  );
  const own = boundaryOf(type);
  const described = parts.map((part): [string, Value] => [
    part.name,
    'file' in part ? `(file ${part.filename}, ${part.file.size} bytes)` : part.text,
  ]);
  return {
    bytes: writeMultipart(parts, own ?? fallback),
    shown: stringifyJson(makeObject(described)),
    contentType: own === undefined ? `multipart/form-data; boundary=${fallback}` : type,
  };
}

function misfit(requirement: string) {
  return invalidOption(
    payloadOption.key,
    `${requirement}; to send it untouched, give a Content-Type header instead of content_type`,
  );
}
