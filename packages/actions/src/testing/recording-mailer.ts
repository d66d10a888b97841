/** Mail for tests: keeps each mail and gives the next of the prepared answers; accepted by everybody when there is none. */
import type { Mailer, MailFailure, MailReceipt, OutgoingMail } from '@fabula/engine';

export class RecordingMailer implements Mailer {
  readonly mails: OutgoingMail[] = [];
  private readonly answers: readonly (Partial<MailReceipt> | MailFailure)[];

  constructor(...answers: readonly (Partial<MailReceipt> | MailFailure)[]) {
    this.answers = answers;
  }

  async send(mail: OutgoingMail): ReturnType<Mailer['send']> {
    const answer = this.answers[this.mails.length] ?? {};
    this.mails.push(mail);
    if ('kind' in answer) return { ok: false, error: answer };
    const accepted = [...mail.to, ...mail.cc, ...mail.bcc];
    return {
      ok: true,
      value: { messageId: `<${mail.messageId}@fabula.test>`, accepted, rejected: [], response: '250 taken', ...answer },
    };
  }
}
