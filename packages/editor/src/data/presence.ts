/** Who else looks at the open story or draft, and where their pointers are: told by the live channel, kept nowhere. */
import { cursorNotice, peopleNotice } from '@fabula/model';
import { useMemo, useState } from 'react';
import { z } from 'zod';
import type { Point } from '../board/board.ts';
import { request } from './http.ts';
import { KeyedStore } from './keyed-store.ts';
import { paced } from './paced.ts';

export interface Other {
  /** Of one tab of theirs. */
  readonly id: string;
  readonly userId: number;
  readonly name: string;
}

/** By the id of `Other`, in the pixels of the story. */
export type Pointers = KeyedStore<string, Point>;

export interface Others {
  readonly people: readonly Other[];
  readonly pointers: Pointers;
  /** Tells them where the own pointer is; null: it has left the board. */
  readonly pointAt: (at: Point | null) => void;
}

export interface PresenceEars {
  readonly people: (text: string) => void;
  readonly cursor: (text: string) => void;
  /** Nobody is known of any more. */
  readonly lost: () => void;
}

/** At most ten a second. */
const paceMs = 100;

/** `id`: of the story or the draft. */
export function usePresence(id: number): { others: Others; visit: string; ears: PresenceEars } {
  const [visit] = useState(() => crypto.randomUUID());
  const [pointers] = useState<Pointers>(() => new KeyedStore());
  const [people, setPeople] = useState<readonly Other[]>([]);
  const isAlone = people.length === 0;
  const pointAt = useMemo(() => {
    const send = (at: Point | null) =>
      request(`/api/live/stories/${id}/cursor`, z.null(), { method: 'POST', body: JSON.stringify({ visit, at }) });
    return isAlone ? () => {} : paced(send, paceMs);
  }, [id, visit, isAlone]);
  const ears = useMemo((): PresenceEars => {
    const known = new Map<string, Point>();
    const show = () => pointers.replace(new Map(known));
    return {
      people(text) {
        const told = peopleNotice.safeParse(JSON.parse(text));
        if (!told.success) return;
        const there = new Set(told.data.people.map((each) => each.id));
        for (const each of known.keys()) if (!there.has(each)) known.delete(each);
        show();
        setPeople(told.data.people.map(({ user_id: userId, ...other }) => ({ ...other, userId })));
      },
      cursor(text) {
        const told = cursorNotice.safeParse(JSON.parse(text));
        if (!told.success) return;
        if (told.data.at === null) known.delete(told.data.id);
        else known.set(told.data.id, told.data.at);
        show();
      },
      lost() {
        known.clear();
        show();
        setPeople([]);
      },
    };
  }, [pointers]);
  const others = useMemo(() => ({ people, pointers, pointAt }), [people, pointers, pointAt]);
  return { others, visit, ears };
}
