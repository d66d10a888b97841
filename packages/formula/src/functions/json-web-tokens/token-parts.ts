import { parseJson } from '../../value/json.ts';
import { isObjectValue, type ObjectValue, type Value } from '../../value/value.ts';
import { spendOnText } from '../arguments.ts';
import type { CallContext } from '../definition.ts';
import { fromBase64 } from '../encoding/base64-text.ts';
import { decodeUtf8, encodeUtf8 } from '../encoding/utf8.ts';

export interface TokenParts {
  readonly header: ObjectValue;
  readonly payload: Value;
  /** What the signature is over. */
  readonly signedData: Uint8Array;
  /** In Base64 for URLs, unread: a token whose signature does not matter may have anything here. */
  readonly signature: string;
}

/** A token in its compact form (RFC 7515 section 7.1), taken apart; nothing of it is proved yet. */
export function tokenParts(token: string, context: CallContext): TokenParts {
  const parts = token.trim().split('.', 6);
  const [header = '', payload = '', signature = ''] = parts;
  if (parts.length !== 3) {
    const found = parts.length === 5 ? 'an encrypted token (JWE) with 5' : parts.length > 5 ? 'more' : parts.length;
    return context.fail(`a token has 3 parts with dots between them, found ${found}`);
  }
  const readHeader = readPart(header, 'header', context);
  if (!isObjectValue(readHeader)) return context.fail('the header of the token is not an object');
  return {
    header: readHeader,
    payload: readPart(payload, 'payload', context),
    signedData: encodeUtf8(`${header}.${payload}`),
    signature,
  };
}

/** `undefined` when it is not Base64 for URLs. */
export function signatureBytes(signature: string): Uint8Array | undefined {
  return isUrlBase64(signature) ? fromBase64(signature) : undefined;
}

function readPart(part: string, name: string, context: CallContext): Value {
  spendOnText(context, part.length * 4);
  const bytes = isUrlBase64(part) ? fromBase64(part) : undefined;
  if (bytes === undefined) return context.fail(`the ${name} of the token is not base64url`);
  const text = decodeUtf8(bytes);
  const parsed = text === undefined ? undefined : parseJson(text);
  return parsed?.ok === true ? parsed.value : context.fail(`the ${name} of the token is not JSON`);
}

function isUrlBase64(text: string): boolean {
  return /^[\w-]*$/.test(text);
}
