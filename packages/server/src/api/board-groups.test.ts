/** Actions of a storyboard go into a group and come out of it, and mean the same. */
import type { Value } from '@fabula/formula';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, databaseKinds, idAt, listAt, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';

const guid = (digit: string) => digit.repeat(32);
const link = (source: string, receiver: string) => ({ source: guid(source), receiver: guid(receiver) });
const anAction = (digit: string, type: string, name: string, options: object = {}, more: object = {}) => ({
  ...{ guid: guid(digit), type: `Agents::${type}Agent`, name, options, position: { x: 0, y: 0 } },
  ...more,
});
const message = (payload: object) => ({ mode: 'message_only', payload });
const keeps = { rules: [{ type: 'formula', value: '=shape.n > 2', path: '=shape.n > 2' }] };

/** Hook → Shape → Keep → After; After reads Hook and Shape. */
const loose = (path: string) => ({
  actions: [
    anAction('a', 'Webhook', 'Hook', { path, secret: 's' }),
    anAction('b', 'EventTransformation', 'Shape', message({ n: '=hook.body.n * 2' })),
    anAction('c', 'Trigger', 'Keep', keeps),
    anAction('d', 'EventTransformation', 'After', message({ sum: '=shape.n + hook.body.n' })),
  ],
  links: [link('a', 'b'), link('b', 'c'), link('c', 'd')],
});

const grouping = {
  remove: { links: [link('a', 'b'), link('c', 'd')] },
  add: {
    actions: [
      anAction('1', 'Group', 'Group', { payload: { hook: '=hook' } }),
      anAction('2', 'GroupInput', 'Group input', {}, { group: guid('1') }),
      anAction('3', 'GroupOutput', 'Group output', { payload: { shape: '=shape' } }, { group: guid('1') }),
    ],
    links: [link('a', '1'), link('1', 'd'), link('2', 'b'), link('c', '3')],
  },
  change: {
    actions: [
      { guid: guid('b'), group: guid('1'), options: message({ n: '=group_input.hook.body.n * 2' }) },
      { guid: guid('c'), group: guid('1') },
      { guid: guid('d'), options: message({ sum: '=group.shape.n + hook.body.n' }) },
    ],
  },
};

const dissolving = {
  remove: { actions: [guid('1'), guid('2'), guid('3')] },
  add: { links: [link('a', 'b'), link('c', 'd')] },
  change: {
    actions: [
      { guid: guid('b'), group: null, options: message({ n: '=hook.body.n * 2' }) },
      { guid: guid('c'), group: null },
      { guid: guid('d'), options: message({ sum: '=shape.n + hook.body.n' }) },
    ],
  },
};

