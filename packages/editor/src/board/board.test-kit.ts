import { makeObject } from '@fabula/formula';
import { applyPatch } from './apply-patch.ts';
import type { Board, LinkType, NewAction, Patch, Point } from './board.ts';

export const guid = (digit: string) => digit.repeat(32);

export function newAction(digit: string, position: Point = { x: 0, y: 0 }): NewAction {
  return {
    guid: guid(digit),
    type: 'Agents::EventTransformationAgent',
    name: digit,
    options: makeObject([]),
    position,
  };
}

export function link(source: string, receiver: string, type: LinkType = 'DEFAULT') {
  return { source: guid(source), receiver: guid(receiver), type };
}

export const emptyBoard: Board = { actions: [], notes: [] };

/** a → b → c, a note n, and a failure link from a to c. */
export const three: Patch = {
  add: {
    actions: [newAction('a'), newAction('b', { x: 0, y: 90 }), newAction('c', { x: 0, y: 180 })],
    notes: [{ guid: 'n', content: '# Hello', position: { x: 300, y: 0 } }],
    links: [link('a', 'b'), link('b', 'c'), link('a', 'c', 'FAILURE')],
  },
};

export const threeBoard = applyPatch(emptyBoard, three);
