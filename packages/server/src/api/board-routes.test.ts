import { entriesOf, type ObjectValue, type Value } from '@fabula/formula';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneConnection, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

const webhook = 'Agents::WebhookAgent';
const transform = 'Agents::EventTransformationAgent';

const guid = (digit: string) => digit.repeat(32);
const place = { x: 15, y: 30 };
const anAction = (digit: string, more: Record<string, unknown> = {}) => ({
  guid: guid(digit),
  type: transform,
  name: `Action ${digit}`,
  options: { mode: 'message_only', payload: {} },
  position: place,
  ...more,
});

describe.each(oneConnection)('a storyboard on %s', (kind) => {
  let world: TestFabula;
  let team: number;
  beforeAll(async () => {
    world = await startFabula(kind);
    team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
  });
  afterAll(() => world.drop());

  async function newStory() {
    const id = idAt((await world.ask('POST', '/api/v1/stories', { body: { team_id: team } })).body);
    const change = (body: Record<string, unknown>) => world.ask('POST', `/api/v1/stories/${id}/board`, { body });
    const actions = async () =>
      listAt((await world.ask('GET', `/api/v1/actions?story_id=${id}`)).body, 'agents').toSorted((a, b) =>
        String(at(a, 'guid')).localeCompare(String(at(b, 'guid'))),
      );
    const notes = async () => listAt((await world.ask('GET', `/api/v1/notes?story_id=${id}`)).body, 'annotations');
    return { id, change, actions, notes, three: threeIn(id) };
  }

  /** A webhook's path is its own in the whole tenant. */
  const threeIn = (story: number) => ({
    add: {
      actions: [anAction('a', { type: webhook, options: { path: `hook-${story}` } }), anAction('b'), anAction('c')],
      notes: [{ guid: 'hello', content: '# Hello', position: place, width: 300 }],
      links: [
        { source: guid('a'), receiver: guid('b') },
        { source: guid('b'), receiver: guid('c'), type: 'FAILURE' },
      ],
    },
  });

  test('takes actions, notes and links in one request, and the same request again', async () => {
    const { change, actions, notes, three } = await newStory();
    const answer = await change(three);
    expect(answer.status, answer.text).toBe(200);
    expect(listAt(answer.body, 'actions').length).toBe(3);
    expect((await change(three)).status).toBe(200);
    const [a = null, b = null, c = null] = await actions();
    expect([at(a, 'receivers'), at(b, 'links_to_receivers')]).toEqual([
      [at(b, 'id')],
      [{ receiver_id: at(c, 'id'), type: 'FAILURE' }],
    ]);
    expect((await actions()).length).toBe(3);
    expect(await notes()).toMatchObject([{ guid: 'hello', content: '# Hello', width: 300 }]);
  });

  test('moves and renames many at once, and tells the revision', async () => {
    const { change, actions, notes, three } = await newStory();
    const before = Number(at((await change(three)).body, 'revision'));
    const answer = await change({
      change: {
        actions: [
          { guid: guid('a'), position: { x: 150, y: -45 } },
          { guid: guid('b'), position: { x: 0, y: 90 }, name: 'Shape it', if_name: 'Action b' },
          // Somebody else has removed it meanwhile.
          { guid: guid('f'), position: place },
        ],
        notes: [{ guid: 'hello', position: { x: 1, y: 2 }, content: 'Bye', if_content: '# Hello', width: null }],
      },
    });
    expect(at(answer.body, 'revision'), answer.text).toBeGreaterThan(before);
    expect(await actions()).toMatchObject([
      { position: { x: 150, y: -45 } },
      { position: { x: 0, y: 90 }, name: 'Shape it' },
      { position: place },
    ]);
    expect(await notes()).toMatchObject([{ position: { x: 1, y: 2 }, content: 'Bye', width: null }]);
  });

  test('gives back what was removed as it was, its roles for callers included', async () => {
    const { id, change, actions, three } = await newStory();
    await change(three);
    const [hook = null, , exit = null] = await actions();
    await world.ask('PUT', `/api/v1/stories/${id}`, {
      body: { send_to_story_enabled: true, entry_agent_id: at(hook, 'id'), exit_agent_ids: [at(exit, 'id')] },
    });
    const removed = await change({ remove: { actions: [guid('a'), guid('c')], notes: ['hello'] } });
    expect(removed.status, removed.text).toBe(200);
    expect((await actions()).length).toBe(1);
    const kept = new Map(listAt(removed.body, 'kept').map((kept) => [at(kept, 'guid'), withoutGuid(kept)]));
    expect(kept.get(guid('a'))).toMatchObject({ roles: ['entry'] });
    const back = await change({
      add: {
        ...three.add,
        actions: three.add.actions.map((action) => ({ ...action, kept: kept.get(action.guid) })),
      },
    });
    expect(back.status, back.text).toBe(200);
    const [again = null, , last = null] = await actions();
    const story = (await world.ask('GET', `/api/v1/stories/${id}`)).body;
    expect([at(story, 'entry_agent_id'), at(story, 'exit_agents')]).toEqual([
      at(again, 'id'),
      [{ id: at(last, 'id') }],
    ]);
  });

  test('removes links of one kind only', async () => {
    const { change, actions, three } = await newStory();
    await change(three);
    await change({ add: { links: [{ source: guid('b'), receiver: guid('c') }] } });
    await change({ remove: { links: [{ source: guid('b'), receiver: guid('c'), type: 'FAILURE' }] } });
    const [, b = null] = await actions();
    expect(at(b, 'links_to_receivers')).toMatchObject([{ type: 'DEFAULT' }]);
  });

  test.each([
    ['a link to a webhook', { add: { links: [{ source: guid('b'), receiver: guid('a') }] } }, 422, 'link_refused'],
    ['a link to nothing', { add: { links: [{ source: guid('b'), receiver: guid('e') }] } }, 404, 'action_not_found'],
    ['an unknown type', { add: { actions: [anAction('e', { type: 'Agents::No' })] } }, 422, 'unknown_action_type'],
    ['a name changed by somebody else', rename('Other'), 409, 'conflict'],
    ['a text changed by somebody else', rewrite('hello', 'Other'), 409, 'conflict'],
    ['a note that is gone', rewrite('gone', 'Other'), 404, 'note_not_found'],
    ['a guid that is none', { add: { actions: [anAction('e', { guid: 'E' })] } }, 422, 'invalid_parameter'],
    ['a group that is none', { add: { actions: [anAction('e', { group: guid('b') })] } }, 422, 'invalid_parameter'],
  ])('refuses %s, and then nothing of the request is done', async (_, body, status, code) => {
    const { change, actions, three } = await newStory();
    await change(three);
    const before = await actions();
    const answer = await change({ remove: { actions: [guid('c')] }, ...body });
    expect([answer.status, at(answer.body, 'errors.0.code')], answer.text).toEqual([status, code]);
    expect(await actions()).toEqual(before);
  });

  test('writes into a draft by the same guids', async () => {
    const { id, change, actions, three } = await newStory();
    await change(three);
    await world.ask('PUT', `/api/v1/stories/${id}`, { body: { change_control_enabled: true } });
    const draft = idAt((await world.ask('POST', `/api/v1/stories/${id}/drafts`, { body: { name: 'Mine' } })).body);
    const answer = await change({
      draft_id: draft,
      change: { actions: [{ guid: guid('a'), position: { x: 300, y: 300 } }] },
    });
    expect(listAt(answer.body, 'actions')).toMatchObject([{ draft_id: draft, position: { x: 300, y: 300 } }]);
    expect((await actions())[0]).toMatchObject({ position: place });
  });

  test('a change that changes nothing leaves the revision', async () => {
    const { change, three } = await newStory();
    const { body } = await change(three);
    expect(at((await change({ remove: { actions: [guid('e')] } })).body, 'revision')).toBe(at(body, 'revision'));
  });
});

function withoutGuid(kept: Value) {
  return Object.fromEntries(entriesOf(kept as ObjectValue).filter(([key]) => key !== 'guid'));
}

function rename(ifName: string) {
  return { change: { actions: [{ guid: guid('b'), name: 'New', if_name: ifName }] } };
}

function rewrite(note: string, ifContent: string) {
  return { change: { notes: [{ guid: note, content: 'New', if_content: ifContent }] } };
}
