import type { OutgoingMail } from '@fabula/engine';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCheckedSockets } from '../outgoing/checked-socket.ts';
import { makeEgressRules } from '../outgoing/egress-rules.ts';
import { type SmtpBehaviour, startSmtpServer, type TestSmtpServer } from '../testing/smtp-server.test-kit.ts';
import { type ClosableMailer, createMailer, type MailerParts } from './create-mailer.ts';
import { parseSmtpServer } from './smtp-server-address.ts';

const opened: { close(): unknown }[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function serverWith(behaviour: SmtpBehaviour = {}): Promise<TestSmtpServer> {
  const server = await startSmtpServer(behaviour);
  opened.push(server);
  return server;
}

function mailerFor(
  url: string | null,
  parts: Partial<MailerParts> = {},
  allow: readonly string[] = [],
): ClosableMailer {
  const rules = makeEgressRules(allow, []);
  const server = url === null ? null : parseSmtpServer(url);
  if (!rules.ok || server?.ok === false) throw new Error('the settings of the test are wrong');
  const mailer = createMailer({
    server: server?.value ?? null,
    from: 'Fabula <fabula@fabula.test>',
    domain: () => 'fabula.test',
    sockets: makeCheckedSockets(rules.value),
    ...parts,
  });
  opened.push(mailer);
  return mailer;
}

function mailTo(to: readonly string[], changes: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    from: { name: null, address: null },
    to,
    cc: [],
    bcc: [],
    replyTo: [],
    subject: 'Hello',
    text: 'Good morning.',
    html: null,
    headers: [],
    attachments: [],
    messageId: 'delivery-5',
    server: null,
    ...changes,
  };
}

const never = new AbortController().signal;

