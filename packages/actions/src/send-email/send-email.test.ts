import type { EffectPorts, MailFailure, MailReceipt, Outcome, OutgoingMail } from '@fabula/engine';
import { stringifyJson } from '@fabula/formula';
import { describe, expect, it } from 'vitest';
import { withRunRules } from '../rules/with-run-rules.ts';
import { actionInput, objectOf } from '../testing/action-input.ts';
import { optionTest as anyOptionTest } from '../testing/option-test.test-kit.ts';
import { RecordingMailer } from '../testing/recording-mailer.ts';
import { effectPorts, RecordingOutgoing } from '../testing/recording-outgoing.ts';
import { sendEmail } from './definition.ts';

const type = withRunRules(sendEmail);
const tree = objectOf({ hook: { body: { name: 'Ada', mail: 'ada@example.com', n: 2 } } });

const optionTest = (option: string | readonly string[], behaviour: string, test: () => Promise<void>): void =>
  anyOptionTest('Agents::EmailAgent', option, behaviour, test);

interface Sent {
  readonly mails: readonly OutgoingMail[];
  readonly outcome: Outcome;
  /** The first event, as plain JSON. */
  readonly event: unknown;
  readonly logs: readonly string[];
}

interface Circumstances {
  readonly attempt?: number;
  readonly answers?: readonly (Partial<MailReceipt> | MailFailure)[];
  readonly ports?: Partial<EffectPorts>;
}

async function send(
  options: Readonly<Record<string, unknown>>,
  { attempt = 0, answers = [], ports = {} }: Circumstances = {},
): Promise<Sent> {
  const given = objectOf({ recipients: 'ada@example.com', subject: 'Hello', body: 'Good morning', ...options });
  const plan = type.plan(actionInput({ options: given, tree, attempt }));
  const mailer = new RecordingMailer(...answers);
  const all = { ...effectPorts(new RecordingOutgoing(), { mailer }), ...ports };
  const outcome = plan.kind === 'effect' ? await plan.perform(all) : plan.kind === 'pure' ? plan.outcome : null;
  if (outcome === null) throw new Error('a mail is no memory');
  const [payload] = outcome.kind === 'emit' ? outcome.payloads : [];
  return {
    mails: mailer.mails,
    outcome,
    event: payload === undefined ? null : JSON.parse(stringifyJson(payload)),
    logs: (outcome.logs ?? []).map(({ level, message }) => `${level} ${message}`),
  };
}

function failure(kind: MailFailure['kind'], message: string, rejected: MailFailure['rejected'] = []): MailFailure {
  return { kind, message, rejected };
}

