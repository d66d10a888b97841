import { makeObject, type ObjectValue } from '@fabula/formula';

/** The platform's file object: `{name, type, contents}` with base64 contents (actions.md section 13). */
export function fileObject(name: string, type: string, bytes: Uint8Array): ObjectValue {
  return makeObject([
    ['name', name],
    ['type', type === '' ? 'application/octet-stream' : type],
    ['contents', Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')],
  ]);
}
