/** Undo and redo over whole states. Changes of the same thing in quick succession, as while typing, are one step. */

interface Step<T> {
  /** What was changed. */
  readonly group: string;
  readonly state: T;
}

export interface History<T> {
  readonly present: T;
  /** Oldest first; each holds the state before its change. */
  readonly past: readonly Step<T>[];
  /** The next to redo last; each holds the state after its change. */
  readonly future: readonly Step<T>[];
  /** The change that may still go on; null after an undo. */
  readonly latest: { readonly group: string; readonly at: number } | null;
}

const goesOnWithinMs = 1_000;
const mostSteps = 200;

export function beginHistory<T>(present: T): History<T> {
  return { present, past: [], future: [], latest: null };
}

export function change<T>(history: History<T>, group: string, present: T, at: number): History<T> {
  const { past, latest } = history;
  const goesOn = latest !== null && latest.group === group && at - latest.at < goesOnWithinMs;
  return {
    present,
    past: goesOn ? past : [...past, { group, state: history.present }].slice(-mostSteps),
    future: [],
    latest: { group, at },
  };
}

/** `group`: what changes back. null when there is nothing to undo. */
export function undo<T>({ present, past, future }: History<T>): { history: History<T>; group: string } | null {
  const step = past.at(-1);
  if (step === undefined) return null;
  const { group, state } = step;
  return {
    group,
    history: { present: state, past: past.slice(0, -1), future: [...future, { group, state: present }], latest: null },
  };
}

export function redo<T>({ present, past, future }: History<T>): { history: History<T>; group: string } | null {
  const step = future.at(-1);
  if (step === undefined) return null;
  const { group, state } = step;
  return {
    group,
    history: { present: state, past: [...past, { group, state: present }], future: future.slice(0, -1), latest: null },
  };
}

/** The same history with every state changed: when the ground moves under it. */
export function mapHistory<T>(history: History<T>, move: (state: T) => T): History<T> {
  const moveStep = ({ group, state }: Step<T>): Step<T> => ({ group, state: move(state) });
  return {
    ...history,
    present: move(history.present),
    past: history.past.map(moveStep),
    future: history.future.map(moveStep),
  };
}
