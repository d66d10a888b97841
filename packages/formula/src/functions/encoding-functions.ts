/** Functions for Base64 and gzip: text to bytes and back. */

import { toBase64 } from '../value/base64.ts';
import { Bytes, type Value } from '../value/value.ts';
import { anyValue, reserveText, spendOnText, text } from './arguments.ts';
import type { CallContext, CheckedArguments, FunctionDefinition, GunzipProblem, Platform } from './definition.ts';
import { fromBase64, toUrlBase64, toWrappedBase64 } from './encoding/base64-text.ts';
import { decodeUtf8, encodeUtf8 } from './encoding/utf8.ts';
import examples from './encoding-functions.examples.json' with { type: 'json' };
import notes from './encoding-functions.notes.json' with { type: 'json' };
import { keyword, required, withDocs } from './parameters.ts';
import { platformOf } from './platform-of.ts';

const maxUnpackedBytes = 100_000_000;

export const encodingFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'BASE64_ENCODE',
    category: 'Data Parsing/Conversion',
    summary: 'Base64 of a text or of bytes, or of the JSON text of an object or array.',
    parameters: [
      required('text_or_object', 'any'),
      keyword('strict', 'boolean', 'TRUE', 'FALSE: in lines of 60 characters, as RFC 2045 has it'),
    ],
    returns: 'text',
    liquidFilter: 'base64_encode',
    call: (args, context) => {
      const bytes = bytesOf(args, context, 'text_or_object');
      return args.get('strict') === false ? toWrappedBase64(bytes) : toBase64(bytes);
    },
  },
  {
    name: 'BASE64_DECODE',
    category: 'Data Parsing/Conversion',
    summary: 'The text that a Base64 text stands for; bytes where it is no text.',
    parameters: [required('text', 'text')],
    returns: 'text',
    liquidFilter: 'base64_decode',
    call: decodeBase64,
  },
  {
    name: 'BASE64URL_ENCODE',
    category: 'Data Parsing/Conversion',
    summary: 'Base64 with the alphabet for URLs, without padding.',
    parameters: [required('text', 'any')],
    returns: 'text',
    liquidFilter: 'base64url_encode',
    call: (args, context) => toUrlBase64(bytesOf(args, context, 'text')),
  },
  {
    name: 'BASE64URL_DECODE',
    category: 'Data Parsing/Conversion',
    summary: 'The text that a Base64 text in the alphabet for URLs stands for.',
    parameters: [required('text', 'text')],
    returns: 'text',
    liquidFilter: 'base64url_decode',
    call: decodeBase64,
  },
  {
    name: 'GZIP',
    category: 'Data Parsing/Conversion',
    summary: 'Packs a text with gzip; wrap the result in BASE64_ENCODE before it enters an event.',
    parameters: [required('file_contents', 'text')],
    returns: 'bytes',
    call: (args, context) => {
      const platform = platformOf(context);
      const bytes = bytesOf(args, context, 'file_contents');
      context.spend(Math.floor(bytes.length / 16));
      return new Bytes(platform.gzip(bytes));
    },
  },
  {
    name: 'GUNZIP',
    category: 'Data Parsing/Conversion',
    summary: 'Unpacks gzip data, up to 100 MB.',
    parameters: [required('compressed_file_data', 'text')],
    returns: 'text',
    liquidFilter: 'gunzip',
    call: (args, context) => {
      const platform = platformOf(context);
      const packed = anyValue(args, context, 'compressed_file_data');
      if (!(packed instanceof Bytes)) return context.fail('it wants bytes, for example from BASE64_DECODE');
      const unpacked = unpack(platform, packed.data, context);
      reserveText(context, unpacked.length);
      return textOrBytes(unpacked);
    },
  },
]);

function unpack(platform: Platform, packed: Uint8Array, context: CallContext): Uint8Array {
  const unpacked = platform.gunzip(packed, maxUnpackedBytes);
  return unpacked.ok ? unpacked.value : context.fail(gunzipProblems[unpacked.error]);
}

const gunzipProblems: Readonly<Record<GunzipProblem, string>> = {
  not_gzip: 'the data is not gzip',
  damaged: 'the data is damaged or cut off',
  too_large: 'the data would be larger than 100 MB when unpacked',
};

function decodeBase64(args: CheckedArguments, context: CallContext): Value {
  const bytes = fromBase64(text(args, context, 'text'));
  return bytes === undefined ? context.fail('the text is not Base64') : textOrBytes(bytes);
}

function textOrBytes(bytes: Uint8Array): Value {
  return decodeUtf8(bytes) ?? new Bytes(bytes);
}

/** The bytes of a text or of bytes; of anything else its text form. */
export function bytesOf(args: CheckedArguments, context: CallContext, name: string): Uint8Array {
  const value = anyValue(args, context, name);
  if (value instanceof Bytes) {
    spendOnText(context, value.data.length);
    return value.data;
  }
  const given = context.toText(value);
  reserveText(context, given.length);
  return encodeUtf8(given);
}
