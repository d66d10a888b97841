/**
 * Sends stories to where they are synced. What is to be sent stands in the database: this only looks, sends, and writes down what
 * became of it, so a process that dies leaves nothing behind but work for the next.
 *
 * One story at a time per destination, several destinations at once. A destination that cannot be used is left alone for a while,
 * longer each time; so is a story that it refuses.
 */
import type { Clock } from '@fabula/engine';
import { makeObject } from '@fabula/formula';
import { ok, type Result, type SyncDestinationId } from '@fabula/model';
import {
  addAuditEntry,
  type Database,
  deleteSubscription,
  deleteSyncDestination,
  type Executor,
  findSubscription,
  findSyncDestination,
  findUser,
  hasSubscriptions,
  listCalledStories,
  listDueDestinations,
  listDueSubscriptions,
  putChecked,
  putDestinationState,
  putSynced,
  putSyncFailure,
  type SyncDestination,
  type SyncEnding,
  type SyncSubscription,
} from '@fabula/store';
import type { Monitoring } from '../monitoring/monitoring.ts';
import type { Logger } from '../observe/logger.ts';
import { openTarget, type TargetParts } from './open-target.ts';
import { packLiveStory } from './pack-story.ts';
import { retryDelay } from './retry-delay.ts';
import { calledFirst } from './sync-order.ts';
import type { SyncedCopy, SyncFailure, SyncTarget } from './sync-target.ts';

export interface SyncWorkerParts extends TargetParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Ours, without a slash at its end. */
  readonly url: () => string;
  readonly tellOfFailure: Monitoring['tellOfSyncFailure'];
}

/** Destinations that are served at the same time. */
const atOnce = 4;
/** A failure that is only a moment's is not worth a mail. */
const toldAfter = 3;
/** About a day: a tenant that is gone is not told for ever that its copies are on their own. */
const givenUpAfter = 300;

export class SyncWorker {
  readonly #parts: SyncWorkerParts;
  readonly #underWay = new Map<SyncDestinationId, Promise<void>>();
  #stop = new AbortController();

  constructor(parts: SyncWorkerParts) {
    this.#parts = parts;
  }

  /** Takes up what is due and nobody works on; does not wait for it. */
  async round(): Promise<void> {
    const { database, clock, log } = this.#parts;
    for (const id of await listDueDestinations(database.kysely, new Date(clock.now()))) {
      if (this.#underWay.size >= atOnce) return;
      if (this.#underWay.has(id)) continue;
      const work = this.#serve(id)
        .catch((error: unknown) => log.warn({ err: error, destination: id }, 'a sync broke off; it is taken up again'))
        .finally(() => this.#underWay.delete(id));
      this.#underWay.set(id, work);
    }
  }

  /** Breaks off what is on its way; it is sent again by whoever has the duty next. */
  async leave(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#underWay.values());
    this.#stop = new AbortController();
  }

  async #serve(id: SyncDestinationId): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted && (await this.#sendDue(id, signal)));
  }

  /** Everything that is due at this moment. Gives whether to look for more. */
  async #sendDue(id: SyncDestinationId, signal: AbortSignal): Promise<boolean> {
    const { database, clock } = this.#parts;
    const destination = await findSyncDestination(database.kysely, id);
    if (destination === null) return false;
    const due = await listDueSubscriptions(database.kysely, id, new Date(clock.now()));
    if (due.length === 0) {
      await this.#finish(destination);
      return false;
    }
    let opened: Promise<Result<SyncTarget, SyncFailure>> | null = null;
    // Not before there is something to send: to find out that nothing has changed takes nobody else.
    const target = () => {
      opened ??= openTarget(destination, this.#parts, signal);
      return opened;
    };
    const ordered = await this.#inOrder(due);
    for (const [index, planned] of ordered.entries()) {
      // Until its turn came, it may have been given up, or taken up again.
      const current = await findSyncDestination(database.kysely, id);
      const subscription = await findSubscription(database.kysely, planned.id);
      if (current === null) return false;
      if (subscription === null) continue;
      const done = await this.#send(current, subscription, target);
      if (signal.aborted) return false;
      if (done.ok) continue;
      await this.#failed(current, subscription, done.error);
      if (!done.error.isOfDestination) continue;
      await this.#inTheWay(current, ordered.slice(index + 1), done.error.message);
      return false;
    }
    if (destination.error !== null || destination.attempts > 0) {
      await putDestinationState(database.kysely, id, { error: null, attempts: 0, retryAt: null });
    }
    return true;
  }

  async #inOrder(due: readonly SyncSubscription[]): Promise<readonly SyncSubscription[]> {
    if (due.length < 2) return due;
    const ids = due.flatMap(({ storyId }) => storyId ?? []);
    const calls = await listCalledStories(this.#parts.database.kysely, ids);
    const callers = due.map((subscription) => ({
      ...subscription,
      calls: (subscription.storyId === null ? undefined : calls.get(subscription.storyId)) ?? new Set<string>(),
    }));
    return calledFirst(callers);
  }

  async #send(
    destination: SyncDestination,
    subscription: SyncSubscription,
    target: () => Promise<Result<SyncTarget, SyncFailure>>,
  ): Promise<Result<null, SyncFailure>> {
    const { database, clock, url } = this.#parts;
    if (subscription.storyId === null || subscription.goal !== 'keep') {
      const opened = await target();
      return opened.ok ? this.#release(destination, subscription, opened.value) : opened;
    }
    const story = await packLiveStory(database, subscription.storyId, url());
    // Deleted at this moment: the next look finds that out.
    if (story === null) return ok(null);
    const isSame = story.digest === subscription.syncedDigest;
    if (!subscription.isAsked && (isSame || destination.isManual)) {
      await putChecked(database.kysely, subscription.id, story.revision, isSame);
      return ok(null);
    }
    const opened = await target();
    if (!opened.ok) return opened;
    const sent = await opened.value.put(story, subscription);
    if (!sent.ok) return sent;
    await database.kysely.transaction().execute(async (transaction) => {
      await putSynced(transaction, subscription, {
        name: story.name,
        revision: story.revision,
        digest: story.digest,
        copyId: sent.value.copyId,
        missing: sent.value.missing?.map(({ kind, slug }) => makeObject(Object.entries({ kind, slug }))) ?? null,
        at: new Date(clock.now()),
      });
      if (sent.value.isWritten) await this.#audit(transaction, destination, subscription, sent.value);
    });
    return ok(null);
  }

  async #release(
    destination: SyncDestination,
    subscription: SyncSubscription,
    target: SyncTarget,
  ): Promise<Result<null, SyncFailure>> {
    // A deleted story takes its copies along; they lie in the trash over there.
    const how = subscription.goal === 'keep' ? 'delete' : subscription.goal;
    const released = await target.release(subscription, how);
    if (!released.ok) return released;
    const { kysely } = this.#parts.database;
    await kysely.transaction().execute(async (transaction) => {
      await deleteSubscription(transaction, subscription.id);
      await this.#audit(transaction, destination, subscription, how);
    });
    return ok(null);
  }

