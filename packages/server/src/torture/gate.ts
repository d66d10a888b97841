/**
 * The way of one process to its PostgreSQL, with a hand on it: a TCP proxy that can drop connections, drop one after a
 * statement was carried out and before its answer is told, go silent, or refuse.
 */
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { listenOnLoopback } from './loopback.ts';

interface Line {
  readonly client: Socket;
  readonly server: Socket;
}

export class Gate {
  readonly #target: NetConnectOpts;
  readonly #listener: Server;
  readonly #lines = new Set<Line>();
  #isSilent = false;
  #isRefusing = false;
  #answersToLose = 0;

  private constructor(target: NetConnectOpts) {
    this.#target = target;
    this.#listener = createServer((client) => this.#join(client));
  }

  /** A gate to the database of this address, and the address that leads through it. */
  static async open(url: string): Promise<{ gate: Gate; url: string }> {
    const gate = new Gate(targetOf(url));
    const port = await listenOnLoopback(gate.#listener);
    const through = new URL(url);
    through.hostname = '127.0.0.1';
    through.port = String(port);
    for (const name of ['host', 'port']) through.searchParams.delete(name);
    return { gate, url: through.href };
  }

  /** Drops all connections. Gives how many. */
  cut(): number {
    const count = this.#lines.size;
    for (const line of this.#lines) drop(line);
    return count;
  }

  /** The next answers are not told, and their connections are dropped: whoever asked does not know whether it was done. */
  loseAnswers(count: number): void {
    this.#answersToLose = count;
  }

  /** Nothing gets through any more, and nothing is lost, until `resume`. */
  silence(): void {
    this.#isSilent = true;
    for (const { client, server } of this.#lines) for (const socket of [client, server]) socket.pause();
  }

  /** As if there were no server, until `resume`. */
  refuse(): void {
    this.#isRefusing = true;
    this.cut();
  }

  /** All is well again. */
  resume(): void {
    this.#isSilent = false;
    this.#isRefusing = false;
    this.#answersToLose = 0;
    for (const { client, server } of this.#lines) for (const socket of [client, server]) socket.resume();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#listener.close(() => resolve()));
    this.cut();
    await closed;
  }

  #join(client: Socket): void {
    if (this.#isRefusing) {
      client.resetAndDestroy();
      return;
    }
    const server = connect(this.#target);
    const line = { client, server };
    this.#lines.add(line);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // What broke is closed on both sides; the reason is the business of those who talk.
      socket.on('error', () => drop(line));
      socket.on('close', () => {
        drop(line);
        this.#lines.delete(line);
      });
    }
    client.on('data', (bytes) => this.#pass(bytes, client, server));
    server.on('data', (bytes) => {
      if (this.#answersToLose > 0) {
        this.#answersToLose--;
        drop(line);
      } else {
        this.#pass(bytes, server, client);
      }
    });
    if (this.#isSilent) for (const socket of [client, server]) socket.pause();
  }

  #pass(bytes: Buffer, from: Socket, to: Socket): void {
    if (to.write(bytes)) return;
    from.pause();
    to.once('drain', () => {
      if (!this.#isSilent) from.resume();
    });
  }
}

function drop({ client, server }: Line): void {
  client.destroy();
  server.destroy();
}

/** As `pg` reads an address: a host that begins with a slash is the folder of a Unix socket. */
function targetOf(url: string): NetConnectOpts {
  const { hostname, port, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? decodeURIComponent(hostname.replace(/^\[(.*)\]$/, '$1'));
  const number = Number(searchParams.get('port') ?? (port === '' ? '5432' : port));
  if (host.startsWith('/')) return { path: `${host}/.s.PGSQL.${number}` };
  return { host: host === '' ? 'localhost' : host, port: number };
}

/** Whether connections can be led through a gate: not when the certificate of the server must be that of its name. */
export function canPassGate(url: string): boolean {
  const mode = new URL(url).searchParams.get('sslmode');
  return mode === null || mode === 'disable';
}
