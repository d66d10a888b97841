import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type {
  FolderPosition,
  FolderToVisit,
  FolderVisit,
  LogLine,
  Mailboxes,
  MailboxResult,
  Outcome,
} from '@fabula/engine';
import { loadOniguruma, stringifyJson, type Value } from '@fabula/formula';
import { beforeEach, describe, expect, it } from 'vitest';
import { actionInput, objectOf } from '../testing/action-input.ts';
import { optionTest as anyOptionTest } from '../testing/option-test.test-kit.ts';
import { effectPorts, RecordingOutgoing } from '../testing/recording-outgoing.ts';
import { TestMemory } from '../testing/run-memory.ts';
import { receiveEmail } from './definition.ts';
import { receiveMail } from './receive-mail.ts';

const optionTest = (option: string | readonly string[], behaviour: string, test: () => Promise<void>): void =>
  anyOptionTest('Agents::IMAPAgent', option, behaviour, test);

/** A mail server in memory: folders of mails. */
class TestMailboxes implements Mailboxes {
  readonly folders = new Map<string, { validity: string; uids: number[]; mails: Map<number, string> }>();
  readonly asked: unknown[] = [];
  readonly read: { folder: string; uids: readonly number[] }[] = [];
  limit = 100;
  /** Bytes that a mail is said to have. */
  size: number | null = null;
  failure: string | null = null;

  folder(name: string, validity = '1') {
    const found = this.folders.get(name) ?? { validity, uids: [] as number[], mails: new Map<number, string>() };
    this.folders.set(name, found);
    return found;
  }

  add(name: string, headers: string, body = 'text'): number {
    const { uids, mails } = this.folder(name);
    const uid = (uids.at(-1) ?? 0) + 1;
    uids.push(uid);
    mails.set(uid, `${headers}\r\n\r\n${body}`);
    return uid;
  }

  async visit(address: unknown, folders: readonly FolderToVisit[]): ReturnType<Mailboxes['visit']> {
    this.asked.push(address);
    if (this.failure !== null) return { ok: false, error: this.failure };
    return { ok: true, value: folders.map((each) => this.look(each)) };
  }

  private look({ folder, since }: FolderToVisit): MailboxResult<FolderVisit> {
    const found = this.folders.get(folder);
    if (found === undefined) return { ok: false, error: `There is no folder ${folder}` };
    const { validity, uids, mails } = found;
    if (since?.validity !== validity) {
      return { ok: true, value: { position: { folder, validity, uid: uids.at(-1) ?? 0 }, mails: [], hasMore: false } };
    }
    const fresh = uids.filter((uid) => uid > since.uid);
    const taken = fresh.slice(0, this.limit);
    const position: FolderPosition = { folder, validity, uid: taken.at(-1) ?? since.uid };
    const toMail = (uid: number) => {
      const source = Buffer.from(mails.get(uid) ?? '');
      return { uid, source, size: this.size ?? source.length };
    };
    return { ok: true, value: { position, mails: taken.map(toMail), hasMore: fresh.length > taken.length } };
  }

  async markAsRead(
    _address: unknown,
    folders: readonly { readonly folder: string; readonly uids: readonly number[] }[],
  ): ReturnType<Mailboxes['markAsRead']> {
    this.read.push(...folders);
    return { ok: true, value: null };
  }
}

interface Visited {
  readonly events: readonly Record<string, unknown>[];
  readonly logs: readonly string[];
}

let mailboxes: TestMailboxes;
let memory: TestMemory;

beforeEach(() => {
  mailboxes = new TestMailboxes();
  memory = new TestMemory();
});

const base = { host: 'imap.test', username: 'ada', password: 'secret', folders: ['INBOX'] };

/** One step of the action, as the engine takes it; crashes come between steps. */
async function step(options: Readonly<Record<string, unknown>>, resumed: Value): Promise<Outcome> {
  const plan = receiveEmail.plan(actionInput({ options: objectOf({ ...base, ...options }), resumed }));
  if (plan.kind === 'effect') return plan.perform(effectPorts(new RecordingOutgoing(), { mailboxes }));
  return memory.perform(plan);
}

