/**
 * What goes on without being asked for: mailboxes that are watched and monitoring, each in one process at a time; mail that
 * arrives at our own server; what has expired being removed.
 */
import type { Clock, Credentials, Engine, StoryBook } from '@fabula/engine';
import { createSweeper, type Database, type DutyName } from '@fabula/store';
import { Duty } from '../cluster/duty.ts';
import type { Limits } from '../limits/create-limits.ts';
import { type MailIntake, openMailIntake } from '../mail/mail-intake.ts';
import { MailboxWatches } from '../mail/mailbox-watches.ts';
import { Monitoring } from '../monitoring/monitoring.ts';
import type { Logger } from '../observe/logger.ts';
import { createRetention } from '../retention/retention.ts';
import type { Settings } from '../settings.ts';
import { SyncWorker, type SyncWorkerParts } from '../sync/sync-worker.ts';
import type { Addresses } from './addresses.ts';
import type { Outside } from './outside.ts';

export interface BackgroundParts {
  readonly settings: Settings;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly engine: Engine;
  readonly stories: StoryBook;
  readonly credentials: Credentials;
  readonly outside: Outside;
  readonly limits: Pick<Limits, 'pressure'>;
  readonly addresses: Addresses;
  readonly sync: Pick<SyncWorkerParts, 'newGuid' | 'storyChanged' | 'vault'>;
  /** Of this process; null before the engine has started. */
  readonly processId: ConstructorParameters<typeof Duty>[0]['processId'];
}

export interface Background {
  readonly monitoring: Monitoring;
  /** A sync destination has changed. */
  syncChanged(): void;
  start(isWorker: boolean): void;
  /** Opens the port for mail, where the settings have one. */
  openMail(): Promise<void>;
  /** Where mail is taken; null: nowhere. */
  mailPort(): number | null;
  /** To be taken one after the other, before the engine stops. */
  readonly stopping: readonly (() => unknown)[];
}

/** An event holds the files of a mail once more, as base64. */
const maxMailBytes = 50_000_000;

export function composeBackground(parts: BackgroundParts): Background {
  const { settings, database, clock, log, engine, stories, credentials, outside, limits, addresses } = parts;
  const network = outside.mailNetwork;
  const watches = new MailboxWatches({ database, stories, credentials, engine, clock, log, network });
  const { mailer, outgoing } = outside;
  const monitoring = new Monitoring({ database, clock, log, mailer, outgoing, url: addresses.url });
  const duty = (name: DutyName, everyMs: number, { round, leave }: Pick<MailboxWatches, 'round' | 'leave'>): Duty =>
    new Duty({ name, database, clock, log, processId: parts.processId, everyMs, round, leave });
  const mailboxDuty = duty('mailboxes', 3_000, {
    round: () => watches.round(),
    leave: () => watches.leave(),
  });
  const monitoringDuty = duty('monitoring', 2_000, {
    round: () => monitoring.round(),
    leave: () => monitoring.leave(),
  });
  const syncs = new SyncWorker({
    ...parts.sync,
    ...{ database, clock, log, outgoing, url: addresses.url, timeoutMs: settings.syncTimeoutMs },
    tellOfFailure: (transaction, failure) => monitoring.tellOfSyncFailure(transaction, failure),
  });
  const syncDuty = duty('sync', 1_000, { round: () => syncs.round(), leave: () => syncs.leave() });
  const retention = createRetention({
    sweeper: createSweeper(database),
    clock,
    onFailure: (error) => log.warn({ err: error }, 'what has expired could not be removed; it is tried again'),
  });
  let mailIntake: MailIntake | null = null;
  return {
    monitoring,
    syncChanged: () => syncDuty.wake(),
    start(isWorker) {
      retention.start();
      if (!isWorker) return;
      mailboxDuty.start();
      monitoringDuty.start();
      syncDuty.start();
    },
    async openMail() {
      const { smtpPort } = settings.mail;
      if (smtpPort === null) return;
      const maxBytes = Math.min(settings.maxBodyBytes, maxMailBytes);
      const { mail, host } = settings;
      mailIntake = await openMailIntake(
        {
          ...{ settings: mail, host, database, engine, stories, log, maxBytes },
          pressure: () => limits.pressure(),
          domain: addresses.mailDomain,
        },
        smtpPort,
      );
    },
    mailPort: () => mailIntake?.port ?? null,
    stopping: [
      () => mailIntake?.close(),
      () => mailboxDuty.stop(),
      () => monitoringDuty.stop(),
      () => syncDuty.stop(),
      () => retention.stop(),
    ],
  };
}