describe('sending a mail', () => {
  optionTest('event', 'tells what became of the mail', async () => {
    const { event, logs } = await send({ recipients: ['a@x.test', 'b@x.test'], cc: 'c@x.test' });
    expect(event).toEqual({
      status: 'sent',
      message_id: '<key-of-this-delivery@fabula.test>',
      recipients: ['a@x.test', 'b@x.test'],
      cc: ['c@x.test'],
      bcc: [],
      subject: 'Hello',
      accepted: ['a@x.test', 'b@x.test', 'c@x.test'],
      rejected: [],
      response: '250 taken',
    });
    expect(logs).toEqual(['3 Sent "Hello" to a@x.test, b@x.test, c@x.test']);
  });

  optionTest('event', 'goes on when some recipients were refused, and names them in an error log', async () => {
    const rejected = [{ address: 'b@x.test', message: '550 no such user' }];
    const { event, logs } = await send({}, { answers: [{ accepted: ['a@x.test'], rejected }] });
    expect(event).toMatchObject({ status: 'partially_sent', accepted: ['a@x.test'], rejected });
    expect(logs).toContain('4 The mail was not accepted for b@x.test (550 no such user)');
  });

  it('fails when nobody accepted it, with what is known on the failure path', async () => {
    const rejected = [{ address: 'b@x.test', message: '550 no such user' }];
    const { outcome } = await send(
      {},
      { answers: [failure('rejected', 'mail.test refused all recipients', rejected)] },
    );
    expect(outcome).toMatchObject({
      kind: 'fail',
      message: 'mail.test refused all recipients',
      payload: { status: 'not_sent', rejected, subject: 'Hello' },
    });
  });

  it('shows the mail when there is no server', async () => {
    const { outcome, logs } = await send(
      { body: '<b>Good</b> morning' },
      { answers: [failure('not_configured', 'FABULA_SMTP_URL is not set')] },
    );
    expect(outcome).toMatchObject({ kind: 'fail', message: 'FABULA_SMTP_URL is not set' });
    expect(logs).toEqual(['3 This mail was not sent:\nTo: ada@example.com\nSubject: Hello\n\nGood morning']);
  });

  it.each([
    [0, 15],
    [1, 60],
    [2, 240],
    [3, 960],
  ])('is tried again when the server is busy: attempt %i waits %i seconds', async (attempt, seconds) => {
    const { outcome } = await send({}, { attempt, answers: [failure('temporary', '451 try later')] });
    expect(outcome).toMatchObject({ kind: 'later', isRetry: true, dueAt: expect.any(Number) });
    const wait = outcome.kind === 'later' ? (outcome.dueAt - effectPorts(new RecordingOutgoing()).now()) / 1000 : 0;
    expect(wait).toBeCloseTo(seconds, 5);
  });

  it.each<[MailFailure['kind'], number, string]>([
    ['temporary', 4, 'not_sent'],
    ['permanent', 0, 'not_sent'],
    ['egress_denied', 0, 'not_sent'],
    ['unknown', 0, 'unknown'],
  ])('is not tried again: %s at attempt %i', async (kind, attempt, status) => {
    const { outcome } = await send({}, { attempt, answers: [failure(kind, 'why')] });
    expect(outcome).toMatchObject({ kind: 'fail', message: 'why', payload: { status } });
  });

  it('is never repeated on its own, and has the same id in every attempt', async () => {
    const plan = type.plan(actionInput({ options: objectOf({ recipients: 'a@x.test' }), tree }));
    expect(plan).toMatchObject({ kind: 'effect', isRepeatable: false });
    const [first, second] = [await send({}), await send({}, { attempt: 1 })];
    expect(first.mails[0]?.messageId).toBe('key-of-this-delivery');
    expect(second.mails[0]?.messageId).toBe('key-of-this-delivery');
  });
});

