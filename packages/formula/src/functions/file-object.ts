/** A file as it stands in an event: attachments of e-mails, members of archives. */
import { toBase64 } from '../value/base64.ts';
import { makeObject, type ObjectValue } from '../value/value.ts';
import type { CallContext } from './definition.ts';
import { platformOf } from './platform-of.ts';

export interface FileContents {
  readonly filename: string;
  readonly contentType: string;
  readonly data: Uint8Array;
}

/** Its Base64 has to fit into an event. */
const maxFileSize = 36_000_000;

/** With further keys after the usual ones. */
export function fileObject(
  file: FileContents,
  context: CallContext,
  more: readonly (readonly [string, string])[] = [],
): ObjectValue {
  const platform = platformOf(context);
  if (file.data.length > maxFileSize) context.fail(`${file.filename} is larger than ${maxFileSize} bytes`);
  // Two digests and the Base64 of a hundred bytes take a microsecond.
  context.spend(10 + Math.floor(file.data.length / 100));
  const digest = (algorithm: 'md5' | 'sha256') => toHex(platform.hash(algorithm, file.data));
  return makeObject([
    ['filename', file.filename],
    ['content_type', file.contentType],
    ['guid', context.newUuid()],
    ['md5', digest('md5')],
    ['sha256', digest('sha256')],
    ['sizeinbytes', file.data.length],
    ['base64encodedcontents', toBase64(file.data)],
    ...more,
  ]);
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
