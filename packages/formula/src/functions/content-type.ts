/** The media type of a file by the ending of its name. */
import mime from 'mime';

export function contentTypeOf(filename: string): string {
  return mime.getType(filename) ?? 'application/octet-stream';
}