describe('the options of a mail', () => {
  optionTest('recipients', 'are a list, a text with commas, names with commas in them, or a formula', async () => {
    const lists: [unknown, string[]][] = [
      [
        ['a@x.test', ' B <b@x.test> '],
        ['a@x.test', '"B" <b@x.test>'],
      ],
      ['a@x.test, b@x.test', ['a@x.test', 'b@x.test']],
      ['"Doe, Jane" <jane@x.test>, b@x.test', ['"Doe, Jane" <jane@x.test>', 'b@x.test']],
      ['["a@x.test","b@x.test"]', ['a@x.test', 'b@x.test']],
      ['<<hook.body.mail>>', ['ada@example.com']],
      ['=ARRAY(hook.body.mail, "b@x.test")', ['ada@example.com', 'b@x.test']],
    ];
    for (const [recipients, expected] of lists)
      expect((await send({ recipients })).event).toMatchObject({ recipients: expected });
  });

  it.each([
    [[], "Invalid Options: 'recipients' must be given"],
    ['nobody', "Invalid Options: 'recipients' must be e-mail addresses; this is none: nobody"],
    [['a@x.test\r\nBcc: evil@x.test'], "'recipients' must have no line breaks; separate addresses by commas"],
    [
      Array.from({ length: 501 }, (_, n) => `u${n}@x.test`),
      "'recipients' must be at most 500 together with cc and bcc",
    ],
  ])('recipients that are none: %#', async (recipients, message) => {
    await expect(send({ recipients })).rejects.toThrow(message);
  });

  optionTest(['cc', 'bcc'], 'get copies', async () => {
    const { mails, event } = await send({ cc: ['c@x.test'], bcc: 'd@x.test, e@x.test' });
    expect(mails[0]).toMatchObject({ cc: ['c@x.test'], bcc: ['d@x.test', 'e@x.test'] });
    expect(event).toMatchObject({ cc: ['c@x.test'], bcc: ['d@x.test', 'e@x.test'] });
    expect((await send({ recipients: [], bcc: 'd@x.test' })).event).toMatchObject({ accepted: ['d@x.test'] });
  });

  optionTest('reply_to', 'is where answers go; blank is nowhere', async () => {
    const { mails, event } = await send({ reply_to: 'desk@x.test' });
    expect(mails[0]?.replyTo).toEqual(['desk@x.test']);
    expect(event).toMatchObject({ status: 'sent' });
    expect((await send({ reply_to: '' })).mails[0]?.replyTo).toEqual([]);
  });

  optionTest('subject', 'is one line with formulas', async () => {
    const { event, mails } = await send({ subject: 'For <<hook.body.name>>\r\nBcc: evil@x.test' });
    expect(event).toMatchObject({ subject: 'For Ada Bcc: evil@x.test' });
    expect(mails[0]?.subject).toBe('For Ada Bcc: evil@x.test');
  });

  optionTest('body', 'goes out as text and as HTML, whichever it is', async () => {
    const text = await send({ body: 'Dear <<hook.body.name>>,\n1 < 2' });
    expect(text.event).toMatchObject({ status: 'sent' });
    expect(text.mails[0]?.text).toBe('Dear Ada,\n1 < 2');
    expect(text.mails[0]?.html).toContain('Dear Ada,<br>\n1 &lt; 2');
    const html = await send({ body: 'Dear <b>Ada</b><br><a href="https://x.test/a">here</a><ul><li>one</li></ul>' });
    expect(html.mails[0]?.text).toBe('Dear Ada\nhere [https://x.test/a]\n * one');
    expect(html.mails[0]?.html).toContain('<body>\nDear <b>Ada</b>');
  });

  optionTest('advanced_html', 'sends the body as it is written', async () => {
    const body = '<html><body><p>Hello</p></body></html>';
    const { mails, event } = await send({ body, advanced_html: true });
    expect(event).toMatchObject({ status: 'sent' });
    expect(mails[0]).toMatchObject({ html: body, text: 'Hello' });
    expect((await send({ body: 'a\nb', advanced_html: 'true' })).mails[0]).toMatchObject({
      html: 'a\nb',
      text: 'a\nb',
    });
  });

  optionTest(['sender_name', 'sender_address'], 'take the place of those of the settings', async () => {
    const { mails, event } = await send({ sender_name: 'Security\r\nX: y', sender_address: 'soc@x.test' });
    expect(mails[0]?.from).toEqual({ name: 'Security X: y', address: 'soc@x.test' });
    expect(event).toMatchObject({ status: 'sent' });
    expect((await send({ sender_address: '' })).mails[0]?.from).toEqual({ name: null, address: null });
  });

  optionTest('attachments', 'are texts, base64, files and attachments of received mails', async () => {
    const base64 = Buffer.from('bytes').toString('base64');
    const { mails, event } = await send({
      attachments: [
        { filename: 'a.csv', contents: 'x,y' },
        { filename: 'b.bin', base64encodedcontents: base64, content_type: 'auto' },
        { name: 'c.png', type: 'image/png', contents: base64 },
        { filename: 'd.txt', md5: '…', type: 'text/plain', base64encodedcontents: base64 },
      ],
    });
    const shown = mails[0]?.attachments.map(({ filename, content, type }) => [
      filename,
      Buffer.from(content).toString(),
      type,
    ]);
    expect(shown).toEqual([
      ['a.csv', 'x,y', null],
      ['b.bin', 'bytes', null],
      ['c.png', 'bytes', 'image/png'],
      ['d.txt', 'bytes', 'text/plain'],
    ]);
    expect(event).toMatchObject({ status: 'sent' });
  });

  it.each([
    [[{ filename: 'a' }], "'attachments.0' must have contents, or base64encodedcontents"],
    [['a.txt'], "'attachments.0' must be an object with filename and contents"],
    [[{ filename: 'a', base64encodedcontents: 'ä' }], "'attachments.0' must have its contents as base64"],
    [[{ filename: 'a', contents: 'x'.repeat(35_000_001) }], "'attachments' must have at most 35 MB in all"],
  ])('attachments that are none: %#', async (attachments, message) => {
    await expect(send({ attachments })).rejects.toThrow(message);
  });

  optionTest('headers', 'are added, but for those that other options make', async () => {
    const { mails, event } = await send({
      headers: { 'X-Ticket': 41, References: ['<a@x>', '<b@x>'], 'Message-ID': '<own@x>' },
    });
    expect(mails[0]?.headers).toEqual([
      ['X-Ticket', '41'],
      ['References', '<a@x>'],
      ['References', '<b@x>'],
    ]);
    expect(event).toMatchObject({ message_id: expect.stringContaining('own@x') });
    await expect(send({ headers: { bcc: 'evil@x.test' } })).rejects.toThrow("'headers' must not have bcc");
    await expect(send({ headers: { 'X-A': 'a\r\nBcc: evil@x.test' } })).rejects.toThrow(
      "'headers.X-A' must be a single line",
    );
    await expect(send({ headers: { 'X A': 'a' } })).rejects.toThrow("'headers' has a name that is not allowed");
  });

  optionTest('smtp_url', 'is a server of its own, unless a credential is bound to other hosts', async () => {
    const { mails, event } = await send({ smtp_url: 'smtp://u:p@mail.x.test:587' });
    expect(mails[0]?.server).toBe('smtp://u:p@mail.x.test:587');
    expect(event).toMatchObject({ status: 'sent' });
    expect((await send({ smtp_url: '' })).mails[0]?.server).toBeNull();
    const secrets = {
      ...effectPorts(new RecordingOutgoing()).secrets,
      refusalFor: (host: string) => (host === 'mail.x.test:587' ? null : `the credential may not be sent to ${host}`),
    };
    const elsewhere = await send({ smtp_url: 'smtps://u:p@other.test' }, { ports: { secrets } });
    expect(elsewhere.outcome).toEqual({ kind: 'fail', message: 'the credential may not be sent to other.test:465' });
    expect(elsewhere.mails).toEqual([]);
    expect((await send({}, { ports: { secrets } })).outcome).toEqual({
      kind: 'fail',
      message: 'the credential may not be sent to the mail server of this installation (FABULA_SMTP_URL)',
    });
    expect((await send({ smtp_url: 'smtp://u:p@mail.x.test' }, { ports: { secrets } })).event).toMatchObject({
      status: 'sent',
    });
  });

  optionTest('customize_output', 'makes another event of the result', async () => {
    const { event } = await send({
      customize_output: { to: '=accepted', state: '<<status>>', other: '<<hook.body.n>>' },
    });
    expect(event).toEqual({ to: ['ada@example.com'], state: 'sent', other: '' });
    const { outcome, logs } = await send({ customize_output: { x: '=NOSUCH(1)' } });
    expect(outcome).toMatchObject({ kind: 'fail', message: expect.stringContaining('NOSUCH') });
    expect(logs).toEqual(['3 Sent "Hello" to ada@example.com']);
  });

  optionTest('local', 'is there for the other options', async () => {
    expect((await send({ subject: 'Ticket <<LOCAL.id>>', local: { id: 41 } })).event).toMatchObject({
      subject: 'Ticket 41',
    });
  });

  optionTest(['rules', 'must_match'], 'say which events the mail is sent for', async () => {
    const rules = [
      { type: 'field==value', path: '<<hook.body.n>>', value: '2' },
      { type: 'field==value', path: '<<hook.body.n>>', value: '3' },
    ];
    const none = await send({ rules });
    expect(none).toMatchObject({ mails: [], logs: ['3 The rules of this action did not match; it did not run.'] });
    expect((await send({ rules, must_match: 1 })).event).toMatchObject({ status: 'sent' });
  });
});
