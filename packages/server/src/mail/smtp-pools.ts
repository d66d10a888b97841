/** Connections to mail servers, kept per server and used again. */
import { Transform, type TransformCallback } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { CheckedSockets } from '../outgoing/checked-socket.ts';
import type { SmtpServerAddress } from './smtp-server-address.ts';

type Transport = ReturnType<typeof createTransport>;

/** Servers that are remembered; stories may make their addresses by formulas. */
const maxPools = 50;
const connectMs = 15_000;
const idleMs = 60_000;

export class SmtpPools {
  readonly #sockets: CheckedSockets;
  readonly #silenceMs: number;
  /** The one used longest ago comes first. */
  readonly #pools = new Map<string, Transport>();

  constructor(sockets: CheckedSockets, silenceMs: number) {
    this.#sockets = sockets;
    this.#silenceMs = silenceMs;
  }

  /** `isOperators`: the server of the settings, which may be anywhere. */
  of(server: SmtpServerAddress, isOperators: boolean): Transport {
    const key = JSON.stringify([isOperators, server]);
    const known = this.#pools.get(key);
    const pool = known ?? this.#open(server, isOperators);
    this.#pools.delete(key);
    this.#pools.set(key, pool);
    const [oldest] = this.#pools.keys();
    if (this.#pools.size > maxPools && oldest !== undefined) {
      // Mails on their way are finished first.
      this.#pools.get(oldest)?.close();
      this.#pools.delete(oldest);
    }
    return pool;
  }

  close(): void {
    for (const pool of this.#pools.values()) pool.close({ force: true });
    this.#pools.clear();
  }

  #open(server: SmtpServerAddress, isOperators: boolean): Transport {
    const { host, port, isSecure, user, password, startTls, verifyTls } = server;
    const transport = createTransport({
      pool: true,
      host,
      port,
      secure: isSecure,
      requireTLS: startTls === 'required',
      ignoreTLS: startTls === 'never',
      ...(user === null && password === null ? {} : { auth: { user: user ?? '', pass: password ?? '' } }),
      tls: { rejectUnauthorized: verifyTls },
      connectionTimeout: connectMs,
      greetingTimeout: connectMs,
      socketTimeout: this.#silenceMs,
      idleTimeout: idleMs,
      // A server that hangs up on us is asked again by the action, which can wait for it.
      maxRequeues: 1,
      ...(!isOperators && {
        getSocket: (_options: unknown, callback: (error: Error | null, found?: { connection: never }) => void) => {
          this.#sockets.open(host, port).then(
            // The type of the library's callback asks for its own name of a socket.
            (connection) => callback(null, { connection: connection as never }),
            (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
          );
        },
      }),
    });
    transport.use('stream', (mail, done) => {
      const handOver = 'handOver' in mail.data ? mail.data.handOver : null;
      if (handOver instanceof HandOver) mail.message.transform(() => handOver.watch());
      done();
    });
    return transport;
  }
}

/** Knows whether the last byte of a mail has gone towards the server: before that, the server cannot have accepted it. */
export class HandOver {
  isDone = false;

  watch(): Transform {
    this.isDone = false;
    return new Transform({
      transform: (chunk, _encoding, pass: TransformCallback) => pass(null, chunk),
      flush: (pass) => {
        this.isDone = true;
        pass();
      },
    });
  }
}
