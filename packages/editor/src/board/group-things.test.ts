import { makeObject, parseJson, stringifyJson, type Value } from '@fabula/formula';
import { describe, expect, test } from 'vitest';
import { applyPatch } from './apply-patch.ts';
import { emptyBoard, guid, link, newAction } from './board.test-kit.ts';
import { type Board, linksOf, type NewAction } from './board.ts';
import { dissolveGroup, groupActions, type Regrouped } from './group-things.ts';
import { invertPatch } from './invert-patch.ts';

function action(digit: string, name: string, payload: string, more: Partial<NewAction> = {}): NewAction {
  const parsed = parseJson(payload);
  const value: Value = parsed.ok ? parsed.value : null;
  return { ...newAction(digit), name, options: makeObject([['payload', value]]), ...more };
}

/** hook → a → b → c; each reads what was before it. */
const board: Board = applyPatch(emptyBoard, {
  add: {
    actions: [
      { ...newAction('1'), type: 'Agents::WebhookAgent', name: 'Hook' },
      action('2', 'First', '{"n":"=hook.body.n + 1"}'),
      action('3', 'Second', '{"text":"<<first.n>> of <<hook.body.n>>"}'),
      action('4', 'Third', '{"both":"<<second.text>>, <<hook.body.n>>","own":"=third"}'),
    ],
    links: [link('1', '2'), link('2', '3'), link('3', '4')],
  },
});

function done(regrouped: Regrouped) {
  if (!regrouped.ok) throw new Error(regrouped.why);
  return regrouped;
}

/** Who lies where with which payload, and all links, by name. */
function picture({ actions, notes }: Board) {
  const nameOf = (id: number | string | null) =>
    actions.find((each) => each.id === id || each.guid === id)?.name ?? null;
  return {
    actions: Object.fromEntries(
      actions.map(({ name, group_id: group, options }) => [name, [nameOf(group), stringifyJson(options)]]),
    ),
    links: linksOf({ actions })
      .map(({ source, receiver, type }) => `${nameOf(source)} ${type} ${nameOf(receiver)}`)
      .sort(),
    notes: notes.length,
  };
}

const grouped = done(groupActions(board, [guid('2'), guid('3')]));
const after = applyPatch(board, grouped.edit.patch);

describe('a group of what is selected', () => {
  test('is given what the actions read, and hands on what others read of them', () => {
    const { actions, links } = picture(after);
    expect(actions).toEqual({
      Hook: [null, '{}'],
      First: ['Group', '{"payload":{"n":"=inputs.hook.body.n + 1"}}'],
      Second: ['Group', '{"payload":{"text":"<<first.n>> of <<inputs.hook.body.n>>"}}'],
      Third: [null, '{"payload":{"both":"<<group.second.text>>, <<hook.body.n>>","own":"=third"}}'],
      Group: [null, '{"payload":{"hook":"=hook"}}'],
      Inputs: ['Group', '{"inputs":[]}'],
      Output: ['Group', '{"payload":{"second":"=second"}}'],
    });
    expect(links).toEqual(
      [
        'Hook DEFAULT Group',
        'Inputs DEFAULT First',
        'First DEFAULT Second',
        'Second DEFAULT Output',
        'Group DEFAULT Third',
      ].sort(),
    );
  });

  test('is taken back by an undo, whole', () => {
    expect(picture(applyPatch(after, invertPatch(board, grouped.edit.patch)))).toEqual(picture(board));
  });

  test('is dissolved to what was there; an undo of that brings it back', () => {
    const [group = ''] = grouped.chosen;
    const { edit } = done(dissolveGroup(after, group));
    const dissolved = applyPatch(after, edit.patch);
    expect(picture(dissolved)).toEqual(picture(board));
    expect(picture(applyPatch(dissolved, invertPatch(after, edit.patch)))).toEqual(picture(after));
  });

  test('no match may lead into it', () => {
    const fork = applyPatch(emptyBoard, {
      add: { actions: board.actions.map(toNew), links: [link('1', '2', 'NO_MATCH'), link('2', '3')] },
    });
    const { edit } = done(groupActions(fork, [guid('2'), guid('3')]));
    expect(picture(applyPatch(fork, edit.patch)).links).toContain('Hook NO_MATCH Group');
  });
});

