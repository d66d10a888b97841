/**
 * Looks after the mailboxes of Receive Email actions whose server offers IDLE: as soon as mail comes, the action is run. The
 * run does the reading, so what is said here is never more than a hint; it may come twice, and schedules go on beside it.
 *
 * One process does this for the whole installation (duty `mailboxes`). It follows edits of stories within seconds.
 */
import { hostAndPort, type MailboxOptions, readMailboxOptions } from '@fabula/actions';
import { type Clock, type Credentials, type Engine, OptionFailure, type StoryBook } from '@fabula/engine';
import { getKey } from '@fabula/formula';
import type { ActionId, StoryId } from '@fabula/model';
import { type Database, listMailActions } from '@fabula/store';
import { loadValues } from '../intake/load-values.ts';
import type { Logger } from '../observe/logger.ts';
import type { MailboxNetwork } from './imap-connection.ts';
import { MailboxWatch } from './mailbox-watch.ts';

/** Credentials may change without the story. */
const readAgainMs = 60_000;

export interface MailboxWatchesParts {
  readonly database: Database;
  readonly stories: StoryBook;
  readonly credentials: Credentials;
  readonly engine: Pick<Engine, 'reader' | 'runAction'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly network: MailboxNetwork;
}

interface Known {
  readonly revision: number;
  readonly readAt: number;
  /** null: there is nothing to watch. */
  readonly watch: MailboxWatch | null;
  readonly key: string;
}

export class MailboxWatches {
  readonly #parts: MailboxWatchesParts;
  readonly #known = new Map<ActionId, Known>();

  constructor(parts: MailboxWatchesParts) {
    this.#parts = parts;
  }

  /** Begins and ends watches, by what the stories say now. */
  async round(): Promise<void> {
    const { database, clock } = this.#parts;
    const wanted = await listMailActions(database.kysely);
    const ids = new Set(wanted.map(({ actionId }) => actionId));
    for (const actionId of [...this.#known.keys()]) if (!ids.has(actionId)) this.#forget(actionId);
    for (const { actionId, storyId, revision } of wanted) {
      const known = this.#known.get(actionId);
      if (known?.revision === revision && clock.now() - known.readAt < readAgainMs) continue;
      const options = await this.#readOptions(storyId, actionId);
      const key = options === null ? '' : JSON.stringify([options.address, options.folders]);
      if (known === undefined || known.key !== key) {
        this.#forget(actionId);
        const watch = options === null ? null : this.#watch(storyId, actionId, options);
        this.#known.set(actionId, { revision, readAt: clock.now(), watch, key });
      } else {
        this.#known.set(actionId, { ...known, revision, readAt: clock.now() });
      }
    }
  }

  leave(): void {
    for (const actionId of [...this.#known.keys()]) this.#forget(actionId);
  }

  #watch(storyId: StoryId, actionId: ActionId, options: MailboxOptions): MailboxWatch {
    const { clock, network, log } = this.#parts;
    return new MailboxWatch({
      ...options,
      clock,
      network,
      run: async () => {
        const story = await this.#parts.stories.get(storyId);
        if (story === null || !story.actions.some(({ id }) => id === actionId)) return true;
        return (await this.#parts.engine.runAction(story, actionId)).ok;
      },
      report: (message) => log.debug({ storyId, actionId }, message),
    });
  }

  #forget(actionId: ActionId): void {
    this.#known.get(actionId)?.watch?.stop();
    this.#known.delete(actionId);
  }

  /** null: another mode, or options that a run will complain of. */
  async #readOptions(storyId: StoryId, actionId: ActionId): Promise<MailboxOptions | null> {
    const { stories, credentials, engine } = this.#parts;
    const story = await stories.get(storyId);
    const action = story?.actions.find(({ id }) => id === actionId);
    if (story === null || action === undefined || getKey(action.options, 'mode') === 'email') return null;
    await loadValues({ stories, credentials }, story, action);
    try {
      const options = readMailboxOptions(engine.reader(story, actionId));
      const refusal = credentials.peek(story, action)?.refusalFor(hostAndPort(options.address)) ?? null;
      return refusal === null ? options : null;
    } catch (error) {
      if (error instanceof OptionFailure) return null;
      throw error;
    }
  }
}
