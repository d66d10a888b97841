/** Sends mail: Send Email and notifications. */
import type { AbortSignalLike } from '../outgoing.ts';

export interface MailAttachment {
  readonly filename: string;
  readonly content: Uint8Array;
  /** A MIME type; null: by the file's name. */
  readonly type: string | null;
}

export interface OutgoingMail {
  /** null: the address of the settings. */
  readonly from: { readonly name: string | null; readonly address: string | null };
  /** `ada@example.com` or `Ada <ada@example.com>`. */
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
  readonly headers: readonly (readonly [string, string])[];
  readonly attachments: readonly MailAttachment[];
  /** The same for every attempt at the same mail, so that receivers can tell a repetition. Without @ the domain is added. */
  readonly messageId: string | null;
  /** A server of the action's own; null: the one of the settings. `smtp://user:password@host:587`, `smtps://…`. */
  readonly server: string | null;
}

export interface MailReceipt {
  readonly messageId: string;
  readonly accepted: readonly string[];
  readonly rejected: readonly { readonly address: string; readonly message: string }[];
  /** The server's last line. */
  readonly response: string;
}

export interface MailFailure {
  /**
   * not_configured: there is no server to send by. rejected: no recipient was accepted. temporary: worth another attempt.
   * unknown: it was handed over, and nobody knows whether it was accepted.
   */
  readonly kind: 'not_configured' | 'egress_denied' | 'rejected' | 'temporary' | 'permanent' | 'unknown' | 'aborted';
  /** A sentence for the action's log; never a secret. */
  readonly message: string;
  readonly rejected: readonly { readonly address: string; readonly message: string }[];
}

export interface Mailer {
  /** Never throws. */
  send(
    mail: OutgoingMail,
    signal: AbortSignalLike,
  ): Promise<{ readonly ok: true; readonly value: MailReceipt } | { readonly ok: false; readonly error: MailFailure }>;
}
