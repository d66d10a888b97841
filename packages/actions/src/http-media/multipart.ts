/**
 * Writes multipart/form-data straight into one buffer. FormData would do it too, but holds every file three times on the
 * way: as it was decoded, as a Blob, and in the body. Names are escaped as browsers do (WHATWG HTML, 4.10.21.8).
 */
import type { FileContents } from './file-contents.ts';

export type Part =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly file: FileContents; readonly filename: string; readonly type: string };

export function writeMultipart(parts: readonly Part[], boundary: string): Uint8Array {
  const heads = parts.map((part) => `--${boundary}\r\n${headOf(part)}\r\n\r\n`);
  const end = `--${boundary}--\r\n`;
  const size = parts.reduce((sum, part, place) => sum + Buffer.byteLength(heads[place] ?? '') + sizeOf(part) + 2, 0);
  const body = Buffer.allocUnsafe(size + Buffer.byteLength(end));
  let at = 0;
  for (const [place, part] of parts.entries()) {
    at += body.write(heads[place] ?? '', at);
    at += 'file' in part ? part.file.writeTo(body, at) : body.write(part.text, at);
    at += body.write('\r\n', at);
  }
  at += body.write(end, at);
  return body.subarray(0, at);
}

function sizeOf(part: Part): number {
  return 'file' in part ? part.file.size : Buffer.byteLength(part.text);
}

function headOf(part: Part): string {
  const disposition = `Content-Disposition: form-data; name="${escaped(part.name)}"`;
  if (!('file' in part)) return disposition;
  return `${disposition}; filename="${escaped(part.filename)}"\r\nContent-Type: ${part.type.replace(/[\r\n]/g, ' ')}`;
}

function escaped(name: string): string {
  return name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22');
}
