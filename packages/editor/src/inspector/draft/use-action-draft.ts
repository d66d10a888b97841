/**
 * The draft of an action, one per person and action. It lives on after its form was closed until it is saved, so that
 * neither a text that is no JSON yet nor a save that fails is lost by looking at something else.
 */
import type { ActionResponse } from '@fabula/model';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { readAction, takeAction, updateAction } from '../../data/actions.ts';
import { sessionQuery } from '../../data/session.ts';
import { ActionDraft, type DraftState } from './action-draft.ts';
import { KeptDrafts } from './kept-drafts.ts';

const lookEveryMs = 15_000;

const drafts = new KeptDrafts(window);

export function useActionDraft(action: ActionResponse): { readonly draft: ActionDraft; readonly state: DraftState } {
  const client = useQueryClient();
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const key = `${user?.id ?? ''} ${action.id}`;
  let draft = drafts.get(key);
  if (draft === undefined) {
    draft = new ActionDraft(action, {
      now: () => Date.now(),
      read: () => readAction(action.id),
      async write(changes, from) {
        const written = await updateAction(action.id, changes, from.options);
        takeAction(client, written);
        return written;
      },
    });
    drafts.keep(key, draft);
  }
  const current = draft;
  const state = useSyncExternalStore(current.subscribe, current.getState);

  useEffect(() => current.adopt(action), [current, action]);
  useEffect(() => {
    const save = () => void current.flush();
    const saveWhenHidden = () => document.visibilityState === 'hidden' && save();
    const looking = setInterval(() => {
      if (document.visibilityState === 'visible') void current.look();
    }, lookEveryMs);
    document.addEventListener('visibilitychange', saveWhenHidden);
    window.addEventListener('online', save);
    return () => {
      clearInterval(looking);
      document.removeEventListener('visibilitychange', saveWhenHidden);
      window.removeEventListener('online', save);
      void current.flush().then(() => drafts.release(key, current));
    };
  }, [current, key]);
  return { draft: current, state };
}
