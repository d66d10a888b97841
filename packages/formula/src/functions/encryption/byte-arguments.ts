/** Reading arguments of ciphers as bytes, and giving back what was decrypted. Messages name the argument, never its value. */
import { Bytes, type Value } from '../../value/value.ts';
import { asText, reserveText, text } from '../arguments.ts';
import type { Argument, CallContext, CheckedArguments } from '../definition.ts';
import { fromBase64 } from '../encoding/base64-text.ts';
import { decodeUtf8 } from '../encoding/utf8.ts';
import { bytesOf } from '../encoding-functions.ts';

/** What Base64 text stands for; bytes as they are. */
export function decodedArgument(args: CheckedArguments, context: CallContext, name: string): Uint8Array {
  return decoded(args.get(name) ?? null, context, name);
}

export function decoded(argument: Argument, context: CallContext, name: string): Uint8Array {
  if (argument instanceof Bytes) return argument.data;
  return fromBase64(asText(argument, context, name)) ?? context.fail(`${name} is not Base64`);
}

/** A key of exactly so many bytes. */
export function keyArgument(args: CheckedArguments, context: CallContext, size: number): Uint8Array {
  const key = bytesOf(args, context, 'key');
  if (key.length === size) return key;
  const isEncoded = fromBase64(text(args, context, 'key'))?.length === size;
  const hint = isEncoded ? '; it looks like Base64: use BASE64_DECODE' : '';
  return context.fail(`key must be ${size} bytes, found ${key.length}${hint}`);
}

/**
 * An initialization vector of so many bytes: written as they are, or in Base64. Both occur, and for the sizes that ciphers
 * have no text is right in both readings.
 */
export function ivArgument(args: CheckedArguments, context: CallContext, size: number): Uint8Array {
  const plain = bytesOf(args, context, 'iv');
  const read = args.get('iv') instanceof Bytes ? undefined : fromBase64(text(args, context, 'iv'));
  if (read?.length === size) return read;
  return plain.length === size ? plain : context.fail(`iv must be ${size} bytes, found ${plain.length}`);
}

/** Decrypted text; bytes where it is none. */
export function decryptedValue(context: CallContext, data: Uint8Array): Value {
  reserveText(context, data.length);
  return decodeUtf8(data) ?? new Bytes(data);
}

export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