describe('sending mail', () => {
  it('hands it to the server of the settings, on loopback too', async () => {
    const server = await serverWith();
    const sent = await mailerFor(`${server.url}?verify=false`).send(
      mailTo(['Ada <ada@example.com>'], {
        cc: ['cc@example.com'],
        bcc: ['hidden@example.com'],
        html: '<p>Good morning.</p>',
      }),
      never,
    );
    expect(sent).toMatchObject({
      ok: true,
      value: {
        messageId: '<delivery-5@fabula.test>',
        accepted: ['ada@example.com', 'cc@example.com', 'hidden@example.com'],
        rejected: [],
      },
    });
    const [mail] = server.mails;
    expect(mail).toMatchObject({
      from: 'fabula@fabula.test',
      to: ['ada@example.com', 'cc@example.com', 'hidden@example.com'],
    });
    expect(mail?.source).toContain('From: Fabula <fabula@fabula.test>');
    expect(mail?.source).toContain('Message-ID: <delivery-5@fabula.test>');
    expect(mail?.source).toContain('multipart/alternative');
    expect(mail?.source).not.toContain('hidden@example.com');
  });

  it('uses a connection again', async () => {
    const server = await serverWith();
    const mailer = mailerFor(`${server.url}?verify=false`);
    for (const name of ['one', 'two', 'three']) await mailer.send(mailTo([`${name}@example.com`]), never);
    expect(server.mails).toHaveLength(3);
    expect(server.connections()).toBe(1);
  });

  it.each(['a@example.com\r\nBcc: evil@example.com', 'a@example.com, b@example.com', 'nobody', '', 'a b@example.com'])(
    'refuses %j as one address',
    async (address) => {
      const server = await serverWith();
      const sent = await mailerFor(server.url).send(mailTo([address]), never);
      expect(sent).toMatchObject({ ok: false, error: { kind: 'permanent' } });
      expect(server.mails).toEqual([]);
    },
  );

  it('lets no subject, name or file name write a header', async () => {
    const server = await serverWith();
    const evil = 'x\r\nBcc: evil@example.com\r\n\r\nbody';
    const sent = await mailerFor(`${server.url}?verify=false`).send(
      mailTo(['ada@example.com'], {
        subject: evil,
        from: { name: `"${evil}`, address: null },
        attachments: [{ filename: evil, content: new Uint8Array([1]), type: null }],
      }),
      never,
    );
    expect(sent.ok).toBe(true);
    expect(server.mails[0]?.to).toEqual(['ada@example.com']);
    expect(server.mails[0]?.source).not.toMatch(/^Bcc:/m);
  });

  it('goes to loopback for no server that an action names', async () => {
    const server = await serverWith();
    const own = mailTo(['ada@example.com'], { server: server.url });
    expect(await mailerFor(null).send(own, never)).toMatchObject({
      ok: false,
      error: { kind: 'egress_denied', message: 'Calls to 127.0.0.1 are not allowed: 127.0.0.1 is a loopback address' },
    });
    expect(server.connections()).toBe(0);
    const allowed = mailTo(['ada@example.com'], { server: `${server.url}?verify=false` });
    expect(await mailerFor(null, {}, ['127.0.0.0/8']).send(allowed, never)).toMatchObject({ ok: true });
  });

  it('names the setting when there is no server', async () => {
    expect(await mailerFor(null).send(mailTo(['ada@example.com']), never)).toMatchObject({
      ok: false,
      error: { kind: 'not_configured', message: expect.stringContaining('FABULA_SMTP_URL') },
    });
  });

  it('signs in, and tells a wrong password from a busy server', async () => {
    const server = await serverWith({ users: { ada: 'p@ss word' } });
    const at = (user: string) => `smtp://${user}@127.0.0.1:${server.port}?verify=false`;
    expect(await mailerFor(at('ada:p%40ss%20word')).send(mailTo(['b@example.com']), never)).toMatchObject({ ok: true });
    const wrong = await mailerFor(at('ada:guess')).send(mailTo(['b@example.com']), never);
    expect(wrong).toMatchObject({ ok: false, error: { kind: 'permanent' } });
    expect(JSON.stringify(wrong)).toContain('did not accept the user or password');
    expect(JSON.stringify(wrong)).not.toContain('guess');
  });

  it.each([
    ['STARTTLS', false],
    ['TLS from the start', true],
  ])('believes no certificate that it does not know: %s', async (_name, isSecure) => {
    const server = await serverWith({ isSecure });
    expect(await mailerFor(server.url).send(mailTo(['b@example.com']), never)).toMatchObject({
      ok: false,
      error: { kind: 'permanent', message: expect.stringContaining('TLS error') },
    });
    const trusting = mailerFor(`${server.url}?verify=false`);
    expect(await trusting.send(mailTo(['b@example.com']), never)).toMatchObject({ ok: true });
  });

  it('tells which recipients were refused', async () => {
    const server = await serverWith({
      onRecipient: (address) => (address.startsWith('no') ? '550 no such user' : null),
    });
    const mailer = mailerFor(`${server.url}?verify=false`);
    expect(await mailer.send(mailTo(['yes@example.com', 'no@example.com']), never)).toMatchObject({
      ok: true,
      value: { accepted: ['yes@example.com'], rejected: [{ address: 'no@example.com', message: '550 no such user' }] },
    });
    expect(await mailer.send(mailTo(['no@example.com']), never)).toMatchObject({
      ok: false,
      error: { kind: 'rejected', rejected: [{ address: 'no@example.com', message: '550 no such user' }] },
    });
  });

  it.each<[string, SmtpBehaviour, string]>([
    ['a recipient that is deferred', { onRecipient: () => '450 greylisted' }, 'temporary'],
    ['a mail that is deferred', { onData: () => '451 try later' }, 'temporary'],
    ['a mail that is refused', { onData: () => '554 spam' }, 'permanent'],
    ['a connection lost after the mail', { onData: () => 'hang_up_late' }, 'unknown'],
    ['a server that never answers', { onData: () => 'silent' }, 'unknown'],
  ])('%s', async (_name, behaviour, kind) => {
    const server = await serverWith(behaviour);
    const timing = { silenceMs: 300, mailMs: 5_000 };
    const sent = await mailerFor(`${server.url}?verify=false`, { timing }).send(mailTo(['b@example.com']), never);
    expect(sent).toMatchObject({ ok: false, error: { kind } });
    expect(server.mails).toEqual([]);
  });

  it('may be tried again when the connection is lost in the middle of a mail', async () => {
    const server = await serverWith({ onData: (attempt) => (attempt === 1 ? 'hang_up_early' : 'taken') });
    const mailer = mailerFor(`${server.url}?verify=false`);
    const large = mailTo(['b@example.com'], {
      attachments: [{ filename: 'a.bin', content: new Uint8Array(20_000_000), type: null }],
    });
    expect(await mailer.send(large, never)).toMatchObject({ ok: false, error: { kind: 'temporary' } });
    expect(await mailer.send(large, never)).toMatchObject({ ok: true });
    expect(server.mails).toHaveLength(1);
  });

  it('may be tried again when nobody listens', async () => {
    const server = await serverWith();
    await server.close();
    expect(await mailerFor(server.url).send(mailTo(['b@example.com']), never)).toMatchObject({
      ok: false,
      error: { kind: 'temporary' },
    });
  });

  it('stops when it is told to', async () => {
    const server = await serverWith({ onData: () => 'silent' });
    const stop = new AbortController();
    const sending = mailerFor(`${server.url}?verify=false`).send(mailTo(['b@example.com']), stop.signal);
    stop.abort();
    expect(await sending).toMatchObject({ ok: false, error: { kind: 'aborted' } });
  });
});

describe('addresses of mail servers', () => {
  it.each([
    ['smtp://mail.test', { host: 'mail.test', port: 587, isSecure: false, user: null, startTls: 'offered' }],
    ['smtps://a%40b.c:p%2Fw@mail.test', { port: 465, isSecure: true, user: 'a@b.c', password: 'p/w' }],
    ['smtp://[::1]:25?tls=required&verify=false', { host: '::1', port: 25, startTls: 'required', verifyTls: false }],
  ])('%s', (text, expected) => {
    expect(parseSmtpServer(text)).toMatchObject({ ok: true, value: expected });
  });

  it.each(['mail.test', 'http://mail.test', 'smtp://', 'smtp://h?tls=perhaps', 'smtp://a:%@h'])(
    'refuses %s',
    (text) => {
      expect(parseSmtpServer(text).ok).toBe(false);
    },
  );
});
