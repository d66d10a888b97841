/** Reads mailboxes: Receive Email in its IMAP mode. */
import type { AbortSignalLike } from '../outgoing.ts';

export interface MailboxAddress {
  readonly host: string;
  readonly port: number | null;
  readonly username: string;
  readonly password: string;
  readonly usesTls: boolean;
  readonly verifyTls: boolean;
}

/** Where a visit to a folder ended: nothing at or below `uid` is read again while the folder keeps its `validity`. */
export interface FolderPosition {
  readonly folder: string;
  readonly validity: string;
  readonly uid: number;
}

export interface ReceivedMail {
  readonly folder: string;
  readonly uid: number;
  /** As it came, headers and all. */
  readonly source: Uint8Array;
}

export interface FolderVisit {
  readonly position: FolderPosition;
  readonly mails: readonly ReceivedMail[];
  /** More are there than the limit allowed. */
  readonly hasMore: boolean;
}

export interface Mailboxes {
  /**
   * Mails that came after `since`, oldest first; `since` null, or of another validity: none, only the position.
   * Never throws; a failure is a sentence for the action's log.
   */
  visit(
    address: MailboxAddress,
    folder: string,
    since: FolderPosition | null,
    limit: number,
    signal: AbortSignalLike,
  ): Promise<{ readonly ok: true; readonly value: FolderVisit } | { readonly ok: false; readonly error: string }>;
  markAsRead(
    address: MailboxAddress,
    folder: string,
    uids: readonly number[],
    signal: AbortSignalLike,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly error: string }>;
}
