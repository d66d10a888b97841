/** Reads mailboxes: Receive Email in its IMAP mode. */
import type { AbortSignalLike } from '../outgoing.ts';

export interface MailboxAddress {
  readonly host: string;
  /** null: the usual one. */
  readonly port: number | null;
  readonly username: string;
  readonly password: string;
  /** From the first byte; otherwise STARTTLS where the server offers it. */
  readonly usesTls: boolean;
  readonly verifyTls: boolean;
  /** Name of a tunnel of the settings; null: there directly. */
  readonly tunnel: string | null;
}

/** Where a visit to a folder ended: nothing at or below `uid` is read again while the folder keeps its `validity`. */
export interface FolderPosition {
  readonly folder: string;
  readonly validity: string;
  readonly uid: number;
}

export interface ReceivedMail {
  readonly uid: number;
  /** As it came, headers and all; its beginning when it is too large. */
  readonly source: Uint8Array;
  /** Bytes of the whole mail. */
  readonly size: number;
}

export interface FolderVisit {
  readonly position: FolderPosition;
  /** Oldest first. Empty when the folder was never visited, or is not the one that it was (another validity). */
  readonly mails: readonly ReceivedMail[];
  /** More are there than the limit allowed. */
  readonly hasMore: boolean;
}

export interface FolderToVisit {
  readonly folder: string;
  /** Mails after this; null: none, only the position is told. */
  readonly since: FolderPosition | null;
}

export interface VisitLimits {
  readonly mails: number;
  /** Of all mails together; one mail is always read. */
  readonly bytes: number;
  /** Of a larger mail the beginning is read. */
  readonly bytesPerMail: number;
  readonly bytesOfLargerMail: number;
}

/** The error is a sentence for the action's log. */
export type MailboxResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string };

export interface Mailboxes {
  /** One result for each folder, in their order; a failure of the connection fails all. Never throws. */
  visit(
    address: MailboxAddress,
    folders: readonly FolderToVisit[],
    limits: VisitLimits,
    signal: AbortSignalLike,
  ): Promise<MailboxResult<readonly MailboxResult<FolderVisit>[]>>;
  markAsRead(
    address: MailboxAddress,
    folders: readonly { readonly folder: string; readonly uids: readonly number[] }[],
    signal: AbortSignalLike,
  ): Promise<MailboxResult<null>>;
}
