/** What a value of a story means as the contents of a file, and how it gets into a buffer without a copy on the way. */
import { Bytes, getKey, isObjectValue, stringifyJson, toText, type Value } from '@fabula/formula';

export interface FileContents {
  /** Bytes that `writeTo` writes at most. */
  readonly size: number;
  /** Gives how many bytes it wrote. */
  writeTo(buffer: Buffer, offset: number): number;
}

export interface NamedFile {
  readonly contents: FileContents;
  readonly filename: string;
  readonly type: string;
}

/**
 * `{name, type, contents}`, the file object of events, has its contents in base64; `{filename, contents}`, as stories write
 * it, has them as they are. undefined: no file.
 */
export function fileFrom(value: Value): NamedFile | undefined {
  const contents = isObjectValue(value) ? getKey(value, 'contents') : undefined;
  if (contents === undefined || contents === null || !isObjectValue(value)) return undefined;
  const field = (key: string): string | undefined => {
    const found = getKey(value, key);
    return found === undefined || found === null || found === '' ? undefined : toText(found);
  };
  const inner = fileFrom(contents);
  const isFileObject = field('filename') === undefined && field('name') !== undefined;
  return {
    contents: inner?.contents ?? contentsOf(contents, isFileObject),
    filename: field('filename') ?? field('name') ?? inner?.filename ?? 'file',
    type: field('type') ?? field('content_type') ?? inner?.type ?? 'application/octet-stream',
  };
}

export function bytesOf(contents: FileContents): Uint8Array {
  const buffer = Buffer.allocUnsafe(contents.size);
  return buffer.subarray(0, contents.writeTo(buffer, 0));
}

function contentsOf(contents: Value, isFileObject: boolean): FileContents {
  if (contents instanceof Bytes) {
    const { data } = contents;
    return {
      size: data.length,
      writeTo: (buffer, offset) => {
        buffer.set(data, offset);
        return data.length;
      },
    };
  }
  const text = typeof contents === 'object' ? stringifyJson(contents) : toText(contents);
  const encoding = isFileObject && isBase64(text) ? 'base64' : 'utf8';
  return {
    size: Buffer.byteLength(text, encoding),
    writeTo: (buffer, offset) => buffer.write(text, offset, encoding),
  };
}

/** Contents that people typed into a file object are no base64, as a rule, and are then meant as they are. */
function isBase64(text: string): boolean {
  if (!/^[A-Za-z0-9+/_\-\r\n]*={0,2}[\r\n]*$/.test(text)) return false;
  return (/[\r\n]/.test(text) ? text.replace(/[\r\n]/g, '') : text).length % 4 === 0;
}
