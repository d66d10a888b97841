import { getKey, makeObject, parseJson } from '@fabula/formula';
import { readStoryExport } from '@fabula/model';
import { describe, expect, test } from 'vitest';
import { applyPatch } from './apply-patch.ts';
import { guid, link, newAction, threeBoard } from './board.test-kit.ts';
import { linksOf } from './board.ts';
import { paste, readClip, toClip } from './clip.ts';

const at = '2026-11-27T09:00:00Z';
const everything = { actions: [guid('a'), guid('b'), guid('c')], notes: ['n'] };

function clipOf(text: string) {
  const clip = readClip(text);
  if (!clip.ok) throw new Error(clip.error);
  return clip.value;
}

describe('what is copied', () => {
  test('is a story export', () => {
    const parsed = parseJson(toClip(threeBoard, everything, at));
    const read = parsed.ok ? readStoryExport(parsed.value) : parsed;
    expect(read).toMatchObject({ ok: true, value: { name: 'Copied from a storyboard', exitGuids: [] } });
  });

  test('comes back with its links, places and notes, as another', () => {
    const pasted = paste(clipOf(toClip(threeBoard, everything, at)), { aside: { x: 300, y: 30 } });
    const after = applyPatch(threeBoard, pasted?.patch ?? {});
    const copies = after.actions.slice(3);
    expect(copies.map(({ name, position }) => [name, position])).toEqual([
      ['a', { x: 300, y: 30 }],
      ['b', { x: 300, y: 120 }],
      ['c', { x: 300, y: 210 }],
    ]);
    expect(linksOf(after).length).toBe(6);
    expect(new Set(after.actions.map((action) => action.guid)).size).toBe(6);
    expect(after.notes.map(({ content }) => content)).toEqual(['# Hello', '# Hello']);
  });

  test('leaves out links to what is not copied', () => {
    expect(clipOf(toClip(threeBoard, { actions: [guid('a'), guid('b')], notes: [] }, at)).links).toEqual([
      link('a', 'b'),
    ]);
  });

  test('gets an address of its own', () => {
    const hook = {
      ...newAction('d'),
      type: 'Agents::WebhookAgent',
      options: makeObject([
        ['path', 'p'],
        ['secret', 's'],
      ]),
    };
    const board = applyPatch(threeBoard, { add: { actions: [hook] } });
    const pasted = paste(clipOf(toClip(board, { actions: [guid('d')], notes: [] }, at)), { around: { x: 0, y: 0 } });
    const options = pasted?.patch.add?.actions?.[0]?.options ?? makeObject([]);
    expect([getKey(options, 'path'), getKey(options, 'secret')]).not.toEqual(['p', 's']);
  });
});

test.each([
  ['hello', 'Copy actions, a story export, or a curl command, and paste it here.'],
  ['{"a":1}', 'agents: this is not a story export: it has no list of actions; export the story as JSON again'],
])('%s is refused in plain words', (text, error) => {
  expect(readClip(text)).toEqual({ ok: false, error });
});
