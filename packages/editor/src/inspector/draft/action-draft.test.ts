import { entriesOf, getKey, isObjectValue, makeObject, type ObjectValue } from '@fabula/formula';
import type { ActionResponse } from '@fabula/model';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ActionDraft, saveAfterMs } from './action-draft.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const now = () => new Date().toISOString();

/** A server that holds one action. */
function world(options: ObjectValue = { url: 'a', method: 'get' }) {
  const server = {
    action: anAction(options),
    writes: [] as ObjectValue[],
    /** The options that each write was made from. */
    bases: [] as ObjectValue[],
    refusal: null as Error | null,
    beforeWrite: null as (() => void) | null,
  };
  const draft = new ActionDraft(server.action, {
    now: () => Date.now(),
    read: async () => server.action,
    async write(changes, from) {
      if (server.refusal !== null) throw server.refusal;
      server.beforeWrite?.();
      server.writes.push(changes);
      server.bases.push(from.options);
      server.action = {
        ...server.action,
        ...Object.fromEntries(entriesOf(changes)),
        updated_at: now(),
      } as ActionResponse;
      return server.action;
    },
  });
  const somebodyWrites = (changes: Partial<ActionResponse>) => {
    server.action = { ...server.action, ...changes, updated_at: now() };
  };
  const pause = () => vi.advanceTimersByTimeAsync(saveAfterMs);
  return { server, draft, somebodyWrites, pause };
}

function anAction(options: ObjectValue): ActionResponse {
  // What the draft does not look at is left out.
  return {
    name: 'Look up',
    description: null,
    disabled: false,
    schedule: null,
    monitor_failures: false,
    monitor_all_events: false,
    monitor_no_events_emitted: null,
    options,
    updated_at: now(),
  } as ActionResponse;
}

test('changes are saved together after a pause', async () => {
  const { draft, server, pause } = world();
  draft.setOption('url', 'ab');
  draft.setOption('url', 'abc');
  expect(draft.getState().saving.kind).toBe('waiting');
  await pause();
  expect(server.writes).toEqual([{ options: { url: 'abc', method: 'get' } }]);
  expect(draft.getState().saving.kind).toBe('saved');
  expect(draft.isIdle).toBe(true);
});

test('nothing is saved when everything is as it was', async () => {
  const { draft, server, pause } = world();
  draft.setOption('url', 'ab');
  draft.setOption('url', 'a');
  await pause();
  expect(server.writes).toEqual([]);
});

test('what is written while a save is on its way is saved after it', async () => {
  const { draft, server } = world();
  draft.setOption('url', 'b');
  const saved = draft.flush();
  draft.setOption('url', 'c');
  expect(draft.getState().saving.kind).toBe('saving');
  await saved;
  expect(getKey(server.action.options, 'url')).toBe('c');
  expect(draft.getState().saving.kind).toBe('saved');
});

test('a refused save is told, loses nothing, and is tried again', async () => {
  const { draft, server, pause } = world();
  server.refusal = new Error('The story is locked.');
  draft.setOption('url', 'b');
  await pause();
  expect(draft.getState().saving).toEqual({ kind: 'failed', error: server.refusal });
  expect(draft.isDirty).toBe(true);
  server.refusal = null;
  await draft.flush();
  expect(server.writes).toEqual([{ options: { url: 'b', method: 'get' } }]);
});

test('what could not be sent is kept and sent by itself when the server is there again', async () => {
  const { draft, server, pause } = world();
  server.refusal = Object.assign(new Error('Fabula cannot be reached.'), { status: 0 });
  draft.setOption('url', 'b');
  await pause();
  expect(draft.getState().saving).toEqual({ kind: 'kept', error: server.refusal });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(draft.getState().saving.kind).toBe('kept');
  expect(draft.isIdle).toBe(false);
  server.refusal = null;
  await vi.advanceTimersByTimeAsync(15_000);
  expect(server.writes).toEqual([{ options: { url: 'b', method: 'get' } }]);
  expect(draft.getState().saving.kind).toBe('saved');
});

