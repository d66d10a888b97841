/**
 * A body that is too large for memory lies in a file until its turn. The file has no name from the moment in which it is
 * open: nobody else can open it, and however the process ends, the space is free again.
 */
import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

export class SpoolFile {
  readonly #handle: FileHandle;
  #size = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async create(directory: string): Promise<SpoolFile> {
    const path = join(directory, randomUUID());
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const handle = await open(path, 'wx+', 0o600);
    // A process that starts beside this one may have cleared it away already.
    await rm(path, { force: true });
    return new SpoolFile(handle);
  }

  get size(): number {
    return this.#size;
  }

  async append(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length; ) {
      const { bytesWritten } = await this.#handle.write(chunk, done, chunk.length - done, this.#size);
      done += bytesWritten;
      this.#size += bytesWritten;
    }
  }

  async read(): Promise<Buffer> {
    const whole = Buffer.allocUnsafeSlow(this.#size);
    for (let done = 0; done < whole.length; ) {
      const { bytesRead } = await this.#handle.read(whole, done, whole.length - done, done);
      if (bytesRead === 0) throw new Error('a spooled body is shorter than it was');
      done += bytesRead;
    }
    return whole;
  }

  /** Frees the space. */
  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/**
 * Names are there for a moment only; one that a crash left behind in it belongs to nobody. One that another process is
 * about to take away itself is not missed: that process has the file open.
 */
export async function clearSpool(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  await Promise.all(names.map((name) => rm(join(directory, name), { force: true })));
}
