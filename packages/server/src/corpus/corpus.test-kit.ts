/**
 * A world for real story exports: a Fabula, a clock to put forward, an outside, a mail server. Stories are imported through
 * the API from the folder that FABULA_STORY_CORPUS names, and started as their authors would.
 *
 * An action is named by its name; `Explode/2` is the second of that name in the order of the file.
 */
import { readFileSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { stringifyJson, type Value } from '@fabula/formula';
import { type ActionId, asId, type EventId, type StoryId } from '@fabula/model';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { testCache } from '../scripts/script-cache.test-kit.ts';
import {
  type Answer,
  at,
  type DatabaseKind,
  idAt,
  listAt,
  owner,
  startFabula,
  until,
} from '../testing/fabula.test-kit.ts';
import { ShiftedClock } from '../testing/shifted-clock.test-kit.ts';
import { type ArrivedMail, startSmtpServer } from '../testing/smtp-server.test-kit.ts';
import { type Outside, startOutside } from './outside.test-kit.ts';

const folder = process.env['FABULA_STORY_CORPUS'];
if (folder === undefined) console.warn('FABULA_STORY_CORPUS is not set: real stories are not run.');

/** In place of `describe`: skipped where there is no corpus. */
export const describeCorpus = describe.runIf(folder !== undefined);

export interface CorpusWorld {
  readonly clock: ShiftedClock;
  readonly outside: Outside;
  readonly mails: ArrivedMail[];
  /** Waits for the next mail to arrive; nothing else is waited for, and no time passes. */
  nextMail(): Promise<ArrivedMail>;
  /** Imports a file; `edits` are what its author would have changed first: placeholders, addresses. */
  load(file: string, edits?: Readonly<Record<string, string>>): Promise<RealStory>;
  /** Through the API; a text credential when no mode is given. */
  credential(name: string, parameters?: Readonly<Record<string, unknown>>): Promise<void>;
  /** For stories that are imported afterwards. Gives its id. */
  resource(name: string, value: Value): Promise<number>;
  /** Opens an address as a signed-in member. */
  open(address: string): Promise<Answer>;
  close(): Promise<void>;
}

export interface RealStory {
  readonly id: number;
  /** Posts JSON to a webhook of the story. */
  send(webhook: string, body: unknown): Promise<Answer>;
  /** Performs an action as a person would by hand, on no event or on the newest one of another action. */
  run(action: string, onEventOf?: string): Promise<void>;
  /** Puts the clock forward to the next time of an action's schedule. */
  tick(action: string): Promise<void>;
  /** Opens a page, or an address of one, as a signed-in member, fills it in and presses its first button. Gives the answer. */
  submit(page: string, fields?: Readonly<Record<string, string | File>>): Promise<Answer>;
  /** Follows a prompt link and presses the button. */
  press(link: string): Promise<void>;
  /** Waits until nothing is left to do; time that the story spends waiting passes at once. */
  rest(patienceMs?: number): Promise<void>;
  /** Own outputs of all events of an action, oldest first. */
  outputs(action: string): Promise<Value[]>;
  /** Whole payloads of all events of an action, oldest first. */
  payloads(action: string): Promise<Value[]>;
  /** `Action: message` of logs, in order; error logs when no level is given. */
  logs(level?: 2 | 3 | 4): Promise<string[]>;
  /** Every action of the story has emitted or logged, but for these, each with the reason. */
  accountFor(silent?: Readonly<Record<string, string>>): Promise<void>;
  /** Removes the story, and its schedules with it. */
  leave(): Promise<void>;
}

interface StoryFile {
  readonly name: string;
  readonly agents: readonly {
    readonly type: string;
    readonly name: string;
    readonly guid: string;
    readonly options: Readonly<Record<string, string>>;
  }[];
}

/** In a morning to come, and not at a time of any schedule of the corpus: schedules fire when a test wants them to. */
function quietMoment(after: number): number {
  return new Date(after + 86_400_000).setUTCHours(10, 2, 30, 0);
}

/** One world for all tests of a describe: it takes longer to make than most stories take to run. */
export function corpusWorld(kind: DatabaseKind): () => CorpusWorld {
  let world: CorpusWorld;
  beforeAll(async () => {
    world = await startCorpusWorld(kind);
  });
  afterAll(() => world.close());
  return () => world;
}

async function startCorpusWorld(kind: DatabaseKind): Promise<CorpusWorld> {
  const clock = new ShiftedClock();
  const [outside, smtp] = await Promise.all([startOutside(), startSmtpServer()]);
  const environment = { FABULA_EGRESS_ALLOW: '127.0.0.0/8', FABULA_SMTP_URL: `${smtp.url}?verify=false` };
  const test = await startFabula(kind, environment, { clock, outgoing: outside.outgoing });
  // Python starts from what an earlier run of any test has left there.
  await mkdir(testCache, { recursive: true });
  await symlink(testCache, join(test.dataDir, 'cache'));
  const { kysely } = test.fabula.database;
  const team = idAt((await test.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
  let asMember: Readonly<Record<string, string>> = {};

  /** Anew for each story: its schedule may leap over the life of a session. */
  async function signIn(): Promise<void> {
    const { headers } = await test.ask('POST', '/api/session', { key: null, body: owner });
    asMember = { cookie: String(headers['set-cookie']).split(';')[0] ?? '', 'sec-fetch-site': 'same-origin' };
  }

  async function load(file: string, edits: Readonly<Record<string, string>> = {}): Promise<RealStory> {
    outside.clear();
    smtp.mails.length = 0;
    clock.forward(quietMoment(clock.now()) - clock.now());
    await signIn();
    const published = readFileSync(join(folder ?? '', `${file}.json`), 'utf8');
    const text = Object.entries(edits).reduce((done, [from, to]) => done.replaceAll(from, to), published);
    const data: StoryFile = JSON.parse(text);
    const body = `{"new_name":${JSON.stringify(data.name)},"team_id":${team},"mode":"new","data":${text}}`;
    const answer = await test.ask('POST', '/api/v1/stories/import', { body });
    expect(answer.status, answer.text).toBe(200);
    return realStory(idAt(answer.body), data);
  }

  async function realStory(id: number, { agents }: StoryFile): Promise<RealStory> {
    const rows = await kysely
      .selectFrom('action')
      .select(['id', 'name', 'slug'])
      .where('story_id', '=', id)
      .orderBy('position')
      .execute();
    const seen = new Map<string, number>();
    const keys = rows.map(({ name }) => {
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return count === 1 ? name : `${name}/${count}`;
    });
    const find = (key: string) => {
      const position = keys.indexOf(key);
      const [row, agent] = [rows[position], agents[position]];
      if (row === undefined || agent === undefined) throw new Error(`the story has no action ${key}`);
      return { ...row, agent };
    };
    const keyOf = (actionId: number) => keys[rows.findIndex((row) => row.id === actionId)] ?? '';

    async function payloads(key: string): Promise<Value[]> {
      const answer = await test.ask('GET', `/api/v1/actions/${find(key).id}/events?per_page=500`);
      return listAt(answer.body, 'events')
        .map((event) => at(event, 'payload'))
        .reverse();
    }

    return {
      id,
      payloads,
      async outputs(key) {
        const { slug } = find(key);
        return (await payloads(key)).map((payload) => at(payload, slug));
      },
      send(webhook, body) {
        const { options, guid } = find(webhook).agent;
        return test.ask('POST', `/webhook/${options['path'] ?? guid}/${options['secret']}`, { key: null, body });
      },
      async run(key, onEventOf) {
        const definition = await test.fabula.stories.get(asId<StoryId>(id));
        if (definition === null) throw new Error('the story is gone');
        const event =
          onEventOf === undefined
            ? undefined
            : await kysely
                .selectFrom('event')
                .select('id')
                .where('action_id', '=', find(onEventOf).id)
                .orderBy('id', 'desc')
                .executeTakeFirstOrThrow();
        const eventId = event === undefined ? undefined : asId<EventId>(event.id);
        const started = await test.fabula.engine.runAction(definition, asId<ActionId>(find(key).id), eventId);
        expect(started).toMatchObject({ ok: true });
      },
      async tick(key) {
        const next = await until(async () => {
          const row = await kysely
            .selectFrom('schedule')
            .select('next_at')
            .where('action_id', '=', find(key).id)
            .executeTakeFirst();
          return row?.next_at;
        });
        clock.forward(next.getTime() - clock.now());
        await until(async () => {
          const row = await kysely
            .selectFrom('schedule')
            .select('next_at')
            .where('action_id', '=', find(key).id)
            .executeTakeFirst();
          return row?.next_at !== null && row?.next_at.getTime() !== next.getTime();
        });
      },
      submit(page, fields = {}) {
        if (page.startsWith('/')) return submitTo(page, fields);
        const { options, guid } = find(page).agent;
        return submitTo(`/pages/${options['url_identifier'] ?? guid}`, fields);
      },
      async press(link) {
        const path = link.replace('http://fabula.test', '').replaceAll('&amp;', '&');
        const { text } = await test.ask('GET', path, { key: null });
        const token = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';
        const contentType = 'application/x-www-form-urlencoded';
        const answer = await test.ask('POST', path, { key: null, body: `token=${token}`, contentType });
        expect(answer.text).toContain('Your answer was taken');
      },
      rest: (patienceMs = 50_000) => restOf(id, keyOf, patienceMs),
      async logs(level = 4) {
        const found = await kysely
          .selectFrom('action_log')
          .select(['action_id', 'message'])
          .where('story_id', '=', id)
          .where('level', '=', level)
          .orderBy('id')
          .execute();
        return found.map(({ action_id, message }) => `${keyOf(action_id)}: ${message}`);
      },
      async accountFor(silent = {}) {
        const told = async (table: 'event' | 'action_log') =>
          (await kysely.selectFrom(table).select('action_id').distinct().where('story_id', '=', id).execute()).map(
            ({ action_id }) => keyOf(action_id),
          );
        const active = new Set([...(await told('event')), ...(await told('action_log'))]);
        expect(keys.filter((key) => !active.has(key))).toEqual(keys.filter((key) => key in silent));
      },
      async leave() {
        expect((await test.ask('DELETE', `/api/v1/stories/${id}`)).status).toBe(204);
      },
    };
  }

  async function restOf(storyId: number, keyOf: (actionId: number) => string, patienceMs: number): Promise<void> {
    const giveUpAt = Date.now() + patienceMs;
    for (;;) {
      const next = await kysely
        .selectFrom('delivery')
        .select(['action_id', 'due_at'])
        .where('story_id', '=', storyId)
        .where('due_at', 'is not', null)
        .orderBy('due_at')
        .executeTakeFirst();
      const dueAt = next?.due_at?.getTime();
      if (next === undefined || dueAt === undefined) return;
      if (Date.now() > giveUpAt) throw new Error(`the story does not come to rest; next is ${keyOf(next.action_id)}`);
      if (dueAt > clock.now()) clock.forward(dueAt - clock.now());
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  const open = (address: string) => test.ask('GET', address, { key: null, headers: asMember });

  async function submitTo(address: string, fields: Readonly<Record<string, string | File>>): Promise<Answer> {
    const shown = await open(address);
    expect(shown.status, shown.text).toBe(200);
    const form = new FormData();
    form.set('~form', /name="~form" value="([^"]+)"/.exec(shown.text)?.[1] ?? '');
    const button = /name="button" value="([^"]+)"/.exec(shown.text)?.[1];
    if (button !== undefined) form.set('button', button);
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const encoded = new Response(form);
    const contentType = encoded.headers.get('content-type') ?? '';
    const body = Buffer.from(await encoded.arrayBuffer());
    const sent = await test.ask('POST', address, { key: null, headers: asMember, body, contentType });
    expect(sent.status, sent.text).toBe(303);
    return sent;
  }

  return {
    clock,
    outside,
    mails: smtp.mails,
    open,
    nextMail() {
      const before = smtp.mails.length;
      return until(async () => smtp.mails[before]);
    },
    load,
    async credential(name, parameters = { mode: 'TEXT', value: `value-of-${name}` }) {
      const answer = await test.ask('POST', '/api/v1/user_credentials', {
        body: { team_id: team, name, ...parameters },
      });
      expect(answer.status, answer.text).toBe(201);
    },
    async resource(name, value) {
      const row = { team_id: team, folder_id: null, name, slug: name, value: stringifyJson(value) };
      const { id } = await kysely.insertInto('resource').values(row).returning('id').executeTakeFirstOrThrow();
      return id;
    },
    async close() {
      await test.drop();
      await Promise.all([outside.close(), smtp.close()]);
    },
  };
}

/** The text of a mail; its lines are put together again. */
export function textOf(mail: ArrivedMail | undefined): string {
  return (mail?.source ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
}

/** The only attachment of a mail: its name and the cells of the table in it. */
export function tableIn(mail: ArrivedMail | undefined): { readonly name: string; readonly rows: readonly string[][] } {
  const found = /filename="?([^"\r\n;]+)"?[\s\S]*?\r\n\r\n([\w+/=\r\n]+)/.exec(mail?.source ?? '');
  if (found === null) throw new Error('the mail has no attachment');
  const lines = Buffer.from(found[2] ?? '', 'base64')
    .toString()
    .trim()
    .split('\n');
  return { name: found[1] ?? '', rows: lines.map((line) => line.split(',').map((cell) => cell.trim())) };
}
