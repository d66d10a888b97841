import type { ActionResponse } from '@fabula/model';
import { useEffect, useState } from 'react';
import type { StoryPlace } from '../data/editing.ts';

/** What of the address changes with the place. */
interface Opened {
  readonly draft?: number | undefined;
  readonly action?: number | undefined;
  readonly event?: number | undefined;
  readonly run?: string | undefined;
}

/**
 * Goes to a draft or to the live story. The action that is open stays open: it has the same guid there, but an id of its own,
 * which is known when the actions are.
 */
export function useGoTo(
  place: StoryPlace,
  actions: readonly ActionResponse[] | undefined,
  openGuid: string | undefined,
  go: (change: Opened, replace?: boolean) => void,
): (draftId: number | null) => void {
  const [wanted, setWanted] = useState<{ readonly draftId: number | null; readonly guid: string }>();
  useEffect(() => {
    if (wanted === undefined || wanted.draftId !== place.draftId || actions === undefined) return;
    setWanted(undefined);
    const twin = actions.find(({ guid }) => guid === wanted.guid);
    if (twin !== undefined) go({ action: twin.id }, true);
  }, [wanted, place, actions, go]);
  return (draftId) => {
    if (draftId === place.draftId) return;
    setWanted(openGuid === undefined ? undefined : { draftId, guid: openGuid });
    go({ draft: draftId ?? undefined, action: undefined, event: undefined, run: undefined });
  };
}