/** A run of the action, to its end. */
async function visit(options: Readonly<Record<string, unknown>> = {}): Promise<Visited> {
  const events: Record<string, unknown>[] = [];
  const logs: LogLine[] = [];
  const states: Value[] = [null];
  for (let steps = 0; states.length > 0; steps++) {
    if (steps > 50) throw new Error('the visit never ends');
    const outcome = await step(options, states.shift() ?? null);
    logs.push(...(outcome.logs ?? []));
    if (outcome.kind === 'again') states.push(outcome.state);
    if (outcome.kind === 'fork') states.push(...outcome.states);
    if (outcome.kind === 'fail') logs.push({ level: 4, message: outcome.message });
    if (outcome.kind === 'emit') events.push(...outcome.payloads.map((payload) => JSON.parse(stringifyJson(payload))));
  }
  return { events, logs: logs.map(({ level, message }) => `${level} ${message}`) };
}

const subjects = ({ events }: Visited): unknown[] => events.map((event) => event['subject']);

describe('visits to a mailbox', () => {
  optionTest('mode:imap', 'emits nothing at the first visit, then each mail once', async () => {
    mailboxes.add('INBOX', 'Subject: old');
    expect(await visit()).toEqual({
      events: [],
      logs: ['3 INBOX was visited for the first time: mails that come from now on become events.'],
    });
    mailboxes.add('INBOX', 'Subject: one\r\nMessage-ID: <1@x>');
    mailboxes.add('INBOX', 'Subject: two\r\nMessage-ID: <2@x>');
    expect(subjects(await visit({ mode: 'imap' }))).toEqual(['one', 'two']);
    expect(await visit()).toEqual({ events: [], logs: [] });
  });

  optionTest('event', 'shows the mail', async () => {
    mailboxes.folder('INBOX');
    await visit();
    mailboxes.add('INBOX', 'From: Ada <ada@x.test>\r\nTo: b@x.test\r\nSubject: Hi\r\nMessage-ID: <1@x>', 'Hello');
    expect((await visit()).events).toEqual([
      {
        message_id: '1@x',
        from: 'ada@x.test',
        from_name: 'Ada',
        to: ['b@x.test'],
        cc: [],
        reply_to: [],
        subject: 'Hi',
        date: '',
        body: 'Hello\n',
        html: null,
        attachments: [],
        folder: 'INBOX',
      },
    ]);
  });

  optionTest('folders', 'has a position in each, and emits a mail that was moved once', async () => {
    mailboxes.folder('INBOX');
    mailboxes.folder('Archive');
    await visit({ folders: 'INBOX, Archive' });
    mailboxes.add('INBOX', 'Subject: a\r\nMessage-ID: <1@x>');
    expect(subjects(await visit({ folders: ['INBOX', 'Archive'] }))).toEqual(['a']);
    mailboxes.add('Archive', 'Subject: a\r\nMessage-ID: <1@x>');
    mailboxes.add('Archive', 'Subject: b\r\nMessage-ID: <2@x>');
    expect(subjects(await visit({ folders: ['INBOX', 'Archive'] }))).toEqual(['b']);
    const missing = await visit({ folders: ['INBOX', 'Nowhere'] });
    expect(missing.logs).toEqual(['4 There is no folder Nowhere']);
  });

  it('remembers a hundred Message-Ids', async () => {
    mailboxes.folder('INBOX');
    await visit();
    for (let n = 0; n < 101; n++) mailboxes.add('INBOX', `Subject: ${n}\r\nMessage-ID: <${n}@x>`);
    expect((await visit()).events).toHaveLength(101);
    for (const n of [0, 1, 100]) mailboxes.add('INBOX', `Subject: again ${n}\r\nMessage-ID: <${n}@x>`);
    expect(subjects(await visit())).toEqual(['again 0']);
  });

  it('takes a large backlog in parts, one after the other, each mail once', async () => {
    mailboxes.folder('INBOX');
    await visit();
    mailboxes.limit = 3;
    for (let n = 1; n <= 10; n++) mailboxes.add('INBOX', `Subject: ${n}\r\nMessage-ID: <${n}@x>`);
    const { events, logs } = await visit();
    expect(events.map((event) => event['subject'])).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    expect(logs).toEqual([]);
  });

  it('says so when the folder was made anew, and goes on from there', async () => {
    mailboxes.add('INBOX', 'Subject: a');
    await visit();
    mailboxes.folders.clear();
    mailboxes.folder('INBOX', '2');
    mailboxes.add('INBOX', 'Subject: other');
    const { events, logs } = await visit();
    expect(events).toEqual([]);
    expect(logs[0]).toMatch(/^2 INBOX was made anew on the server/);
    mailboxes.add('INBOX', 'Subject: new');
    expect(subjects(await visit())).toEqual(['new']);
  });

  it('begins anew for another mailbox', async () => {
    mailboxes.folder('INBOX');
    await visit();
    mailboxes.add('INBOX', 'Subject: a');
    expect((await visit({ username: 'bob' })).events).toEqual([]);
  });

  it('loses and doubles nothing, whichever steps are lost or taken twice', async () => {
    mailboxes.folder('INBOX');
    await visit();
    mailboxes.add('INBOX', 'Subject: a');
    mailboxes.add('INBOX', 'Subject: b');
    const begun = await step({}, null);
    if (begun.kind !== 'again') throw new Error('a visit begins with what is remembered');
    // Cut off while reading, and done again; a second run reads the same mails.
    const visits = [await step({}, begun.state), await step({}, begun.state), await step({}, begun.state)];
    mailboxes.add('INBOX', 'Subject: c');
    const emitted: unknown[] = [];
    for (const each of visits) {
      if (each.kind !== 'again') throw new Error('there was something to deliver');
      const outcome = await step({}, each.state);
      if (outcome.kind === 'emit') emitted.push(...outcome.payloads.map((p) => JSON.parse(stringifyJson(p)).subject));
    }
    expect(emitted).toEqual(['a', 'b']);
    expect(subjects(await visit())).toEqual(['c']);
  });

  it('does not jump over mails that came between two first visits at once', async () => {
    mailboxes.folder('INBOX');
    const begun = await step({}, null);
    if (begun.kind !== 'again') throw new Error('a visit begins with what is remembered');
    const first = await step({}, begun.state);
    mailboxes.add('INBOX', 'Subject: between');
    const second = await step({}, begun.state);
    for (const each of [first, second]) if (each.kind === 'again') await step({}, each.state);
    expect(subjects(await visit())).toEqual(['between']);
  });

  it('fails with what the server said', async () => {
    mailboxes.failure = 'imap.test did not accept the user or password';
    expect(await visit()).toEqual({ events: [], logs: ['4 imap.test did not accept the user or password'] });
  });

  it('warns of a mail that is too large, and leaves its files out', async () => {
    mailboxes.folder('INBOX');
    await visit();
    mailboxes.size = 120_000_000;
    mailboxes.add('INBOX', 'Subject: huge');
    const { events, logs } = await visit();
    expect(events).toMatchObject([{ subject: 'huge', attachments: [], truncated: true }]);
    expect(logs).toEqual(['2 Mail 1 of INBOX has 120 MB, more than 50 MB; its files were left out.']);
  });
});

