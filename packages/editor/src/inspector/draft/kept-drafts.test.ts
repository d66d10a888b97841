import type { ActionResponse } from '@fabula/model';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ActionDraft, saveAfterMs } from './action-draft.ts';
import { KeptDrafts } from './kept-drafts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function world() {
  const server = { isReached: true };
  // What the draft does not look at is left out.
  let action = {
    name: 'Look up',
    options: { url: 'a' },
    updated_at: '2026-01-01T00:00:00.000Z',
  } as unknown as ActionResponse;
  const draft = new ActionDraft(action, {
    now: () => Date.now(),
    read: async () => action,
    async write(changes) {
      if (!server.isReached) throw Object.assign(new Error('away'), { status: 0 });
      action = { ...action, ...changes } as ActionResponse;
      return action;
    },
  });
  const page = new EventTarget();
  const drafts = new KeptDrafts(page);
  drafts.keep('1', draft);
  /** Whether the browser would ask before it closes the page. */
  const isAsked = () => !page.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  return { server, draft, drafts, isAsked };
}

test('nobody is asked while everything is saved', () => {
  expect(world().isAsked()).toBe(false);
});

test('a text that is no JSON yet is asked about, also after its form was closed, until it is given up', () => {
  const { draft, drafts, isAsked } = world();
  draft.setText('payload', '{"half');
  expect(isAsked()).toBe(true);
  drafts.release('1', draft);
  expect([isAsked(), drafts.get('1')]).toEqual([true, draft]);
  draft.dropText('payload');
  drafts.release('1', draft);
  expect([isAsked(), drafts.get('1')]).toEqual([false, undefined]);
});

test('what the server has not taken is asked about until it has', async () => {
  const { server, draft, isAsked } = world();
  server.isReached = false;
  draft.setOption('url', 'b');
  await vi.advanceTimersByTimeAsync(saveAfterMs);
  expect(draft.getState().saving.kind).toBe('kept');
  expect(isAsked()).toBe(true);
  server.isReached = true;
  await draft.flush();
  expect(isAsked()).toBe(false);
});

test('a draft whose form is open stays', () => {
  const { draft, drafts } = world();
  draft.subscribe(() => undefined);
  drafts.release('1', draft);
  expect(drafts.get('1')).toBe(draft);
});
