/**
 * Sends mail by SMTP. Connections are kept for the next mail, per server. The server of the settings is the operator's
 * choice; servers that actions name pass the egress rules, on the address that is really connected to.
 */
import type { AbortSignalLike, Mailer, MailFailure, MailReceipt, OutgoingMail } from '@fabula/engine';
import { err, ok, type Result } from '@fabula/model';
import type { createTransport, SendMailOptions } from 'nodemailer';
import addressparser from 'nodemailer/lib/addressparser';
import type { CheckedSockets } from '../outgoing/checked-socket.ts';
import { isMailAddress } from './mail-address.ts';
import { rejectionsOf, toMailFailure } from './mail-failure.ts';
import { HandOver, SmtpPools } from './smtp-pools.ts';
import { parseSmtpServer, type SmtpServerAddress } from './smtp-server-address.ts';

export interface MailerParts {
  /** FABULA_SMTP_URL; null: mail goes out by actions with a server of their own only. */
  readonly server: SmtpServerAddress | null;
  /** FABULA_MAIL_FROM; null: made from the domain. */
  readonly from: string | null;
  /** Of our own address, in message ids. */
  readonly domain: () => string;
  readonly sockets: CheckedSockets;
  readonly timing?: MailTiming;
}

export interface MailTiming {
  /** Silence of the server at any point. */
  readonly silenceMs: number;
  /** The whole mail. */
  readonly mailMs: number;
}

const usualTiming: MailTiming = { silenceMs: 60_000, mailMs: 300_000 };

export interface ClosableMailer extends Mailer {
  /** Ends all connections. */
  close(): void;
}

export const notConfigured =
  'There is no mail server: FABULA_SMTP_URL is not set (smtp://user:password@host:587). The mail was not sent.';

export function createMailer(parts: MailerParts): ClosableMailer {
  const timing = parts.timing ?? usualTiming;
  const pools = new SmtpPools(parts.sockets, timing.silenceMs);
  return {
    async send(mail, signal) {
      const server = mail.server === null ? parts.server : parseSmtpServer(mail.server);
      if (server === null) return err(failure('not_configured', notConfigured));
      const address = 'ok' in server ? server : ok(server);
      if (!address.ok) return err(failure('permanent', `The address of the mail server ${address.error}.`));
      const message = compose(mail, parts);
      if (!message.ok) return err(failure('permanent', message.error));
      const pool = pools.of(address.value, mail.server === null);
      return sendBy(pool, address.value.host, message.value, mail, timing.mailMs, signal);
    },
    close: () => pools.close(),
  };
}

async function sendBy(
  transport: ReturnType<typeof createTransport>,
  host: string,
  message: SendMailOptions,
  mail: OutgoingMail,
  mailMs: number,
  caller: AbortSignalLike,
): Promise<Result<MailReceipt, MailFailure>> {
  const handOver = new HandOver();
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  caller.addEventListener('abort', onAbort);
  if (caller.aborted) onAbort();
  const timer = setTimeout(onAbort, mailMs);
  try {
    // Read by the pool; the library's type does not know it.
    const options: SendMailOptions & { handOver: HandOver } = { ...message, signal: stop.signal, handOver };
    const sent = await transport.sendMail(options);
    return ok({
      messageId: sent.messageId,
      accepted: sent.accepted ?? [...mail.to, ...mail.cc, ...mail.bcc],
      rejected: rejectionsOf(Array.isArray(sent['rejectedErrors']) ? sent['rejectedErrors'] : []),
      response: sent.response ?? '',
    });
  } catch (error) {
    if (caller.aborted) return err(failure('aborted', `The mail to ${host} was stopped`));
    if (!stop.signal.aborted) return err(toMailFailure(error, host, handOver.isDone));
    const late = Object.assign(new Error(`no end within ${mailMs / 1000} seconds`), { code: 'ETIMEDOUT' });
    return err(toMailFailure(late, host, handOver.isDone));
  } finally {
    clearTimeout(timer);
    caller.removeEventListener('abort', onAbort);
  }
}

/** The error is a sentence for the action's log. */
function compose(mail: OutgoingMail, { from, domain, server }: MailerParts): Result<SendMailOptions, string> {
  const sender = senderOf(mail, from, server, domain());
  const lists = { from: [sender], to: mail.to, cc: mail.cc, bcc: mail.bcc, 'reply-to': mail.replyTo };
  for (const [name, addresses] of Object.entries(lists)) {
    const wrong = addresses.find((address) => !isMailAddress(address));
    if (wrong !== undefined) return err(`"${wrong}" (${name}) is not an e-mail address. The mail was not sent.`);
  }
  return ok({
    from: sender,
    to: [...mail.to],
    cc: [...mail.cc],
    bcc: [...mail.bcc],
    replyTo: [...mail.replyTo],
    subject: mail.subject,
    ...(mail.text === null ? {} : { text: mail.text }),
    ...(mail.html === null ? {} : { html: mail.html }),
    headers: mail.headers.map(([key, value]) => ({ key, value })),
    attachments: mail.attachments.map(({ filename, content, type }) => ({
      filename,
      content: Buffer.from(content.buffer, content.byteOffset, content.byteLength),
      ...(type === null ? {} : { contentType: type }),
    })),
    ...(mail.messageId === null ? {} : { messageId: toMessageId(mail.messageId, domain()) }),
    // What a story says must never be read as a path or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function senderOf(mail: OutgoingMail, from: string | null, server: SmtpServerAddress | null, domain: string) {
  const [usual] = addressparser(from ?? '', { flatten: true });
  const fallback = server?.user?.includes('@') ? server.user : `fabula@${domain}`;
  const address = mail.from.address ?? usual?.address ?? fallback;
  const name = mail.from.name ?? (mail.from.address === null ? (usual?.name ?? '') : '');
  // Names are quoted by the library; what ends a line or a quotation has no place in one.
  return name === '' ? address : `"${name.replaceAll(/[\p{Cc}"\\]/gu, ' ').trim()}" <${address}>`;
}

function toMessageId(text: string, domain: string): string {
  const bare = text.replaceAll(/[<>\s\p{Cc}]/gu, '');
  return `<${bare.includes('@') ? bare : `${bare}@${domain}`}>`;
}

function failure(kind: MailFailure['kind'], message: string): MailFailure {
  return { kind, message, rejected: [] };
}
