import { describe, expect, test } from 'vitest';
import { applyPatch } from './apply-patch.ts';
import { guid, link, newAction, threeBoard } from './board.test-kit.ts';
import { type Board, linkKey, linksOf, type Patch } from './board.ts';
import { invertPatch } from './invert-patch.ts';

const names = ({ actions }: Board) => actions.map(({ name }) => name);
const links = (board: Board) => linksOf(board).map(linkKey).sort();
/** Whatever the order in which things came. */
const sorted = ({ actions, notes }: Board) => ({
  actions: actions
    .toSorted((a, b) => a.guid.localeCompare(b.guid))
    .map(({ guid, name, position, disabled }) => ({ guid, name, position, disabled })),
  links: links({ actions, notes }),
  notes,
});

const patches: readonly (readonly [string, Patch])[] = [
  ['a move', { change: { actions: [{ guid: guid('b'), position: { x: 45, y: 60 } }] } }],
  ['a new name', { change: { actions: [{ guid: guid('b'), name: 'Better', if_name: 'b' }] } }],
  ['another text of a note', { change: { notes: [{ guid: 'n', content: 'Bye', if_content: '# Hello' }] } }],
  ['a new action with links', { add: { actions: [newAction('d')], links: [link('c', 'd'), link('d', 'a')] } }],
  ['removal of an action with its links', { remove: { actions: [guid('b')] } }],
  ['removal of everything', { remove: { actions: [guid('a'), guid('b'), guid('c')], notes: ['n'] } }],
  ['removal of one link', { remove: { links: [link('a', 'c', 'FAILURE')] } }],
  [
    'an action dropped on a link',
    {
      remove: { links: [link('a', 'b')] },
      add: { actions: [newAction('d')], links: [link('a', 'd'), link('d', 'b')] },
    },
  ],
];

test.each(patches)('%s is taken back by its inverse', (_, patch) => {
  const after = applyPatch(threeBoard, patch);
  const back = applyPatch(after, invertPatch(threeBoard, patch));
  expect(sorted(after)).not.toEqual(sorted(threeBoard));
  expect(sorted(back)).toEqual(sorted(threeBoard));
});

test.each(patches)('%s can be done twice', (_, patch) => {
  const once = applyPatch(threeBoard, patch);
  expect(sorted(applyPatch(once, patch))).toEqual(sorted(once));
});

describe('a change', () => {
  test('leaves what it does not touch the same object', () => {
    const after = applyPatch(threeBoard, { change: { actions: [{ guid: guid('b'), position: { x: 1, y: 1 } }] } });
    expect(after.actions.map((action, at) => action === threeBoard.actions[at])).toEqual([true, false, true]);
    expect(after.notes).toBe(threeBoard.notes);
  });

  test('leaves out what no longer fits', () => {
    const without = applyPatch(threeBoard, { remove: { actions: [guid('b')] } });
    const after = applyPatch(without, {
      add: { actions: [newAction('d')], links: [link('b', 'd'), link('a', 'd')] },
      change: { actions: [{ guid: guid('b'), name: 'Gone' }] },
    });
    expect(names(after)).toEqual(['a', 'c', 'd']);
    expect(links(after)).toEqual([link('a', 'd'), link('a', 'c', 'FAILURE')].map(linkKey).sort());
  });

  test('that changes nothing has no inverse', () => {
    expect(invertPatch(threeBoard, { remove: { actions: [guid('f')] }, add: { links: [link('a', 'b')] } })).toEqual({});
  });

  test('removes what lies in a removed group, and its inverse brings it back', () => {
    const group = { ...newAction('d'), type: 'Agents::GroupAgent' };
    const inside = { ...newAction('e'), group: guid('d') };
    const board = applyPatch(threeBoard, { add: { actions: [group, inside] } });
    const patch = { remove: { actions: [guid('d')] } };
    const after = applyPatch(board, patch);
    expect(names(after)).toEqual(['a', 'b', 'c']);
    const back = applyPatch(after, invertPatch(board, patch));
    expect(back.actions.find(({ name }) => name === 'e')?.group_id).toBe(
      back.actions.find(({ name }) => name === 'd')?.id,
    );
  });
});
