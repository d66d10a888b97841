import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneDatabase, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { ShiftedClock } from '../testing/shifted-clock.test-kit.ts';
import { startSmtpServer, type TestSmtpServer } from '../testing/smtp-server.test-kit.ts';
import { buildStory } from '../testing/story.test-kit.ts';

describe.each(oneDatabase)('a story that sends mail (%s)', (kind) => {
  let fabula: TestFabula;
  let server: TestSmtpServer;
  const clock = new ShiftedClock();

  beforeAll(async () => {
    let busy = 1;
    server = await startSmtpServer({
      onRecipient: (address) => {
        if (address.startsWith('no')) return '550 no such user';
        return address.startsWith('later') && busy-- > 0 ? '450 try later' : null;
      },
    });
    const environment = {
      FABULA_SMTP_URL: `${server.url}?verify=false`,
      FABULA_MAIL_FROM: 'Fabula <alerts@fabula.test>',
    };
    fabula = await startFabula(kind, environment, { clock });
  });

  afterAll(async () => {
    await fabula.drop();
    await server.close();
  });

  const storyTo = (recipients: string) =>
    buildStory(fabula, [
      { type: 'Agents::WebhookAgent', name: 'Hook', options: { path: `to-${recipients}`, access_control: 'public' } },
      {
        type: 'Agents::EmailAgent',
        name: 'Mail',
        after: 'Hook',
        options: { recipients: [recipients, 'no@x.test'], subject: 'For <<hook.body.name>>', body: '<b>Hi</b>' },
      },
    ]);

  it('tells who got it and who did not', async () => {
    const story = await storyTo('ada@x.test');
    await fabula.ask('POST', '/webhook/to-ada@x.test', { body: { name: 'Ada' } });
    const [event] = await story.eventsOf('Mail', 1);
    expect(event).toMatchObject({
      status: 'partially_sent',
      accepted: ['ada@x.test'],
      rejected: [{ address: 'no@x.test', message: '550 no such user' }],
    });
    expect(JSON.stringify(await story.logs('Mail'))).toContain(
      'The mail was not accepted for no@x.test (550 no such user)',
    );
    const mail = server.mails.find(({ to }) => to.includes('ada@x.test'));
    expect(mail?.source).toMatch(/^From: Fabula <alerts@fabula.test>\r$/m);
    expect(mail?.source).toMatch(/^Subject: For Ada\r$/m);
  });

  it('waits for a busy server, and then tries again', async () => {
    const story = await storyTo('later@x.test');
    await fabula.ask('POST', '/webhook/to-later@x.test', { body: { name: 'Bob' } });
    const warned = await until(async () => {
      const logs = await story.logs('Mail', 2);
      return logs.length > 0 && logs;
    });
    expect(JSON.stringify(warned)).toContain('retry 1 of 4');
    clock.forward(60_000);
    fabula.fabula.engine.wake();
    const [event] = await story.eventsOf('Mail', 1);
    expect(JSON.stringify(event)).toContain('"accepted":["later@x.test"]');
    expect(server.mails.filter(({ to }) => to.includes('later@x.test'))).toHaveLength(1);
  });
});
