/**
 * Callers of webhooks. What they were told is the truth that the program is judged by: a 2xx was accepted; everything
 * else (an error, a connection that broke) may or may not be there. No id is ever sent twice.
 */
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { oneOf, type Random } from './random.ts';
import { isAnswerRight, pathOf, type RouteName, routeNames, type SentBody } from './routes.ts';

export interface Sent {
  readonly route: RouteName;
  readonly body: SentBody;
  /** wrong: a 2xx, but not with what the story had to answer. */
  readonly answer: 'none' | 'accepted' | 'wrong';
}

/** Moments of `performance.now()`. */
export interface Accepted {
  readonly sentAt: number;
  readonly answeredAt: number;
}

interface SenderOptions {
  /** Addresses of the servers. */
  readonly servers: readonly string[];
  readonly callers: number;
  /** All callers together send at most this often. Less where the program is slower: nobody sends before his answer. */
  readonly perSecond: number;
  readonly random: Random;
}

/** Longer than the 30 s after which a webhook is answered in any case. */
const timeoutMs = 45_000;
const slowestDelaySeconds = 3;

export class Sender {
  /** By id. */
  readonly sent = new Map<string, Sent>();
  accepted = 0;
  readonly #options: SenderOptions;
  readonly #agent = new Agent({ keepAlive: true });
  /** The newest request of each server that was accepted. */
  readonly #newest = new Map<string, Accepted>();
  #callers: Promise<void>[] = [];
  #isStopped = false;
  #nextAt = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#callers = Array.from({ length: this.#options.callers }, (_, caller) => this.#call(caller));
  }

  /** Waits for the answers that are due. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#callers);
    this.#agent.destroy();
  }

  /** The newest request that this server accepted; null: there is none. */
  newestAccepted(server: string): Accepted | null {
    return this.#newest.get(server) ?? null;
  }

  async #call(caller: number): Promise<void> {
    const { random, servers } = this.#options;
    for (let index = 0; ; index++) {
      await this.#turn();
      if (this.#isStopped) return;
      const id = `${caller}-${index}`;
      const route = oneOf(random, routeNames);
      const body = this.#bodyFor(id, caller, index);
      const server = oneOf(random, servers);
      this.sent.set(id, { route, body, answer: 'none' });
      const sentAt = performance.now();
      const answer = await this.#post(server + pathOf(route), body);
      if (answer === null) continue;
      this.accepted++;
      if (sentAt > (this.#newest.get(server)?.sentAt ?? 0)) {
        this.#newest.set(server, { sentAt, answeredAt: performance.now() });
      }
      this.sent.set(id, { route, body, answer: isAnswerRight(route, body, answer) ? 'accepted' : 'wrong' });
    }
  }

  #bodyFor(id: string, caller: number, index: number): SentBody {
    const { random } = this.#options;
    // Enough siblings to be stored together, or a few.
    const items = Array.from({ length: random() < 0.25 ? 20 : 3 }, (_, item) => item + index);
    // Neighbouring callers use the same keys, at about the same time.
    const key = `${caller >> 4}-${index >> 3}`;
    const seconds = Math.round(random() * slowestDelaySeconds * 10) / 10;
    return { id, number: index, items, seconds, key };
  }

  async #turn(): Promise<void> {
    const now = performance.now();
    this.#nextAt = Math.max(now, this.#nextAt + 1000 / this.#options.perSecond);
    await pause(this.#nextAt - now);
  }

  /** The text of a 2xx; null for everything else. */
  #post(url: string, body: object): Promise<string | null> {
    return new Promise((resolve) => {
      const headers = { 'content-type': 'application/json' };
      const options = { method: 'POST', agent: this.#agent, headers, timeout: timeoutMs };
      const call = request(url, options, (response) => {
        const status = response.statusCode ?? 0;
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve(status >= 200 && status < 300 ? text : null));
        response.on('error', () => resolve(null));
      });
      call.on('timeout', () => call.destroy());
      call.on('error', () => resolve(null));
      call.end(JSON.stringify(body));
    });
  }
}
