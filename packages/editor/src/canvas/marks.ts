/**
 * What the board says about single cards and links: chosen, next for Tab, on the path of the run that is
 * shown, under what is dragged, the only one selected, being
 * written. Kept
 * beside React's props, so that choosing an action draws two cards again and not all of them.
 */
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import { KeyedStore } from '../data/keyed-store.ts';

/** Flags, added together. */
export const mark = {
  chosen: 1,
  tabStop: 2,
  wantsFocus: 4,
  onPath: 8,
  over: 16,
  alone: 32,
  /** Beside what is live. */
  added: 64,
  changed: 128,
  moved: 256,
  /** A note that somebody types into. */
  written: 512,
} as const;

/** Keys: the guid of an action, the key of a link, the id of a note's node. */
export type Marks = KeyedStore<string, number>;

export const MarksContext = createContext<Marks>(new KeyedStore());

export function useMarks(key: string): number {
  const marks = useContext(MarksContext);
  const subscribe = useCallback((listener: () => void) => marks.subscribe(key, listener), [marks, key]);
  return useSyncExternalStore(subscribe, () => marks.get(key) ?? 0);
}
