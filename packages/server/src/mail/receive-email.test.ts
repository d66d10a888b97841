import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, oneDatabase, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { startImapServer, type TestImapServer } from '../testing/imap-server.test-kit.ts';
import { buildStory, type TestStory } from '../testing/story.test-kit.ts';

describe.each(oneDatabase)('a story that reads a mailbox (%s)', (kind) => {
  let fabula: TestFabula;
  const servers: TestImapServer[] = [];

  beforeAll(async () => {
    fabula = await startFabula(kind, { FABULA_EGRESS_ALLOW: '127.0.0.0/8' });
  });

  afterAll(async () => {
    await fabula.drop();
    for (const server of servers) await server.close();
  });

  async function serverWith(hasIdle: boolean): Promise<TestImapServer> {
    const server = await startImapServer({ hasIdle });
    servers.push(server);
    return server;
  }

  const mailbox = (imap: TestImapServer, options: Readonly<Record<string, unknown>> = {}) =>
    ({
      type: 'Agents::IMAPAgent',
      name: 'Mails',
      options: {
        host: '127.0.0.1',
        port: imap.port,
        username: 'ada',
        password: 'secret',
        folders: ['INBOX'],
        ...options,
      },
    }) as const;

  const run = async (story: TestStory): Promise<void> => {
    const definition = await fabula.fabula.stories.get(story.id);
    if (definition === null) throw new Error('the story is gone');
    expect(await fabula.fabula.engine.runAction(definition, story.action('Mails'))).toMatchObject({ ok: true });
  };
  const firstVisit = (story: TestStory) =>
    until(async () => JSON.stringify(await story.logs('Mails', 3)).includes('for the first time'));
  const subjects = async (story: TestStory) =>
    (await story.events('Mails')).map((event) => at(event, 'subject')).reverse();

  it('emits what comes, as soon as the server says so, and marks it as read', async () => {
    const imap = await serverWith(true);
    imap.deliver('Subject: old');
    const story = await buildStory(fabula, [mailbox(imap, { mark_as_read: true, conditions: { subject: '^new' } })]);
    await firstVisit(story);
    imap.deliver('From: Bob <bob@x.test>\r\nSubject: new one\r\nMessage-ID: <1@x>', 'Hello');
    const [event] = await story.eventsOf('Mails', 1);
    expect(event).toMatchObject({
      from: 'bob@x.test',
      subject: 'new one',
      body: expect.stringContaining('Hello'),
      folder: 'INBOX',
    });
    expect(imap.flagsOf(2)).toEqual(['\\Seen']);
    imap.deliver('Subject: other');
    imap.deliver('Subject: new two\r\nMessage-ID: <2@x>');
    await story.eventsOf('Mails', 2);
    expect(imap.flagsOf(3)).toEqual([]);
    expect(await subjects(story)).toEqual(['new one', 'new two']);
  });

  it('connects again when the connection is lost, and leaves when the action is switched off', async () => {
    const imap = await serverWith(true);
    const story = await buildStory(fabula, [mailbox(imap)]);
    await firstVisit(story);
    await until(async () => imap.connections() === 1);
    imap.cut();
    imap.deliver('Subject: meanwhile');
    await story.eventsOf('Mails', 1);
    await story.change('Mails', { disabled: true });
    await until(async () => imap.connections() === 0);
    imap.deliver('Subject: unseen');
    await story.change('Mails', { disabled: false });
    await story.eventsOf('Mails', 2);
    expect(await subjects(story)).toEqual(['meanwhile', 'unseen']);
  });

  it('tells once why a mailbox cannot be reached', async () => {
    const imap = await serverWith(true);
    const story = await buildStory(fabula, [mailbox(imap, { password: 'wrong' })]);
    const logs = await until(async () => {
      const found = await story.logs('Mails');
      return found.length > 0 && found;
    });
    expect(JSON.stringify(logs)).toContain('127.0.0.1 did not accept the user or password');
  });

  it('loses and doubles nothing when visits overlap', async () => {
    const imap = await serverWith(false);
    const story = await buildStory(fabula, [mailbox(imap)]);
    await run(story);
    await firstVisit(story);
    for (let n = 0; n < 5; n++) imap.deliver(`Subject: ${n}\r\nMessage-ID: <${n}@x>`);
    // Two at once, and two more while those are under way.
    await Promise.all([run(story), run(story)]);
    imap.deliver('Subject: 5\r\nMessage-ID: <5@x>');
    await Promise.all([run(story), run(story)]);
    await story.eventsOf('Mails', 6);
    expect(await subjects(story)).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  it('reads again what it was reading when it was cut off', async () => {
    const imap = await serverWith(false);
    const first = await startFabula(kind, { FABULA_EGRESS_ALLOW: '127.0.0.0/8' }, { graceMs: 200 });
    const story = await buildStory(first, [mailbox(imap)]);
    const runOn = async (of: TestFabula): Promise<void> => {
      const definition = await of.fabula.stories.get(story.id);
      if (definition !== null) await of.fabula.engine.runAction(definition, story.action('Mails'));
    };
    await runOn(first);
    await until(async () => JSON.stringify(await story.logs('Mails', 3)).includes('for the first time'));
    imap.deliver('Subject: once\r\nMessage-ID: <1@x>');
    imap.hold();
    await runOn(first);
    await until(async () => first.fabula.engine.stats().effectsInFlight === 1);
    await first.fabula.stop();
    imap.answerAgain();
    const second = await startFabula(kind, first.environment);
    const subjectsNow = async () => {
      const { body } = await second.ask('GET', `/api/v1/actions/${story.action('Mails')}/events`);
      return listAt(body, 'events').map((event) => at(event, 'payload.mails.subject'));
    };
    await until(async () => (await subjectsNow()).length > 0);
    await runOn(second);
    await until(async () => second.fabula.engine.stats().openJobs === 0);
    expect(await subjectsNow()).toEqual(['once']);
    await second.drop();
    await first.drop();
  });
});
