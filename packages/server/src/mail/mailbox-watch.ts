/**
 * Waits at one mailbox, one connection for each folder.
 *
 *   connecting ──signed in──► waiting (IDLE) ──mail has come──► run ──► waiting
 *       ▲  │                       └──connection lost──► connecting, after a while
 *       │  └──no IDLE──► over: the schedule has to do
 *       └──failed: after 1 s, 2 s, 4 s … 5 min
 *
 * The action is run when a folder has other mails than at the last look, the first look included: that run records where
 * reading begins. It is also run when the mailbox cannot be reached, once, so that the action's log says why.
 */
import type { Clock, MailboxAddress } from '@fabula/engine';
import type { ImapFlow } from 'imapflow';
import { type MailboxNetwork, openMailbox } from './imap-connection.ts';

const firstDelayMs = 1_000;
const maxDelayMs = 300_000;
/** So many failures one after the other are told, where the mailbox had been reached before. */
const toldFailures = 4;
/** Mails that come one after the other are read by one run. */
const gatherMs = 250;
/** IDLE is begun anew, which shows whether the server is still there. */
const idleMs = 240_000;

export interface MailboxWatchParts {
  readonly address: MailboxAddress;
  readonly folders: readonly string[];
  readonly network: MailboxNetwork;
  readonly clock: Clock;
  /** Runs the action; false: that is not possible now. */
  readonly run: () => Promise<boolean>;
  readonly report: (message: string) => void;
}

export class MailboxWatch {
  readonly #parts: MailboxWatchParts;
  readonly #clients = new Set<ImapFlow>();
  readonly #cancels = new Set<() => void>();
  #isStopped = false;
  #isRunDue = false;
  #hasTold = false;

  constructor(parts: MailboxWatchParts) {
    this.#parts = parts;
    for (const folder of parts.folders) void this.#watch(folder);
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of [...this.#cancels]) cancel();
    for (const client of this.#clients) client.close();
  }

  async #watch(folder: string): Promise<void> {
    let lastSeen: string | null = null;
    for (let failures = 0; !this.#isStopped; ) {
      const stay = await this.#stay(folder, lastSeen);
      if (stay.kind === 'no_idle') return this.#parts.report(`${folder} is read by schedule: its server has no IDLE`);
      if (stay.kind === 'failed') {
        failures += 1;
        this.#tellFailure(failures, lastSeen === null);
        this.#parts.report(`${folder} cannot be watched: ${stay.error}`);
      } else {
        failures = 0;
        this.#hasTold = false;
        lastSeen = stay.lastSeen;
      }
      await this.#pause(Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(failures, 10)));
    }
  }

  /** Waits at the folder until the connection ends. */
  async #stay(folder: string, lastSeen: string | null): Promise<Stay> {
    const opened = await openMailbox(this.#parts.address, this.#parts.network, { silenceMs: 2 * idleMs, idleMs });
    if (!opened.ok) return { kind: 'failed', error: opened.error };
    const client = opened.value;
    if (this.#isStopped) client.close();
    this.#clients.add(client);
    try {
      if (!client.capabilities.has('IDLE')) return { kind: 'no_idle' };
      const closed = new Promise<void>((resolve) => client.once('close', resolve));
      const { uidValidity, uidNext, exists } = await client.mailboxOpen(folder, { readOnly: true });
      const seen = `${uidValidity} ${uidNext ?? exists}`;
      if (seen !== lastSeen) this.#runSoon();
      client.on('exists', ({ count, prevCount }) => {
        if (count > prevCount) this.#runSoon();
      });
      if (client.usable) await closed;
      return { kind: 'stayed', lastSeen: seen };
    } catch (error) {
      return { kind: 'failed', error: error instanceof Error ? error.message : String(error) };
    } finally {
      this.#clients.delete(client);
      client.close();
    }
  }

  #tellFailure(failures: number, isFirst: boolean): void {
    if (this.#hasTold || (failures < toldFailures && !(isFirst && failures === 1))) return;
    this.#hasTold = true;
    this.#runSoon();
  }

  /** One run for all that is said within a moment. */
  #runSoon(): void {
    if (this.#isRunDue || this.#isStopped) return;
    this.#isRunDue = true;
    void this.#pause(gatherMs).then(async () => {
      if (this.#isStopped) return;
      this.#isRunDue = false;
      const hasRun = await this.#parts.run().catch(() => false);
      if (hasRun || this.#isStopped) return;
      await this.#pause(firstDelayMs);
      this.#runSoon();
    });
  }

  #pause(ms: number): Promise<void> {
    const { clock } = this.#parts;
    return new Promise((resolve) => {
      const end = (): void => {
        cancelTimer();
        this.#cancels.delete(end);
        resolve();
      };
      const cancelTimer = clock.at(clock.now() + ms, end);
      this.#cancels.add(end);
    });
  }
}

type Stay =
  | { readonly kind: 'no_idle' }
  | { readonly kind: 'failed'; readonly error: string }
  /** `lastSeen`: which mails the folder had at the beginning. */
  | { readonly kind: 'stayed'; readonly lastSeen: string };
