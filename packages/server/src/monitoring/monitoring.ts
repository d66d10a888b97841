/**
 * Tells people what becomes of the actions that they monitor (runtime.md section 10), and that credentials expire. One process does this for the whole
 * installation (duty `monitoring`). A round looks at the counters of monitored actions, writes down what is to be told
 * together with the fact that it is told, and has it sent by and by: what is written down is told even after a crash, and
 * told twice only when the crash came between the sending and the note of it.
 */
import type { Clock, Mailer, Outgoing } from '@fabula/engine';
import {
  addNotifications,
  type Database,
  type DueNotification,
  dueNotifications,
  type Executor,
  latestErrors,
  latestRunGuid,
  listExpiring,
  listMonitored,
  type MonitoredAction,
  ownerAddresses,
  putExpiryTold,
  putOffNotification,
  putTold,
  removeNotification,
  syncMonitors,
} from '@fabula/store';
import type { LimitNotice } from '../limits/limit-notice.ts';
import type { Logger } from '../observe/logger.ts';
import { decideNotices, type Notice } from './decide-notices.ts';
import { expiryMark, expiryNoticeMs } from './expiry-mark.ts';
import { sendNotification } from './send-notification.ts';
import { writeExpiryNotice } from './write-expiry-notice.ts';
import { writeLimitNotice } from './write-limit-notice.ts';
import { type WrittenNotice, writeNotice } from './write-notice.ts';
import { type SyncFailureNotice, writeSyncNotice } from './write-sync-notice.ts';

/** Error logs that a notice shows. */
const shownErrors = 5;
/** Sent at the same time; the next ones follow. */
const atOnce = 5;
const maxAttempts = 8;
/** Before the second attempt; each further one waits three times as long: 8 attempts in about nine hours. */
const firstDelayMs = 30_000;

export interface MonitoringParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly mailer: Mailer;
  readonly outgoing: Outgoing;
  /** The public address, without a slash at its end. */
  readonly url: () => string;
}

export class Monitoring {
  readonly #parts: MonitoringParts;
  #sending: Promise<void> | null = null;
  #stop = new AbortController();

  constructor(parts: MonitoringParts) {
    this.#parts = parts;
  }

  async round(): Promise<void> {
    const { database, clock } = this.#parts;
    if (this.#stop.signal.aborted) this.#stop = new AbortController();
    await syncMonitors(database.kysely);
    for (const action of await listMonitored(database.kysely)) {
      const { notices, told } = decideNotices(action, clock.now());
      const { errors, events, silentSince } = action.told;
      const isSame = told.errors === errors && told.events === events && told.silentSince === silentSince;
      if (!isSame) await this.#writeDown(action, told, notices);
    }
    await this.#writeExpiries();
    // A slow recipient keeps no round waiting.
    this.#sending ??= this.#sendDue().finally(() => {
      this.#sending = null;
    });
  }

  /** What is on its way is cut off, and sent again by whoever has the duty next. */
  async leave(): Promise<void> {
    this.#stop.abort();
    await this.#sending;
  }

  /** Has the owners told, by mail, when the caller's transaction is written. */
  async tellOfLimit(transaction: Executor, notice: LimitNotice): Promise<void> {
    const { clock, url } = this.#parts;
    const written = writeLimitNotice(notice, url());
    const recipients = await ownerAddresses(transaction, notice.storyId);
    const rows = recipients.map((recipient) => ({ ...written, storyId: notice.storyId, actionId: null, recipient }));
    await addNotifications(transaction, rows, new Date(clock.now()));
  }

  /** A sync that fails again and again: owners of the story, and of the installation. */
  async tellOfSyncFailure(transaction: Executor, failure: SyncFailureNotice): Promise<void> {
    const { clock, url } = this.#parts;
    const { storyId } = failure.subscription;
    const written = writeSyncNotice(failure, url());
    const recipients = await ownerAddresses(transaction, storyId);
    const rows = recipients.map((recipient) => ({ ...written, storyId, actionId: null, recipient }));
    await addNotifications(transaction, rows, new Date(clock.now()));
  }

  async #writeExpiries(): Promise<void> {
    const { database, clock, url } = this.#parts;
    const now = clock.now();
    for (const credential of await listExpiring(database.kysely, new Date(now + expiryNoticeMs))) {
      const mark = expiryMark(credential.expiresAt.getTime(), credential.told, now);
      if (mark === null) continue;
      const written = writeExpiryNotice(credential, now, url());
      const rows = credential.recipients.map((recipient) => ({ ...written, storyId: null, actionId: null, recipient }));
      await database.kysely.transaction().execute(async (transaction) => {
        if (await putExpiryTold(transaction, credential, mark))
          await addNotifications(transaction, rows, new Date(now));
      });
    }
  }

  async #writeDown(action: MonitoredAction, told: MonitoredAction['told'], notices: readonly Notice[]): Promise<void> {
    const { database, clock } = this.#parts;
    const now = new Date(clock.now());
    const written: WrittenNotice[] = [];
    for (const notice of notices) written.push(await this.#write(action, notice, now));
    const rows = written.flatMap((each) =>
      action.recipients.map((recipient) => ({
        ...each,
        storyId: action.storyId,
        actionId: action.actionId,
        recipient,
      })),
    );
    await database.kysely.transaction().execute(async (transaction) => {
      if (await putTold(transaction, action.actionId, action.told, told))
        await addNotifications(transaction, rows, now);
    });
  }

  async #write(action: MonitoredAction, notice: Notice, now: Date): Promise<WrittenNotice> {
    const { kysely } = this.#parts.database;
    const isFailure = notice.kind === 'failures';
    return writeNotice({
      action,
      notice,
      errors: isFailure ? await latestErrors(kysely, action.actionId, Math.min(shownErrors, notice.count)) : [],
      runGuid: isFailure || notice.kind === 'silence' ? null : await latestRunGuid(kysely, action.actionId),
      now,
      url: this.#parts.url(),
    });
  }

  async #sendDue(): Promise<void> {
    const { database, clock, log } = this.#parts;
    try {
      for (let count = atOnce; count === atOnce && !this.#stop.signal.aborted; ) {
        const due = await dueNotifications(database.kysely, new Date(clock.now()), atOnce);
        count = due.length;
        await Promise.all(due.map((notification) => this.#send(notification)));
      }
    } catch (error) {
      log.warn({ err: error }, 'notifications cannot be sent at the moment; they are tried again');
    }
  }

  async #send(notification: DueNotification): Promise<void> {
    const { database, clock, log, mailer, outgoing } = this.#parts;
    const { signal } = this.#stop;
    const sending = await sendNotification(notification, { mailer, outgoing, signal });
    // Cut off by our own end: the next process sends it.
    if (signal.aborted && sending.kind !== 'sent') return;
    const attempts = notification.attempts + 1;
    if (sending.kind === 'failed' && attempts < maxAttempts) {
      const dueAt = new Date(clock.now() + firstDelayMs * 3 ** notification.attempts);
      return putOffNotification(database.kysely, notification.id, dueAt);
    }
    if (sending.kind !== 'sent') {
      const { recipient, subject, storyId } = notification;
      log.warn(
        { recipient: shown(recipient), subject, storyId, attempts },
        `a notification was not sent: ${sending.message}`,
      );
    }
    await removeNotification(database.kysely, notification.id);
  }
}

/** The address of a chat's webhook is a secret; its host is none. */
function shown(recipient: string): string {
  if (!/^https?:/i.test(recipient)) return recipient;
  return URL.canParse(recipient) ? new URL(recipient).host : 'an address that cannot be read';
}
