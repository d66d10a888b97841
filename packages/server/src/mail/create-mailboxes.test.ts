import type { FolderPosition, MailboxAddress, VisitLimits } from '@fabula/engine';
import { afterEach, describe, expect, it } from 'vitest';
import { resolveBySystem } from '../outgoing/checked-connector.ts';
import { makeEgressRules } from '../outgoing/egress-rules.ts';
import { type ImapBehaviour, startImapServer, type TestImapServer } from '../testing/imap-server.test-kit.ts';
import { createMailboxes } from './create-mailboxes.ts';

const opened: TestImapServer[] = [];
const never = new AbortController().signal;
const limits: VisitLimits = { mails: 10, bytes: 10_000, bytesPerMail: 5_000, bytesOfLargerMail: 100 };

afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

async function serverWith(behaviour: ImapBehaviour = {}): Promise<TestImapServer> {
  const server = await startImapServer(behaviour);
  opened.push(server);
  return server;
}

function mailboxes(allow: readonly string[] = ['127.0.0.0/8']) {
  const rules = makeEgressRules(allow, []);
  if (!rules.ok) throw new Error(rules.error);
  return createMailboxes({
    rules: rules.value,
    resolve: resolveBySystem,
    tunnels: {},
    timing: { connectMs: 2_000, silenceMs: 1_000 },
  });
}

function addressOf({ port }: { readonly port: number }, changes: Partial<MailboxAddress> = {}): MailboxAddress {
  const address = {
    host: '127.0.0.1',
    port,
    username: 'ada',
    password: 'secret',
    usesTls: false,
    verifyTls: true,
    tunnel: null,
  };
  return { ...address, ...changes };
}

async function visit(server: TestImapServer, since: FolderPosition | null, folder = 'INBOX') {
  const visited = await mailboxes().visit(addressOf(server), [{ folder, since }], limits, never);
  const [result] = visited.ok ? visited.value : [];
  if (result === undefined) throw new Error(visited.ok ? 'no folder' : visited.error);
  if (!result.ok) throw new Error(result.error);
  const { position, mails, hasMore } = result.value;
  return {
    position,
    hasMore,
    mails: mails.map(({ uid, source, size }) => ({ uid, size, text: Buffer.from(source).toString() })),
  };
}

describe('a mailbox', () => {
  it('tells its position at first, then what is new', async () => {
    const server = await serverWith();
    server.deliver('Subject: old');
    const first = await visit(server, null);
    expect(first).toEqual({ position: { folder: 'INBOX', validity: '1', uid: 1 }, hasMore: false, mails: [] });
    expect(await visit(server, first.position)).toEqual({ ...first });
    server.deliver('Subject: new');
    const second = await visit(server, first.position);
    expect(second.position.uid).toBe(2);
    expect(second.mails).toMatchObject([{ uid: 2, text: expect.stringMatching(/^Subject: new\r\n/) }]);
    expect(server.flagsOf(2)).not.toContain('\\Seen');
  });

  it('gives only the position when the folder was made anew', async () => {
    const server = await serverWith();
    const { position } = await visit(server, null);
    server.makeAnew('INBOX', 77);
    server.deliver('Subject: a');
    expect(await visit(server, position)).toMatchObject({ position: { validity: '77', uid: 1 }, mails: [] });
  });

  it('gives as much as the limits allow, and says that there is more', async () => {
    const server = await serverWith();
    const { position } = await visit(server, null);
    for (let n = 0; n < 12; n++) server.deliver(`Subject: ${n}`);
    const part = await visit(server, position);
    expect(part).toMatchObject({ hasMore: true, position: { uid: 10 } });
    expect(part.mails).toHaveLength(10);
    expect(await visit(server, part.position)).toMatchObject({ hasMore: false, position: { uid: 12 } });
  });

  it('stops at so many bytes, and reads the beginning of what is too large', async () => {
    const server = await serverWith();
    const { position } = await visit(server, null);
    for (let n = 0; n < 3; n++) server.deliver(`Subject: ${n}`, 'x'.repeat(4_500));
    const part = await visit(server, position);
    expect(part.mails).toHaveLength(2);
    expect(part.hasMore).toBe(true);
    server.deliver('Subject: large', 'x'.repeat(6_000));
    const rest = await visit(server, part.position);
    expect(rest.mails.map(({ size, text }) => [size > 6_000, text.length])).toEqual([
      [false, expect.any(Number)],
      [true, 100],
    ]);
  });

  it('tells which folder cannot be read, and reads the others', async () => {
    const server = await serverWith();
    const folders = ['Nowhere', 'Archive'].map((folder) => ({ folder, since: null }));
    const visited = await mailboxes().visit(addressOf(server), folders, limits, never);
    expect(visited).toMatchObject({
      ok: true,
      value: [
        { ok: false, error: expect.stringMatching(/^The folder Nowhere cannot be read: /) },
        { ok: true, value: { position: { folder: 'Archive' } } },
      ],
    });
  });

  it('marks mails as read', async () => {
    const server = await serverWith();
    server.deliver('Subject: a');
    server.deliver('Subject: b');
    const marked = await mailboxes().markAsRead(addressOf(server), [{ folder: 'INBOX', uids: [2] }], never);
    expect(marked.ok).toBe(true);
    expect([server.flagsOf(1), server.flagsOf(2)]).toEqual([[], ['\\Seen']]);
  });

  it('speaks TLS, and believes no certificate that it does not know', async () => {
    const server = await serverWith({ isSecure: true });
    const ask = (verifyTls: boolean) =>
      mailboxes().visit(
        addressOf(server, { usesTls: true, verifyTls }),
        [{ folder: 'INBOX', since: null }],
        limits,
        never,
      );
    expect(await ask(true)).toMatchObject({ ok: false, error: expect.stringContaining('TLS error with 127.0.0.1') });
    expect(await ask(false)).toMatchObject({ ok: true });
  });

  it.each<[string, Partial<MailboxAddress>, string]>([
    ['a wrong password', { password: 'guess' }, '127.0.0.1 did not accept the user or password'],
    [
      'a tunnel that there is not',
      { tunnel: 'office' },
      "There is no tunnel called 'office' (setting FABULA_TUNNELS; it has none)",
    ],
    ['a port where nobody listens', { port: 1 }, 'Could not connect to 127.0.0.1'],
    ['a name that is none', { host: 'no.invalid' }, 'The name no.invalid cannot be resolved'],
  ])('says so: %s', async (_name, changes, message) => {
    const server = await serverWith();
    const visited = await mailboxes().visit(
      addressOf(server, changes),
      [{ folder: 'INBOX', since: null }],
      limits,
      never,
    );
    expect(visited).toMatchObject({ ok: false, error: expect.stringContaining(message) });
    expect(JSON.stringify(visited)).not.toContain('guess');
  });

  it('is not looked for where nothing may be called', async () => {
    const server = await serverWith();
    const visited = await mailboxes([]).visit(addressOf(server), [{ folder: 'INBOX', since: null }], limits, never);
    expect(visited).toMatchObject({
      ok: false,
      error: 'Calls to 127.0.0.1 are not allowed: 127.0.0.1 is a loopback address',
    });
    expect(server.connections()).toBe(0);
  });

  it('is left when the caller gives up', async () => {
    const server = await serverWith();
    const stop = new AbortController();
    stop.abort();
    const visited = await mailboxes().visit(addressOf(server), [{ folder: 'INBOX', since: null }], limits, stop.signal);
    expect(visited.ok).toBe(false);
  });
});
