/** Undoes the Content-Encoding of a body that is there as a whole. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { err, ok, type Result } from '@fabula/model';

type Decoder = (data: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

const inflateAny: Decoder = async (data, options) => {
  try {
    return await promisify(inflate)(data, options);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    // "deflate" should be a zlib stream; those who send the bare stream are so many that everybody accepts both.
    return await promisify(inflateRaw)(data, options);
  }
};

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: inflateAny,
  br: promisify(brotliDecompress),
};

/** Each is work for a whole body; nobody packs a body more than once but by mistake. */
const maxLayers = 3;

/** The bytes as they were before they were compressed; `too_large` when they would be more than `maxBytes`. */
export async function decodeContent(
  body: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Result<Uint8Array, 'too_large' | 'malformed'>> {
  let data = body;
  const names = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length > maxLayers) return err('malformed');
  for (const name of names.reverse()) {
    const decoder = decoders[name];
    if (decoder === undefined || data.length === 0) return ok(data);
    try {
      data = await decoder(data, { maxOutputLength: maxBytes });
    } catch (error) {
      return err(error instanceof RangeError ? 'too_large' : 'malformed');
    }
  }
  return ok(data);
}