  async #failed(
    destination: SyncDestination,
    subscription: SyncSubscription,
    { message, isOfDestination }: SyncFailure,
  ): Promise<void> {
    const { database, clock, log, tellOfFailure } = this.#parts;
    const attempts = 1 + (isOfDestination ? destination.attempts : subscription.attempts);
    const retryAt = new Date(clock.now() + retryDelay(attempts));
    log.warn({ destination: destination.id, story: subscription.storyId, attempts, message }, 'a sync failed');
    await database.kysely.transaction().execute(async (transaction) => {
      if (isOfDestination)
        await putDestinationState(transaction, destination.id, { error: message, attempts, retryAt });
      // Where the destination is in the way, the story itself is due again as soon as that is not.
      const failure = isOfDestination
        ? { error: message, attempts: subscription.attempts, retryAt: new Date(clock.now()) }
        : { error: message, attempts, retryAt };
      await putSyncFailure(transaction, subscription, failure);
      if (attempts === toldAfter) await tellOfFailure(transaction, { destination, subscription, message });
      if (attempts < givenUpAfter) return;
      if (!isOfDestination) await deleteSubscription(transaction, subscription.id);
      else if (destination.ending !== null) await deleteSyncDestination(transaction, destination.id);
    });
  }

  /** What was to be sent after the one that failed is not tried, and says why. */
  async #inTheWay({ isManual }: SyncDestination, waiting: readonly SyncSubscription[], message: string): Promise<void> {
    const { kysely } = this.#parts.database;
    for (const subscription of waiting) {
      const { goal, storyId, isAsked, attempts } = subscription;
      const wasToBeSent = goal === 'keep' && storyId !== null && (isAsked || !isManual);
      if (wasToBeSent) await putSyncFailure(kysely, subscription, { error: message, attempts, retryAt: null });
    }
  }

  /** In the name of whoever set the destination up. */
  async #audit(
    transaction: Executor,
    { id, userId, url, targetTeamId }: SyncDestination,
    { storyId, storyGuid, storyName }: SyncSubscription,
    outcome: SyncedCopy | SyncEnding,
  ): Promise<void> {
    const user = userId === null ? null : await findUser(transaction, userId);
    if (user === null) return;
    const what = typeof outcome === 'string' ? outcome : 'sync';
    await addAuditEntry(transaction, {
      operation: what === 'sync' ? 'StorySync' : 'StorySyncEnd',
      userId: user.id,
      userEmail: user.email,
      userName: `${user.firstName} ${user.lastName}`.trim(),
      storyId,
      inputs: {
        inputs: { syncDestinationId: id, url, teamId: targetTeamId, storyGuid, name: storyName, what },
      },
      outputs: typeof outcome === 'string' ? {} : { copyId: outcome.copyId },
      requestIp: null,
      requestUserAgent: null,
    });
  }

  /** One that is to go does so when nothing is left to tell the other side. */
  async #finish({ id }: SyncDestination): Promise<void> {
    const { kysely } = this.#parts.database;
    await kysely.transaction().execute(async (transaction) => {
      const destination = await findSyncDestination(transaction, id);
      if (destination === null || destination.ending === null) return;
      if (await hasSubscriptions(transaction, id)) return;
      await deleteSyncDestination(transaction, id);
    });
  }
}