test('whoever writes between the reading and the writing is not written over', async () => {
  const { draft, server, somebodyWrites, pause } = world();
  draft.setOption('url', 'b');
  server.beforeWrite = () => {
    server.beforeWrite = null;
    somebodyWrites({ options: { url: 'a', method: 'post' } });
    throw Object.assign(new Error('Somebody else has changed the options.'), { status: 409 });
  };
  await pause();
  expect(server.writes).toEqual([{ options: { url: 'b', method: 'post' } }]);
  expect(server.bases).toEqual([{ url: 'a', method: 'post' }]);
  expect(draft.getState().saving.kind).toBe('saved');
});

test('what somebody else changed meanwhile is taken in and survives an undo', async () => {
  const { draft, server, somebodyWrites, pause } = world();
  draft.setOption('url', 'b');
  somebodyWrites({ options: { url: 'a', method: 'post' }, name: 'Find' });
  await pause();
  expect(server.writes).toEqual([{ options: { url: 'b', method: 'post' } }]);
  expect(draft.getState()).toMatchObject({ taken: ['name', 'options.method'], fields: { name: 'Find' } });
  expect(draft.undo()).toBe('options.url');
  await draft.flush();
  expect(server.action).toMatchObject({ name: 'Find', options: { url: 'a', method: 'post' } });
});

test('the same thing changed by two waits for a decision', async () => {
  const { draft, server, somebodyWrites, pause } = world();
  draft.setOption('url', 'ours');
  somebodyWrites({ options: { url: 'theirs', method: 'post' } });
  await pause();
  expect(draft.getState().saving).toMatchObject({ kind: 'conflict', paths: ['options.url'] });
  draft.setOption('more', 1);
  await pause();
  expect(server.writes).toEqual([]);
  await draft.keepOurs();
  expect(server.action.options).toEqual({ url: 'ours', method: 'get', more: 1 });
});

test('theirs can be taken, and the rest of ours is saved', async () => {
  const { draft, server, somebodyWrites, pause } = world();
  draft.setOption('url', 'ours');
  draft.setSetting('name', 'Find');
  somebodyWrites({ options: { url: 'theirs', method: 'get' } });
  await pause();
  await draft.yieldToTheirs();
  expect(server.action).toMatchObject({ name: 'Find', options: { url: 'theirs' } });
  expect(draft.getState().saving.kind).toBe('saved');
});

test('taking the own change back ends a conflict', async () => {
  const { draft, somebodyWrites, pause } = world();
  draft.setOption('url', 'ours');
  somebodyWrites({ options: { url: 'theirs', method: 'get' } });
  await pause();
  draft.undo();
  expect(draft.getState().saving.kind).toBe('saved');
  await draft.look();
  expect(getKey(draft.getState().fields.options, 'url')).toBe('theirs');
});

test('a text that is no JSON yet is kept beside the last value', () => {
  const { draft } = world({ payload: makeObject([['a', 1]]) });
  draft.setText('payload', '{"a": ');
  expect(draft.getState().texts.get('payload')).toBe('{"a": ');
  expect(draft.isDirty).toBe(false);
  expect(draft.isIdle).toBe(false);
  draft.setOption('payload', makeObject([['a', 2]]));
  expect(draft.getState().texts.size).toBe(0);
  draft.undo();
  expect(isObjectValue(getKey(draft.getState().fields.options, 'payload') ?? null)).toBe(true);
});

test('somebody else is seen without a change of our own, and an old answer is left alone', async () => {
  const { draft, server, somebodyWrites, pause } = world();
  const old = server.action;
  somebodyWrites({ name: 'Find' });
  await draft.look();
  expect(draft.getState()).toMatchObject({ taken: ['name'], fields: { name: 'Find' } });
  draft.setOption('url', 'b');
  await pause();
  draft.adopt(old);
  expect(getKey(draft.getState().fields.options, 'url')).toBe('b');
});

test('a look that was overtaken by a save changes nothing', async () => {
  const { draft, somebodyWrites } = world();
  somebodyWrites({ name: 'Find' });
  const look = draft.look();
  draft.setSetting('name', 'Search');
  await look;
  expect(draft.getState()).toMatchObject({ fields: { name: 'Search' }, taken: [] });
});