function toNew({ guid: own, type, name, options, position }: Board['actions'][number]): NewAction {
  return { guid: own, type, name, options, position };
}

describe('its place', () => {
  const at = ({ actions }: Board) => Object.fromEntries(actions.map(({ name, position }) => [name, position]));

  test('the group takes the place of the actions, which stand beside it and over no other card', () => {
    const wide = applyPatch(board, {
      change: {
        actions: ['1', '2', '3', '4'].map((digit, index) => ({
          guid: guid(digit),
          position: { x: 0, y: index * 120 },
        })),
      },
      add: { actions: [{ ...newAction('5', { x: 345, y: 240 }), name: 'In the way' }] },
    });
    const { edit, chosen } = done(groupActions(wide, [guid('2'), guid('3')]));
    const after = applyPatch(wide, edit.patch);
    expect(at(after)).toEqual({
      Hook: { x: 0, y: 0 },
      Group: { x: 0, y: 120 },
      Third: { x: 0, y: 360 },
      'In the way': { x: 345, y: 240 },
      Inputs: { x: 915, y: 120 },
      First: { x: 915, y: 240 },
      Second: { x: 915, y: 360 },
      Output: { x: 915, y: 480 },
    });
    const dissolved = applyPatch(after, done(dissolveGroup(after, chosen[0] ?? '')).edit.patch);
    expect(at(dissolved)).toEqual(at(wide));
  });
});

describe('no group is made, with its reason', () => {
  const change = (patch: Parameters<typeof applyPatch>[1]) => applyPatch(board, patch);
  test.each<[string, Board, string[], RegExp]>([
    ['of nothing', board, [], /Select the actions/],
    ['with a webhook', board, ['1', '2'], /"Hook" starts the story by itself/],
    ['of what lies in one', after, ['2'], /"First" lies in a group already/],
    [
      'with a schedule',
      change({ add: { actions: [{ ...newAction('5'), schedule: [{ cron: '0 * * * *', timezone: 'UTC' }] }] } }),
      ['5'],
      /has a schedule/,
    ],
    [
      'that is left for another case',
      change({ add: { links: [link('3', '4', 'FAILURE')] } }),
      ['2', '3'],
      /The link from "Second" to "Third" is for another case/,
    ],
    [
      'with two ways in',
      change({ add: { actions: [newAction('5')], links: [link('5', '3')] } }),
      ['2', '3'],
      /has one way in/,
    ],
    [
      'with two ways out',
      change({ add: { actions: [newAction('5')], links: [link('2', '5')] } }),
      ['2', '3'],
      /has one way out/,
    ],
    [
      'that cannot be rewritten',
      change({
        change: {
          actions: [{ guid: guid('2'), options: makeObject([['payload', '=MAP(hook.a, LAMBDA(inputs, hook.b))']]) }],
        },
      }),
      ['2', '3'],
      /"First" reads .* LAMBDA\(inputs, hook\.b\)/,
    ],
  ])('%s', (_what, from, digits, why) => {
    const regrouped = groupActions(from, digits.map(guid));
    expect(regrouped).toMatchObject({ ok: false, why: expect.stringMatching(why) });
  });

  test.each<[string, Value, RegExp]>([['a loop', '=hook.list', /is a loop/]])(
    '%s is not dissolved',
    (_what, loop, why) => {
      const [group = ''] = grouped.chosen;
      const looped = applyPatch(after, {
        change: { actions: [{ guid: group, options: makeObject([['loop', loop]]) }] },
      });
      expect(dissolveGroup(looped, group)).toMatchObject({ ok: false, why: expect.stringMatching(why) });
    },
  );

  test('an input that is worked out is not dissolved', () => {
    const [group = ''] = grouped.chosen;
    const options = makeObject([['payload', makeObject([['hook', '=hook.body + 1']])]]);
    const worked = applyPatch(after, { change: { actions: [{ guid: group, options }] } });
    expect(dissolveGroup(worked, group)).toMatchObject({ ok: false, why: expect.stringMatching(/"First" reads/) });
  });
});
