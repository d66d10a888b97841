/** What every test here begins with: a database of its own, and a way to start processes on it that all end with the test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiKey } from './api.ts';
import { makeDatabase, type OwnDatabase } from './own-database.ts';
import { type Program, type ProgramOptions, startProgram } from './program.ts';
import { type Stub, type StubOptions, startStub } from './stub.ts';

export const serverUrl = process.env['TEST_DATABASE_URL'] ?? '';

export class World {
  readonly database: OwnDatabase;
  readonly #dataDir: string;
  readonly #programs: Program[] = [];
  readonly #stubs: Stub[] = [];

  private constructor(database: OwnDatabase, dataDir: string) {
    this.database = database;
    this.#dataDir = dataDir;
  }

  static async begin(): Promise<World> {
    return new World(await makeDatabase(serverUrl), await mkdtemp(join(tmpdir(), 'fabula-processes-')));
  }

  async start(
    command: ProgramOptions['command'],
    settings: Readonly<Record<string, string>> = {},
    flags: readonly string[] = [],
    isAwaited = true,
  ): Promise<Program> {
    const program = await startProgram({
      command,
      flags,
      isAwaited,
      settings: {
        DATABASE_URL: this.database.url,
        FABULA_DATA_DIR: this.#dataDir,
        FABULA_BOOTSTRAP_EMAIL: 'owner@example.com',
        FABULA_BOOTSTRAP_PASSWORD: 'a password for many processes',
        FABULA_BOOTSTRAP_API_KEY: apiKey,
        FABULA_EGRESS_ALLOW: '127.0.0.0/8',
        ...settings,
      },
    });
    this.#programs.push(program);
    return program;
  }

  async stub(options?: StubOptions): Promise<Stub> {
    const stub = await startStub(options);
    this.#stubs.push(stub);
    return stub;
  }

  /** Nothing is left to do. */
  async isDone(): Promise<boolean> {
    return (await this.database.count('select count(*) from delivery')) === 0;
  }

  /** Ends all processes but these, and all stubs. */
  async clear(...stay: readonly Program[]): Promise<void> {
    const leaving = this.#programs.filter((program) => !stay.includes(program));
    await Promise.all(leaving.map((program) => program.end('SIGKILL')));
    this.#programs.splice(0, this.#programs.length, ...stay);
    for (const stub of this.#stubs.splice(0)) await stub.close();
  }

  async end(): Promise<void> {
    await this.clear();
    // Processes that our programs had forked are registered as well.
    for (const pid of await this.#registered()) kill(pid);
    await this.database.drop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async #registered(): Promise<number[]> {
    const isThere = (await this.database.count("select count(*) from pg_tables where tablename = 'process'")) === 1;
    return isThere ? this.database.numbers('select pid from process') : [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
