/**
 * Who looks at a storyboard, and where their pointers are. Kept in memory only, for as long as the live channel of each of
 * them is open.
 *
 * Each process knows the visits whose channels it holds, and tells the others of them (`tell`, `heard`): when they come and
 * go, and every ten seconds, so that one that has just begun, or has lost a notice, knows soon; what is not heard of any more
 * is forgotten. A position may arrive at any process.
 */
import type { Clock } from '@fabula/engine';
import type { StoryId, UserId } from '@fabula/model';

export interface Person {
  readonly userId: UserId;
  readonly name: string;
}

export interface Visit extends Person {
  readonly id: string;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Tells one visit of those of other people. */
export interface PresenceListener {
  readonly people: (others: readonly Visit[]) => void;
  readonly cursor: (id: string, at: Place | null) => void;
}

/** Between processes. who: let me know who is there. */
export type PresenceNotice =
  | { readonly kind: 'here' | 'gone'; readonly storyId: StoryId; readonly visit: Visit }
  | { readonly kind: 'at'; readonly storyId: StoryId; readonly id: string; readonly at: Place | null }
  | { readonly kind: 'who'; readonly storyId: StoryId };

export interface Presence {
  /** `visit`: as the tab calls itself. Gives a function that ends it. */
  join(storyId: StoryId, person: Person, visit: string, listener: PresenceListener): () => void;
  /** At most ten positions a second are passed on, the newest last. One of nobody who is there is dropped. */
  move(storyId: StoryId, userId: UserId, visit: string, at: Place | null): void;
  /** What another process has told. */
  heard(notice: PresenceNotice): void;
  close(): void;
}

interface Present extends Visit {
  at: Place | null;
  /** null: its channel is here. */
  heardAt: number | null;
  readonly listener: PresenceListener | null;
}

type Room = Map<string, Present>;

const paceMs = 100;
const tellAgainMs = 10_000;
const forgetAfterMs = 25_000;
/** Of one story: more are not shown. */
const mostVisits = 100;

export function createPresence(clock: Clock, tell: ((notice: PresenceNotice) => void) | null): Presence {
  const rooms = new Map<StoryId, Room>();
  const paces = new Map<string, { next: Place | null | undefined; cancel: () => void }>();
  let cancelRound: (() => void) | null = null;

  function add(storyId: StoryId, present: Present): void {
    const room = rooms.get(storyId) ?? new Map<string, Present>();
    rooms.set(storyId, room);
    if (room.size >= mostVisits && !room.has(present.id)) return;
    room.set(present.id, present);
    tellPeople(room);
  }

  function remove(storyId: StoryId, id: string): void {
    const room = rooms.get(storyId);
    if (room === undefined || !room.delete(id)) return;
    tellPeople(room);
    if ([...room.values()].every(({ listener }) => listener === null)) rooms.delete(storyId);
  }

  function place(storyId: StoryId, id: string, at: Place | null): void {
    const room = rooms.get(storyId);
    const moved = room?.get(id);
    if (room === undefined || moved === undefined) return;
    moved.at = at;
    for (const { userId, listener } of room.values()) if (userId !== moved.userId) listener?.cursor(id, at);
  }

  /** Again and again while somebody is here. */
  function round(): void {
    const now = clock.now();
    for (const [storyId, room] of rooms) {
      for (const present of [...room.values()]) {
        if (present.heardAt === null) tell?.({ kind: 'here', storyId, visit: visitOf(present) });
        else if (now - present.heardAt > forgetAfterMs) remove(storyId, present.id);
      }
    }
    cancelRound = rooms.size === 0 ? null : clock.at(now + tellAgainMs, round);
  }

  return {
    join(storyId, { userId, name }, visit, listener) {
      const present: Present = { id: idOf(userId, visit), userId, name, at: null, heardAt: null, listener };
      add(storyId, present);
      const room = rooms.get(storyId);
      for (const other of room?.values() ?? []) {
        if (other.userId !== userId && other.at !== null) listener.cursor(other.id, other.at);
      }
      tell?.({ kind: 'who', storyId });
      tell?.({ kind: 'here', storyId, visit: visitOf(present) });
      if (tell !== null) cancelRound ??= clock.at(clock.now() + tellAgainMs, round);
      return () => {
        // The same tab may have come back before its first channel was seen to end.
        if (rooms.get(storyId)?.get(present.id) !== present) return;
        remove(storyId, present.id);
        tell?.({ kind: 'gone', storyId, visit: visitOf(present) });
      };
    },

    move(storyId, userId, visit, at) {
      const id = idOf(userId, visit);
      const key = `${storyId} ${id}`;
      const pace = paces.get(key);
      if (pace !== undefined) {
        pace.next = at;
        return;
      }
      const pass = (to: Place | null): void => {
        place(storyId, id, to);
        tell?.({ kind: 'at', storyId, id, at: to });
        const waiting = { next: undefined as Place | null | undefined, cancel: () => {} };
        waiting.cancel = clock.at(clock.now() + paceMs, () => {
          paces.delete(key);
          if (waiting.next !== undefined) pass(waiting.next);
        });
        paces.set(key, waiting);
      };
      pass(at);
    },

    heard(notice) {
      const { kind, storyId } = notice;
      const room = rooms.get(storyId);
      // Nobody here wants to know.
      if (room === undefined) return;
      if (kind === 'at') return place(storyId, notice.id, notice.at);
      if (kind === 'who') {
        for (const present of room.values()) {
          if (present.heardAt === null) tell?.({ kind: 'here', storyId, visit: visitOf(present) });
        }
        return;
      }
      const known = room.get(notice.visit.id);
      // Of what is here nobody else knows better.
      if (known?.heardAt === null) return;
      if (kind === 'gone') return remove(storyId, notice.visit.id);
      if (known === undefined) add(storyId, { ...notice.visit, at: null, heardAt: clock.now(), listener: null });
      else known.heardAt = clock.now();
    },

    close() {
      cancelRound?.();
      for (const { cancel } of paces.values()) cancel();
      rooms.clear();
      paces.clear();
    },
  };
}

function idOf(userId: UserId, visit: string): string {
  return `${userId}-${visit}`;
}

function visitOf({ id, userId, name }: Visit): Visit {
  return { id, userId, name };
}

function tellPeople(room: Room): void {
  for (const { userId, listener } of room.values()) {
    listener?.people([...room.values()].filter((other) => other.userId !== userId).map(visitOf));
  }
}
