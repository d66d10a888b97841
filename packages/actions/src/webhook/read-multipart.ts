import type { Value } from '@fabula/formula';
import { fileObject } from '../http-media/file-object.ts';

/** The fields of a multipart/form-data body, files as file objects; null when it cannot be read. */
export async function readMultipart(
  contentType: string,
  body: Uint8Array,
): Promise<readonly (readonly [string, Value])[] | null> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    const fields: (readonly [string, Value])[] = [];
    for (const [name, part] of form) {
      fields.push([
        name,
        typeof part === 'string' ? part : fileObject(part.name, part.type, new Uint8Array(await part.arrayBuffer())),
      ]);
    }
    return fields;
  } catch {
    // The platform's parser throws for every malformed body; the caller answers 400.
    return null;
  }
}
