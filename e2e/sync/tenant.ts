/** One installation in a process of its own, with a database of its own, that can be killed and comes back at the same address. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDatabase } from '../processes/own-database.ts';
import { isReady, type Program, startProgram } from '../processes/program.ts';
import { until } from '../processes/until.ts';
import { freePort } from '../world/free-port.ts';

export const apiKey = 'a-key-for-two-tenants-0123456789';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is for the test to say
  readonly body: any;
}

export class Tenant {
  readonly url: string;
  readonly #settings: Readonly<Record<string, string>>;
  readonly #drop: () => Promise<void>;
  #program: Program;
  /** Everything that the processes that are gone have printed. */
  #output = '';

  private constructor(program: Program, settings: Readonly<Record<string, string>>, drop: () => Promise<void>) {
    this.url = settings['FABULA_URL'] ?? '';
    this.#program = program;
    this.#settings = settings;
    this.#drop = drop;
  }

  /** On a database of its own on this PostgreSQL server; without one, on the embedded database. */
  static async start(databaseServer?: string): Promise<Tenant> {
    const directory = mkdtempSync(join(tmpdir(), 'fabula-tenant-'));
    const database = databaseServer === undefined ? null : await makeDatabase(databaseServer);
    const port = String(await freePort());
    const settings = {
      HOST: '127.0.0.1',
      PORT: port,
      FABULA_URL: `http://127.0.0.1:${port}`,
      FABULA_DATA_DIR: directory,
      FABULA_BOOTSTRAP_EMAIL: 'owner@example.com',
      FABULA_BOOTSTRAP_PASSWORD: 'a password for two tenants',
      FABULA_BOOTSTRAP_API_KEY: apiKey,
      FABULA_EGRESS_ALLOW: '127.0.0.0/8',
      ...(database === null ? {} : { DATABASE_URL: database.url }),
    };
    const drop = async () => {
      await database?.drop();
      rmSync(directory, { recursive: true, force: true });
    };
    try {
      return new Tenant(await startProgram({ command: 'server', settings }), settings, drop);
    } catch (error) {
      await drop();
      throw error;
    }
  }

  /** Ends it in the middle of whatever it does, and starts it again without waiting until it is ready. */
  async kill(): Promise<void> {
    await this.#program.end('SIGKILL');
    this.#output += this.#program.output();
    this.#program = await startProgram({ command: 'server', settings: this.#settings, isAwaited: false });
  }

  async ready(): Promise<void> {
    await until(
      () => isReady(this.url),
      60_000,
      () => `a tenant that is back:\n${this.output()}`,
    );
  }

  output(): string {
    return this.#output + this.#program.output();
  }

  async ask(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  /** What is answered to a request that must succeed. */
  // biome-ignore lint/suspicious/noExplicitAny: see Answer
  async do(method: string, path: string, body?: object): Promise<any> {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async end(): Promise<void> {
    await this.#program.end('SIGKILL');
    await this.#drop();
  }
}
