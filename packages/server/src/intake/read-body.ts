/**
 * Takes a body in while it arrives: a small one in memory, a large one, or any while much is arriving, in a file. So slow
 * uploads hold no memory, however many they are.
 *
 * The usual body is small and there with its first chunk; nothing is awaited for it.
 */
import type { Readable } from 'node:stream';
import { SpoolFile } from './spool-file.ts';

/** Bodies of more bytes go into a file. */
const spoolAbove = 1024 ** 2;

/** Why a body is not taken. `malformed`: it ended too soon. */
export type BodyFault = 'too_big' | 'malformed' | 'no_space' | 'too_many';

export class BodyRefused extends Error {
  readonly fault: BodyFault;

  constructor(fault: BodyFault) {
    super(`the body is not taken: ${fault}`);
    this.fault = fault;
  }
}

/** A body that has arrived. Whoever has it must let it go. */
export interface ArrivedBody {
  readonly size: number;
  /** null: it lies in a file. */
  readonly bytes: Buffer | null;
  load(): Promise<Buffer>;
  /** Gives its memory or its file back. Once. */
  letGo(): void;
}

export interface BodyReaderOptions {
  readonly maxBytes: number;
  /** Bytes of bodies that may be in memory before their turn, all together. */
  readonly maxArrivingBytes: number;
  /** Bodies in files at once. */
  readonly maxFiles: number;
  readonly directory: string;
  /** Whether the disk has so much room. */
  readonly mayWrite: (bytes: number) => boolean;
}

export class BodyReader {
  readonly #options: BodyReaderOptions;
  #arriving = 0;
  #files = 0;

  constructor(options: BodyReaderOptions) {
    this.#options = options;
  }

  /** Bytes in memory, and bodies in files, that have not had their turn. */
  get held(): { readonly bytes: number; readonly files: number } {
    return { bytes: this.#arriving, files: this.#files };
  }

  /**
   * `declared`: the length that was announced. `admit` is asked before anything is written to a file, and rejects to
   * refuse. Fails with {@link BodyRefused}, or with what the stream or `admit` failed with.
   */
  read(
    stream: Readable,
    declared: number | null,
    admit: () => Promise<void>,
    done: (error: Error | null, body?: ArrivedBody) => void,
  ): void {
    if (declared !== null && declared > this.#options.maxBytes) return done(new BodyRefused('too_big'));
    if (declared !== null && declared > spoolAbove) return this.#spool(stream, [], declared, admit, done);
    const chunks: Buffer[] = [];
    let received = 0;
    const stop = () => {
      stream.off('data', onData);
      stream.off('end', onEnd);
      stream.off('error', onError);
      stream.off('close', onClose);
    };
    const onData = (chunk: Buffer) => {
      received += chunk.length;
      this.#arriving += chunk.length;
      chunks.push(chunk);
      if (
        received <= spoolAbove &&
        received <= this.#options.maxBytes &&
        this.#arriving <= this.#options.maxArrivingBytes
      )
        return;
      stop();
      stream.pause();
      this.#spool(stream, chunks, declared, admit, done);
    };
    const onError = (error: Error) => {
      stop();
      this.#arriving -= received;
      done(error);
    };
    const onClose = () => onError(new BodyRefused('malformed'));
    const onEnd = () => {
      stop();
      if (declared !== null && declared !== received) return onError(new BodyRefused('malformed'));
      done(null, this.#inMemory(Buffer.concat(chunks, received)));
    };
    stream.on('data', onData);
    stream.on('end', onEnd);
    stream.on('error', onError);
    stream.on('close', onClose);
  }

  #inMemory(bytes: Buffer): ArrivedBody {
    return {
      size: bytes.length,
      bytes,
      load: async () => bytes,
      letGo: () => {
        this.#arriving -= bytes.length;
      },
    };
  }

  #spool(
    stream: Readable,
    begun: Buffer[],
    declared: number | null,
    admit: () => Promise<void>,
    done: (error: Error | null, body?: ArrivedBody) => void,
  ): void {
    this.#toFile(stream, begun, declared, admit).then(
      (body) => done(null, body),
      (error: Error) => done(error),
    );
  }

  async #toFile(
    stream: Readable,
    begun: Buffer[],
    declared: number | null,
    admit: () => Promise<void>,
  ): Promise<ArrivedBody> {
    const { maxBytes, maxFiles, directory, mayWrite } = this.#options;
    let inMemory = begun.reduce((sum, chunk) => sum + chunk.length, 0);
    let file: SpoolFile | null = null;
    let isTaken = false;
    // While nobody reads, an abort is told to nobody; reading fails then.
    stream.on('error', () => undefined);
    const take = async (chunk: Buffer) => {
      if (file === null) return;
      if (file.size + chunk.length > maxBytes) throw new BodyRefused('too_big');
      if (!mayWrite(chunk.length)) throw new BodyRefused('no_space');
      await file.append(chunk);
    };
    try {
      if (this.#files >= maxFiles) throw new BodyRefused('too_many');
      this.#files += 1;
      isTaken = true;
      await admit();
      file = await SpoolFile.create(directory);
      for (const chunk of begun) await take(chunk);
      this.#arriving -= inMemory;
      inMemory = 0;
      // The answer to a refusal goes over the same socket, so leaving the loop must not destroy the stream.
      for await (const chunk of stream.iterator({ destroyOnReturn: false })) await take(chunk);
      if (declared !== null && declared !== file.size) throw new BodyRefused('malformed');
      return this.#inFile(file);
    } catch (error) {
      this.#arriving -= inMemory;
      if (isTaken) this.#files -= 1;
      await file?.close();
      // What still comes is read and forgotten.
      stream.resume();
      throw isNoSpace(error) ? new BodyRefused('no_space') : error;
    }
  }

  #inFile(file: SpoolFile): ArrivedBody {
    return {
      size: file.size,
      bytes: null,
      load: () => file.read(),
      letGo: () => {
        this.#files -= 1;
        // The file has no name and nothing in it is needed any more: a failure to close it harms nobody.
        file.close().catch(() => undefined);
      },
    };
  }
}

function isNoSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
