import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RequestFailure } from '../data/http.ts';
import { applyPatch } from './apply-patch.ts';
import { guid, link, newAction, threeBoard } from './board.test-kit.ts';
import type { Board, Kept, Patch } from './board.ts';
import { BoardEditor } from './board-editor.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const move = (digit: string, x: number): Patch => ({
  change: { actions: [{ guid: guid(digit), position: { x, y: 0 } }] },
});

/** A server that holds one board and gives ids above zero. */
function world() {
  let lastId = 100;
  const server = { board: threeBoard, sent: [] as Patch[], failure: null as Error | null, staleCount: 0 };
  const kept: Kept = {
    carried: {} as Kept['carried'],
    width: 10,
    time_saved_value: 0,
    time_saved_unit: 'minutes',
    num_runs_to_save: null,
    roles: [],
  };
  const editor = new BoardEditor({
    now: () => Date.now(),
    server: () => server.board,
    async send(patch) {
      server.sent.push(patch);
      if (server.failure !== null) throw server.failure;
      const after = applyPatch(server.board, patch);
      const actions = after.actions.map((each) => (each.id < 0 ? { ...each, id: ++lastId } : each));
      return {
        actions,
        notes: after.notes,
        kept: (patch.remove?.actions ?? []).map((each) => ({ guid: each, ...kept })),
      };
    },
    saved: (board) => {
      server.board = board;
    },
    stale: () => {
      server.staleCount += 1;
    },
  });
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const xOf = (digit: string, board: Board = editor.getState().board) =>
    board.actions.find((action) => action.guid === guid(digit))?.position.x;
  return { editor, server, settle, xOf, kept };
}

test('a change is seen at once and sent at once', async () => {
  const { editor, server, settle, xOf } = world();
  editor.do('Move b', move('b', 30));
  expect(xOf('b')).toBe(30);
  expect(editor.getState().saving.kind).toBe('saving');
  await settle();
  expect(server.sent).toEqual([move('b', 30)]);
  expect(xOf('b', server.board)).toBe(30);
  expect(editor.getState().saving.kind).toBe('saved');
});

test('changes go one after the other, and a series that waits is sent as its end', async () => {
  const { editor, server, settle } = world();
  editor.do('Move', move('b', 15), 'b');
  editor.do('Move', move('b', 30), 'b');
  editor.do('Move', move('b', 45), 'b');
  editor.do('Move', move('c', 15));
  await settle();
  expect(server.sent).toEqual([move('b', 15), move('b', 45), move('c', 15)]);
  expect(editor.undo()).toBe('Move');
  expect(editor.undo()).toBe('Move');
  expect(editor.undo()).toBeNull();
  await settle();
  expect(server.board.actions.map(({ position }) => position.x)).toEqual([0, 0, 0]);
});

test('undo and redo are changes like others', async () => {
  const { editor, server, settle } = world();
  editor.do('Delete b', { remove: { actions: [guid('b')] } });
  await settle();
  editor.undo();
  await settle();
  expect(server.board.actions.length).toBe(3);
  editor.redo();
  await settle();
  expect(server.board.actions.length).toBe(2);
  expect(editor.getState()).toMatchObject({ undoes: 'Delete b', redoes: null });
});

test('a removed action comes back with what only the server knew of it', async () => {
  const { editor, server, settle, kept } = world();
  editor.do('Delete b', { remove: { actions: [guid('b')] } });
  editor.undo();
  await settle();
  expect(server.sent[1]?.add?.actions?.[0]?.kept).toEqual(kept);
});

test('when the server is not reached everything is kept, and sent when it is back', async () => {
  const { editor, server, settle, xOf } = world();
  server.failure = new RequestFailure(0, []);
  editor.do('Move b', move('b', 30));
  editor.do('Move c', move('c', 60));
  await settle();
  expect(editor.getState().saving.kind).toBe('waiting');
  expect([xOf('b'), xOf('c'), server.sent.length]).toEqual([30, 60, 1]);
  expect(editor.isIdle).toBe(false);
  server.failure = null;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(editor.getState().saving.kind).toBe('saved');
  expect([xOf('b', server.board), xOf('c', server.board)]).toEqual([30, 60]);
});

test('a refused change is taken off, told and forgotten; the next one is sent all the same', async () => {
  const { editor, server, settle, xOf } = world();
  server.failure = new RequestFailure(422, [{ details: 'The story is locked.', field: null }]);
  editor.do('Move b', move('b', 30));
  await settle();
  expect(xOf('b')).toBe(0);
  expect(editor.getState()).toMatchObject({ refused: { label: 'Move b' }, undoes: null, saving: { kind: 'saved' } });
  expect(server.staleCount).toBe(1);
  server.failure = null;
  editor.do('Move c', move('c', 30));
  await settle();
  expect(xOf('c', server.board)).toBe(30);
});

test('what others change meanwhile is merged with what waits here', async () => {
  const { editor, server, settle, xOf } = world();
  server.failure = new RequestFailure(0, []);
  editor.do('Move b', move('b', 30));
  await settle();
  server.board = applyPatch(server.board, { add: { actions: [newAction('d')], links: [link('c', 'd')] } });
  editor.adopt();
  expect(editor.getState().board.actions.length).toBe(4);
  expect(xOf('b')).toBe(30);
});

test('a new action keeps its guid when the server names it', async () => {
  const { editor, settle } = world();
  editor.do('Add d', { add: { actions: [newAction('d')], links: [link('c', 'd')] } });
  const idOf = () => editor.getState().board.actions.find((action) => action.guid === guid('d'))?.id ?? 0;
  expect(idOf()).toBeLessThan(0);
  await settle();
  expect(idOf()).toBeGreaterThan(0);
});