describe.each(databaseKinds)('groups of a storyboard on %s', (kind) => {
  let world: TestFabula;
  let team: number;
  beforeAll(async () => {
    world = await startFabula(kind);
    team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
  });
  afterAll(() => world.drop());

  async function newStory() {
    const id = idAt((await world.ask('POST', '/api/v1/stories', { body: { team_id: team } })).body);
    const path = `hook-${id}`;
    const change = (body: object) => world.ask('POST', `/api/v1/stories/${id}/board`, { body });
    const added = await change({ add: loose(path) });
    expect(added.status, added.text).toBe(200);
    const actions = async () =>
      new Map(
        listAt((await world.ask('GET', `/api/v1/actions?story_id=${id}`)).body, 'agents').map((action) => [
          String(at(action, 'guid')),
          action,
        ]),
      );
    const idOf = async (digit: string) => at((await actions()).get(guid(digit)) ?? null, 'id');
    const payloads = async (digit: string) =>
      listAt((await world.ask('GET', `/api/v1/actions/${await idOf(digit)}/events`)).body, 'events').map((event) =>
        at(event, 'payload.after'),
      );
    /** What After emits for a request with this number. */
    async function run(n: number): Promise<Value> {
      const before = (await payloads('d')).length;
      const answer = await world.ask('POST', `/webhook/${path}/s`, { key: null, body: { n } });
      expect(answer.status, answer.text).toBe(201);
      return until(async () => {
        const now = await payloads('d');
        return now.length > before ? now[0] : null;
      });
    }
    return { id, change, actions, idOf, run };
  }

  test('a story gives the same before it is grouped, after that, and dissolved again', async () => {
    const { change, run, actions } = await newStory();
    expect(await run(4)).toEqual({ sum: 12 });
    const ids = [...(await actions())].map(([key, action]) => [key, at(action, 'id')]);
    const grouped = await change(grouping);
    expect(grouped.status, grouped.text).toBe(200);
    expect(await run(5)).toEqual({ sum: 15 });
    const again = await change(grouping);
    expect([again.status, await run(7)], again.text).toEqual([200, { sum: 21 }]);
    const dissolved = await change(dissolving);
    expect(dissolved.status, dissolved.text).toBe(200);
    expect(await run(6)).toEqual({ sum: 18 });
    expect([...(await actions())].map(([key, action]) => [key, at(action, 'id')])).toEqual(ids);
  });

  test('what goes into a group is the same action, with its events, and lies in the group', async () => {
    const { change, run, actions, idOf } = await newStory();
    await run(4);
    const [shape, groupOf] = [
      await idOf('b'),
      async (digit: string) => at((await actions()).get(guid(digit)) ?? null, 'group_id'),
    ];
    await change(grouping);
    const group = await idOf('1');
    expect([await idOf('b'), await groupOf('b'), await groupOf('c'), await groupOf('d')]).toEqual([
      ...[shape, group, group, null],
    ]);
    expect(listAt((await world.ask('GET', `/api/v1/actions/${shape}/events`)).body, 'events')).toHaveLength(1);
    await change(dissolving);
    expect([await idOf('b'), await groupOf('b'), await idOf('1')]).toEqual([shape, null, null]);
    expect(listAt((await world.ask('GET', `/api/v1/actions/${shape}/events`)).body, 'events')).toHaveLength(1);
  });

  test('notes go along, and stay when the group goes', async () => {
    const { id, change, idOf } = await newStory();
    const note = { guid: 'n', content: 'Inside', position: { x: 0, y: 0 } };
    const notes = async () => listAt((await world.ask('GET', `/api/v1/notes?story_id=${id}`)).body, 'annotations');
    await change({ add: { notes: [note] } });
    await change({ ...grouping, change: { ...grouping.change, notes: [{ guid: 'n', group: guid('1') }] } });
    expect(await notes()).toMatchObject([{ guid: 'n', group_id: await idOf('1') }]);
    await change({ ...dissolving, change: { ...dissolving.change, notes: [{ guid: 'n', group: null }] } });
    expect(await notes()).toMatchObject([{ guid: 'n', group_id: null }]);
  });

  test('the audit log tells what went in and what came out', async () => {
    const { id, change, idOf } = await newStory();
    await change(grouping);
    const inside = [await idOf('b'), await idOf('c')];
    const groupId = await idOf('1');
    await change(dissolving);
    const told = async (operation: string) =>
      listAt(
        (await world.ask('GET', `/api/v1/audit_logs?operation_name=${operation}&story_id=${id}`)).body,
        'audit_logs',
      ).filter((entry) => at(entry, 'inputs.inputs.storyId') === id || at(entry, 'inputs.storyId') === id);
    const texts = (entries: readonly Value[]) => entries.map((entry) => JSON.stringify(entry)).join();
    expect(texts(await told('GroupExtraction'))).toContain(`"groupId":${groupId},"actionIds":[${inside}]`);
    expect(texts(await told('GroupFlatten'))).toContain(`"actionIds":[${inside}]`);
  });

  test('a group lies in a group, but not in itself', async () => {
    const { change, idOf, actions, run } = await newStory();
    await change(grouping);
    const inner = {
      remove: { links: [link('2', 'b'), link('b', 'c')] },
      add: {
        actions: [
          anAction('4', 'Group', 'Inner', { payload: { group_input: '=group_input' } }, { group: guid('1') }),
          anAction('5', 'GroupInput', 'Inner input', {}, { group: guid('4') }),
          anAction('6', 'GroupOutput', 'Inner output', { payload: { shape: '=shape' } }, { group: guid('4') }),
        ],
        links: [link('2', '4'), link('4', 'c'), link('5', 'b'), link('b', '6')],
      },
      change: {
        actions: [
          { guid: guid('b'), group: guid('4'), options: message({ n: '=inner_input.group_input.hook.body.n * 2' }) },
          {
            guid: guid('c'),
            options: { rules: [{ type: 'formula', value: '=inner.shape.n > 2', path: '=inner.shape.n > 2' }] },
          },
          { guid: guid('3'), options: { payload: { shape: '=inner.shape' } } },
        ],
      },
    };
    const answer = await change(inner);
    expect(answer.status, answer.text).toBe(200);
    expect(at((await actions()).get(guid('b')) ?? null, 'group_id')).toBe(await idOf('4'));
    expect(await run(4)).toEqual({ sum: 12 });
    const circle = await change({ change: { actions: [{ guid: guid('1'), group: guid('4') }] } });
    expect([circle.status, circle.text]).toEqual([422, expect.stringContaining('cannot lie in itself')]);
  });

  const into = (digit: string, more: object = {}) => ({
    ...grouping,
    change: { actions: [...grouping.change.actions, { guid: guid(digit), group: guid('1') }] },
    ...more,
  });

  test.each<[string, object, number, string]>([
    ['a webhook', into('a'), 422, 'A Webhook action cannot lie in a group.'],
    ['a link over its border', { ...grouping, remove: {} }, 422, 'would lead over the border of a group'],
    ['a group that is none', { change: { actions: [{ guid: guid('c'), group: guid('b') }] } }, 422, 'is no group'],
    ['a group of another story', { change: { actions: [{ guid: guid('c'), group: guid('9') }] } }, 404, 'no group'],
    [
      'options that somebody else has changed',
      { change: { actions: [{ guid: guid('b'), options: message({}), if_options: message({ n: 1 }) }] } },
      409,
      'changed the options',
    ],
    ['a group that is no guid', { change: { actions: [{ guid: guid('b'), group: 5 }] } }, 422, 'group'],
  ])('%s is refused, and nothing of the change is done', async (_name, body, status, words) => {
    const { change, actions, run } = await newStory();
    const other = await newStory();
    await other.change({ add: { actions: [anAction('9', 'Group', 'Group')] } });
    const before = await actions();
    const answer = await change(body);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(words)]);
    expect(at(answer.body, 'errors.0.field')).toMatch(/^change\.actions/);
    expect(await actions()).toEqual(before);
    expect(await run(4)).toEqual({ sum: 12 });
  });

  test('what answers calls of the story is refused', async () => {
    const { id, change, idOf } = await newStory();
    const called = await world.ask('PUT', `/api/v1/stories/${id}`, {
      body: {
        send_to_story_access_source: 'STS',
        entry_agent_id: await idOf('a'),
        exit_agent_ids: [await idOf('b')],
      },
    });
    expect(called.status, called.text).toBe(200);
    const answer = await change(grouping);
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('answers calls of this story')]);
  });

  test('what runs by a schedule is refused', async () => {
    const { change } = await newStory();
    const schedule = [{ cron: '0 0 1 1 *', timezone: 'UTC' }];
    const added = await change({ add: { actions: [anAction('e', 'HTTPRequest', 'Ask', {}, { schedule })] } });
    expect(added.status, added.text).toBe(200);
    const answer = await change(into('e'));
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('has no schedule')]);
  });

  test('the input and the output of a group stay in it', async () => {
    const { change } = await newStory();
    await change(grouping);
    const answer = await change({ change: { actions: [{ guid: guid('2'), group: null }] } });
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('stays in it')]);
  });

  test('a draft is grouped for itself, a locked story not at all', async () => {
    const { id, change, idOf, actions } = await newStory();
    await world.ask('PUT', `/api/v1/stories/${id}`, { body: { change_control_enabled: true } });
    const draft = idAt((await world.ask('POST', `/api/v1/stories/${id}/drafts`, { body: { name: 'Mine' } })).body);
    const answer = await change({ ...grouping, draft_id: draft });
    expect(answer.status, answer.text).toBe(200);
    expect(await idOf('1')).toBeNull();
    expect(at((await actions()).get(guid('b')) ?? null, 'group_id')).toBeNull();
    const locked = await newStory();
    await world.ask('PUT', `/api/v1/stories/${locked.id}`, { body: { locked: true } });
    const refused = await locked.change(grouping);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(await locked.idOf('1')).toBeNull();
  });
});
