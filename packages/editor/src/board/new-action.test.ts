import { getKey, makeObject } from '@fabula/formula';
import { describe, expect, test } from 'vitest';
import { applyPatch } from './apply-patch.ts';
import { emptyBoard, guid, link, newAction, threeBoard } from './board.test-kit.ts';
import { linkKey, linksOf } from './board.ts';
import { addAction, freeMiddle, freeName, type Stencil, withOwnAddress } from './new-action.ts';

const message: Stencil = {
  key: 'message',
  type: 'Agents::EventTransformationAgent',
  label: 'Message',
  options: makeObject([]),
  canReceive: true,
  words: '',
};
const hook: Stencil = { ...message, type: 'Agents::WebhookAgent', label: 'Webhook', canReceive: false };

/** The board with it, and its place. */
function added(...[board, ...rest]: Parameters<typeof addAction>) {
  const { patch, guid: own } = addAction(board, ...rest);
  const after = applyPatch(board, patch);
  const placeOf = (of: string) => after.actions.find((action) => action.guid === of)?.position;
  return { own, place: placeOf(own), placeOf, links: linksOf(after).map(linkKey) };
}

describe('a new action', () => {
  test('comes below what it follows, connected', () => {
    const { own, place, links } = added(threeBoard, message, null, {
      kind: 'after',
      source: guid('c'),
      type: 'DEFAULT',
    });
    expect(place).toEqual({ x: 0, y: 270 });
    expect(links).toContain(linkKey({ source: guid('c'), receiver: own, type: 'DEFAULT' }));
  });

  test('goes to the right where something lies already', () => {
    expect(added(threeBoard, message, null, { kind: 'after', source: guid('a'), type: 'DEFAULT' }).place).toEqual({
      x: 210,
      y: 90,
    });
  });

  test('that cannot receive is not connected', () => {
    const { own, links } = added(threeBoard, hook, null, { kind: 'after', source: guid('c'), type: 'DEFAULT' });
    expect(links.some((key) => key.includes(own))).toBe(false);
  });

  test('dropped on a link takes its place, and what follows makes room', () => {
    const { own, place, placeOf, links } = added(
      threeBoard,
      message,
      { x: 95, y: 50 },
      { kind: 'into', link: link('a', 'b') },
    );
    expect(place).toEqual({ x: 0, y: 90 });
    expect([placeOf(guid('a')), placeOf(guid('b')), placeOf(guid('c'))].map((point) => point?.y)).toEqual([
      0, 180, 270,
    ]);
    expect(links).not.toContain(linkKey(link('a', 'b')));
    expect(links).toContain(linkKey({ source: own, receiver: guid('b'), type: 'DEFAULT' }));
  });

  test('dropped on a long link moves nothing', () => {
    const far = applyPatch(emptyBoard, {
      add: { actions: [newAction('a'), newAction('b', { x: 0, y: 300 })], links: [link('a', 'b')] },
    });
    const { place, placeOf } = added(far, message, null, { kind: 'into', link: link('a', 'b') });
    expect([place?.y, placeOf(guid('b'))?.y]).toEqual([150, 300]);
  });
});

test('the middle of the board is not used twice', () => {
  const middle = { x: 91, y: 22 };
  expect(freeMiddle(emptyBoard, middle)).toEqual(middle);
  const { patch } = addAction(emptyBoard, message, middle, null);
  expect(freeMiddle(applyPatch(emptyBoard, patch), middle)).toEqual({ x: 301, y: 22 });
});

test('a name is used once', () => {
  expect(freeName(threeBoard, 'd')).toBe('d');
  expect(freeName(threeBoard, 'a')).toBe('a 2');
  expect(freeName(threeBoard, 'a', new Set(['a 2']))).toBe('a 3');
});

test('no two actions share an address', () => {
  const options = makeObject([
    ['path', 'x'],
    ['secret', 'y'],
    ['verbs', 'get'],
  ]);
  const own = withOwnAddress('Agents::WebhookAgent', options);
  expect(getKey(own, 'path')).toMatch(/^[0-9a-f]{32}$/);
  expect(getKey(own, 'secret')).not.toBe(getKey(own, 'path'));
  expect(getKey(own, 'verbs')).toBe('get');
  expect(withOwnAddress('Agents::TriggerAgent', options)).toBe(options);
});
