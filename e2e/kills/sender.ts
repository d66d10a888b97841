/**
 * Callers of webhooks. What they were told is the truth that the program is judged by: a 2xx was accepted, everything
 * else (an error, a connection that broke) may or may not be there. No id is ever sent twice.
 */
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export type Route = 'chain' | 'fan';

export interface Sent {
  readonly route: Route;
  readonly isAccepted: boolean;
}

interface SenderOptions {
  readonly callers: number;
  /** All callers together send at most this often. Less where the program is slower: nobody sends before his answer. */
  readonly perSecond: number;
  readonly urlOf: (route: Route) => string;
}

export class Sender {
  /** By id. */
  readonly sent = new Map<string, Sent>();
  readonly #options: SenderOptions;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #acceptedAt: number[] = [];
  #callers: Promise<void>[] = [];
  #isStopped = false;
  #nextAt = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#callers = Array.from({ length: this.#options.callers }, (_, caller) => this.#call(caller));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#callers);
    this.#agent.destroy();
  }

  /** How many were accepted in the last `ms` milliseconds. */
  acceptedWithin(ms: number): number {
    const since = performance.now() - ms;
    return this.#acceptedAt.length - 1 - this.#acceptedAt.findLastIndex((at) => at < since);
  }

  async #call(caller: number): Promise<void> {
    for (let index = 0; !this.#isStopped; index++) {
      await this.#turn();
      const id = `${caller}-${index}`;
      const route = index % 4 === 3 ? 'fan' : 'chain';
      this.sent.set(id, { route, isAccepted: false });
      const isAccepted = await this.#post(this.#options.urlOf(route), { id, number: index, items: [1, index, caller] });
      if (isAccepted) {
        this.sent.set(id, { route, isAccepted });
        this.#acceptedAt.push(performance.now());
      }
    }
  }

  async #turn(): Promise<void> {
    const now = performance.now();
    this.#nextAt = Math.max(now, this.#nextAt + 1000 / this.#options.perSecond);
    await pause(this.#nextAt - now);
  }

  #post(url: string, body: object): Promise<boolean> {
    return new Promise((resolve) => {
      const headers = { 'content-type': 'application/json' };
      const call = request(url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        const status = response.statusCode ?? 0;
        response.resume();
        response.on('end', () => resolve(status >= 200 && status < 300));
        response.on('error', () => resolve(false));
      });
      call.on('error', () => resolve(false));
      call.end(JSON.stringify(body));
    });
  }
}
