/**
 * The connection between the ordinary `pg` client and the embedded database: looks like a socket, carries protocol
 * messages to the worker thread. All writes of one turn go as one message, so that a query costs one crossing each way.
 */
import { Duplex } from 'node:stream';

const TERMINATE = Uint8Array.of('X'.charCodeAt(0), 0, 0, 0, 4);

/** Where a stream sends its bytes; made by `startEmbedded`. */
export interface EmbeddedLine {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** The stream is gone: nothing more is to be delivered to it. */
  hangUp(): void;
}

export class EmbeddedStream extends Duplex {
  readonly #line: EmbeddedLine;
  #waiting: Buffer[] = [];

  constructor(line: EmbeddedLine) {
    super({ allowHalfOpen: false });
    this.#line = line;
  }

  /** Called by `pg` where it would open a TCP connection. */
  connect(): void {
    queueMicrotask(() => this.emit('connect'));
  }

  // The rest of what `pg` calls on a socket. None of it has a meaning between two threads.
  setNoDelay(): void {}
  setKeepAlive(): void {}
  ref(): void {}
  unref(): void {}

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#collect(chunk);
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    for (const { chunk } of chunks) this.#collect(chunk);
    done();
  }

  override _final(done: () => void): void {
    this.#flush();
    done();
    this.push(null);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // Also when `pg` dropped the connection without a word: the session must be cleared for the next client.
    this.#line.send(TERMINATE.slice());
    this.#line.hangUp();
    done(error);
  }

  #collect(chunk: Buffer): void {
    // The farewell is sent by _destroy, once and alone.
    if (chunk[0] === TERMINATE[0] && chunk.length === TERMINATE.length) return;
    if (this.#waiting.length === 0) queueMicrotask(() => this.#flush());
    this.#waiting.push(chunk);
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    const whole = new Uint8Array(this.#waiting.reduce((length, chunk) => length + chunk.length, 0));
    let offset = 0;
    for (const chunk of this.#waiting) {
      whole.set(chunk, offset);
      offset += chunk.length;
    }
    this.#waiting = [];
    this.#line.send(whole);
  }
}
