import { stringifyJson } from '@fabula/formula';
import { describe, expect, test } from 'vitest';
import { applyPatch } from '../apply-patch.ts';
import { guid, link } from '../board.test-kit.ts';
import type { Board } from '../board.ts';
import { invertPatch } from '../invert-patch.ts';
import { dissolveGroup } from './dissolve-group.ts';
import { action, boardOf, drawn, named, options } from './group.test-kit.ts';
import { groupActions } from './group-actions.ts';

const story = [
  action('a', 'Hook', 'hook'),
  action('b', 'Shape', 'message', { n: '=hook.body.n * 2' }),
  action('c', 'Keep', 'condition', { rules: [{ value: '=shape.n > 2' }] }),
  action('d', 'After', 'message', { sum: 'It is <<shape.n + hook.body.n>>' }),
];
const loose = boardOf(story, [link('a', 'b'), link('b', 'c'), link('c', 'd')]);
const of = (...letters: string[]) => ({ actions: letters.map(guid), notes: [] as string[] });

function grouped(board: Board, ...letters: string[]): Board {
  const edit = groupActions(board, of(...letters));
  if (!edit.ok) throw new Error(edit.error);
  return applyPatch(board, edit.value.patch);
}

function dissolved(board: Board, name = 'Group'): Board {
  const edit = dissolveGroup(board, named(board, name).guid);
  if (!edit.ok) throw new Error(edit.error);
  return applyPatch(board, edit.value.patch);
}

/** Whatever order things came in. */
const plain = (board: Board) => ({
  links: drawn(board),
  actions: board.actions
    .map(({ id, name, position, group_id: group, options: own }) => [name, id, group, position, stringifyJson(own)])
    .sort(),
  notes: board.notes,
});
const optionsOf = (board: Board, name: string) => stringifyJson(named(board, name).options);

describe('actions in a group', () => {
  const board = grouped(loose, 'b', 'c');

  test('are led to and from by the group', () => {
    expect(drawn(board)).toEqual([
      'Group input → Shape',
      'Group → After',
      'Hook → Group',
      'Keep → Group output',
      'Shape → Keep',
    ]);
    const { id } = named(board, 'Group');
    const inside = board.actions.filter(({ group_id: group }) => group === id).map(({ name }) => name);
    expect(inside.sort()).toEqual(['Group input', 'Group output', 'Keep', 'Shape']);
  });

  test('read what the group is given, and are read from what it hands on', () => {
    expect(optionsOf(board, 'Group')).toBe('{"payload":{"hook":"=hook"}}');
    expect(optionsOf(board, 'Shape')).toContain('"=group_input.hook.body.n * 2"');
    expect(optionsOf(board, 'Keep')).toBe(optionsOf(loose, 'Keep'));
    expect(optionsOf(board, 'Group output')).toBe('{"payload":{"shape":"=shape"}}');
    expect(optionsOf(board, 'After')).toContain('"It is <<group.shape.n + hook.body.n>>"');
  });

  test('give their place to the group, and stand beside it, where no other card lies; out of it they come back', () => {
    const at = (of: Board) => Object.fromEntries(of.actions.map(({ name, position: { x, y } }) => [name, [x, y]]));
    const wide = applyPatch(loose, {
      add: { actions: [action('e', 'In the way', 'message', {}, { position: { x: 345, y: 180 } })] },
    });
    const beside = grouped(wide, 'b', 'c');
    expect(at(beside)).toEqual({
      ...at(wide),
      Group: [0, 90],
      'Group input': [915, 90],
      Shape: [915, 210],
      Keep: [915, 300],
      'Group output': [915, 420],
    });
    expect(at(dissolved(beside))).toEqual(at(wide));
  });

  test('come out of it as they were', () => {
    expect(plain(dissolved(board))).toEqual(plain(loose));
  });

  test('keep the kind of link by which they end', () => {
    const branch = boardOf(story, [link('a', 'b'), link('b', 'c'), link('c', 'd', 'NO_MATCH')]);
    expect(drawn(grouped(branch, 'b', 'c'))).toContain('Keep → NO_MATCH Group output');
    expect(plain(dissolved(grouped(branch, 'b', 'c')))).toEqual(plain(branch));
  });

  test('may be grouped again, inside of the group and around it', () => {
    const inner = grouped(board, 'b', 'c');
    expect(named(inner, 'Group 2').group_id).toBe(named(inner, 'Group').id);
    expect(optionsOf(inner, 'Shape')).toContain('"=group_input_2.group_input.hook.body.n * 2"');
    expect(plain(dissolved(inner, 'Group 2'))).toEqual(plain(board));
    const edit = groupActions(board, { actions: [named(board, 'Group').guid, guid('b'), guid('d')], notes: [] });
    const around = edit.ok ? applyPatch(board, edit.value.patch) : board;
    expect(named(around, 'Shape').group_id).toBe(named(around, 'Group').id);
    expect(named(around, 'Group').group_id).toBe(named(around, 'Group 2').id);
  });

  test('take along the notes that were selected with them, which stay when the group goes', () => {
    const noted = applyPatch(loose, { add: { notes: [{ guid: 'n', content: '', position: { x: 0, y: 0 } }] } });
    const edit = groupActions(noted, { ...of('b', 'c'), notes: ['n'] });
    const inside = edit.ok ? applyPatch(noted, edit.value.patch) : noted;
    expect(inside.notes).toMatchObject([{ group_id: named(inside, 'Group').id }]);
    expect(dissolved(inside).notes).toMatchObject([{ guid: 'n', group_id: null }]);
  });
});

