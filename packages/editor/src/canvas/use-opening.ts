import type { ActionResponse } from '@fabula/model';
import { useCallback, useEffect, useState } from 'react';

type How = 'pointer' | 'keyboard';

/**
 * Opens an action; one that is not saved yet, and has no id of its own, as soon as it has one. Gives the same function every
 * time.
 */
export function useOpening(
  actions: readonly ActionResponse[],
  onOpen: (id: number, how: How) => void,
): (action: ActionResponse, how: How) => void {
  const [wanted, setWanted] = useState<{ readonly guid: string; readonly how: How }>();
  useEffect(() => {
    if (wanted === undefined) return;
    const action = actions.find(({ guid }) => guid === wanted.guid);
    if (action !== undefined && action.id < 0) return;
    setWanted(undefined);
    if (action !== undefined) onOpen(action.id, wanted.how);
  }, [wanted, actions, onOpen]);
  return useCallback(
    ({ id, guid }, how) => {
      if (id < 0) return setWanted({ guid, how });
      setWanted(undefined);
      onOpen(id, how);
    },
    [onOpen],
  );
}
