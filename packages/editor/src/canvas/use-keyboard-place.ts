/** At which card the keyboard is, and how it goes to another. One card at a time is reached by Tab from outside. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { isNoteNode } from './story-graph.ts';
import type { View } from './use-view.ts';

interface KeyboardPlaceParts {
  /** The action whose panel is open. */
  readonly chosen: string | undefined;
  /** Where Tab comes in when the keyboard has not been on the board yet. */
  readonly first: string | undefined;
  readonly view: View;
}

interface Current {
  readonly guid: string;
  readonly wantsFocus: boolean;
}

export function useKeyboardPlace({ chosen, first, view }: KeyboardPlaceParts) {
  const [current, setCurrent] = useState<Current>();
  const latestView = useRef(view);
  latestView.current = view;

  const { isReady, reveal } = view;
  const lastChosen = useRef(chosen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another `reveal` is no reason to move the board again
  useEffect(() => {
    const closed = chosen === undefined ? lastChosen.current : undefined;
    lastChosen.current = chosen;
    if (chosen !== undefined) {
      setCurrent((before) => (before?.guid === chosen ? before : { guid: chosen, wantsFocus: false }));
      if (isReady) reveal(chosen);
    } else if (closed !== undefined && document.activeElement === document.body) {
      // The panel went away with the focus in it: back to the card it was opened from.
      setCurrent({ guid: closed, wantsFocus: true });
    }
  }, [chosen, isReady]);

  /** Also to a card that is only on its way onto the board. */
  const goTo = useCallback((guid: string) => {
    setCurrent({ guid, wantsFocus: true });
    // A card that is new is known to the view only after it was drawn.
    requestAnimationFrame(() => latestView.current.reveal(guid));
  }, []);

  const onFocus = (guid: string | undefined) => {
    if (guid !== undefined && (guid !== current?.guid || current.wantsFocus)) setCurrent({ guid, wantsFocus: false });
  };
  // Notes are reached by Tab on their own.
  const card = current === undefined || isNoteNode(current.guid) ? undefined : current.guid;
  return { current, tabStop: card ?? chosen ?? first, goTo, onFocus };
}