describe('undo', () => {
  const edits = { group: groupActions(loose, of('b', 'c')), board: grouped(loose, 'b', 'c') };

  test('of a group is what was, and redo the group again', () => {
    const patch = edits.group.ok ? edits.group.value.patch : {};
    const after = applyPatch(loose, patch);
    const back = applyPatch(after, invertPatch(loose, patch));
    expect(plain(back)).toEqual(plain(loose));
    expect(plain(applyPatch(back, patch))).toEqual(plain(after));
  });

  test('of its end brings the group back, with what lay in it and nothing twice', () => {
    const edit = dissolveGroup(edits.board, named(edits.board, 'Group').guid);
    const patch = edit.ok ? edit.value.patch : {};
    const inverse = invertPatch(edits.board, patch);
    expect(inverse.add?.actions?.map(({ name }) => name).sort()).toEqual(['Group', 'Group input', 'Group output']);
    expect(plain(applyPatch(applyPatch(edits.board, patch), inverse))).toEqual(plain(edits.board));
  });
});

describe('no group is made of', () => {
  const refusal = (board: Board, ...letters: string[]) => {
    const edit = groupActions(board, of(...letters));
    return edit.ok ? null : edit.error;
  };
  const five = [...story, action('e', 'Also', 'message')];
  const links = [link('a', 'b'), link('b', 'c'), link('c', 'd')];
  const explode = { ...action('b', 'Shape', 'group'), type: 'Agents::EventTransformationAgent' };

  test.each<[string, Board, string[], string]>([
    ['one action', loose, ['b'], 'two actions or more'],
    ['a webhook', loose, ['a', 'b'], 'begins runs of its own'],
    [
      'what runs by a schedule',
      boardOf(
        [action('b', 'B', 'message', {}, { schedule: [{ cron: '* * * * *', timezone: 'UTC' }] }), ...five.slice(2)],
        [],
      ),
      ['b', 'c'],
      'by a schedule',
    ],
    ['two ways in', boardOf(five, [...links, link('e', 'c')]), ['b', 'c'], 'one way in'],
    ['two ways out', boardOf(five, [...links, link('b', 'e')]), ['b', 'c'], 'one way out'],
    ['a part of a circle', boardOf(story, [...links, link('d', 'b')]), ['b', 'c'], 'come back'],
    [
      'branches that both go on',
      boardOf(five, [link('a', 'b'), link('b', 'c'), link('b', 'e'), link('c', 'd'), link('e', 'd')]),
      ['b', 'c', 'e'],
      'More than one event',
    ],
    [
      'what makes many events of one',
      boardOf(
        [...story.filter(({ name }) => name !== 'Shape'), { ...explode, options: options({ mode: 'explode' }) }],
        links,
      ),
      ['b', 'c'],
      'More than one event',
    ],
    [
      'actions with the name of one outside',
      boardOf([...story, action('e', 'Shape', 'message')], links),
      ['b', 'c'],
      'Two actions are called',
    ],
    [
      'actions with a text that may be read in two ways',
      boardOf(
        [
          ...story.filter(({ name }) => name !== 'Shape'),
          action('b', 'Shape', 'message', { n: '{{ hook.a }} <<hook.b>>' }),
        ],
        links,
      ),
      ['b', 'c'],
      'cannot be rewritten for certain',
    ],
    ['parts of a group and others', grouped(loose, 'b', 'c'), ['b', 'd'], 'another group'],
  ])('%s', (_name, board, letters, words) => {
    expect(refusal(board, ...letters)).toContain(words);
  });

  test('what exploded and is imploded again, or goes one way or the other, may be one', () => {
    const mode = (letter: string, name: string, own: string) =>
      action(letter, name, 'message', {}, { options: options({ mode: own }) });
    const gathered = boardOf(
      [
        action('a', 'Hook', 'hook'),
        mode('b', 'Many', 'explode'),
        mode('c', 'One', 'implode'),
        action('d', 'After', 'message'),
      ],
      links,
    );
    expect(refusal(gathered, 'b', 'c')).toBeNull();
    const either = boardOf(
      [...five.slice(0, 1), action('b', 'If', 'condition'), ...five.slice(2)],
      [link('a', 'b'), link('b', 'c'), link('b', 'e', 'NO_MATCH'), link('c', 'd'), link('e', 'd')],
    );
    expect(refusal(either, 'b', 'c', 'e')).toBeNull();
  });
});

