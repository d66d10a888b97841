/** Brings what the board knows about single cards and links to them, see ./marks.ts. */
import { useEffect, useState } from 'react';
import { KeyedStore } from '../data/keyed-store.ts';
import type { BoardChanges } from './board-changes.ts';
import { type Marks, mark } from './marks.ts';
import type { RunPath } from './run-path.ts';

interface MarkedThings {
  readonly chosen: string | undefined;
  readonly current: { readonly guid: string; readonly wantsFocus: boolean } | undefined;
  readonly tabStop: string | undefined;
  readonly path: RunPath | undefined;
  readonly changes: BoardChanges | undefined;
  /** The link that something is dragged over. */
  readonly over: string | undefined;
  /** The link that is selected and nothing else. */
  readonly alone: string | undefined;
  /** The note that is being written, by the id of its node. */
  readonly written: string | undefined;
}

export function useBoardMarks({ chosen, current, tabStop, path, changes, over, alone, written }: MarkedThings): Marks {
  const [marks] = useState<Marks>(() => new KeyedStore());
  useEffect(() => {
    const next = new Map<string, number>();
    const add = (key: string | undefined, flag: number) => {
      if (key !== undefined) next.set(key, (next.get(key) ?? 0) | flag);
    };
    add(tabStop, mark.tabStop);
    add(chosen, mark.chosen);
    add(over, mark.over);
    add(alone, mark.alone);
    add(written, mark.written);
    if (current?.wantsFocus) add(current.guid, mark.wantsFocus);
    for (const key of [...(path?.actions ?? []), ...(path?.links ?? [])]) add(key, mark.onPath);
    for (const [guid, change] of changes?.actions ?? []) add(guid, mark[change]);
    for (const key of changes?.links ?? []) add(key, mark.added);
    marks.replace(next);
  }, [marks, tabStop, current, chosen, path, changes, over, alone, written]);
  return marks;
}