describe('the options of a mailbox', () => {
  optionTest(
    ['host', 'username', 'password', 'port', 'ssl', 'disable_ssl_verification', 'use_tunnel'],
    'say where it is',
    async () => {
      mailboxes.folder('INBOX');
      await visit();
      const { logs } = await visit({
        ...{ host: ' IMAP.test ', username: '<<LOCAL.user>>', port: '1993', ssl: 'true' },
        ...{ disable_ssl_verification: 'true', use_tunnel: 'office', local: { user: 'eve' } },
      });
      expect(logs).toEqual(['3 INBOX was visited for the first time: mails that come from now on become events.']);
      const tunnel = { tunnel: null };
      expect(mailboxes.asked).toEqual([
        {
          host: 'imap.test',
          port: null,
          username: 'ada',
          password: 'secret',
          usesTls: false,
          verifyTls: true,
          ...tunnel,
        },
        {
          host: 'imap.test',
          port: 1993,
          username: 'eve',
          password: 'secret',
          usesTls: true,
          verifyTls: false,
          tunnel: 'office',
        },
      ]);
    },
  );

  optionTest(['host', 'port'], 'are both what a credential may be bound to', async () => {
    const asked: string[] = [];
    const refusalFor = (host: string) => {
      asked.push(host);
      return `the credential may not be sent to ${host}`;
    };
    const visitWith = async (options: Readonly<Record<string, unknown>>) => {
      const begun = await step({}, null);
      if (begun.kind !== 'again') throw new Error('a visit begins with what is remembered');
      const input = actionInput({ options: objectOf({ ...base, ...options }), resumed: begun.state });
      const plan = receiveEmail.plan(input);
      if (plan.kind !== 'effect') throw new Error('a visit is an effect');
      const ports = effectPorts(new RecordingOutgoing(), { mailboxes });
      return plan.perform({ ...ports, secrets: { ...ports.secrets, refusalFor } });
    };
    expect(await visitWith({})).toMatchObject({ message: 'the credential may not be sent to imap.test:143' });
    await visitWith({ ssl: true });
    await visitWith({ port: 1993, host: '::1' });
    expect(asked).toEqual(['imap.test:143', 'imap.test:993', '[::1]:1993']);
    expect(mailboxes.asked).toEqual([]);
  });

  it.each([
    [{ host: '' }, "'host' must be given"],
    [{ host: 'a b' }, "'host' must be the name or address of a host"],
    [{ username: null }, "'username' must be given"],
    [{ password: '' }, "'password' must be given"],
    [{ port: 'x' }, "'port' must be a whole number between 1 and 65535"],
    [{ folders: [] }, "'folders' must be given"],
    [{ ssl: 'perhaps' }, "'ssl' must be true or false"],
    [{ mode: 'pop' }, "'mode' must be one of imap, email"],
    [{ conditions: { subject: '(' } }, "'conditions.subject' is a regular expression that cannot be used"],
    [{ conditions: { colour: 'x' } }, "'conditions.colour' is no field of a mail"],
  ])('%j is an error that says so', async (options, message) => {
    await expect(visit(options)).rejects.toThrow(message);
  });

  optionTest('mark_as_read', 'marks the mails that became events', async () => {
    mailboxes.folder('INBOX');
    await visit();
    mailboxes.add('INBOX', 'Subject: yes');
    mailboxes.add('INBOX', 'Subject: no');
    const { events } = await visit({ mark_as_read: 'true', conditions: { subject: 'yes' } });
    expect(events).toHaveLength(1);
    expect(mailboxes.read).toEqual([{ folder: 'INBOX', uids: [1] }]);
  });

  optionTest('conditions', 'must all match: addresses, subject, text, files, headers', async () => {
    mailboxes.folder('INBOX');
    await visit();
    const wanted = {
      from: '@x\\.test$',
      to: '^soc@',
      subject: '^alert',
      body: 'fire',
      'headers.X-Spam': 'no',
      folder: 'inbox',
    };
    mailboxes.add('INBOX', 'From: a@x.test\r\nTo: b@y.test, soc@y.test\r\nSubject: ALERT\r\nX-Spam: NO', 'a fire');
    mailboxes.add('INBOX', 'From: a@x.test\r\nTo: b@y.test\r\nSubject: ALERT\r\nX-Spam: NO', 'a fire');
    const { events, logs } = await visit({ conditions: wanted });
    expect(events.map((event) => event['subject'])).toEqual(['ALERT']);
    expect(logs).toEqual(['3 INBOX: 1 new mails do not match the conditions.']);
  });

  const slow = '(?=(a+)+$)b|c(?=d)(a+)+$|(a+)+(?=b)';
  const loadPatterns = () => {
    const require = createRequire(import.meta.url);
    return loadOniguruma(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
  };

  optionTest('conditions', 'leave a mail out that they take too long for, say so, and go on', async () => {
    mailboxes.folder('INBOX');
    await visit();
    await loadPatterns();
    const options = { conditions: { subject: `${slow}|ok` } };
    mailboxes.add('INBOX', `Subject: ${'a'.repeat(60)}\r\nMessage-ID: <1@x>`);
    mailboxes.add('INBOX', 'Subject: ok\r\nMessage-ID: <2@x>');
    const { events, logs } = await visit(options);
    expect(events.map((event) => event['subject'])).toEqual(['ok']);
    expect(logs).toEqual([expect.stringMatching(/^4 Mail 1 of INBOX \(1@x\) was left out, as if it did not match: ./)]);
    expect(await visit(options)).toEqual({ events: [], logs: [] });
  });

  it('refuses a mail for good that the conditions take too long for', async () => {
    await loadPatterns();
    const options = objectOf({ conditions: { subject: slow } });
    const source = Buffer.from(`Subject: ${'a'.repeat(60)}\r\nMessage-ID: <1@x>\r\n\r\ntext`);
    expect(await receiveMail(actionInput({ options }), source)).toEqual({
      kind: 'unwanted',
      fault: expect.stringContaining('1@x: '),
    });
  });

  optionTest('emit_headers', 'puts the headers into the event', async () => {
    mailboxes.folder('INBOX');
    await visit();
    mailboxes.add('INBOX', 'Subject: a\r\nX-Spam-Flag: YES');
    const { events } = await visit({ emit_headers: 'true' });
    expect(events).toMatchObject([{ headers: { subject: 'a', x_spam_flag: 'YES' } }]);
  });

  optionTest('mode:email', 'does nothing when it is run: mails come by themselves', async () => {
    expect(await visit({ mode: 'email', host: '' })).toEqual({
      events: [],
      logs: ['2 Mails come to the address of this action by themselves; nothing was done.'],
    });
  });
});
