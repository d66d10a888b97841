/** Actions that are there go into a group and out of it again: all of it, or nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, databaseKinds, idAt, listAt, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';

const guid = (digit: string) => digit.repeat(32);
const position = { x: 0, y: 0 };
const message = (digit: string, name: string, payload: object) => ({
  ...{ guid: guid(digit), type: 'Agents::EventTransformationAgent', name, position },
  options: { mode: 'message_only', payload },
});
const link = (source: string, receiver: string, type = 'DEFAULT') => ({
  source: guid(source),
  receiver: guid(receiver),
  type,
});

describe.each(databaseKinds)('groups of a storyboard on %s', (kind) => {
  let world: TestFabula;
  let team: number;
  beforeAll(async () => {
    world = await startFabula(kind);
    team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
  });
  afterAll(() => world.drop());

  /** hook (a) → double (b) → tell (c) */
  async function aStory(path: string) {
    const id = idAt((await world.ask('POST', '/api/v1/stories', { body: { team_id: team } })).body);
    const change = (body: Record<string, unknown>) => world.ask('POST', `/api/v1/stories/${id}/board`, { body });
    const made = await change({
      add: {
        actions: [
          { guid: guid('a'), type: 'Agents::WebhookAgent', name: 'Hook', options: { path, verbs: 'post' }, position },
          message('b', 'Double', { n: '=hook.body.n * 2' }),
          message('c', 'Tell', { text: '<<double.n>> of <<hook.body.n>>' }),
        ],
        links: [link('a', 'b'), link('b', 'c')],
      },
    });
    expect(made.status, made.text).toBe(200);
    const actions = async () => listAt((await world.ask('GET', `/api/v1/actions?story_id=${id}`)).body, 'agents');
    const named = async (name: string) => (await actions()).find((each) => at(each, 'name') === name) ?? null;
    const told = async (n: number, count: number) => {
      await world.ask('POST', `/webhook/${path}`, { key: null, body: { n } });
      return until(async () => {
        const events = await world.ask('GET', `/api/v1/actions/${idAt(await named('Tell'))}/events`);
        return at(events.body, 'meta.count') === count && at(events.body, 'events.0.payload.tell.text');
      });
    };
    return { id, change, actions, named, told };
  }

  const intoGroup = {
    remove: { links: [link('a', 'b'), link('b', 'c')] },
    add: {
      actions: [
        {
          guid: guid('d'),
          type: 'Agents::GroupAgent',
          name: 'Group',
          options: { payload: { hook: '=hook' } },
          position,
        },
        { guid: guid('e'), type: 'Agents::GroupInputAgent', name: 'Inputs', options: {}, position, group: guid('d') },
        {
          ...{ guid: guid('f'), type: 'Agents::GroupOutputAgent', name: 'Output', position, group: guid('d') },
          options: { payload: { double: '=double' } },
        },
      ],
      links: [link('a', 'd'), link('e', 'b'), link('b', 'f'), link('d', 'c')],
    },
    change: {
      actions: [
        {
          guid: guid('b'),
          group: guid('d'),
          options: { mode: 'message_only', payload: { n: '=inputs.hook.body.n * 2' } },
          if_options: { mode: 'message_only', payload: { n: '=hook.body.n * 2' } },
        },
        {
          guid: guid('c'),
          options: { mode: 'message_only', payload: { text: '<<group.double.n>> of <<hook.body.n>>' } },
        },
      ],
    },
  };
  const outOfGroup = {
    remove: { actions: [guid('d'), guid('e'), guid('f')] },
    add: { links: [link('a', 'b'), link('b', 'c')] },
    change: {
      actions: [
        { guid: guid('b'), group: null, options: { mode: 'message_only', payload: { n: '=hook.body.n * 2' } } },
        { guid: guid('c'), options: { mode: 'message_only', payload: { text: '<<double.n>> of <<hook.body.n>>' } } },
      ],
    },
  };

  test('a story does the same in a group and out of it; the actions stay themselves', async () => {
    const { change, named, told, actions } = await aStory(`${kind}-round`);
    expect(await told(4, 1)).toBe('8 of 4');
    const before = idAt(await named('Double'));

    const grouped = await change(intoGroup);
    expect(grouped.status, grouped.text).toBe(200);
    const inside = await named('Double');
    expect([idAt(inside), at(inside, 'group_id')]).toEqual([before, idAt(await named('Group'))]);
    expect(await told(5, 2)).toBe('10 of 5');

    const dissolved = await change(outOfGroup);
    expect(dissolved.status, dissolved.text).toBe(200);
    const outside = await named('Double');
    expect([idAt(outside), at(outside, 'group_id'), (await actions()).length]).toEqual([before, null, 3]);
    expect(await told(6, 3)).toBe('12 of 6');
    // Its events were there all the time.
    expect(at((await world.ask('GET', `/api/v1/actions/${before}/events`)).body, 'meta.count')).toBe(3);
  });

  test('the audit log tells what was moved and changed', async () => {
    const { id, change } = await aStory(`${kind}-audit`);
    await change(intoGroup);
    const { body } = await world.ask('GET', '/api/v1/audit_logs?per_page=10');
    const operations = listAt(body, 'audit_logs')
      .filter((entry) => at(entry, 'story_id') === id)
      .map((entry) => at(entry, 'operation_name'));
    expect(operations).toEqual(expect.arrayContaining(['StoryItemsMovement', 'ActionsOptionsChange', 'LinkChange']));
  });

  test.each<[string, (body: typeof intoGroup) => Record<string, unknown>, number, RegExp]>([
    [
      'a link that would lead out of it',
      (body) => ({ ...body, remove: { links: [link('a', 'b')] } }),
      422,
      /A link cannot lead into a group or out of it: "Double" to "Tell"/,
    ],
    [
      'a webhook in it',
      (body) => ({ ...body, change: { actions: [{ guid: guid('a'), group: guid('d') }] } }),
      422,
      /A Webhook action cannot lie in a group/,
    ],
    [
      'a group in it',
      (body) => ({
        add: {
          actions: [...body.add.actions, { ...body.add.actions[0], guid: guid('9'), name: 'Other', options: {} }],
        },
        change: { actions: [{ guid: guid('9'), group: guid('d') }] },
      }),
      422,
      /"Other" is a group, and lies in no other/,
    ],
    [
      'a group that is none',
      () => ({ change: { actions: [{ guid: guid('b'), group: guid('c') }] } }),
      422,
      /is no group/,
    ],
    ['a group that is not there', () => ({ change: { actions: [{ guid: guid('b'), group: guid('8') }] } }), 404, /./],
    [
      'options that others have changed',
      (body) => ({
        ...body,
        change: { actions: [{ ...body.change.actions[0], if_options: { mode: 'extract' } }] },
      }),
      409,
      /Somebody else has changed the options of "Double"/,
    ],
    ['a group that is a number', () => ({ change: { actions: [{ guid: guid('b'), group: 5 }] } }), 422, /group/],
  ])('%s is refused, and nothing is done', async (_what, bodyOf, status, details) => {
    const { id, change, actions, told } = await aStory(`${kind} ${_what}`.replaceAll(/\W+/g, '-'));
    const before = (await world.ask('GET', `/api/v1/stories/${id}/export`)).body;
    const answer = await change(bodyOf(intoGroup));
    expect([answer.status, answer.details]).toEqual([status, expect.stringMatching(details)]);
    const { exported_at: _then, ...was } = before as Record<string, unknown>;
    const { exported_at: _now, ...is } = (await world.ask('GET', `/api/v1/stories/${id}/export`)).body as Record<
      string,
      unknown
    >;
    expect(is).toEqual(was);
    expect((await actions()).length).toBe(3);
    expect(await told(1, 1)).toBe('2 of 1');
  });

  test('an exit of the story stays outside', async () => {
    const { id, change, named } = await aStory(`${kind}-exit`);
    await world.ask('PUT', `/api/v1/stories/${id}`, {
      body: {
        webhook_api_enabled: true,
        api_entry_action_id: idAt(await named('Hook')),
        api_exit_action_ids: [idAt(await named('Double'))],
      },
    });
    const answer = await change(intoGroup);
    expect([answer.status, answer.details]).toEqual([422, expect.stringContaining('is an entry or exit of the story')]);
  });

  test('a draft is grouped, reviewed and promoted like any other change', async () => {
    const { id, named, told } = await aStory(`${kind}-draft`);
    await world.ask('PUT', `/api/v1/stories/${id}`, { body: { change_control_enabled: true } });
    const draft = idAt((await world.ask('POST', `/api/v1/stories/${id}/drafts`, { body: { name: 'One' } })).body);
    const grouped = await world.ask('POST', `/api/v1/stories/${id}/board`, { body: { ...intoGroup, draft_id: draft } });
    expect(grouped.status, grouped.text).toBe(200);
    expect(at(await named('Double'), 'group_id')).toBeNull();
    const asked = await world.ask('POST', `/api/v1/stories/${id}/change_request`, {
      body: { draft_id: draft, title: 'Grouped' },
    });
    const promoted = await world.ask('POST', `/api/v1/stories/${id}/change_request/promote`, {
      body: {
        change_request_id: at(asked.body, 'change_request.id'),
        bypass_approval: true,
        bypass_reason: 'A test of it',
      },
    });
    expect(promoted.status, promoted.text).toBe(200);
    expect(at(await named('Double'), 'group_id')).toBe(idAt(await named('Group')));
    expect(await told(7, 1)).toBe('14 of 7');
  });
});
