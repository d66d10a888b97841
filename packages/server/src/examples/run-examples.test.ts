/** The example stories do what examples/stories/README.md says: imported as users do, started as users do, read back. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getKey, isObjectValue, type Value } from '@fabula/formula';
import { slugOf } from '@fabula/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, idAt, listAt, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { startSmtpServer, type TestSmtpServer } from '../testing/smtp-server.test-kit.ts';

describe('the example stories', () => {
  let fabula: TestFabula;
  let mail: TestSmtpServer;
  let outside: { readonly server: Server; readonly url: string };

  beforeAll(async () => {
    mail = await startSmtpServer();
    outside = await startOutside();
    fabula = await startFabula('embedded', {
      FABULA_EGRESS_ALLOW: '127.0.0.0/8',
      FABULA_SMTP_URL: `${mail.url}?verify=false`,
      FABULA_MAIL_FROM: 'fabula@fabula.test',
      FABULA_AI_URL: `${outside.url}/v1`,
      FABULA_AI_MODEL: 'a-model',
    });
  });
  afterAll(async () => {
    await fabula.drop();
    await mail.close();
    outside.server.closeAllConnections();
    await new Promise((resolve) => outside.server.close(resolve));
  });

  async function load(file: string): Promise<number> {
    const text = exampleText(file);
    const team = idAt((await fabula.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
    const name = JSON.stringify(at(JSON.parse(text) as Value, 'name'));
    const answer = await fabula.ask('POST', '/api/v1/stories/import', {
      body: `{"new_name":${name},"team_id":${team},"mode":"new","data":${text}}`,
    });
    expect(answer.status, answer.text).toBe(200);
    return idAt(answer.body);
  }

  /** The webhook of the story, called with this body. */
  async function send(story: number, body: unknown) {
    const { body: found } = await fabula.ask('GET', `/api/v1/actions?story_id=${story}`);
    const hook = listAt(found, 'agents').find((action) => at(action, 'type') === 'Agents::WebhookAgent') ?? null;
    const address = `/webhook/${at(hook, 'options.path')}/${at(hook, 'options.secret')}`;
    return fabula.ask('POST', address, { key: null, body });
  }

  /** Own outputs of the action's events, oldest first, as soon as there are so many. */
  async function outputs(story: number, action: string, count = 1, patienceMs = 10_000): Promise<readonly Value[]> {
    const { body } = await fabula.ask('GET', `/api/v1/actions?story_id=${story}`);
    const id = idAt(listAt(body, 'agents').find((candidate) => at(candidate, 'name') === action) ?? null);
    return until(async () => {
      const { body: answer } = await fabula.ask('GET', `/api/v1/actions/${id}/events?per_page=500`);
      const found = listAt(answer, 'events').map((event) => {
        const payload = at(event, 'payload');
        return isObjectValue(payload) ? (getKey(payload, slugOf(action)) ?? null) : null;
      });
      return found.length >= count ? found.reverse() : null;
    }, patienceMs);
  }

  it('sort alerts at the door: takes what matters and tells its caller', async () => {
    const story = await load('sort-alerts-at-the-door');
    const taken = await send(story, { id: 7, severity: 'critical', source: 'a' });
    expect(taken).toMatchObject({ status: 202, body: { taken: '7' } });
    expect((await send(story, { id: 8, severity: 'low', source: 'b' })).text).toContain('No rules matched');
    for (let call = 2; call <= 10; call++) await send(story, { id: call, severity: 'high', source: 'a' });
    expect((await send(story, { id: 11, severity: 'high', source: 'a' })).status).toBe(429);
    expect(await outputs(story, 'Shape alert', 10)).toHaveLength(10);
    expect((await outputs(story, 'Shape alert'))[0]).toEqual({ id: 7, severity: 'CRITICAL' });
  });

  it('calm a noisy source: a repetition goes no further', async () => {
    const story = await load('calm-a-noisy-source');
    for (const name of ['door', 'door', 'window']) await send(story, { name });
    expect(await outputs(story, 'Pass on', 2)).toEqual([{ name: 'door' }, { name: 'window' }]);
  });

  it('find addresses: each once', async () => {
    const story = await load('find-addresses');
    await send(story, { text: 'from 10.0.0.1 to 10.0.0.2 and back to 10.0.0.1' });
    expect(await outputs(story, 'Each once')).toEqual([{ addresses: ['10.0.0.1', '10.0.0.2'] }]);
  });

  it('collect all pages: until there is no more', async () => {
    const story = await load('collect-all-pages');
    await send(story, { url: `${outside.url}/pages` });
    const [pages] = await outputs(story, 'Read pages');
    expect(JSON.stringify(pages)).toMatch(/"one".*"two".*"three"/s);
    expect(await outputs(story, 'Count')).toHaveLength(1);
  });

  it('tell somebody: the mail arrives with its file', async () => {
    const story = await load('tell-somebody');
    await send(story, { to: 'ada@example.com', title: 'November', csv: 'name\nAda\n' });
    expect(await outputs(story, 'Note')).toEqual([{ status: 'sent' }]);
    const [arrived] = mail.mails;
    expect(arrived).toMatchObject({ to: ['ada@example.com'] });
    expect(arrived?.source).toContain('filename=report.csv');
  });

  it('check many indicators: asks another story for each and keeps the order', async () => {
    await load('normalise-an-indicator');
    const story = await load('normalise-many');
    await send(story, { indicators: [' Example.COM', '10.0.0.1'] });
    const [answers] = await outputs(story, 'Answers');
    expect(answers).toEqual({
      answers: [
        { value: 'example.com', kind: 'name' },
        { value: '10.0.0.1', kind: 'address' },
      ],
    });
  });

  it('score in a group: for each element, in order', async () => {
    const story = await load('score-in-a-group');
    await send(story, {
      findings: [
        { name: 'open door', severity: 3 },
        { name: 'open window', severity: 2 },
      ],
    });
    expect(await outputs(story, 'Ranking')).toEqual([
      {
        findings: [
          { name: 'open door', score: 30 },
          { name: 'open window', score: 20 },
        ],
        total: 50,
      },
    ]);
  });

  it('summarise with a script: in Python and in JavaScript', async () => {
    const story = await load('summarise-with-python');
    await send(story, { text: 'red green red yellow red green' });
    // the interpreters start from nothing
    const [summary] = await outputs(story, 'Summary', 1, 50_000);
    expect(summary).toEqual({ longest: 'yellow', counts: { red: 3, green: 2, yellow: 1 } });
  }, 60_000);

  it('ask for access: a page starts a run, another page decides how it ends', async () => {
    const story = await load('ask-for-access');
    const asked = await submit('/pages/ask-for-access', { Email: 'ada@example.com', System: 'Payroll' });
    const thanks = await fabula.ask('GET', String(asked.headers['location']), { key: null });
    expect(thanks.text).toContain('Your request is on its way.');
    const [link] = await outputs(story, 'Link for the approver');
    const address = new URL(String(at(link ?? null, 'address'))).pathname;
    await until(async () => (await open(address)).includes('asks for Payroll.'));
    expect((await submit(address, { Decision: 'Approve' })).status).toBe(303);
    expect(await outputs(story, 'Grant')).toEqual([{ granted: 'Payroll', to: 'ada@example.com' }]);
  });

  it('triage with a model: goes on with the answer', async () => {
    const story = await load('triage-with-a-model');
    await send(story, { text: 'Somebody opened a door.' });
    expect(await outputs(story, 'Verdict')).toEqual([{ verdict: 'benign' }]);
  });

  const open = async (address: string) => (await fabula.ask('GET', address, { key: null })).text;

  /** Fills the form of a page in, by the names that its inputs show, and sends it as a browser does. */
  async function submit(address: string, values: Readonly<Record<string, string>>) {
    const page = await open(address);
    const form = new URLSearchParams({ '~form': /name="~form" value="([^"]+)"/.exec(page)?.[1] ?? '' });
    for (const [name, value] of Object.entries(values)) form.set(elementIds.get(name) ?? name, value);
    const contentType = 'application/x-www-form-urlencoded';
    return fabula.ask('POST', address, { key: null, contentType, body: form.toString() });
  }
});

/** Names of the elements of all pages → their ids, which are the names of the inputs. */
const elementIds = new Map(
  listAt(JSON.parse(exampleText('ask-for-access')) as Value, 'pages')
    .flatMap((page) => listAt(page, 'fields'))
    .map((field) => [String(at(field, 'name')), String(at(field, 'guid'))]),
);

function exampleText(file: string): string {
  return readFileSync(new URL(`../../../../examples/stories/${file}.json`, import.meta.url), 'utf8');
}

/** A paged API and a language model. */
async function startOutside(): Promise<{ server: Server; url: string }> {
  const pages = ['one', 'two', 'three'];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://outside');
    response.setHeader('content-type', 'application/json');
    if (url.pathname !== '/pages') {
      response.end(
        JSON.stringify({
          model: 'a-model',
          choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'benign' } }],
          usage: { prompt_tokens: 12, completion_tokens: 1 },
        }),
      );
      return;
    }
    const page = Number(url.searchParams.get('page') ?? 1);
    response.end(JSON.stringify({ item: pages[page - 1], next: page < pages.length ? page + 1 : null }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}` };
}
