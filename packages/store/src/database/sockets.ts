import { Socket } from 'node:net';

/**
 * The sockets to the server, to be able to end them all. When the network is cut, what was asked on them gets neither an
 * answer nor an error for as long as TCP sends again, a quarter of an hour; Node cannot shorten that.
 */
export class Sockets {
  readonly #open = new Set<Socket>();

  /** For the driver, which connects it. */
  readonly make = (): Socket => {
    const socket = new Socket();
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  };

  /** Whatever waits for an answer fails. */
  cut(): void {
    for (const socket of this.#open) socket.destroy(new Error('the database does not answer'));
  }
}