describe('a group that somebody built', () => {
  const built = (given: object, handed: object, after: object = {}, more: object = {}) =>
    boardOf(
      [
        action('a', 'Hook', 'hook'),
        action('f', 'Look up', 'group', { payload: given, ...more }),
        action('b', 'Asked', 'input', {}, { group: guid('f') }),
        action('c', 'Shape', 'message', { n: '=asked.n * 2' }, { group: guid('f') }),
        action('d', 'Found', 'output', handed, { group: guid('f') }),
        action('e', 'After', 'message', after),
      ],
      [link('a', 'f'), link('f', 'e'), link('b', 'c'), link('c', 'd')],
    );

  test('leaves actions in place of an input and an output that made something else of what they got', () => {
    const board = dissolved(
      built({ n: '=hook.body.n' }, { payload: { twice: '=shape.n' } }, { sum: '=look_up.twice' }),
      'Look up',
    );
    expect(drawn(board)).toEqual(['Asked → Shape', 'Hook → Asked', 'Look up → After', 'Shape → Look up']);
    expect(optionsOf(board, 'Asked')).toBe('{"mode":"message_only","payload":{"n":"=hook.body.n"}}');
    expect(optionsOf(board, 'Look up')).toBe('{"mode":"message_only","payload":{"twice":"=shape.n"}}');
    expect(optionsOf(board, 'Shape')).toContain('=asked.n * 2');
    expect(board.actions.every(({ group_id: group }) => group === null)).toBe(true);
  });

  test('whose output hands on what it got is read from there', () => {
    const board = dissolved(built({ n: '=hook.body.n' }, {}, { sum: '=look_up.n' }), 'Look up');
    expect(optionsOf(board, 'After')).toContain('=shape.n');
    expect(drawn(board)).toEqual(['Asked → Shape', 'Hook → Asked', 'Shape → After']);
  });

  test.each([
    ['with a loop', built({}, {}, {}, { loop: '=hook.list' }), 'once for each element'],
    [
      'that is switched off',
      applyPatch(built({}, {}), { change: { actions: [{ guid: guid('f'), disabled: true }] } }),
      'switched off',
    ],
    [
      'whose failures lead on',
      applyPatch(built({}, {}), { add: { links: [link('f', 'e', 'FAILURE')] } }),
      'fails would be lost',
    ],
    [
      'whose input has types',
      applyPatch(built({}, {}), {
        change: { actions: [{ guid: guid('b'), options: options({ inputs: [{ name: 'n', type: 'number' }] }) }] },
      }),
      'checks what it is given',
    ],
  ])('%s stays', (_name, board, words) => {
    const edit = dissolveGroup(board, guid('f'));
    expect(edit.ok ? null : edit.error).toContain(words);
  });
});
