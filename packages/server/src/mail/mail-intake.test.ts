import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfSigned } from '../outgoing/self-signed.fixture.ts';
import { at, oneDatabase, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';
import { buildStory, type TestStory } from '../testing/story.test-kit.ts';

describe.each(oneDatabase)('mail for actions (%s)', (kind) => {
  let fabula: TestFabula;
  let story: TestStory;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fabula-mail-'));
    const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    await writeFile(certFile, selfSigned.cert);
    await writeFile(keyFile, selfSigned.key);
    fabula = await startFabula(kind, {
      ...{ PORT: '0', FABULA_SMTP_PORT: '0', FABULA_MAIL_DOMAIN: 'mail.fabula.test', FABULA_MAX_BODY_BYTES: '100000' },
      ...{ FABULA_SMTP_CERT_FILE: certFile, FABULA_SMTP_KEY_FILE: keyFile },
    });
    await fabula.fabula.listen();
    const type = 'Agents::IMAPAgent';
    story = await buildStory(fabula, [
      { type, name: 'All', options: { mode: 'email', emit_headers: true } },
      { type, name: 'Alerts', options: { mode: 'email', conditions: { subject: '^alert' } } },
      { type, name: 'Broken', options: { mode: 'email', conditions: { subject: '(' } } },
      { type, name: 'Slow', options: { mode: 'email', conditions: { subject: '^(?=a)(a|a|aa)+$' } } },
      { type, name: 'Mailbox', options: { mode: 'imap' } },
      { type: 'Agents::EventTransformationAgent', name: 'Next', options: { mode: 'message_only' }, after: 'All' },
    ]);
  });

  afterAll(async () => {
    await fabula.drop();
    await rm(folder, { recursive: true, force: true });
  });

  async function addressOf(name: string): Promise<string> {
    const { body } = await fabula.ask('GET', `/api/v1/actions/${story.action(name)}`);
    return String(at(body, 'email_address'));
  }

  /** The answer of the server: its last line, or the refusal. */
  async function send(to: string | string[], subject: string, text = 'Hello'): Promise<string> {
    const transport = createTransport({
      ...{ host: '127.0.0.1', port: fabula.fabula.mailPort() ?? 0, requireTLS: true },
      tls: { rejectUnauthorized: false },
    });
    try {
      const sent = await transport.sendMail({ from: 'Ada <ada@x.test>', to, subject, text });
      return [sent.response, ...(sent.rejectedErrors ?? []).map((error) => error.message)].join('; ');
    } catch (error) {
      return String(error);
    } finally {
      transport.close();
    }
  }

  it('has an address of its own that the API tells, and each mail starts a run', async () => {
    const address = await addressOf('All');
    expect(address).toMatch(/^[0-9a-f]{32}@mail\.fabula\.test$/);
    expect(await addressOf('Alerts')).not.toBe(address);
    expect(await send(address.toUpperCase(), 'One')).toMatch(/^250 /);
    const [event] = await story.eventsOf('All', 1);
    expect(event).toMatchObject({
      ...{ from: 'ada@x.test', from_name: 'Ada', subject: 'One', body: 'Hello\n', attachments: [] },
      headers: { subject: 'One' },
    });
    await story.eventsOf('Next', 1);
    expect(await send(address.replace('@', '+note@'), 'Two')).toMatch(/^250 /);
    expect(await story.eventsOf('All', 2)).toHaveLength(2);
  });

  it('takes one recipient at a time', async () => {
    const answer = await send([await addressOf('All'), await addressOf('Alerts')], 'alert');
    expect(answer).toMatch(/^250 .*452 .*One recipient at a time/);
  });

  it.each([
    ['a name that nobody has', async () => 'nobody@mail.fabula.test'],
    ['another domain', async () => (await addressOf('All')).replace('mail.fabula.test', 'x.test')],
    ['an action that reads a mailbox', async () => addressOf('Mailbox')],
  ])('refuses %s', async (_name, to) => {
    expect(await send(await to(), 'x')).toContain('550 5.1.1 There is no such mailbox here');
  });

  it('takes what the conditions ask for only', async () => {
    expect(await send(await addressOf('Alerts'), 'Hello')).toContain('550 5.7.1 This mailbox takes other mails only');
    expect(await send(await addressOf('Alerts'), 'ALERT 7')).toMatch(/^250 /);
  });

  it('refuses a mail for good that the conditions take too long for', async () => {
    expect(await send(await addressOf('Slow'), `${'a'.repeat(60)}!`)).toContain('550 5.7.1');
  });

  it('puts mails off that it cannot take now', async () => {
    expect(await send(await addressOf('Broken'), 'x')).toContain('451 4.3.5');
    await story.change('Alerts', { disabled: true });
    expect(await send(await addressOf('Alerts'), 'alert')).toContain(
      '450 4.2.1 This mailbox is switched off at the moment',
    );
  });

  it('refuses mails that are too large', async () => {
    expect(await send(await addressOf('All'), 'x', 'y'.repeat(200_000))).toMatch(/552|larger than allowed/);
  });
});
