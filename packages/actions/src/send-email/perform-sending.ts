/**
 * Sends the mail of one delivery and says what follows.
 *
 * - Accepted, by some recipients at least → the event; an error log names those who were refused.
 * - Busy server, no connection → later, up to four times, the last one after some 20 minutes.
 * - Refused, or nobody knows → an error log; no event but on a failure path.
 */
import type {
  ActionInput,
  EffectPorts,
  LogLine,
  MailFailure,
  MailReceipt,
  Outcome,
  OutgoingMail,
} from '@fabula/engine';
import { makeObject, type Value } from '@fabula/formula';

const maxRetries = 4;
/** Before the first retry; each further one waits four times as long. */
const firstDelayMs = 15_000;
/** Of the text, in the log of a mail that could not be sent for want of a server. */
const shownCharacters = 2_000;

/** Stands for a host where credentials name theirs: stories do not know which one it is. */
const ownServer = 'the mail server of this installation (FABULA_SMTP_URL)';

export async function performSending(input: ActionInput, mail: OutgoingMail, ports: EffectPorts): Promise<Outcome> {
  const refusal = ports.secrets.refusalFor(mail.server === null ? ownServer : hostOf(mail.server));
  if (refusal !== null) return { kind: 'fail', message: refusal };
  const messageId = mail.messageId ?? ports.idempotencyKey;
  const sent = await ports.services.mailer.send({ ...mail, messageId }, ports.signal);
  return sent.ok ? sentTo(mail, sent.value) : notSent(input, mail, sent.error, ports);
}

function sentTo(mail: OutgoingMail, receipt: MailReceipt): Outcome {
  const { accepted, rejected } = receipt;
  const logs: LogLine[] = [{ level: 3, message: `Sent "${mail.subject}" to ${accepted.join(', ')}` }];
  if (rejected.length > 0) {
    const refused = rejected.map(({ address, message }) => `${address} (${message})`).join('; ');
    logs.push({ level: 4, message: `The mail was not accepted for ${refused}` });
  }
  const event = makeObject([
    ['status', rejected.length === 0 ? 'sent' : 'partially_sent'],
    ['message_id', receipt.messageId],
    ...describe(mail),
    ['accepted', accepted],
    ['rejected', rejectionsOf(rejected)],
    ['response', receipt.response],
  ]);
  return { kind: 'emit', payloads: [event], logs };
}

function notSent(input: ActionInput, mail: OutgoingMail, failure: MailFailure, ports: EffectPorts): Outcome {
  const { kind, message } = failure;
  if (kind === 'temporary' && input.attempt < maxRetries) {
    const delayMs = firstDelayMs * 4 ** input.attempt * (0.9 + ports.random() / 5);
    const next = `retry ${input.attempt + 1} of ${maxRetries} in ${Math.round(delayMs / 1000)} s.`;
    return {
      kind: 'later',
      dueAt: ports.now() + delayMs,
      state: makeObject([['retry', input.attempt + 1]]),
      isRetry: true,
      logs: [{ level: 2, message: `${message}; ${next}` }],
    };
  }
  const logs: LogLine[] = kind === 'not_configured' ? [{ level: 3, message: show(mail) }] : [];
  const payload = makeObject([
    ['status', kind === 'unknown' ? 'unknown' : 'not_sent'],
    ['error', message],
    ...describe(mail),
    ['accepted', []],
    ['rejected', rejectionsOf(failure.rejected)],
  ]);
  return { kind: 'fail', message, payload, logs };
}

function describe(mail: OutgoingMail): readonly (readonly [string, Value])[] {
  return [
    ['recipients', mail.to],
    ['cc', mail.cc],
    ['bcc', mail.bcc],
    ['subject', mail.subject],
  ];
}

function rejectionsOf(rejected: MailFailure['rejected']): readonly Value[] {
  return rejected.map(({ address, message }) =>
    makeObject([
      ['address', address],
      ['message', message],
    ]),
  );
}

/** The mail as a person would have seen it. */
function show({ to, cc, bcc, subject, text }: OutgoingMail): string {
  const body = text ?? '';
  const shown = body.length > shownCharacters ? `${body.slice(0, shownCharacters)}…` : body;
  const lines = [
    ['To', to.join(', ')],
    ['Cc', cc.join(', ')],
    ['Bcc', bcc.join(', ')],
    ['Subject', subject],
  ].flatMap(([name, value]) => (value === '' ? [] : [`${name}: ${value}`]));
  return ['This mail was not sent:', ...lines, '', shown].join('\n');
}

/** With its port. The mailer says what is wrong with an address that cannot be read. */
function hostOf(server: string): string {
  if (!URL.canParse(server)) return 'a server whose address cannot be read';
  const { protocol, hostname, port } = new URL(server);
  return `${hostname}:${port || (protocol === 'smtps:' ? '465' : '587')}`;
}
