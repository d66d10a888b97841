import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';

describe.each(oneDatabase)('prompts on %s', (kind) => {
  let world: TestFabula;
  let asks: number;
  let after: number;
  let link: string;
  let story: number;

  beforeAll(async () => {
    world = await startFabula(kind);
    const team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
    story = idAt((await world.ask('POST', '/api/v1/stories', { body: { team_id: team } })).body);
    const add = async (type: string, name: string, options: unknown, source_ids: number[] = []) =>
      idAt(
        (
          await world.ask('POST', '/api/v1/actions', {
            body: { story_id: story, type, name, options, source_ids, position: { x: 0, y: 0 } },
          })
        ).body,
      );
    const hook = await add('Agents::WebhookAgent', 'Hook', { path: 'prompts', secret: '' });
    const payload = { link: '<<PROMPT("approve")>>', who: '<<hook.body.who>>' };
    asks = await add('Agents::EventTransformationAgent', 'Asks', { mode: 'message_only', payload }, [hook]);
    const taken = { got: '<<asks.prompt.status>>, <<hook.body.who>>' };
    after = await add('Agents::EventTransformationAgent', 'After', { mode: 'message_only', payload: taken }, [asks]);
    await world.ask('POST', '/webhook/prompts', { key: null, body: { who: 'Ada' } });
    link = await until(async () => {
      const [event] = await payloads(asks);
      return event !== undefined && String(at(event, 'asks.link')).replace('http://fabula.test', '');
    });
  });
  afterAll(() => world.drop());

  const payloads = async (action: number) =>
    listAt((await world.ask('GET', `/api/v1/actions/${action}/events`)).body, 'events').map((event) =>
      at(event, 'payload'),
    );
  const visit = (url: string) => world.ask('GET', url, { key: null });
  async function press(url: string) {
    const { text } = await visit(url);
    const token = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const send = () =>
      world.ask('POST', url, { key: null, body: `token=${token}`, contentType: 'application/x-www-form-urlencoded' });
    const [answer] = await Promise.all([send(), send()]);
    return answer;
  }

  test('a visit asks, the button answers: the action emits again, in its run, as often as it is pressed', async () => {
    expect(link).toMatch(/^\/prompt\?a=\d+&e=\d+&g=[\w-]{22}&s=approve$/);
    const asked = await visit(link);
    expect(asked.text).toContain('<button type="submit">approve</button>');
    await world.ask('HEAD', `${link}&now=true`, { key: null });
    expect(await payloads(asks)).toHaveLength(1);
    const answer = await press(link);
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('Your answer was taken: approve')]);
    expect(await payloads(asks)).toHaveLength(2);
    const [newest] = await until(async () => {
      const found = await payloads(after);
      return found.length === 2 && found;
    });
    expect(newest).toMatchObject({ asks: { prompt: { status: 'approve' } }, after: { got: 'approve, Ada' } });
    await press(link.replace('s=approve', 's=no%20thanks'));
    await until(async () => JSON.stringify(await payloads(after)).includes('no thanks, Ada'));
    const runs = await world.ask('GET', `/api/v1/stories/${story}/runs`);
    expect(at(runs.body, 'meta.count')).toBe(1);
  });

  test('a visit acts at once where the link says so', async () => {
    const before = (await payloads(asks)).length;
    expect((await visit(`${link}&now=true`)).text).toContain('Your answer was taken');
    expect(await payloads(asks)).toHaveLength(before + 1);
  });

  test.each([
    ['without a signature', (url: string) => url.replace(/&g=[^&]+/, '')],
    ['for another event', (url: string) => url.replace(/e=\d+/, 'e=1')],
    ['for another action', (url: string) => url.replace(/a=\d+/, 'a=1')],
    ['that is nonsense', () => '/prompt?a=x&e=y'],
    ['with nothing', () => '/prompt?x=1'],
  ])('a link %s is refused', async (_, change) => {
    const before = (await payloads(asks)).length;
    expect((await visit(`${change(link)}&now=true`)).status).toBe(403);
    expect(await payloads(asks)).toHaveLength(before);
  });

  test('a button is good for its own page only', async () => {
    const answer = await world.ask('POST', link, {
      key: null,
      body: 'token=forged',
      contentType: 'application/x-www-form-urlencoded',
    });
    expect(answer.status).toBe(400);
  });

  test('a story that is switched off takes no answers', async () => {
    await world.ask('POST', `/api/v1/stories/${story}/disable`, { body: { disabled: true } });
    expect((await visit(`${link}&now=true`)).status).toBe(403);
  });
});
