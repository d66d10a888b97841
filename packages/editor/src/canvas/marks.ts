/**
 * What the board says about single cards and links: chosen, next for Tab, on the path of the run that is shown. Kept
 * beside React's props, so that choosing an action draws two cards again and not all of them.
 */
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import { KeyedStore } from '../data/keyed-store.ts';

/** Flags, added together. */
export const mark = { chosen: 1, tabStop: 2, wantsFocus: 4, onPath: 8 } as const;

/** Keys: the id of an action, or the id of a link. */
export type Marks = KeyedStore<number | string, number>;

export const MarksContext = createContext<Marks>(new KeyedStore());

export function useMarks(key: number | string): number {
  const marks = useContext(MarksContext);
  const subscribe = useCallback((listener: () => void) => marks.subscribe(key, listener), [marks, key]);
  return useSyncExternalStore(subscribe, () => marks.get(key) ?? 0);
}
