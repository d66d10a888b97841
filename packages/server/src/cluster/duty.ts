/**
 * Work of the whole installation that one process does at a time. Each process asks for it again and again; the one that
 * has it does a round, until it stops, dies, or is taken for dead.
 *
 *   waiting ──nobody has it──► on duty ──round, round, …──► given up
 */
import type { Clock } from '@fabula/engine';
import type { ProcessId } from '@fabula/model';
import { type Database, type DutyName, giveUpDuty, takeDuty } from '@fabula/store';
import type { Logger } from '../observe/logger.ts';

export interface DutyParts {
  readonly name: DutyName;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** null: the process is not registered yet. */
  readonly processId: () => ProcessId | null;
  readonly everyMs: number;
  readonly round: () => Promise<void>;
  /** Somebody else has the duty, or this process stops. */
  readonly leave?: () => Promise<void> | void;
}

export class Duty {
  readonly #parts: DutyParts;
  #cancel: () => void = () => undefined;
  #underWay: Promise<void> = Promise.resolve();
  #isStopped = false;
  #isOwn = false;
  #isFailing = false;
  #isWoken = false;

  constructor(parts: DutyParts) {
    this.#parts = parts;
  }

  start(): void {
    this.wake();
  }

  /** The next round comes at once. */
  wake(): void {
    if (this.#isStopped || this.#isWoken) return;
    this.#isWoken = true;
    this.#cancel();
    this.#underWay = this.#underWay.then(() => this.#turn());
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#underWay;
    await this.#parts.leave?.();
    const { database, name, processId } = this.#parts;
    const own = processId();
    // Where the database cannot be reached, the end of the process says the same.
    if (this.#isOwn && own !== null) await giveUpDuty(database.kysely, name, own).catch(() => undefined);
  }

  async #turn(): Promise<void> {
    this.#isWoken = false;
    if (this.#isStopped) return;
    const { name, database, clock, log, processId, everyMs, round, leave } = this.#parts;
    try {
      const id = processId();
      const isOwn = id !== null && (await takeDuty(database.kysely, name, id));
      if (this.#isOwn && !isOwn) await leave?.();
      this.#isOwn = isOwn;
      if (isOwn) await round();
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) log.warn({ err: error, duty: name }, 'a duty could not be done; it is tried again');
      this.#isFailing = true;
    }
    if (!this.#isStopped && !this.#isWoken) this.#cancel = clock.at(clock.now() + everyMs, () => this.wake());
  }
}
