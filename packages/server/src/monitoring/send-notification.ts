/** Tells one recipient: a mail to an address, a POST of JSON to a URL. */
import type { AbortSignalLike, Mailer, Outgoing } from '@fabula/engine';
import { assertNever } from '@fabula/model';
import type { DueNotification } from '@fabula/store';

export type Sending =
  | { readonly kind: 'sent' }
  /** Worth another attempt. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'hopeless'; readonly message: string };

export interface SenderParts {
  readonly mailer: Mailer;
  readonly outgoing: Outgoing;
  readonly signal: AbortSignalLike;
}

const timeoutMs = 15_000;
const maxAnswerBytes = 65_536;

export function sendNotification(notification: DueNotification, parts: SenderParts): Promise<Sending> {
  return /^https?:\/\//i.test(notification.recipient) ? post(notification, parts) : mail(notification, parts);
}

async function mail(
  { id, recipient, subject, text, createdAt }: DueNotification,
  parts: SenderParts,
): Promise<Sending> {
  const sent = await parts.mailer.send(
    {
      from: { name: null, address: null },
      to: [recipient],
      cc: [],
      bcc: [],
      replyTo: [],
      subject,
      text,
      html: null,
      // Nobody's holiday notice is to answer.
      headers: [['Auto-Submitted', 'auto-generated']],
      attachments: [],
      messageId: `notification-${id}-${createdAt.getTime()}`,
      server: null,
    },
    parts.signal,
  );
  if (sent.ok) return { kind: 'sent' };
  const { kind, message } = sent.error;
  switch (kind) {
    case 'temporary':
    case 'aborted':
      return { kind: 'failed', message };
    // It was handed over: most likely it has arrived.
    case 'unknown':
    case 'not_configured':
    case 'egress_denied':
    case 'rejected':
    case 'permanent':
      return { kind: 'hopeless', message };
    default:
      return assertNever(kind);
  }
}

async function post({ id, recipient, body, createdAt }: DueNotification, parts: SenderParts): Promise<Sending> {
  const answer = await parts.outgoing.send(
    {
      method: 'POST',
      url: recipient,
      headers: [
        ['Content-Type', 'application/json'],
        ['User-Agent', 'Fabula'],
        ['Idempotency-Key', `notification-${id}-${createdAt.getTime()}`],
      ],
      body: new TextEncoder().encode(body),
      timeoutMs,
      followRedirects: false,
      verifyTls: true,
      maxResponseBytes: maxAnswerBytes,
    },
    parts.signal,
  );
  if (!answer.ok) {
    const { kind, message } = answer.error;
    // It was taken, and said too much.
    if (kind === 'too_large') return { kind: 'sent' };
    return { kind: kind === 'egress_denied' ? 'hopeless' : 'failed', message };
  }
  const { status } = answer.value;
  if (status >= 200 && status < 300) return { kind: 'sent' };
  const isFinal = status < 500 && status !== 408 && status !== 425 && status !== 429;
  return { kind: isFinal ? 'hopeless' : 'failed', message: `${new URL(recipient).host} answered ${status}` };
}
