/**
 * Reads the body of a response into memory once: what was compressed is unpacked on the way, so that the packed and the
 * unpacked form never stand side by side.
 */
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { err, ok, type Result } from '@fabula/model';

type Decoder = (firstByte: number) => NodeJS.ReadWriteStream;

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: () => zlib.createGunzip(),
  'x-gzip': () => zlib.createGunzip(),
  // "deflate" should be a zlib stream; servers that send the bare stream are so many that everybody accepts both.
  deflate: (firstByte) => ((firstByte & 0x0f) === 8 ? zlib.createInflate() : zlib.createInflateRaw()),
  br: () => zlib.createBrotliDecompress(),
  ...zstandard(),
};

/** For requests whose caller does not say what it takes. */
export const acceptedEncodings: string = Object.keys(decoders)
  .filter((name) => name !== 'x-gzip')
  .join(', ');

/** Node has it from 22.15 on; the types of Node 20 do not know it. */
function zstandard(): Record<string, Decoder> {
  const create = Reflect.get(zlib, 'createZstdDecompress') as (() => NodeJS.ReadWriteStream) | undefined;
  return create === undefined ? {} : { zstd: () => create() };
}

export interface BodyFacts {
  /** The Content-Encoding header. One that is not known leaves the bytes as they came. */
  readonly encoding: string | undefined;
  /** The Content-Length header. */
  readonly length: string | undefined;
  readonly maxBytes: number;
}

/** Each is work for a whole body; nobody packs a body more than once but by mistake. */
const maxLayers = 3;

class TooLarge extends Error {}

/** Rejects with what the connection throws. `malformed`: the bytes are not what Content-Encoding says. */
export async function receiveBody(
  body: Readable,
  facts: BodyFacts,
): Promise<Result<Uint8Array, 'too_large' | 'malformed'>> {
  const names = encodingsOf(facts.encoding);
  const length = Number(facts.length ?? 0);
  // What is announced is not believed beyond the limit; pages that nothing is written to cost no memory.
  const isTooLarge = names.length === 0 && length > facts.maxBytes;
  if (isTooLarge || names.length > maxLayers) {
    // Being cut off is told as an error as well, which nobody waits for any more.
    body.on('error', () => undefined).destroy();
    return err(isTooLarge ? 'too_large' : 'malformed');
  }
  const gathered = new Gathered(Number.isFinite(length) ? Math.min(length, facts.maxBytes) : 0, facts.maxBytes);
  try {
    if (names.length === 0) {
      for await (const chunk of body) gathered.add(chunk);
    } else {
      await unpack(body, names, gathered);
    }
  } catch (error) {
    if (error instanceof TooLarge) return err('too_large');
    if (isZlibError(error)) return err('malformed');
    throw error;
  }
  return ok(gathered.bytes());
}

async function unpack(body: Readable, names: readonly string[], gathered: Gathered): Promise<void> {
  const chunks: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  const first = await chunks.next();
  // An answer to HEAD, or an empty one, has the header and no bytes: nothing to unpack.
  if (first.done === true) return;
  const firstByte = first.value[0] ?? 0;
  const packed = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield first.value;
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
    } finally {
      // Whoever stops reading ends the connection.
      await chunks.return?.();
    }
  };
  await pipeline([
    Readable.from(packed()),
    ...names.toReversed().flatMap((name, place) => decoders[name]?.(place === 0 ? firstByte : 8) ?? []),
    new Writable({
      write(chunk: Uint8Array, _encoding, done) {
        try {
          gathered.add(chunk);
          done();
        } catch (error) {
          done(error instanceof Error ? error : new Error(String(error)));
        }
      },
    }),
  ]);
}

/** Empty when one of them is unknown: half unpacked is of no use to anybody. */
function encodingsOf(header: string | undefined): readonly string[] {
  const names = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  return names.every((name) => Object.hasOwn(decoders, name)) ? names : [];
}

function isZlibError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return /^(Z_|ERR__?BROTLI|ERR_PADDING|ERR_UNUSED|ZSTD_|ERR_ZSTD|ERR__ERROR_FORMAT)/.test(String(error.code));
}

/** One buffer that grows: exactly as large as announced when the announcement is right. */
class Gathered {
  private buffer: Buffer;
  private size = 0;
  private readonly maxBytes: number;

  constructor(expected: number, maxBytes: number) {
    this.buffer = Buffer.allocUnsafeSlow(Math.max(expected, 4096));
    this.maxBytes = maxBytes;
  }

  add(chunk: Uint8Array): void {
    const needed = this.size + chunk.length;
    if (needed > this.maxBytes) throw new TooLarge();
    if (needed > this.buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(Math.max(needed, this.buffer.length * 2), this.maxBytes));
      this.buffer.copy(larger, 0, 0, this.size);
      this.buffer = larger;
    }
    this.buffer.set(chunk, this.size);
    this.size = needed;
  }

  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.size);
  }
}
